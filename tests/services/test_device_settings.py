"""Which helper speaks for the devices: kept on this machine, never sent."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.device_settings import DeviceSettings, read, write
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_a_new_clinic_listens_to_nobody(station: Workstation) -> None:
    assert read(station) == DeviceSettings(on=False, command="")


def test_a_command_is_kept_without_the_blanks_around_it_and_nothing_waits_to_be_sent(station: Workstation) -> None:
    before = status(station).pending
    assert write(station, DeviceSettings(on=True, command=' "C:\\读卡 器\\helper.exe" COM3 ')) == []
    assert read(station) == DeviceSettings(on=True, command='"C:\\读卡 器\\helper.exe" COM3')
    assert status(station).pending == before


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (DeviceSettings(on=True, command=""), "required"),
        (DeviceSettings(on=True, command="  "), "required"),
        (DeviceSettings(on=False, command="a\nb"), "not_a_line"),
        (DeviceSettings(on=False, command="x" * 1001), "not_a_line"),
    ],
)
def test_what_cannot_be_run_is_refused_and_what_was_stays(
    station: Workstation, settings: DeviceSettings, code: str
) -> None:
    kept = DeviceSettings(on=True, command="x" * 1000)
    assert write(station, kept) == []
    (problem,) = write(station, settings)
    assert (problem.field, problem.code) == ("command", code)
    assert read(station) == kept


def test_settings_of_a_newer_program_are_read_as_far_as_they_are_known(station: Workstation) -> None:
    station.store.set_meta({"devices": '{"on": true, "command": "x", "baud": 9600}'})
    assert read(station) == DeviceSettings(on=True, command="x")
