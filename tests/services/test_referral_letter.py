"""The letter a resident takes to the township hospital: written only where the judgement refers, from what is known."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.resident import PastDisease
from vclinic.services import visit_sheet
from vclinic.services.referral_letter import ReferralLetter, referral_letter
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def letter(world: World, resident: str, **typed: Any) -> ReferralLetter | None:
    """The letter for a visit with these values on the page."""
    sheet = visit_sheet.open_visit(world[0], resident)
    return referral_letter(world[0], sheet, worlds.entry(sheet, **typed).values)


def pressed(world: World, **typed: Any) -> ReferralLetter:
    """The letter of somebody whose pressure is high for the second time."""
    station, clock = world
    resident = worlds.register(station, **typed.pop("person", {}))
    worlds.visit(station, resident, 152, 94)
    clock.set(worlds.MORNING + timedelta(days=14))
    written = letter(world, resident, **(worlds.FULL | {"bp_readings": ((150, 94),), "heart_rate": 82} | typed))
    assert written is not None
    return written


@pytest.mark.parametrize("readings", [((134, 84),), ((152, 94),), ()])
def test_no_letter_where_nobody_is_referred(world: World, readings: tuple[tuple[int, int], ...]) -> None:
    resident = worlds.register(world[0])
    assert letter(world, resident, **worlds.FULL | {"bp_readings": readings}) is None


def test_a_second_high_pressure_is_referred_with_both_figures(world: World) -> None:
    written = pressed(world)
    assert (written.name, written.urgent, written.day) == ("何秀珍", False, world[1].today())
    assert (written.doctor, written.clinic) == ("周国平", world[0].clinic.name)
    assert written.impression == "原发性高血压"
    assert "150/94" in written.reason
    assert "152/94" in written.reason
    assert "心率 82" in written.reason
    assert "上次随访 2026-11-24 血压 152/94 mmHg" in written.treatment
    assert written.to_org
    assert written.to_dept == "内科"


def test_an_emergency_is_urgent_and_names_what_the_doctor_confirmed(world: World) -> None:
    resident = worlds.register(world[0])
    typed = worlds.FULL | {"bp_readings": ((186, 112),), "symptom_codes": ("2",), "emergency_signs": ("consciousness",)}
    written = letter(world, resident, **typed)
    assert written is not None
    assert written.urgent
    assert "186/112" in written.reason
    assert "症状：" in written.reason
    assert "医生确认：" in written.reason


def test_a_second_high_glucose_is_referred_as_diabetes(world: World) -> None:
    station, clock = world
    resident = worlds.register(station, registers=("t2dm",))
    drugs = (DrugUse("二甲双胍片", 2, "0.5 g"),)
    worlds.visit(station, resident, **worlds.SUGAR | {"fbg": 7.8, "drugs": drugs})
    clock.set(worlds.MORNING + timedelta(days=14))
    typed = {name: value for name, value in (worlds.FULL | worlds.SUGAR).items() if not name.startswith("salt")}
    written = letter(world, resident, **typed | {"fbg": 7.4, "heart_rate": 80, "drugs": drugs})
    assert written is not None
    assert "糖尿病" in written.impression
    assert "7.4" in written.reason
    assert "二甲双胍片 每日 2 次 每次 0.5 g" in written.treatment


def test_whatever_was_found_today_and_the_insulin_go_along(world: World) -> None:
    station, clock = world
    resident = worlds.register(station, registers=("t2dm",))
    before: dict[str, Any] = {**worlds.SUGAR, "fbg": 7.8}
    worlds.visit(station, resident, **before)
    clock.set(worlds.MORNING + timedelta(days=14))
    typed = {name: value for name, value in (worlds.FULL | worlds.SUGAR).items() if not name.startswith("salt")}
    found = {
        "fbg": 9.4, "hba1c": 9.8, "hba1c_date": "2026-11-20", "pbg": 13.1, "temperature": 37.8, "dorsalis_pedis": "6",
        "other_exam": "尿微量白蛋白升高。", "bp_readings": ((136, 82),),
        "insulin": ({"kind": "甘精胰岛素", "usage": "睡前 10 单位"},),
    }  # fmt: skip
    written = letter(world, resident, **typed | found)
    assert written is not None
    said = (
        "血压 136/82 mmHg。", "心率 76 次/分。", "体温 37.8 ℃", "餐后 2 小时血糖 13.1 mmol/L。", "糖化血红蛋白 9.8",
        "足背动脉搏动：左消失。", "其他检查：尿微量白蛋白升高。",
    )  # fmt: skip
    assert [figure for figure in said if figure not in written.reason] == []
    assert "。。" not in written.reason
    assert (written.reason.count("9.4"), written.reason.count("体温")) == (1, 1)
    assert "甘精胰岛素 用法 睡前 10 单位" in written.treatment


@pytest.mark.parametrize("pregnant", [True, False])
def test_who_is_with_child_is_said_to_be(world: World, *, pregnant: bool) -> None:
    assert ("妊娠期或哺乳期" in pressed(world, pregnant=pregnant).reason) is pregnant


def test_the_history_is_what_the_record_knows(world: World) -> None:
    person = {
        "past_diseases": (PastDisease("4", "2019-03"), PastDisease("7")),
        "drug_allergy_codes": ("2",),
    }
    written = pressed(world, person=person)
    assert "冠心病（2019-03 确诊）" in written.past_history
    assert "脑卒中" in written.past_history
    assert "药物过敏：青霉素" in written.past_history


def test_nothing_known_leaves_the_history_to_the_pen(world: World) -> None:
    assert pressed(world).past_history == ""


def test_a_reaction_of_today_stands_in_the_treatment(world: World) -> None:
    written = pressed(world, adr="2", adr_text="脚踝肿")
    assert "不良反应：脚踝肿" in written.treatment
    assert "苯磺酸氨氯地平片 每日 1 次 每次 5 mg；服药规律" in written.treatment


def test_a_reason_too_long_for_the_form_takes_no_letter_away(world: World) -> None:
    written = pressed(world, referral_reason="血压高" * 300)
    assert "150/94" in written.reason
