"""A visit begins with what was said last time, and a half-written one with what was typed."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.services import due_today, visit_sheet
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock, str]


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    """Somebody with hypertension."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station)


@pytest.fixture
def alone(tmp_path: Path) -> Generator[World]:
    """Somebody with diabetes."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station, registers=("t2dm",))


def test_what_was_said_last_time_is_carried_and_pressure_is_not(world: World) -> None:
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


def test_a_draft_survives_the_program_being_killed(world: World, tmp_path: Path) -> None:
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


def test_what_was_measured_is_never_carried_as_todays(alone: World) -> None:
    station, clock, resident = alone
    line = (InsulinUse("甘精", "睡前 12 单位"),)
    worlds.visit(station, resident, **worlds.SUGAR, insulin=line, hba1c=6.8, pbg=9.1)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    assert (sheet.values["staple_target"], sheet.values["weight_kg"], sheet.values["insulin"]) == (300, 64.5, line)
    assert not {"fbg", "pbg", "hba1c", "sbp", "dbp", "bp_readings", "dorsalis_pedis"} & set(sheet.values)
    assert sheet.last["fbg"] == 6.4
