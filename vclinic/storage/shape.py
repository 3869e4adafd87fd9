"""How a store is built and how full it is, for somebody who helps from afar: names and counts, never what a row holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from vclinic.storage.store import Store

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
_INDEXES = "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name"
_COUNT = 'SELECT count(*) FROM "{}"'
_PRAGMAS = ("cipher_version", "journal_mode", "page_size", "page_count", "freelist_count", "quick_check(1)")


@dataclass(frozen=True, slots=True)
class Shape:
    """``tables`` with their rows, ``indexes``, ``pragmas`` with what the database answers, ``sqlite`` its version."""

    sqlite: str
    tables: dict[str, int]
    indexes: tuple[str, ...]
    pragmas: dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement as the program writes it, its values left out, and how the database goes about it."""

    statement: str
    steps: tuple[str, ...]


def shape(store: Store) -> Shape:
    """The store as it stands."""
    with store.read() as session:
        connection = session.connection()
        tables = connection.execute(text(_TABLES)).scalars().all()
        return Shape(
            sqlite=str(connection.execute(text("SELECT sqlite_version()")).scalar()),
            tables={name: int(connection.execute(text(_COUNT.format(name))).scalar() or 0) for name in tables},
            indexes=tuple(connection.execute(text(_INDEXES)).scalars()),
            pragmas={name: str(connection.execute(text(f"PRAGMA {name}")).scalar()) for name in _PRAGMAS},
        )  # fmt: skip


def plans_of(store: Store, work: Callable[[], object]) -> tuple[Plan, ...]:
    """How the database goes about every question that ``work`` asks, each once, in the order asked."""
    asked: dict[str, Any] = {}

    def note(_connection: Connection, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if not many and statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.setdefault(statement, values)

    with store.read() as session:
        engine = session.get_bind()
        assert isinstance(engine, Engine)
    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with store.read() as session:
        connection = session.connection()
        return tuple(
            Plan(
                " ".join(statement.split()),
                tuple(str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)),
            )
            for statement, values in asked.items()
        )
