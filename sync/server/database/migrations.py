"""Every schema the township has had, step by step. A database with steps we do not know is refused, untouched."""

from collections.abc import Callable, Collection, Iterable

from sqlalchemy import Connection, inspect, text

from sync.server.database import (
    schema,
    schema_0002,
    schema_0003,
    schema_0004,
    schema_0005,
    schema_0006,
    schema_0007,
    schema_0008,
    schema_0010,
    schema_0011,
    schema_0013,
    schema_0014,
    schema_0015,
    schema_0016,
    schema_0017,
)
from sync.server.database.spelling import spoken
from vclinic.domain.problem import Refused


def _running(statements: Iterable[str]) -> Callable[[Connection], None]:
    def step(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(spoken(statement, connection.dialect.name)))

    return step


TOWNSHIPS = "0016_township_first"  # from here on every row says whose it is

STEPS: tuple[tuple[str, Callable[[Connection], None]], ...] = (
    ("0001_first_township", _running(schema.STATEMENTS)),
    ("0002_pace_of_an_hour", _running(schema_0002.STATEMENTS)),
    ("0003_passwords_of_their_owners", _running(schema_0003.STATEMENTS)),
    ("0004_review_of_any_record", _running(schema_0004.STATEMENTS)),
    ("0005_records_of_the_township", _running(schema_0005.STATEMENTS)),
    ("0006_rounds_of_a_device", _running(schema_0006.STATEMENTS)),
    ("0007_epoch", schema_0007.draw),
    ("0008_packages", _running(schema_0008.STATEMENTS)),
    ("0010_looked_at_after_the_receipts", _running(schema_0010.STATEMENTS)),
    ("0011_indexes_of_the_console", _running(schema_0011.STATEMENTS)),
    ("0013_lists_of_a_county", _running(schema_0013.STATEMENTS)),
    ("0014_newest_of_a_device", _running(schema_0014.STATEMENTS)),
    ("0015_how_devices_stand", _running(schema_0015.STATEMENTS)),
    (TOWNSHIPS, schema_0016.rebuild),
    ("0017_how_rows_are_spread", schema_0017.tell),
)


def done(connection: Connection) -> list[str]:
    """The steps a database has been through, in order; later ones than we know at the end."""
    if not inspect(connection).has_table("schema_step"):
        return []
    names = set(connection.execute(text("SELECT name FROM schema_step")).scalars())
    known = [name for name, _ in STEPS if name in names]
    return [*known, *sorted(names.difference(known))]


def waiting(connection: Connection) -> list[str]:
    """The steps that `migrate` would apply."""
    names = done(connection)
    return [name for name, _ in STEPS if name not in names]


def build(connection: Connection, names: Collection[str]) -> None:
    """Make the schema of a database that had been through these steps, in an empty one.

    Raises:
        Refused: ``newer_backup``, one of them is not known here.
    """
    if set(names) - {name for name, _ in STEPS}:
        raise Refused("newer_backup", "这份备份是更新版本的程序做的，请先升级本程序。没有改动。")
    _running(["CREATE TABLE schema_step (name TEXT NOT NULL PRIMARY KEY)"])(connection)
    for name, step in STEPS:
        if name in names:
            step(connection)
            connection.execute(text("INSERT INTO schema_step (name) VALUES (:name)"), {"name": name})


def migrate(connection: Connection) -> list[str]:
    """Apply what is missing, inside the caller's transaction; returns the names of the steps applied. The connection's
    option ``township`` says whose rows they are that do not say it yet.

    Raises:
        Refused: ``newer``, the database was made by a newer program.
    """
    if not inspect(connection).has_table("schema_step"):
        _running(["CREATE TABLE schema_step (name TEXT NOT NULL PRIMARY KEY)"])(connection)
    before = set(connection.execute(text("SELECT name FROM schema_step")).scalars())
    if before - {name for name, _ in STEPS}:
        raise Refused("newer", "这个数据目录是更新版本的程序建的，本程序打不开它。请升级程序；数据没有改动。")
    fresh = [(name, step) for name, step in STEPS if name not in before]
    for name, step in fresh:
        step(connection)
        connection.execute(text("INSERT INTO schema_step (name) VALUES (:name)"), {"name": name})
    return [name for name, _ in fresh]
