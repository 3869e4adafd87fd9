"""From one schema to the next: everything is there afterwards, nothing is sent again, and a copy was made before."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from tests.test_house.tracked import ROOT
from vclinic.domain.problem import WorldFault
from vclinic.files.keyring import read_keyring
from vclinic.storage import backup_file, migrations as steps
from vclinic.storage.database import connect, utils
from vclinic.storage.file_names import BACKUPS, DATABASE, KEYRING
from vclinic.storage.store import Store

FIRST = ROOT / "tests" / "databases" / "2026-11-schema-1"
LOG = ("change", "receipt", "verdict", "notice", "seen", "doctor", "resident", "enrolment", "batch")
AT = datetime.fromisoformat("2026-11-28T08:00:00+08:00")


@pytest.fixture
def old(tmp_path: Path) -> tuple[Path, bytes]:
    """A copy of the witness of schema 1 and its key."""
    folder = tmp_path / "clinic"
    shutil.copytree(FIRST, folder)
    told = json.loads((FIRST / "facts.json").read_text(encoding="utf-8"))
    return folder, read_keyring(folder / KEYRING).unwrap(told["login"], told["password"])


def rows(connection: sqlcipher.Connection, query: str) -> list[Any]:
    return connection.execute(query).fetchall()


def everything(connection: sqlcipher.Connection) -> dict[str, list[Any]]:
    keys = rows(connection, "SELECT rank, key, resident_id FROM name_key ORDER BY rank, key, resident_id")
    return {"name_key": keys} | {name: rows(connection, f"SELECT * FROM {name}") for name in LOG}


def write(folder: Path, key: bytes, statement: str) -> None:
    connection = connect(folder / DATABASE, key)
    connection.execute(statement)
    connection.close()


def test_the_log_and_what_was_not_made_anew_stay_as_they_were(old: tuple[Path, bytes]) -> None:
    folder, key = old
    connection = connect(folder / DATABASE, key)
    before, moved = everything(connection), rows(connection, "SELECT * FROM stock_movement")
    given = rows(connection, "SELECT id, reverses, record, change_id FROM dispensing")
    connection.close()
    Store.open(folder, key, AT).close()
    connection = connect(folder / DATABASE, key)
    assert everything(connection) == before
    assert rows(connection, "SELECT * FROM stock_movement") == moved
    assert rows(connection, "SELECT id, reverses, record, change_id FROM dispensing") == given
    assert rows(connection, "PRAGMA foreign_key_check") == []
    connection.close()


def test_a_visit_keeps_its_figures_and_a_prescription_its_reason(old: tuple[Path, bytes]) -> None:
    folder, key = old
    Store.open(folder, key, AT).close()
    connection = connect(folder / DATABASE, key)
    visits = rows(connection, "SELECT summary, measures, satisfied FROM follow_up ORDER BY summary")
    assert [(said, json.loads(figures), good) for said, figures, good in visits] == [
        ("136/84", {"sbp": 136, "dbp": 84}, 1),
        ("152/94", {"sbp": 152, "dbp": 94}, 0),
    ]
    query = "SELECT p.reason_kind, f.summary FROM prescription p JOIN follow_up f ON f.id = p.reason_id"
    assert rows(connection, query) == [("follow_up", "136/84")]
    care = rows(connection, "SELECT managed, summary FROM care ORDER BY summary")
    assert care == [(1, "136/84"), (1, "152/94")]
    connection.close()


def test_a_visit_without_figures_has_no_summary(old: tuple[Path, bytes]) -> None:
    folder, key = old
    write(folder, key, "DROP TRIGGER follow_up_needs_new_change")
    write(folder, key, "UPDATE follow_up SET sbp = NULL")
    Store.open(folder, key, AT).close()
    connection = connect(folder / DATABASE, key)
    visits = rows(connection, "SELECT DISTINCT summary, json_extract(measures, '$.sbp') FROM follow_up")
    assert visits == [("", None)]
    connection.close()


def test_a_half_written_visit_is_found_under_its_disease(old: tuple[Path, bytes]) -> None:
    folder, key = old
    write(folder, key, "INSERT INTO draft VALUES ('follow_up', 'R-1', '{}', ''), ('prescription', 'F-1', '{}', '')")
    Store.open(folder, key, AT).close()
    connection = connect(folder / DATABASE, key)
    assert rows(connection, "SELECT owner_id FROM draft ORDER BY owner_id") == [("F-1",), ("R-1:htn",)]
    connection.close()


def test_the_copy_made_before_is_the_old_schema(old: tuple[Path, bytes]) -> None:
    folder, key = old
    Store.open(folder, key, AT).close()
    (copy,) = (folder / BACKUPS).iterdir()
    assert copy.suffix == backup_file.SUFFIX, "whole, so that it can be restored like any other"
    (folder / "old").mkdir()
    backup_file.unpack(copy, folder / "old")
    connection = connect(folder / "old" / DATABASE, key)
    assert {step.name for step in steps.migrations.applied(utils(connection))} == {"0001_first_store"}
    assert rows(connection, "SELECT sbp FROM follow_up ORDER BY sbp") == [(136,), (152,)]
    connection.close()


def test_without_a_copy_nothing_is_changed(old: tuple[Path, bytes]) -> None:
    folder, key = old
    (folder / BACKUPS).write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(WorldFault, match="没有升级"):
        Store.open(folder, key, AT)
    connection = connect(folder / DATABASE, key)
    assert rows(connection, "SELECT sbp FROM follow_up ORDER BY sbp") == [(136,), (152,)]
    connection.close()


def test_a_row_that_points_nowhere_stops_the_step_and_undoes_it(old: tuple[Path, bytes]) -> None:
    folder, key = old
    connection = connect(folder / DATABASE, key)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO receipt VALUES ('of no change', 'stored', '', '', '', '')")
    connection.close()
    with pytest.raises(ValueError, match="receipt"):
        Store.open(folder, key, AT)
    connection = connect(folder / DATABASE, key)
    assert rows(connection, "SELECT sbp FROM follow_up ORDER BY sbp") == [(136,), (152,)]
    assert "0002_many_diseases" in {step.name for step in steps.migrations.pending(utils(connection))}
    connection.close()
