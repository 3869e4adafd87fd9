"""Visits: carried forward, judged, saved with their change; overruled only with a reason; drafts survive."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.follow_up import Overrule
from vclinic.domain.problem import Refused
from vclinic.services import due_today, judge_visit, record_follow_up, visit_sheet
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, follow_ups


@pytest.fixture
def world(tmp_path: Path):
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station)


def fields(result: object) -> list[str]:
    assert isinstance(result, list), result
    return [problem.field for problem in result]


def test_what_was_said_last_time_is_carried_and_pressure_is_not(world) -> None:
    station, clock, resident = world
    worlds.visit(station, resident, 152, 94)
    clock.set(worlds.MORNING + timedelta(days=14))
    sheet = visit_sheet.open_visit(station, resident)
    assert sheet.values["heart_rate"] == 76
    assert {"heart_rate", "weight_kg", "drugs", "salt_now"} <= sheet.carried
    assert "bp_readings" not in sheet.values
    assert "sbp" not in sheet.values
    assert sheet.values["visit_date"] == clock.today()
    assert (sheet.last["sbp"], sheet.last_on) == (152, worlds.MORNING.date())


def test_two_unsatisfactory_visits_suggest_a_referral_with_the_numbers(world) -> None:
    station, clock, resident = world
    worlds.visit(station, resident, 152, 94)
    clock.set(worlds.MORNING + timedelta(days=14))
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | {"bp_readings": (("150", "94"), ("146", "90"))}
    found = judge_visit.judge(sheet, values, clock.today(), station.rules)
    assert found.assessment is not None
    assert (found.computed["sbp"], found.computed["dbp"]) == (148, 92)
    assert (found.assessment.visit_class, found.assessment.referral) == ("2", "suggested")
    assert "148/92" in found.assessment.reasons[0].text
    assert "152/94" in found.assessment.reasons[0].text
    assert found.assessment.next_visit_date == clock.today() + timedelta(days=14)


def test_the_doctor_overrules_only_with_a_reason_and_the_reason_is_kept(world) -> None:
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | worlds.FULL | {"bp_readings": ((142, 84),), "visit_class": "1"}
    assert fields(record_follow_up.record(station, sheet, VisitEntry(values))) == ["visit_class"]
    entry = VisitEntry(values, (Overrule("visit_class", "2", "1", "家里自测一直正常"),))
    saved = record_follow_up.record(station, sheet, entry)
    assert isinstance(saved, SavedVisit)
    with station.store.read() as session:
        kept = follow_ups.get(session, saved.follow_up_id)
    assert kept.record.visit_class == "1"
    assert kept.assessment.visit_class == "2"
    assert kept.overrules == (Overrule("visit_class", "2", "1", "家里自测一直正常"),)
    assert clock.today() < kept.record.next_visit_date


def test_a_pressure_too_low_is_never_saved_without_a_word(world) -> None:
    station, clock, resident = world
    worlds.visit(station, resident)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | {"bp_readings": ((86, 52),)}
    assert fields(record_follow_up.record(station, sheet, VisitEntry(values))) == ["sbp"]
    said = VisitEntry(values, reasons=(("sbp", "头晕，已停药并转诊"),))
    assert isinstance(record_follow_up.record(station, sheet, said), SavedVisit)
    values |= {"bp_readings": ((90, 60),)}
    assert isinstance(record_follow_up.record(station, sheet, VisitEntry(values)), SavedVisit)


def test_a_visit_entered_late_is_judged_by_what_came_before_its_own_day(world) -> None:
    station, clock, resident = world
    worlds.visit(station, resident)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    high = dict(sheet.values) | {"bp_readings": ((168, 100),)}
    assert isinstance(record_follow_up.record(station, sheet, VisitEntry(high)), SavedVisit)
    late = visit_sheet.open_visit(station, resident)
    day = clock.today() - timedelta(days=30)
    between = dict(late.values) | {"bp_readings": ((166, 98),), "heart_rate": 80, "visit_date": day}
    found = judge_visit.judge(late, between, clock.today(), station.rules).assessment
    assert found is not None
    assert (found.action, found.referral) == ("ADJUST", "none")
    after = judge_visit.judge(late, between | {"visit_date": clock.today()}, clock.today(), station.rules).assessment
    assert after is not None
    assert after.referral == "suggested"


def test_an_implausible_weight_wants_a_reason(world) -> None:
    station, clock, resident = world
    worlds.visit(station, resident)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | {"bp_readings": ((130, 80),), "weight_kg": 85.0}
    assert fields(record_follow_up.record(station, sheet, VisitEntry(values))) == ["weight_kg"]
    saved = record_follow_up.record(station, sheet, VisitEntry(values, reasons=(("weight_kg", "水肿，已转诊"),)))
    assert isinstance(saved, SavedVisit)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bp_readings": ((90, 140),)}, "bp_readings"),
        ({"bp_readings": ()}, "sbp"),
        ({"heart_rate": "300"}, "heart_rate"),
        ({"heart_rate": "七十"}, "heart_rate"),
        ({"symptom_codes": ("1", "2")}, "symptom_codes"),
        ({"symptom_codes": ("10",)}, "symptom_other"),
        ({"adr": "2", "adr_text": ""}, "adr_text"),
        ({"smoke_now": 0, "smoke_target": 5}, "smoke_target"),
        ({"visit_date": date(2027, 1, 1)}, "visit_date"),
        ({"visit_date": "2026-02-30"}, "visit_date"),
        ({"med_adherence": "3", "drugs": ()}, "med_adherence"),
        ({"psych_adjust": ""}, "psych_adjust"),
    ],
)
def test_every_wrong_value_gets_a_sentence_at_its_field_and_nothing_is_saved(world, change: dict, field: str) -> None:
    station, _, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    found = record_follow_up.record(station, sheet, VisitEntry(dict(sheet.values) | worlds.FULL | change))
    assert field in fields(found)
    assert all(problem.text.endswith(("。", "？")) for problem in found)
    with station.store.read() as session:
        assert follow_ups.of_resident(session, resident) == []


def test_a_visit_and_its_change_are_one_commit(world) -> None:
    station, _, resident = world
    saved = worlds.visit(station, resident)
    with station.store.read() as session:
        states = changes.state_of(session, saved.follow_up_id)
        assert [(each.revision, each.state) for each in states] == [(1, "pending")]


def test_a_correction_is_the_next_revision_and_a_stale_one_is_refused(world) -> None:
    station, _, resident = world
    saved = worlds.visit(station, resident)
    first = visit_sheet.open_visit(station, resident, saved.follow_up_id)
    second = visit_sheet.open_visit(station, resident, saved.follow_up_id)
    corrected = record_follow_up.record(station, first, VisitEntry(first.values | {"heart_rate": 80}))
    assert isinstance(corrected, SavedVisit)
    assert corrected.revision == 2
    with pytest.raises(Refused, match="刚刚在别处改过"):
        record_follow_up.record(station, second, VisitEntry(second.values | {"heart_rate": 90}))


def test_a_draft_survives_the_program_being_killed(world, tmp_path: Path) -> None:
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = sheet.values | {"bp_readings": (("15", ""),), "aux_exam": "血钾 4.3"}
    visit_sheet.keep_draft(station, sheet, values, {"bp_readings", "aux_exam"})
    other: Workstation = open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, clock)
    again = visit_sheet.open_visit(other, resident)
    assert again.values["aux_exam"] == "血钾 4.3"
    assert again.values["bp_readings"] == (("15", ""),)
    assert again.draft_saved_at is not None
    assert "aux_exam" in again.touched
    assert any(row.resident_id == resident for row in due_today.worklist(other).rows)
    worlds.visit(other, resident)
    assert visit_sheet.open_visit(other, resident).draft_saved_at is None
    other.store.close()


def test_today_says_why_each_person_is_there(world) -> None:
    station, clock, resident = world
    found = due_today.worklist(station)
    assert [(row.tile, row.due_text) for row in found.rows] == [("never", "从未随访")]
    worlds.visit(station, resident, 152, 94)
    assert due_today.worklist(station).rows == ()
    clock.set(worlds.MORNING + timedelta(days=14))
    assert [(row.tile, row.due_text, row.danger) for row in due_today.worklist(station).rows] == [
        ("soon", "今天到期", "warn")
    ]
    clock.set(worlds.MORNING + timedelta(days=26))
    row = due_today.worklist(station).rows[0]
    assert (row.tile, row.due_text, row.why) == ("overdue", "逾期 12 天", "上次不满意，2 周复查已过")


def test_a_reaction_out_of_control_beside_none_is_asked_about_and_never_called_controlled(world) -> None:
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | worlds.FULL | {"adr": "1", "adr_uncontrollable": True}
    found = judge_visit.judge(sheet, values, clock.today(), station.rules)
    assert found.assessment is not None
    assert (found.assessment.visit_class, found.assessment.action) == ("3", "REFER")
    assert fields(record_follow_up.record(station, sheet, VisitEntry(values))) == ["adr"]


def test_a_visit_reopened_takes_the_mean_of_its_corrected_readings(world) -> None:
    station, clock, resident = world
    saved = worlds.visit(station, resident)
    sheet = visit_sheet.open_visit(station, resident, saved.follow_up_id)
    values = sheet.values | {"bp_readings": (("150", "84"), ("1", ""))}  # still being typed
    assert "sbp" not in {each.field for each in judge_visit.judge(sheet, values, clock.today(), station.rules).problems}
    values |= {"bp_readings": (("150", "84"), ("²", "84"))}  # no figure a key gives, but one a paste may
    assert [each.field for each in judge_visit.judge(sheet, values, clock.today(), station.rules).problems] == [
        "bp_readings"
    ]
    values |= {"bp_readings": ((150, 84),), "visit_class": "", "next_visit_date": ""}
    assert isinstance(record_follow_up.record(station, sheet, VisitEntry(values)), SavedVisit)
    with station.store.read() as session:
        kept = follow_ups.get(session, saved.follow_up_id).record
    assert (kept.sbp, kept.dbp, kept.visit_class) == (150, 84, "2")
