"""What stands around every page: the parts of the shell."""
