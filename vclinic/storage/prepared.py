"""What the database libraries put off until their first query, done ahead while nobody waits for it."""

from importlib import import_module

from sqlalchemy.orm import configure_mappers

_DIALECT = "sqlalchemy.dialects.sqlite"  # found by its name only when an engine is made


def prepare() -> None:
    """Load the dialect, and join to their columns the row classes that are loaded by now."""
    import_module(_DIALECT)
    configure_mappers()
