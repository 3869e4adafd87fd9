"""Declared forms on the screen: editors by the kind of value."""
