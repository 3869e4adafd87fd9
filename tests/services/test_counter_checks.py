"""What is checked again when drugs are handed out: a box bought, an allergy told since the prescription counts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import counter_sheet, dispense, draft_prescription, medication_profile, prescribe
from vclinic.services.workstation import Workstation

World = tuple[Workstation, str, str]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Somebody with amlodipine prescribed today, and tablets enough."""
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.stock(station, quantity=300)
        resident = worlds.register(station)
        yield station, resident, worlds.prescription(station, worlds.visit(station, resident).follow_up_id)


def test_nothing_is_in_the_way_of_what_was_checked(world: World) -> None:
    station, _, prescription = world
    checks = counter_sheet.open_counter(station, prescription).medicines
    assert (checks.closed, checks.holds, checks.others) == ((), (), ())


def test_what_others_gave_is_said_and_a_second_box_is_asked_about(world: World) -> None:
    station, resident, prescription = world
    medication_profile.tell_medicine(station, resident, "络活喜", "pharmacy")
    checks = counter_sheet.open_counter(station, prescription).medicines
    assert checks.others == ("络活喜",)
    assert [check.code for check in checks.holds] == ["same_box/氨氯地平"]


def test_a_name_nobody_knows_is_not_compared_until_somebody_says_what_it_is(world: World) -> None:
    station, resident, prescription = world
    medication_profile.tell_medicine(station, resident, "降压神茶", "neighbour")
    checks = counter_sheet.open_counter(station, prescription).medicines
    assert "unknown_name" in [check.code for check in checks.unchecked]
    medication_profile.say_what_it_is(station, resident, "降压神茶", "硝苯地平")
    checks = counter_sheet.open_counter(station, prescription).medicines
    assert "unknown_name" not in [check.code for check in checks.unchecked]
    assert [check.code for check in checks.holds] == ["class/氨氯地平/硝苯地平"]


def test_what_made_a_face_swell_is_not_handed_out(world: World) -> None:
    station, resident, prescription = world
    sheet = counter_sheet.open_counter(station, prescription)
    told = medication_profile.tell_reaction(station, resident, "氨氯地平", "吃了脸肿、嘴唇肿", "swelling")
    assert not isinstance(told, list)
    assert counter_sheet.open_counter(station, prescription).medicines.closed
    with pytest.raises(Refused, match="不能发") as refused:
        dispense.dispense(station, sheet, confirmed_checks=True)  # opened before it was told
    assert refused.value.code == "forbidden"


def test_and_stands_as_stopped_on_the_next_prescription(world: World) -> None:
    station, resident, _ = world
    medication_profile.tell_reaction(station, resident, "氨氯地平", "吃了脸肿、嘴唇肿", "swelling")
    sheet = draft_prescription.draft(station, worlds.visit(station, resident, heart_rate=75).follow_up_id)
    (order,) = sheet.three.medication
    assert (order.change, order.quantity) == ("stopped", 0)
    assert "不能再用" in order.note
    assert isinstance(prescribe.save(station, sheet, replace(sheet.three)), str)


def test_why_the_doctor_goes_on_is_told_at_the_counter(world: World) -> None:
    station, resident, prescription = world
    assert counter_sheet.open_counter(station, prescription).medicines.answered == ()
    follow_up = worlds.visit(station, resident, 134, heart_rate=48, emergency_signs=("slow_pulse",)).follow_up_id
    sheet = draft_prescription.draft(station, follow_up)
    three = replace(sheet.three, overrules=(("slow_pulse", "县医院心内科电话同意"),))
    made = prescribe.save(station, sheet, three)
    assert isinstance(made, str), made
    medicines = counter_sheet.open_counter(station, made).medicines
    assert [(check.code, reason) for check, reason in medicines.answered] == [("slow_pulse", "县医院心内科电话同意")]
    assert medicines.holds == ()
