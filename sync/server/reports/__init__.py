"""The township in figures and lists, for the console and the command line."""
