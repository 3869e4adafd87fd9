"""Does ahead, while nobody waits, what the database libraries would put off until the first query."""

from importlib import import_module

from sqlalchemy.orm import configure_mappers

_DIALECT = "sqlalchemy.dialects.sqlite"  # found by its name only when an engine is made


def prepare() -> None:
    """Load the dialect, and join to their columns the row classes that are loaded by now."""
    import_module(_DIALECT)
    configure_mappers()
