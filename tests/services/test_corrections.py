"""A stored visit is corrected with a reason, from anywhere; what is opened and saved as it was writes nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import worlds
from tests.worlds import World
from vclinic.domain.follow_up import DrugUse, Overrule
from vclinic.services import record_follow_up, visit_sheet
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.visit_draft import DRAFT
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, drafts


def opened(station: Workstation, resident: str, **more: Any) -> VisitSheet:
    """The sheet of a visit stored today."""
    return visit_sheet.open_visit(station, resident, worlds.visit(station, resident, **more).follow_up_id)


def revisions(station: Workstation, sheet: VisitSheet) -> int:
    with station.store.read() as session:
        return len(change_states.state_of(session, sheet.follow_up_id))


@pytest.mark.parametrize(
    "change",
    [
        {"bp_readings": ((138, 84),)},
        {"heart_rate": ""},
        {"heart_rate": 71},
        {"symptom_codes": ("2",)},
        {"weight_kg": 61.0},
        {"other_signs": "无水肿，双足背动脉可及"},
        {"drugs": ()},
        {"drugs": (DrugUse("苯磺酸氨氯地平片", 2, "5 mg"),)},
        {"visit_way": "2"},
    ],
)
def test_a_change_of_any_field_wants_its_reason_and_nothing_is_written_without(
    world: World, change: dict[str, Any]
) -> None:
    station, _, resident = world
    sheet = opened(station, resident)
    refusal = record_follow_up.record(station, sheet, VisitEntry(sheet.values | change))
    assert isinstance(refusal, list)
    assert {"correction_reason": "reason_required"}.items() <= {one.field: one.code for one in refusal}.items()
    assert revisions(station, sheet) == 1


@pytest.mark.parametrize("reason", ["", "   ", "\t"])
def test_spaces_are_no_reason(world: World, reason: str) -> None:
    station, _, resident = world
    sheet = opened(station, resident)
    entry = VisitEntry(sheet.values | {"heart_rate": 71}, correction_reason=reason)
    assert isinstance(record_follow_up.record(station, sheet, entry), list)


@pytest.mark.parametrize(("length", "stored"), [(100, True), (101, False)])
def test_a_reason_has_a_hundred_characters_at_most(world: World, length: int, stored: bool) -> None:
    station, _, resident = world
    sheet = opened(station, resident)
    entry = VisitEntry(sheet.values | {"heart_rate": 71}, correction_reason="抄" * length)
    assert isinstance(record_follow_up.record(station, sheet, entry), SavedVisit) is stored


def test_opened_and_saved_as_it_was_a_visit_is_not_written_again_and_its_draft_goes(world: World) -> None:
    station, clock, resident = world
    sheet = opened(station, resident)
    clock.set(worlds.MORNING + timedelta(hours=3))
    visit_sheet.keep_draft(station, sheet, sheet.values, frozenset())
    done = record_follow_up.record(station, sheet, VisitEntry(dict(sheet.values)))
    assert isinstance(done, SavedVisit)
    assert (done.follow_up_id, done.revision, revisions(station, sheet)) == (sheet.follow_up_id, 1, 1)
    with station.store.read() as session:
        assert drafts.load(session, DRAFT, sheet.draft_owner) is None


def test_what_the_machine_fills_in_is_no_change_of_the_doctor(world: World) -> None:
    station, _, resident = world
    sheet = opened(station, resident)
    blank = {"visit_class": "", "next_visit_date": None, "referral_reason": "", "referral_org_dept": ""}
    assert isinstance(record_follow_up.record(station, sheet, VisitEntry(sheet.values | blank)), SavedVisit)
    assert revisions(station, sheet) == 1


def test_an_overrule_that_is_taken_back_or_reworded_is_a_change(world: World) -> None:
    station, _, resident = world
    fresh = visit_sheet.open_visit(station, resident)
    values = dict(fresh.values) | worlds.FULL | {"bp_readings": ((142, 84),), "visit_class": "1"}
    overrule = Overrule("visit_class", "2", "1", "家里自测一直正常")
    saved = record_follow_up.record(station, fresh, VisitEntry(values, (overrule,)))
    assert isinstance(saved, SavedVisit)
    sheet = visit_sheet.open_visit(station, resident, saved.follow_up_id)
    same = record_follow_up.record(station, sheet, VisitEntry(sheet.values, (overrule,)))
    assert isinstance(same, SavedVisit)
    assert same.revision == 1
    taken_back = VisitEntry(sheet.values | {"visit_class": ""})
    reworded = VisitEntry(sheet.values, (replace(overrule, reason="诊室紧张"),))
    for entry in (taken_back, reworded):
        assert isinstance(record_follow_up.record(station, sheet, entry), list)
    done = record_follow_up.record(station, sheet, replace(taken_back, correction_reason="听错了"))
    assert isinstance(done, SavedVisit)
    assert (done.revision, done.assessment.visit_class) == (2, "2")
