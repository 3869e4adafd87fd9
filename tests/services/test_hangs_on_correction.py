"""What hangs on a corrected visit is asked, has a safe answer, and both stay with the correction."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests import worlds
from tests.worlds import World
from vclinic.services import (
    draft_prescription,
    emergencies,
    prescribe,
    record_follow_up,
    refer_at_once,
    resident_record,
    visit_sheet,
)
from vclinic.services.hangs_on_correction import hanging
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.workstation import Workstation
from vclinic.storage import revisions

HIGH, EMERGENCY, FINE = ((158, 94),), ((186, 112),), ((136, 84),)


def saved_visit(station: Workstation, resident: str, readings: tuple[tuple[int, int], ...]) -> str:
    """A complete visit of this morning; an emergency is referred at once and completed."""
    sheet = visit_sheet.open_visit(station, resident)
    entry = VisitEntry(dict(sheet.values) | worlds.FULL | {"bp_readings": readings})
    if readings == EMERGENCY:
        refer_at_once.refer_at_once(station, (sheet,), (entry,))
    else:
        assert isinstance(record_follow_up.record(station, sheet, entry), SavedVisit)
    with station.store.read() as session:
        return record_follow_up.follow_ups.of_resident(session, resident)[0].id


def corrected(
    station: Workstation, resident: str, follow_up: str, answers: Mapping[str, str] | None = None, **values: Any
) -> list[tuple[str, str]]:
    """Correct it; what was asked, and the answer that is kept."""
    sheet = visit_sheet.open_visit(station, resident, follow_up)
    judged = {"visit_class": "", "next_visit_date": None, "referral_reason": "", "referral_org_dept": ""}
    entry = VisitEntry(sheet.values | judged | values, correction_reason="抄错", correction_answers=answers or {})
    done = record_follow_up.record(station, sheet, entry)
    assert isinstance(done, SavedVisit), done
    with station.store.read() as session:
        kept = revisions.newest(session, "follow_up", follow_up)
    assert kept is not None
    return [(one["asked"], one["answer"]) for one in kept.get("correction_answers", [])]


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        (FINE, ((134, 82),), []),
        (FINE, HIGH, [("next_day", "untold")]),
        (HIGH, FINE, [("next_day", "untold")]),
        (FINE, EMERGENCY, [("next_day", "untold"), ("referral_come", "untold")]),
        (EMERGENCY, FINE, [("next_day", "untold"), ("emergency_gone", "still_ask"), ("letter", "take_back")]),
        (EMERGENCY, ((190, 114),), [("letter", "take_back")]),
    ],
)
def test_what_is_asked_and_the_safe_answer(world: World, before: Any, after: Any, asked: list[tuple[str, str]]) -> None:
    station, _, resident = world
    follow_up = saved_visit(station, resident, before)
    assert corrected(station, resident, follow_up, bp_readings=after) == asked


def test_another_class_asks_about_prescriptions_only_where_some_were_written(world: World) -> None:
    station, _, resident = world
    follow_up = saved_visit(station, resident, FINE)
    drafted = draft_prescription.draft(station, follow_up)
    assert isinstance(prescribe.save(station, drafted, drafted.three), str)
    asked = corrected(station, resident, follow_up, {"orders": "keep", "next_day": "told"}, bp_readings=HIGH)
    assert asked == [("orders", "keep"), ("next_day", "told")]


def test_an_answer_nobody_offers_is_the_safe_one(world: World) -> None:
    station, _, resident = world
    follow_up = saved_visit(station, resident, FINE)
    assert corrected(station, resident, follow_up, {"next_day": "?"}, bp_readings=HIGH) == [("next_day", "untold")]


def test_a_new_visit_and_one_that_cannot_be_judged_ask_nothing(world: World) -> None:
    station, _, resident = world
    fresh = visit_sheet.open_visit(station, resident)
    follow_up = saved_visit(station, resident, FINE)
    again = visit_sheet.open_visit(station, resident, follow_up)
    assert again.stored is not None
    assert hanging(fresh, again.stored.assessment, "2", date(2027, 1, 1)) == ()
    assert hanging(again, None, "", None) == ()


def test_an_emergency_that_a_correction_takes_away_is_asked_about_until_its_outcome_is_told(world: World) -> None:
    station, _, resident = world
    follow_up = saved_visit(station, resident, EMERGENCY)
    corrected(station, resident, follow_up, bp_readings=FINE)
    waiting = emergencies.of_resident(station, resident)
    assert waiting is not None
    assert waiting.ask_about == follow_up
    assert corrected(station, resident, follow_up, heart_rate=71) == [], "asked once, and the answer stays"
    assert emergencies.of_resident(station, resident) is not None
    told = {"referral_outcome": "1", "referral_outcome_on": worlds.MORNING.date().isoformat()}
    assert isinstance(emergencies.tell_outcome(station, follow_up, told), int)
    assert emergencies.of_resident(station, resident) is None


def test_an_emergency_that_was_a_slip_of_the_pen_goes_when_the_doctor_says_so(world: World) -> None:
    station, _, resident = world
    follow_up = saved_visit(station, resident, EMERGENCY)
    corrected(station, resident, follow_up, {"emergency_gone": "not_sent"}, bp_readings=FINE)
    assert emergencies.of_resident(station, resident) is None


def test_an_outcome_that_is_known_is_not_asked_again(world: World) -> None:
    station, _, resident = world
    follow_up = saved_visit(station, resident, EMERGENCY)
    told = {"referral_outcome": "1", "referral_outcome_on": worlds.MORNING.date().isoformat()}
    assert isinstance(emergencies.tell_outcome(station, follow_up, told), int)
    asked = corrected(station, resident, follow_up, bp_readings=FINE)
    assert "emergency_gone" not in dict(asked)


def test_the_persons_page_says_what_was_answered_beside_the_reason(world: World) -> None:
    station, _, resident = world
    follow_up = saved_visit(station, resident, FINE)
    corrected(station, resident, follow_up, bp_readings=HIGH)
    (entry,) = [one for one in resident_record.resident_record(station, resident).timeline if one.ref_id == follow_up]
    assert "更正：抄错，下次随访由 2027-02-24 变成 2026-12-08，名单按新日期排，新日期：还没告诉本人" in entry.detail
