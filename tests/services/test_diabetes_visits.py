"""Visits of somebody with diabetes, alone and together with hypertension: one commit, two judgements, one prescription."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.services import draft_prescription, edit_prescription, find_drug, record_follow_up, visit_sheet
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock, str]
METFORMIN = (DrugUse("二甲双胍片", 2, "0.5 g"),)


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


def test_one_prescription_for_both_with_the_stricter_figures(both: World) -> None:
    station, _, resident = both
    sheets = visit_sheet.open_visits(station, resident)
    done = record_follow_up.record_all(station, sheets, tuple(filled(sheet) for sheet in sheets))
    assert isinstance(done, tuple)
    sheet = draft_prescription.draft(station, done[1].follow_up_id)
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
    sheet = draft_prescription.draft(station, done[0].follow_up_id)
    before = {item.item_code: item.text for item in sheet.three.diet}
    assert before["alcohol"] == "现在每天 2 两，最好不喝，先减到 1 两"
    glimepiride = next(drug for drug in find_drug.find_drug(station, "格列美脲") if drug.name == "格列美脲片")
    line = edit_prescription.new_line(station, sheet.three, glimepiride)
    edited = replace(sheet.three, medication=(*sheet.three.medication, line))
    after = {item.item_code: item.text for item in edit_prescription.follow_drugs(station, sheet, edited).diet}
    assert after["alcohol"] == "一口不喝"
    assert after["staple"].endswith("不漏餐")
