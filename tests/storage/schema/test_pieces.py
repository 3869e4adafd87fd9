"""The pieces every schema is made of keep what they promise on a table of their own."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.storage.database import connect
from vclinic.storage.schema.pieces import filled_from, frozen, synced, told

_LOG = """CREATE TABLE change (id TEXT NOT NULL UNIQUE, entity TEXT NOT NULL, entity_id TEXT NOT NULL,
    revision INTEGER NOT NULL, UNIQUE (id, entity, entity_id, revision)) STRICT"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlcipher.Connection]:
    made = connect(tmp_path / "pieces.db", bytes(32), create=True)
    yield made
    made.close()


def run(database: sqlcipher.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        database.execute(statement)


@pytest.fixture
def walks(database: sqlcipher.Connection) -> sqlcipher.Connection:
    """A synced table with one row in its first revision."""
    run(database, [_LOG, *synced("walk", "steps INTEGER NOT NULL", "CHECK (steps >= 0)")])
    run(database, ["INSERT INTO change VALUES ('c1', 'walk', 'w', 1)", _walk("w", 10, 1, "c1")])
    return database


def _walk(key: str, steps: int, revision: int, change: str) -> str:
    return (
        "INSERT INTO walk (id, steps, revision, change_id, recorded_at) "
        f"VALUES ('{key}', {steps}, {revision}, '{change}', '')"
    )


def test_a_correction_brings_its_own_change(walks: sqlcipher.Connection) -> None:
    run(
        walks,
        [
            "INSERT INTO change VALUES ('c2', 'walk', 'w', 2)",
            "UPDATE walk SET steps = 12, revision = 2, change_id = 'c2'",
        ],
    )
    assert walks.execute("SELECT steps, revision, entity FROM walk").fetchall() == [(12, 2, "walk")]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE walk SET steps = 12", "row without its change"),
        ("UPDATE walk SET steps = 12, revision = 3, change_id = 'c2'", "row without its change"),
        ("UPDATE walk SET id = 'x', revision = 2, change_id = 'c2'", "row without its change"),
        ("UPDATE walk SET steps = -1, revision = 2, change_id = 'c2'", "CHECK"),
        ("UPDATE walk SET steps = 12, revision = 2, change_id = 'nobody'", "FOREIGN KEY"),
        ("DELETE FROM walk", "never deleted"),
        (_walk("w", 99, 2, "c2").replace("INSERT", "INSERT OR REPLACE"), "never replaced"),
        (_walk("v", 1, 1, "c1"), "FOREIGN KEY"),
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_row_goes_with_its_change_or_not_at_all(
    walks: sqlcipher.Connection, statement: str, why: str, recursive: str
) -> None:
    walks.execute(f"PRAGMA recursive_triggers = {recursive}")
    walks.execute("INSERT INTO change VALUES ('c2', 'walk', 'w', 2)")
    with pytest.raises(sqlcipher.IntegrityError, match=why):
        walks.execute(statement)
    assert walks.execute("SELECT id, steps, revision FROM walk").fetchall() == [("w", 10, 1)]


def test_what_is_frozen_is_only_added_to(database: sqlcipher.Connection) -> None:
    run(database, ["CREATE TABLE log (line TEXT) STRICT", *frozen("log", "it stays")])
    database.execute("INSERT INTO log VALUES ('a')")
    for statement in ("UPDATE log SET line = 'b'", "DELETE FROM log"):
        with pytest.raises(sqlcipher.IntegrityError, match="it stays"):
            database.execute(statement)
    database.execute("INSERT INTO log VALUES ('b')")
    assert [row[0] for row in database.execute("SELECT line FROM log ORDER BY line")] == ["a", "b"]


@pytest.fixture
def plans(database: sqlcipher.Connection) -> sqlcipher.Connection:
    """A table of the township's with one record in its second revision."""
    run(database, ["CREATE TABLE notice (seq INTEGER PRIMARY KEY)", "INSERT INTO notice VALUES (1), (2)"])
    run(database, told("plan", "title TEXT NOT NULL"))
    database.execute("INSERT INTO plan VALUES ('p', '春季', 2, '{}', 1)")
    return database


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE plan SET title = '旧', revision = 1, notice_seq = 2", "not a newer revision"),
        ("UPDATE plan SET title = '又', revision = 2, notice_seq = 2", "not a newer revision"),
        ("UPDATE plan SET id = 'q', revision = 3", "not a newer revision"),
        ("UPDATE plan SET record = '{', revision = 3", "CHECK"),
        ("UPDATE plan SET revision = 3, notice_seq = 9", "FOREIGN KEY"),
        ("INSERT OR REPLACE INTO plan VALUES ('p', '别', 3, '{}', 2)", "never replaced"),
        ("DELETE FROM plan", "never deleted"),
    ],
)
def test_what_the_township_told_gives_way_to_a_newer_revision_only(
    plans: sqlcipher.Connection, statement: str, why: str
) -> None:
    with pytest.raises(sqlcipher.IntegrityError, match=why):
        plans.execute(statement)
    plans.execute("UPDATE plan SET title = '夏季', revision = 5, notice_seq = 2")
    assert plans.execute("SELECT title, revision FROM plan").fetchall() == [("夏季", 5)]


def test_a_table_made_anew_takes_the_rows_and_leaves_the_triggers(database: sqlcipher.Connection) -> None:
    run(database, ["CREATE TABLE log (line TEXT) STRICT", *frozen("log", "it stays"), "INSERT INTO log VALUES ('a')"])
    database.execute("CREATE TABLE log_anew (line TEXT, length INTEGER) STRICT")
    run(database, filled_from("log", "log_anew", {"line": "upper(line)", "length": "length(line)"}))
    assert database.execute("SELECT line, length FROM log").fetchall() == [("A", 1)]
    database.execute("DELETE FROM log")
    names = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE name LIKE 'log%'")}
    assert names == {"log"}
