"""Visits of somebody with diabetes, alone and together with hypertension: one commit, two judgements, one prescription."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.problem import Problem
from vclinic.services import due_today, judge_visit, prescribe, record_follow_up, visit_sheet
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, follow_ups

World = tuple[Workstation, SteppingClock, str]
METFORMIN = (DrugUse("二甲双胍片", 2, "0.5 g"),)


@pytest.fixture
def alone(tmp_path: Path) -> Generator[World]:
    """Somebody with diabetes."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station, registers=("t2dm",))


@pytest.fixture
def both(tmp_path: Path) -> Generator[World]:
    """Somebody with both diseases."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station, registers=("htn", "t2dm"))


def filled(sheet: visit_sheet.VisitSheet, **more: Any) -> VisitEntry:
    """What the doctor typed: what both forms ask and what this one asks alone."""
    known = worlds.FULL | worlds.SUGAR | {"drugs": METFORMIN} | more
    values = {name: value for name, value in known.items() if name in sheet.form.meanings}
    return VisitEntry(dict(sheet.values) | values)


def saved(station: Workstation, resident: str, **more: Any) -> SavedVisit:
    sheet = visit_sheet.open_visit(station, resident)
    done = record_follow_up.record(station, sheet, filled(sheet, **more))
    assert isinstance(done, SavedVisit), done
    return done


def refused(station: Workstation, resident: str, **more: Any) -> dict[str, str]:
    """Field → code; nothing is stored."""
    sheet = visit_sheet.open_visit(station, resident)
    problems = record_follow_up.record(station, sheet, filled(sheet, **more))
    assert isinstance(problems, list)
    with station.store.read() as session:
        assert follow_ups.of_resident(session, resident, "t2dm") == []
    return {problem.field: problem.code for problem in problems}


def test_a_visit_is_stored_in_a_word_with_its_figures(alone: World) -> None:
    station, _, resident = alone
    done = saved(station, resident, fbg="126 mg/dL")
    with station.store.read() as session:
        kept = follow_ups.get(session, done.follow_up_id)
    assert (kept.summary, kept.record.fbg, kept.form_id) == ("空腹 7.0", 7.0, "diabetes_follow_up")
    assert dict(kept.measures) == {"fbg": 7.0, "sbp": 136, "dbp": 84}
    assert (kept.assessment.visit_class, kept.assessment.action) == ("2", "ADJUST")
    assert kept.assessment.rule_set_id == "diabetes-2017-cn-3/1"


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"fbg": 126}, "fbg", "unit_suspected"),
        ({"symptom_codes": ("1", "2")}, "symptom_codes", "exclusive"),
        ({"insulin": ({"kind": "", "usage": "早 12"},)}, "insulin", "incomplete"),
        ({"insulin": (InsulinUse("甘精", ""),)}, "insulin", "required"),
        ({"dorsalis_pedis": ""}, "dorsalis_pedis", "required"),
        ({"staple_now": ""}, "staple_now", "required"),
        ({"fbg": ""}, "fbg", "required"),
        ({"bp_readings": (("80", "130"),)}, "bp_readings", "diastolic_not_below"),
    ],
)
def test_what_cannot_be_stands_at_its_field_and_nothing_is_saved(
    alone: World, typed: dict[str, Any], field: str, code: str
) -> None:
    station, _, resident = alone
    assert refused(station, resident, **typed) == {field: code}


def test_a_telephone_looks_at_no_feet(alone: World) -> None:
    station, _, resident = alone
    saved(station, resident, visit_way="3", dorsalis_pedis="")


def test_what_was_measured_is_never_carried_as_todays(alone: World) -> None:
    station, clock, resident = alone
    line = (InsulinUse("甘精", "睡前 12 单位"),)
    saved(station, resident, insulin=line, hba1c=6.8, pbg=9.1)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    assert (sheet.values["staple_target"], sheet.values["weight_kg"], sheet.values["insulin"]) == (300, 64.5, line)
    assert not {"fbg", "pbg", "hba1c", "sbp", "dbp", "bp_readings", "dorsalis_pedis"} & set(sheet.values)
    assert sheet.last["fbg"] == 6.4


def test_a_second_high_glucose_is_referred_with_both_figures(alone: World) -> None:
    station, clock, resident = alone
    saved(station, resident, fbg=7.8)
    clock.set(worlds.MORNING + timedelta(days=14))
    sheet = visit_sheet.open_visit(station, resident)
    entry = filled(sheet, fbg="7.4", weight_kg=64.0, dorsalis_pedis="1")
    judged = judge_visit.judge(sheet, entry.values, clock.today(), station.rules)
    assert judged.assessment is not None
    assert judged.assessment.referral == "suggested"
    assert judged.computed["referral_reason"] == "连续两次空腹血糖控制不满意"
    assert "7.4" in judged.assessment.reasons[0].text
    assert "7.8" in judged.assessment.reasons[0].text


def test_symptoms_ask_before_anything_is_measured(alone: World) -> None:
    station, clock, resident = alone
    sheet = visit_sheet.open_visit(station, resident)
    judged = judge_visit.judge(sheet, dict(sheet.values) | {"symptom_codes": ("5",)}, clock.today(), station.rules)
    assert (judged.assessment, judged.emergency_question) == (None, ("consciousness", "vision", "other"))


def test_both_visits_are_one_commit_with_two_judgements(both: World) -> None:
    station, _, resident = both
    (row,) = due_today.worklist(station).rows
    assert (row.resident_id, row.tile, set(row.diseases)) == (resident, "never", {"htn", "t2dm"})
    pressure, sugar = visit_sheet.open_visits(station, resident)
    done = record_follow_up.record_all(
        station,
        (pressure, sugar),
        (filled(pressure, bp_readings=((152, 94),)), filled(sugar, bp_readings=((152, 94),))),
    )
    assert isinstance(done, tuple)
    assert [visit.assessment.visit_class for visit in done] == ["2", "1"]
    assert [visit.assessment.rule_set_id for visit in done] == ["hypertension-2017-cn-3/1", "diabetes-2017-cn-3/1"]
    with station.store.read() as session:
        acts = {change.act for change in changes.pending(session, 0, 100) if change.entity == "follow_up"}
    assert len(acts) == 1


def test_what_is_wrong_with_one_form_keeps_both_from_being_saved(both: World) -> None:
    station, _, resident = both
    sheets = visit_sheet.open_visits(station, resident)
    wrong = record_follow_up.record_all(station, sheets, (filled(sheets[0]), filled(sheets[1], dorsalis_pedis="")))
    assert isinstance(wrong, list)
    assert [(key, problem.field) for key, problem in wrong] == [("t2dm", "dorsalis_pedis")]
    assert all(isinstance(problem, Problem) for _, problem in wrong)
    with station.store.read() as session:
        assert follow_ups.of_resident(session, resident, "htn") == []


def test_one_prescription_for_both_with_the_stricter_figures(both: World) -> None:
    station, _, resident = both
    sheets = visit_sheet.open_visits(station, resident)
    done = record_follow_up.record_all(station, sheets, tuple(filled(sheet) for sheet in sheets))
    assert isinstance(done, tuple)
    sheet = prescribe.draft(station, done[1].follow_up_id)
    assert sheet.three.diseases == ("htn", "t2dm")
    assert {key for _, key in sheet.three.reasons} == {visit.follow_up_id for visit in done}
    diet = {item.item_code: item for item in sheet.three.diet}
    assert (diet["salt"].value, diet["staple"].value) == (5, 300)
    assert "两餐之间" in diet["fruit"].text
    assert (sheet.three.exercise.hr_low, sheet.three.exercise.hr_high) == (97, 113)  # 60–70 % at 58
    assert any("15–20 克糖" in words for words in sheet.three.warnings)


def test_a_drug_added_by_hand_changes_what_depends_on_it(both: World) -> None:
    station, _, resident = both
    sheets = visit_sheet.open_visits(station, resident)
    done = record_follow_up.record_all(
        station, sheets, tuple(filled(sheet, drink_now=2, drink_target=1) for sheet in sheets)
    )
    assert isinstance(done, tuple)
    sheet = prescribe.draft(station, done[0].follow_up_id)
    before = {item.item_code: item.text for item in sheet.three.diet}
    assert before["alcohol"] == "现在每天 2 两，最好不喝，先减到 1 两"
    glimepiride = next(drug for drug in prescribe.find_drug(station, "格列美脲") if drug.name == "格列美脲片")
    line = prescribe.new_line(station, sheet.three, glimepiride)
    edited = replace(sheet.three, medication=(*sheet.three.medication, line))
    after = {item.item_code: item.text for item in prescribe.follow_drugs(station, sheet, edited).diet}
    assert after["alcohol"] == "一口不喝"
    assert after["staple"].endswith("不漏餐")
