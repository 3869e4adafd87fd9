"""The doctor's manual inside the program: F1 on every page."""
