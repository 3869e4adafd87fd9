"""A record is closed, and opened again."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.close_record import close_record, reopen_record
from vclinic.services.due_today import worklist
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import residents

TODAY = worlds.MORNING.date()


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def record(station: Workstation, resident_id: str) -> ResidentRecord:
    return resident_record(station, resident_id, with_timeline=False)


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [
        (TODAY, "", "closed_reason"),
        (TODAY, "99", "closed_reason"),
        (TODAY + timedelta(days=1), "1", "closed_on"),
        (date(1900, 1, 1), "1", "closed_on"),
        ("", "1", "closed_on"),
        ("前天", "1", "closed_on"),
    ],
)
def test_a_record_is_closed_only_with_a_reason_and_not_before_its_day(
    station: Workstation, on: date | str, reason: str, field: str
) -> None:
    resident_id = worlds.register(station)
    assert [problem.field for problem in close_record(station, resident_id, on, reason)] == [field]
    assert record(station, resident_id).resident.status == "0"


def test_closing_ends_every_register_that_had_not_ended_and_keeps_the_history(station: Workstation) -> None:
    resident_id = worlds.register(station, registers=("htn", "t2dm"))
    visit = worlds.visit(station, resident_id)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        ((key, entry, revision),) = [
            line for line in residents.enrolments(work.session, resident_id) if line[1].disease == "t2dm"
        ]
        residents.save_enrolment(work, replace(entry, ended_on=date(2025, 1, 1), ended_reason="4"), key, revision)
    assert close_record(station, resident_id, TODAY, "1") == []
    closed = resident_record(station, resident_id)
    assert (closed.resident.status, closed.resident.closed_on, closed.resident.closed_reason) == ("1", TODAY, "1")
    assert {entry.disease: entry.ended_on for entry in closed.enrolments} == {"htn": TODAY, "t2dm": date(2025, 1, 1)}
    assert closed.diseases == ()
    assert visit.follow_up_id in {entry.ref_id for entry in closed.timeline}
    assert worklist(station).rows == ()


def test_a_record_closed_by_mistake_is_opened_with_the_registers_it_ended_and_no_others(station: Workstation) -> None:
    resident_id = worlds.register(station, registers=("htn", "t2dm"))
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        ((key, entry, revision),) = [
            line for line in residents.enrolments(work.session, resident_id) if line[1].disease == "t2dm"
        ]
        residents.save_enrolment(work, replace(entry, ended_on=date(2025, 1, 1), ended_reason="4"), key, revision)
    assert close_record(station, resident_id, f"{TODAY:%Y%m%d}", "2") == []
    assert resident_record(station, resident_id).diseases == ()
    reopen_record(station, resident_id)
    opened = resident_record(station, resident_id)
    kept = (opened.resident.status, opened.resident.closed_on, opened.resident.closed_reason)
    assert kept == ("0", None, "")
    assert opened.diseases == ("htn",)
    revision = record(station, resident_id).revision
    reopen_record(station, resident_id)
    assert record(station, resident_id).revision == revision, "what is open is left alone"
