"""Who still waits after an emergency: for the outcome to be asked, for the form to be completed."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Problem
from vclinic.services import due_today, emergencies, record_follow_up, refer_at_once, visit_sheet
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.refer_at_once import ReferredVisit
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, follow_ups

TODAY = worlds.MORNING.date()
ARRIVED = {"referral_outcome": "1", "referral_outcome_on": TODAY.isoformat(), "referral_outcome_text": ""}
World = tuple[Workstation, SteppingClock]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def refer(station: Workstation, resident: str) -> str:
    sheet = visit_sheet.open_visit(station, resident)
    entry = VisitEntry(dict(sheet.values) | {"bp_readings": ((186, 112),)}, carried_unconfirmed=sheet.carried)
    referred = refer_at_once.refer_at_once(station, (sheet,), (entry,))
    assert isinstance(referred, ReferredVisit)
    return referred.saved[0].follow_up_id


def complete(station: Workstation, resident: str, follow_up_id: str) -> None:
    sheet = visit_sheet.open_visit(station, resident, follow_up_id)
    values = dict(sheet.values) | worlds.FULL | {"bp_readings": ((186, 112),)}
    assert not isinstance(record_follow_up.record(station, sheet, VisitEntry(values)), list)


def row_of(station: Workstation, resident: str, day: date | None = None) -> due_today.WorkRow:
    (row,) = [row for row in due_today.worklist(station, day).rows if row.resident_id == resident]
    return row


def told(station: Workstation, follow_up_id: str, **values: Any) -> list[tuple[str, str]]:
    result = emergencies.tell_outcome(station, follow_up_id, ARRIVED | values)
    return [(problem.field, problem.code) for problem in result] if isinstance(result, list) else []


def test_an_emergency_is_red_and_first_whoever_is_overdue(world: World) -> None:
    station, clock = world
    for number, name in enumerate(("刘大山", "单国英"), 1):
        worlds.visit(station, worlds.register(station, name, serial=30 + 2 * number), 178, 104)
    clock.set(worlds.MORNING + timedelta(days=30))
    resident = worlds.register(station)
    follow_up_id = refer(station, resident)
    first = due_today.worklist(station).rows[0]
    assert (first.resident_id, first.danger, first.ask_about) == (resident, "danger", follow_up_id)
    assert first.due_text == "今天转诊"
    assert first.why.startswith("危急转诊，还没问到结果；待补：随访方式")


def test_it_opens_to_be_completed_and_stays_red_when_it_is(world: World) -> None:
    station, _ = world
    resident = worlds.register(station)
    follow_up_id = refer(station, resident)
    assert row_of(station, resident).follow_up_id == follow_up_id
    complete(station, resident, follow_up_id)
    row = row_of(station, resident)
    assert (row.follow_up_id, row.danger, row.why) == ("", "danger", "危急转诊，还没问到结果")


def test_an_outcome_ends_the_red_and_what_is_missing_still_waits(world: World) -> None:
    station, _ = world
    resident = worlds.register(station)
    follow_up_id = refer(station, resident)
    assert told(station, follow_up_id) == []
    row = row_of(station, resident)
    assert (row.ask_about, row.danger, row.due_text) == ("", "warn", "待补")
    assert row.why.startswith("待补：随访方式")
    complete(station, resident, follow_up_id)
    assert emergencies.of_resident(station, resident) is None


def test_an_outcome_is_kept_as_a_revision_and_survives_completion(world: World) -> None:
    station, _ = world
    resident = worlds.register(station)
    follow_up_id = refer(station, resident)
    assert emergencies.tell_outcome(station, follow_up_id, ARRIVED | {"referral_outcome_text": "县医院"}) == 2
    complete(station, resident, follow_up_id)
    with station.store.read() as session:
        visit = follow_ups.get(session, follow_up_id)
        assert [change.revision for change in change_states.state_of(session, follow_up_id)] == [1, 2, 3]
    assert (visit.revision, visit.record.referral_outcome, visit.record.referral_outcome_text) == (3, "1", "县医院")
    assert visit.record.referral_outcome_on == TODAY


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"referral_outcome": ""}, [("referral_outcome", "required")]),
        ({"referral_outcome_on": ""}, [("referral_outcome_on", "required")]),
        ({"referral_outcome_on": "昨天"}, [("referral_outcome_on", "not_a_date")]),
        ({"referral_outcome_on": "2026-11-23"}, [("referral_outcome_on", "impossible")]),  # before the visit
        ({"referral_outcome_on": "2026-11-25"}, [("referral_outcome_on", "impossible")]),  # not yet
        ({"referral_outcome": "3"}, [("referral_outcome_text", "required")]),  # 没有去: why
        ({"referral_outcome": "3", "referral_outcome_text": "家里没人送"}, []),
        ({"referral_outcome": "5"}, [("referral_outcome_text", "required")]),
        ({"referral_outcome": "4"}, []),
    ],
)
def test_an_outcome_says_when_it_was_heard_and_why_somebody_did_not_go(
    world: World, values: dict[str, str], wrong: list[tuple[str, str]]
) -> None:
    station, _ = world
    resident = worlds.register(station)
    follow_up_id = refer(station, resident)
    assert told(station, follow_up_id, **values) == wrong
    waiting = emergencies.of_resident(station, resident)
    assert waiting is not None
    assert bool(waiting.ask_about) is bool(wrong)


def test_a_later_visit_does_not_end_the_red_while_the_outcome_is_unknown(world: World) -> None:
    station, clock = world
    resident = worlds.register(station)
    follow_up_id = refer(station, resident)
    complete(station, resident, follow_up_id)
    clock.set(worlds.MORNING + timedelta(days=1))
    worlds.visit(station, resident)
    waiting = emergencies.of_resident(station, resident)
    assert waiting is not None
    assert (waiting.ask_about, waiting.standing.danger) == (follow_up_id, "danger")
    assert row_of(station, resident).danger == "danger"
    assert told(station, follow_up_id) == []
    assert emergencies.of_resident(station, resident) is None


def test_it_is_still_red_ten_days_later(world: World) -> None:
    station, clock = world
    resident = worlds.register(station)
    refer(station, resident)
    clock.set(worlds.MORNING + timedelta(days=10))
    row = due_today.worklist(station).rows[0]
    assert (row.resident_id, row.danger, row.due_text) == (resident, "danger", "还有 4 天")
    assert row.why.endswith("；已建议转诊，要问结果")
    waiting = emergencies.of_resident(station, resident)
    assert waiting is not None
    assert waiting.standing.due_text == "10 天前转诊"


def test_orders_and_drugs_are_the_upper_levels_on_that_day_only(world: World) -> None:
    station, clock = world
    resident = worlds.register(station)
    assert emergencies.line_of_day(station, resident) == ""
    refer(station, resident)
    assert emergencies.line_of_day(station, resident) == "危急，已转诊，用药由上级决定"
    clock.set(worlds.MORNING + timedelta(days=1))
    assert emergencies.line_of_day(station, resident) == ""


def test_the_township_is_told_what_is_to_be_completed(world: World) -> None:
    station, _ = world
    follow_up_id = refer(station, worlds.register(station))
    with station.store.read() as session:
        sent = [change for change in changes.pending(session, 0, 100) if change.entity_id == follow_up_id]
    data = json.loads(sent[0].payload)
    assert data["to_complete"][:2] == ["visit_way", "symptom_codes"]
    assert (data["form_version"], data["status"]) == (1003, "valid")
    assert isinstance(data["assessment"], dict)


def test_no_problem_is_kept_of_an_outcome_that_was_not_taken(world: World) -> None:
    station, _ = world
    follow_up_id = refer(station, worlds.register(station))
    result = emergencies.tell_outcome(station, follow_up_id, {})
    assert result == [Problem("referral_outcome", "required", "请选转诊后怎么样了。")]
    with station.store.read() as session:
        assert follow_ups.get(session, follow_up_id).revision == 1
