"""The village's residents, registration, roster import and one resident's record."""
