"""A believable, deterministic village for trying the program, for measurements and for tests."""
