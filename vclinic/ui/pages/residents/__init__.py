"""The village roll, registration, roster import and one resident's record."""
