"""What SQLite is told of a township's rows: it is there after opening, of indexes that are there, and PostgreSQL is told nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from sync.server.database import schema_0017
from sync.server.database.store import Store, create, open_store
from tests.server import postgres


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Store]:
    made = create(tmp_path / "t", "清溪镇卫生院")
    yield made
    made.close()


def told(store: Store) -> dict[str, tuple[str, str]]:
    with store.engine.connect() as connection:
        rows = connection.execute(text("SELECT idx, tbl, stat FROM sqlite_stat1"))
        return {str(row[0]): (str(row[1]), str(row[2])) for row in rows}


def columns(store: Store) -> dict[str, tuple[str, int]]:
    """Of every index: its table, and how many columns it has."""
    with store.engine.connect() as connection:
        names = connection.execute(text("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index'")).all()
        return {
            str(name): (str(table), len(connection.exec_driver_sql(f'PRAGMA index_info("{name}")').all()))
            for name, table in names
        }


def test_every_index_told_of_is_there_with_as_many_columns(file: Store) -> None:
    there = columns(file)
    for index, (table, alike) in schema_0017.SPREAD.items():
        assert (index, there.get(index)) == (index, (table, len(alike)))
    assert set(told(file)) == set(schema_0017.SPREAD)


def test_the_township_is_said_to_leave_half_and_every_column_no_more_than_the_one_before(file: Store) -> None:
    for index, (_, figures) in told(file).items():
        rows, half, *alike = map(int, figures.split())
        assert (index, half) == (index, rows / 2)
        assert (index, [half, *alike]) == (index, sorted([half, *alike], reverse=True))
        assert alike[-1] >= 1


def test_it_is_the_same_after_opening_again(file: Store) -> None:
    before = told(file)
    file.close()
    again = open_store(file.data)
    assert told(again) == before
    again.close()


def test_postgresql_is_told_nothing(tmp_path: Path, postgresql: postgres.Server) -> None:
    with postgresql.database("template0") as address:
        made = create(tmp_path / "p", "清溪镇卫生院", address)
        assert "sqlite_stat1" not in inspect(made.engine).get_table_names()
        made.close()
