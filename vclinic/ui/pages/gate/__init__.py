"""Before the program: the first-start wizard, login, and the lock."""
