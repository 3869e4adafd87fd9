"""The queue at the counter: prescriptions of today with something to hand out, the waiting ones first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import counter_sheet, dispense, draft_prescription, prescribe
from vclinic.services.dispensing_queue import queue
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        worlds.stock(station)
        yield station, clock


def prescribed(station: Workstation, name: str, serial: int) -> str:
    """The prescription of somebody seen now."""
    return worlds.prescription(
        station, worlds.visit(station, worlds.register(station, name, serial=serial)).follow_up_id
    )


def test_nobody_waits_in_the_morning(world: World) -> None:
    assert queue(world[0]) == ()


def test_a_line_says_who_waits_and_for_what(world: World) -> None:
    station, clock = world
    prescription_id = prescribed(station, "何秀珍", 22)
    (line,) = queue(station)
    assert (line.prescription_id, line.dispensing_id, line.state, line.total) == (prescription_id, "", "waiting", 0)
    assert (line.name, line.sex_code, line.age, line.diseases) == ("何秀珍", "2", 58, "高血压")
    assert (line.lines, line.issued_at) == (1, clock.now())


def test_who_waits_comes_before_who_has_been_served_the_latest_first(world: World) -> None:
    station, clock = world
    served = prescribed(station, "何秀珍", 22)
    clock.set(worlds.MORNING + timedelta(minutes=10))
    earlier = prescribed(station, "单国英", 24)
    clock.set(worlds.MORNING + timedelta(minutes=20))
    later = prescribed(station, "赵冬梅", 26)
    handed = dispense.dispense(station, counter_sheet.open_counter(station, served), confirmed_checks=True)
    lines = queue(station)
    assert [line.prescription_id for line in lines] == [later, earlier, served]
    assert [(line.state, line.dispensing_id, line.total) for line in lines][-1] == ("done", handed, 28 * 150)


def test_what_was_taken_back_waits_again(world: World) -> None:
    station, _ = world
    prescription_id = prescribed(station, "何秀珍", 22)
    handed = dispense.dispense(station, counter_sheet.open_counter(station, prescription_id), confirmed_checks=True)
    dispense.reverse_dispensing(station, handed, "发错了人")
    (line,) = queue(station)
    assert (line.state, line.dispensing_id, line.total) == ("waiting", "", 0)


def test_a_prescription_without_anything_to_hand_out_waits_for_nobody(world: World) -> None:
    station, _ = world
    sheet = draft_prescription.draft(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    stopped = worlds.order(station, sheet.three, change="stopped")
    elsewhere = replace(stopped, line_no=2, drug_id="", drug_name="阿卡波糖片", change="same", quantity=0)
    assert isinstance(prescribe.save(station, sheet, replace(sheet.three, medication=(stopped, elsewhere))), str)
    assert queue(station) == ()


def test_yesterdays_prescriptions_are_no_longer_valid(world: World) -> None:
    station, clock = world
    prescribed(station, "何秀珍", 22)
    clock.set(worlds.MORNING.replace(hour=23, minute=59))
    assert len(queue(station)) == 1
    clock.set(worlds.MORNING + timedelta(days=1))
    assert queue(station) == ()
