"""What a record says of what happened: nothing vanishes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.services import counter_sheet, dispense
from vclinic.services.resident_record import allergies, resident_record


def test_what_was_taken_back_stays_on_the_timeline_with_its_reason(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.stock(station)
        resident = worlds.register(station)
        prescription = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        given = dispense.dispense(station, counter_sheet.open_counter(station, prescription), confirmed_checks=True)
        dispense.reverse_dispensing(station, given, "发错药")
        entries = [entry for entry in resident_record(station, resident).timeline if entry.entity == "dispensing"]
    assert [(entry.takes_back, entry.undone) for entry in entries] == [(True, False), (False, True)]
    assert entries[0].detail.startswith("发错药：退回")
    assert "已冲销" in entries[1].detail


@pytest.mark.parametrize(
    ("registers", "title", "detail"),
    [
        (("htn",), "高血压随访", "136/84 mmHg，1 控制满意"),
        (("t2dm",), "2 型糖尿病随访", "空腹血糖 6.4 mmol/L，血压 136/84 mmHg，1 控制满意"),
    ],
)
def test_a_visit_is_told_by_what_its_disease_is_followed_by(
    tmp_path: Path, registers: tuple[str, ...], title: str, detail: str
) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident = worlds.register(station, registers=registers)
        visit = worlds.visit(station, resident, **(worlds.SUGAR if registers == ("t2dm",) else {}))
        (entry,) = [line for line in resident_record(station, resident).timeline if line.entity == "follow_up"]
    assert (entry.ref_id, entry.on, entry.state) == (visit.follow_up_id, worlds.MORNING.date(), "pending")
    assert (entry.title, entry.detail) == (title, detail)


def test_the_newest_day_stands_above_and_on_one_day_what_came_of_another(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        worlds.stock(station)
        resident = worlds.register(station)
        worlds.visit(station, resident)
        clock.set(worlds.MORNING + timedelta(days=14))
        prescription = worlds.prescription(station, worlds.visit(station, resident, 138, 86).follow_up_id)
        dispense.dispense(station, counter_sheet.open_counter(station, prescription), confirmed_checks=True)
        timeline = resident_record(station, resident).timeline
    kinds = [line.entity for line in timeline if line.entity != "enrolment"]
    assert kinds == ["dispensing", "prescription", "follow_up", "follow_up"]
    assert [line.on for line in timeline] == sorted((line.on for line in timeline), reverse=True)


def test_a_list_may_do_without_the_timeline(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident = worlds.register(station, registers=("t2dm", "htn"))
        worlds.visit(station, resident)
        record = resident_record(station, resident, with_timeline=False)
    assert record.timeline == ()
    assert (record.age, record.height_cm, set(record.diseases)) == (58, 156, {"htn", "t2dm"})
    assert [disease.key for disease in record.followed] == ["htn", "t2dm"]


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ({}, ""),
        ({"drug_allergy_codes": ["1"]}, ""),
        ({"drug_allergy_codes": ["2", "4"]}, "青霉素、链霉素"),
        ({"drug_allergy_codes": ["5"], "drug_allergy_other": "红霉素"}, "红霉素"),
        ({"drug_allergy_codes": ["3", "5"], "drug_allergy_other": "红霉素"}, "磺胺、红霉素"),
    ],
)
def test_allergies_in_words(tmp_path: Path, known: dict[str, Any], text: str) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident = worlds.register(station, **known)
        assert allergies(resident_record(station, resident).resident) == text
