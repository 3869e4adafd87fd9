"""The windows. The only Qt of the program; data is reached through services."""
