"""A page of changes becomes the same rows whether it is written with a statement a table or one change at a time."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError
from sqlmodel import col, select

from tests import worlds
from tests.storage.test_own_records import DOCTOR
from tests.sync.client.test_own import day_of_work
from vclinic.services.clinic_setup import create_clinic
from vclinic.services.close_record import close_record
from vclinic.services.workstation import Workstation
from vclinic.storage import own_writing
from vclinic.storage.own_writing import OwnChange
from vclinic.storage.tables import ChangeRow, ReceiptRow, ResidentRow

_TABLES = (
    "change receipt change_tally unanswered resident enrolment follow_up prescription batch stock_entry dispensing "
    "medication_profile stock_movement on_hand name_key number_row number_index"
).split()


@pytest.fixture
def clinics(tmp_path: Path) -> Generator[tuple[Workstation, Workstation, Workstation]]:
    """One with a day's work, and two new ones."""
    with worlds.clinic(tmp_path / "old") as (old, clock):
        new = [create_clinic(tmp_path / name, worlds.SETUP, clock, worlds.CHEAP).station for name in ("a", "b")]
        yield old, new[0], new[1]
        for station in new:
            station.store.close()


def told(station: Workstation) -> list[OwnChange]:
    """What the log of a clinic holds, as the township gives it back."""
    with station.store.read() as session:
        return [
            OwnChange(**row.model_dump(exclude={"seq", "payload"}), data=json.loads(row.payload))
            for row in session.exec(select(ChangeRow).order_by(col(ChangeRow.seq)))
        ]


def tables(station: Workstation) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that came with changes or was there before."""
    with station.store.read() as session:
        run = session.connection().execute
        return {name: sorted(map(tuple, run(sql(f"SELECT * FROM {name}"))), key=str) for name in _TABLES}


def test_many_at_once_and_one_after_another_are_the_same_rows(clinics) -> None:
    old, at_once, one_by_one = clinics
    resident = day_of_work(old)
    day_of_work(old, "欧阳娜", 24)
    assert close_record(old, resident, old.clock.today(), "1") == []
    changes, now = told(old), old.clock.now()
    with at_once.store.local() as session:
        own_writing.write_all(session, changes, now)
    with one_by_one.store.local() as session:
        for change in changes:
            own_writing.write(session, change, now)
    rows, others = tables(at_once), tables(one_by_one)
    mine = at_once.store.meta("id_tag")["id_tag"], one_by_one.store.meta("id_tag")["id_tag"]
    for name in rows.keys() - {"change"}:
        assert rows[name] == others[name], name
    came = [[row[1:] for row in logs["change"] if not row[1].startswith(mine)] for logs in (rows, others)]
    assert came[0] == came[1]
    assert len(came[0]) == len(rows["receipt"]) == len(changes)
    assert rows["resident"] == tables(old)["resident"]
    assert {name for name, here in rows.items() if not here} == set()


@pytest.mark.parametrize(
    ("state", "code", "passed_over"),
    [
        ("refused", "conflict", True),
        ("refused", "id_conflict", True),
        ("refused", "required", False),
        ("stored", "conflict", False),
        ("stored", "", False),
    ],
)
def test_only_what_was_refused_for_another_change_is_passed_over(state: str, code: str, passed_over: bool) -> None:
    change = OwnChange("T-1", "T-1", "doctor", "D-1", 1, 0, "", "", {}, state=state, code=code)
    assert change.is_passed_over is passed_over


def test_of_a_page_that_cannot_be_written_the_fault_is_left_to_the_caller(clinics) -> None:
    _, new, _ = clinics
    with pytest.raises((LookupError, DatabaseError)), new.store.local() as session:
        own_writing.write_all(session, [DOCTOR, DOCTOR], new.clock.now())
    with new.store.read() as session:
        assert session.get(ReceiptRow, DOCTOR.id) is None


def test_what_has_no_word_of_the_township_yet_is_unsettled(clinics) -> None:
    old, _, _ = clinics
    resident = day_of_work(old)
    with old.store.read() as session:
        assert own_writing.unsettled(session, [resident, "nobody"])
        assert not own_writing.unsettled(session, ["nobody"])
        assert own_writing.ids_there(session, ResidentRow, "id", [resident, "nobody"]) == {resident}
