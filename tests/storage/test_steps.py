"""Which steps a database has been through is asked at each start, without sqlite-utils."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.storage import steps
from vclinic.storage.database import connect, utils
from vclinic.storage.migrations import bring_up


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlcipher.Connection]:
    made = connect(tmp_path / "clinic.db", bytes(32), create=True)
    yield made
    made.close()


def test_a_new_database_waits_for_every_step(connection: sqlcipher.Connection) -> None:
    assert steps.applied(connection) == set()
    assert steps.waiting(connection) == set(steps.KNOWN)
    assert steps.unknown(connection) == set()


def test_one_that_was_brought_up_waits_for_none(connection: sqlcipher.Connection) -> None:
    bring_up(utils(connection))
    assert steps.waiting(connection) == set()
    assert steps.unknown(connection) == set()


def test_a_step_of_a_newer_program_is_unknown_and_one_of_somebody_else_is_none_of_ours(
    connection: sqlcipher.Connection,
) -> None:
    bring_up(utils(connection))
    for series, name in ((steps.SERIES, "9999_later"), ("plugin", "0001_its_own")):
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, '2026-11-28')",
            (series, name),
        )
    assert steps.unknown(connection) == {"9999_later"}
    assert steps.waiting(connection) == set()
