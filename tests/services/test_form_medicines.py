"""用药情况 of the day's forms follows the prescription of the day, as a revision in the same act."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.prescription import MedicationOrder
from vclinic.services import draft_prescription, prescribe, record_follow_up, visit_sheet
from vclinic.services.form_medicines import REASON, following, in_words
from vclinic.services.record_follow_up import SavedVisit
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups
from vclinic.storage.tables import ChangeRow

TEN = DrugUse("苯磺酸氨氯地平片", 1, "10 mg")
FIVE = DrugUse("苯磺酸氨氯地平片", 1, "5 mg")
METFORMIN, GLARGINE = "w193-02", "甘精胰岛素注射液"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


@pytest.fixture
def station(world: tuple[Workstation, SteppingClock]) -> Workstation:
    return world[0]


def prescribed(station: Workstation, follow_up_id: str, *lines: dict[str, Any]) -> str:
    """Save the prescriptions of a visit with these lines; returns what is said of the forms."""
    sheet = draft_prescription.draft(station, follow_up_id)
    orders = tuple(_order(station, sheet.three, number, line) for number, line in enumerate(lines, 1))
    three = replace(sheet.three, medication=orders)
    said = in_words(following(station, three))
    made = prescribe.save(station, sheet, three, "写错")
    assert isinstance(made, str), made
    return said


def _order(station: Workstation, three: Any, number: int, line: dict[str, Any]) -> MedicationOrder:
    return replace(worlds.order(station, three, line_no=number), **line)


def form(station: Workstation, follow_up_id: str) -> follow_ups.FollowUp:
    with station.store.read() as session:
        return follow_ups.get(session, follow_up_id)


def test_a_doubled_dose_stands_on_the_form_of_the_day(station: Workstation) -> None:
    made = worlds.visit(station, worlds.register(station)).follow_up_id
    said = prescribed(station, made, {"dose_value": 10.0, "quantity": 56, "change": "adjusted"})
    assert said == "随访表用药已按处方改：苯磺酸氨氯地平片每日 1 次每次 10 mg。"
    visit = form(station, made)
    assert (visit.revision, visit.record.drugs) == (2, (TEN,))
    with station.store.read() as session:
        change = session.exec(select(ChangeRow).where(ChangeRow.id == visit.change_id)).one()
        assert json.loads(change.payload)["correction_reason"] == REASON


def test_the_judgement_and_what_the_visit_cost_stay(station: Workstation) -> None:
    made = worlds.visit(station, worlds.register(station), 152, 94).follow_up_id
    before = form(station, made)
    prescribed(station, made, {"dose_value": 10.0, "quantity": 56, "change": "adjusted"})
    after = form(station, made)
    assert replace(after.record, drugs=()) == replace(before.record, drugs=())
    kept = ("assessment", "overrules", "reasons", "entry_seconds", "key_actions", "summary", "measures", "doctor_id")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


def test_nothing_is_written_where_the_form_says_the_same(station: Workstation) -> None:
    made = worlds.visit(station, worlds.register(station)).follow_up_id
    assert prescribed(station, made, {}) == ""
    assert form(station, made).revision == 1


@pytest.mark.parametrize(
    ("lines", "drugs", "told"),
    [
        (({"change": "stopped", "quantity": 0},), (), "停苯磺酸氨氯地平片"),
        (
            ({}, {"drug_id": "", "drug_name": "阿卡波糖片", "dose_value": 50.0}),
            (FIVE, DrugUse("阿卡波糖片", 1, "50 mg")),
            "阿卡波糖片每日 1 次每次 50 mg",
        ),
    ],
    ids=["a stopped drug leaves the form", "a new one comes onto it"],
)
def test_the_form_has_the_lines_in_force(
    station: Workstation, lines: tuple[dict[str, Any], ...], drugs: tuple[DrugUse, ...], told: str
) -> None:
    made = worlds.visit(station, worlds.register(station)).follow_up_id
    assert prescribed(station, made, *lines) == f"随访表用药已按处方改：{told}。"
    assert form(station, made).record.drugs == drugs


def test_a_prescription_put_right_takes_the_form_along_again(station: Workstation) -> None:
    made = worlds.visit(station, worlds.register(station)).follow_up_id
    prescribed(station, made, {"dose_value": 10.0, "quantity": 56})
    prescribed(station, made, {})
    assert (form(station, made).revision, form(station, made).record.drugs) == (3, (FIVE,))


def test_a_medicine_of_others_stays_on_the_form(station: Workstation) -> None:
    own = DrugUse("复方丹参片", 3, "3 片")
    made = worlds.visit(station, worlds.register(station), drugs=(FIVE, own)).follow_up_id
    prescribed(station, made, {"dose_value": 10.0, "quantity": 56})
    assert form(station, made).record.drugs == (TEN, own)


def test_a_value_carried_from_last_time_is_not_carried_any_longer(station: Workstation) -> None:
    resident = worlds.register(station)
    sheet = visit_sheet.open_visit(station, resident)
    entry = replace(worlds.entry(sheet), carried_unconfirmed=frozenset({"drugs", "salt_now"}))
    saved = record_follow_up.record(station, sheet, entry)
    assert isinstance(saved, SavedVisit)
    prescribed(station, saved.follow_up_id, {"dose_value": 10.0, "quantity": 56})
    assert form(station, saved.follow_up_id).carried == ("salt_now",)


def test_both_forms_of_one_day_follow_and_insulin_keeps_its_own_lines(station: Workstation) -> None:
    resident = worlds.register(station, registers=("htn", "t2dm"))
    sheets = visit_sheet.open_visits(station, resident)
    saved = record_follow_up.record_all(station, sheets, [worlds.entry(sheet) for sheet in sheets])
    assert isinstance(saved, tuple), saved
    pressure, sugar = (visit.follow_up_id for visit in saved)
    insulin = {"drug_id": "", "drug_name": GLARGINE, "dose_value": 10.0, "dose_unit": "单位"}
    prescribed(station, pressure, {"dose_value": 10.0, "quantity": 56}, insulin)
    assert form(station, pressure).record.drugs == (TEN, DrugUse(GLARGINE, 1, "10 单位"))
    assert form(station, sugar).record.drugs == (TEN,)


def test_a_form_of_another_day_stands(world: tuple[Workstation, SteppingClock]) -> None:
    station, clock = world
    made = worlds.visit(station, worlds.register(station)).follow_up_id
    clock.set(worlds.MORNING + timedelta(days=1))
    assert prescribed(station, made, {"dose_value": 10.0, "quantity": 56}) == ""
    assert form(station, made).record.drugs == (FIVE,)


def test_a_returned_form_is_left_to_who_mends_it(station: Workstation) -> None:
    made = worlds.visit(station, worlds.register(station)).follow_up_id
    told = {"seq": 1, "kind": "verdict", "change_id": form(station, made).change_id, "state": "returned"}
    worlds.tell(
        station, told | {"remarks": [], "general": "请核对。", "reviewer": "林晓燕", "at": "2026-11-24T08:40:00+08:00"}
    )
    said = prescribed(station, made, {"dose_value": 10.0, "quantity": 56})
    assert said == "随访表已被卫生院退回，用药请在改表时一起改。"
    assert form(station, made).revision == 1


def test_what_the_form_would_contradict_is_said_and_the_prescription_stands(station: Workstation) -> None:
    """“不服药” is of drugs that were prescribed: with the last one stopped the form would contradict itself."""
    made = worlds.visit(station, worlds.register(station), med_adherence="3").follow_up_id
    said = prescribed(station, made, {"change": "stopped", "quantity": 0})
    assert said.startswith("随访表的用药没有跟着处方改：“不服药”是指")
    assert form(station, made).record.drugs == (FIVE,)
