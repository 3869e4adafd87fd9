"""The pages of the program, by the users' nouns."""
