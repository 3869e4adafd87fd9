"""Statements of the schema in the words of either engine."""

import re


def spoken(statement: str, engine: str) -> str:
    """A statement in an engine's own words. PostgreSQL orders text by its server's language; dates, ids and names are
    to compare byte by byte, as in SQLite."""
    return re.sub(r"(?<!AS )\bTEXT\b", 'TEXT COLLATE "C"', statement) if engine == "postgresql" else statement
