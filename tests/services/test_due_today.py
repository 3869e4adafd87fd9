"""Today: one row a person whatever the number of diseases, due by the earliest, in danger by the worst."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.domain.resident import Enrolment
from vclinic.services import close_record, due_today, visit_sheet
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, residents
from vclinic.storage.follow_ups import FollowUp

TODAY = worlds.MORNING.date()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def enrol(station: Workstation, resident_id: str, disease: str) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        entry = Enrolment(resident_id=resident_id, disease=disease, enrolled_on=TODAY - timedelta(days=100))
        residents.save_enrolment(work, entry)


def seen(station: Workstation, pattern: FollowUp, due: date, **more: Any) -> None:
    """A visit like ``pattern`` with the next one due on a day; ``more`` are fields of the stored visit."""
    judged = replace(pattern.assessment, next_visit_date=due, satisfied=more.pop("satisfied", True),
                     action=more.pop("action", "ROUTINE"))  # fmt: skip
    visit = replace(pattern, id="", revision=0, assessment=judged, **more)
    visit = replace(visit, record=replace(visit.record, next_visit_date=due))
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        follow_ups.save(work, visit)


@pytest.fixture
def both(world: tuple[Workstation, SteppingClock]) -> tuple[Workstation, str, FollowUp]:
    """Somebody in two registers, and a visit to make others from."""
    station, _ = world
    other = worlds.register(station, "单国英", serial=24)
    with station.store.read() as session:
        pattern = follow_ups.get(session, worlds.visit(station, other).follow_up_id)
    resident = worlds.register(station)
    enrol(station, resident, "t2dm")
    return station, resident, replace(pattern, resident_id=resident)


def row_of(station: Workstation, resident_id: str, day: date = TODAY) -> due_today.WorkRow:
    (row,) = [row for row in due_today.worklist(station, day).rows if row.resident_id == resident_id]
    return row


def test_two_diseases_are_one_row_due_by_the_earliest_and_in_danger_by_the_worst(both: Any) -> None:
    station, resident, pattern = both
    seen(station, pattern, TODAY - timedelta(days=3), summary="136/84")
    seen(station, pattern, TODAY + timedelta(days=5), disease="t2dm", summary="空腹 9.1", satisfied=False)
    row = row_of(station, resident)
    assert (row.tile, row.due_text, row.due_on) == ("overdue", "逾期 3 天", TODAY - timedelta(days=3))
    assert row.danger == "warn"
    assert row.why.startswith("高血压：常规；糖尿病：上次不满意")
    assert (row.last_text, row.last_high) == ("136/84，空腹 9.1", True)
    assert row.diseases == ("htn", "t2dm")


def test_a_reason_that_all_diseases_share_is_said_once(both: Any) -> None:
    station, resident, pattern = both
    for disease in ("htn", "t2dm"):
        seen(station, pattern, TODAY - timedelta(days=20), disease=disease, summary="136/84")
    assert row_of(station, resident).why == "常规随访，超过 10 天没有来"


def test_a_disease_that_is_not_due_is_not_a_reason(both: Any) -> None:
    station, resident, pattern = both
    seen(station, pattern, TODAY + timedelta(days=60), summary="136/84")
    seen(station, pattern, TODAY - timedelta(days=20), disease="t2dm", summary="空腹 6.1")
    row = row_of(station, resident)
    assert row.why == "糖尿病：常规随访，超过 10 天没有来"
    assert row.last_text == "136/84，空腹 6.1"
    seen(station, pattern, TODAY + timedelta(days=60), disease="t2dm", summary="空腹 6.2")
    assert [row.resident_id for row in due_today.worklist(station).rows if row.resident_id == resident] == []


def test_never_seen_for_one_of_two_is_told_beside_the_other(both: Any) -> None:
    station, resident, pattern = both
    assert (row_of(station, resident).tile, row_of(station, resident).danger) == ("never", "warn")
    seen(station, pattern, TODAY - timedelta(days=1), summary="150/96", satisfied=False, action="REFER")
    row = row_of(station, resident)
    assert (row.tile, row.danger) == ("overdue", "danger")
    assert "糖尿病：建专档 100 天，没有首次随访" in row.why


def test_a_register_without_a_follow_up_makes_nobody_due(world: tuple[Workstation, SteppingClock]) -> None:
    station, _ = world
    resident = worlds.register(station)
    worlds.visit(station, resident)
    enrol(station, resident, "copd")
    assert due_today.worklist(station).rows == ()
    assert row_of(station, resident, TODAY + timedelta(days=95)).why == "常规"


def test_a_closed_record_and_an_ended_entry_make_nobody_due(both: Any) -> None:
    station, resident, pattern = both
    seen(station, pattern, TODAY - timedelta(days=3), summary="136/84")
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        for key, entry, base in residents.enrolments(work.session, resident):
            if entry.disease == "t2dm":
                residents.save_enrolment(work, replace(entry, ended_on=TODAY), key, base)
    assert row_of(station, resident).why == "常规"
    close_record.close_record(station, resident, TODAY, "2")
    assert [row.resident_id for row in due_today.worklist(station).rows] == []


def test_a_visit_half_written_is_listed_until_the_person_is_due(both: Any) -> None:
    station, resident, pattern = both
    for disease in ("htn", "t2dm"):
        seen(station, pattern, TODAY + timedelta(days=60), disease=disease)
    sheet = visit_sheet.open_visit(station, resident)
    visit_sheet.keep_draft(station, sheet, {"heart_rate": "76"}, frozenset({"heart_rate"}))
    today = due_today.worklist(station)
    assert [(row.tile, row.why) for row in today.rows] == [("drafts", "随访写了一半，没有存档")]
    assert today.drafts == {resident}
    assert row_of(station, resident, TODAY + timedelta(days=61)).tile == "overdue"


def test_households_keep_together_and_know_their_companions(world: tuple[Workstation, SteppingClock]) -> None:
    station, _ = world
    first = worlds.register(station, household_head="何大山")
    worlds.register(station, "单国英", serial=24, household_head="单国英", address="五组 1 号")
    worlds.register(station, "何建国", serial=25, household_head="何大山")
    rows = due_today.worklist(station).rows
    homes = [row.household_id for row in rows]
    assert sorted(homes, key=homes.index) == homes
    assert row_of(station, first).companions == sum(home == row_of(station, first).household_id for home in homes)


@pytest.mark.parametrize("day", [date(1999, 12, 31), TODAY + timedelta(days=365 * 12)])
def test_a_day_no_plan_reaches_is_refused(world: tuple[Workstation, SteppingClock], day: date) -> None:
    with pytest.raises(Refused, match="请核对"):
        due_today.worklist(world[0], day)


def test_today_says_why_each_person_is_there(world: tuple[Workstation, SteppingClock]) -> None:
    station, clock = world
    resident = worlds.register(station)
    today = due_today.worklist(station)
    assert [(row.tile, row.due_text) for row in today.rows] == [("never", "从未随访")]
    worlds.visit(station, resident, 152, 94)
    assert due_today.worklist(station).rows == ()
    clock.set(worlds.MORNING + timedelta(days=14))
    assert [(row.tile, row.due_text, row.danger) for row in due_today.worklist(station).rows] == [
        ("soon", "今天到期", "warn")
    ]
    clock.set(worlds.MORNING + timedelta(days=26))
    row = due_today.worklist(station).rows[0]
    assert (row.tile, row.due_text, row.why) == ("overdue", "逾期 12 天", "上次不满意，2 周复查已过")
