"""First start, login, delays and recovery."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import clinic_setup, unlock
from vclinic.services.clinic_setup import ClinicSetup


def wrong(folder: Path, clock: SteppingClock, times: int) -> list[str]:
    codes: list[str] = []
    for _ in range(times):
        with pytest.raises(Refused) as told:
            clinic_setup.open_clinic(folder, "zhougp", "wrong-password", clock)
        codes.append(told.value.code)
    return codes


def test_a_clinic_is_made_once_and_opened_with_its_password(tmp_path: Path) -> None:
    station, clock, code = worlds.new_clinic(tmp_path)
    assert len(code.split("-")) == 6
    assert (station.doctor.name, station.clinic.village_code) == ("周国平", "340123101205")
    station.store.close()
    with pytest.raises(Refused, match="不能再新建"):
        clinic_setup.create_clinic(tmp_path, worlds.SETUP, clock, worlds.CHEAP)
    again = clinic_setup.open_clinic(tmp_path, "zhougp", worlds.PASSWORD, clock)
    assert again.doctor == station.doctor
    again.store.close()


def test_a_folder_that_may_not_be_read_is_no_new_clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_path: Path, **_how: object) -> os.stat_result:
        raise PermissionError(13, "closed")

    monkeypatch.setattr(Path, "stat", closed)
    with pytest.raises(WorldFault, match="读不到数据文件夹"):
        unlock.is_set_up(tmp_path)


def test_wrong_passwords_make_one_wait_and_setting_the_clock_does_not_help(tmp_path: Path) -> None:
    station, clock, _ = worlds.new_clinic(tmp_path)
    station.store.close()
    assert wrong(tmp_path, clock, 3) == ["wrong_password"] * 3
    assert unlock.wait_seconds(tmp_path, clock) == 5
    clock.set(clock.now() + timedelta(days=3))
    assert wrong(tmp_path, clock, 1) == ["wait"]
    clock.pass_seconds(5)
    assert wrong(tmp_path, clock, 1) == ["wrong_password"]
    assert unlock.wait_seconds(tmp_path, clock) == 10
    clock.pass_seconds(10)
    clinic_setup.open_clinic(tmp_path, "zhougp", worlds.PASSWORD, clock).store.close()
    assert unlock.wait_seconds(tmp_path, clock) == 0


def test_starting_the_machine_again_does_not_shorten_the_wait(tmp_path: Path) -> None:
    station, clock, _ = worlds.new_clinic(tmp_path)
    station.store.close()
    clock.pass_seconds(100)
    wrong(tmp_path, clock, 3)
    started_again = SteppingClock(worlds.MORNING + timedelta(days=400))
    assert unlock.wait_seconds(tmp_path, started_again) == 5
    started_again.pass_seconds(4)
    assert wrong(tmp_path, started_again, 1) == ["wait"]
    started_again.pass_seconds(1)
    clinic_setup.open_clinic(tmp_path, "zhougp", worlds.PASSWORD, started_again).store.close()


def test_the_recovery_code_opens_and_sets_a_new_password(tmp_path: Path) -> None:
    station, clock, code = worlds.new_clinic(tmp_path)
    resident = worlds.register(station)
    station.store.close()
    with pytest.raises(Refused, match="恢复码不对"):
        clinic_setup.recover(tmp_path, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "zhougp", "new-pass-2026", clock)
    again = clinic_setup.recover(tmp_path, code.lower().replace("-", " "), "zhougp", "new-pass-2026", clock)
    assert resident
    again.store.close()
    clinic_setup.open_clinic(tmp_path, "zhougp", "new-pass-2026", clock).store.close()
    with pytest.raises(Refused, match="密码不对"):
        clinic_setup.open_clinic(tmp_path, "zhougp", worlds.PASSWORD, clock)


def test_a_password_is_changed_and_a_colleague_added(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path) as (station, clock):
        with pytest.raises(Refused, match="密码不对"):
            clinic_setup.change_password(station, "not-this-one", "new-pass-2026")
        with pytest.raises(Refused, match="至少 8 位"):
            clinic_setup.change_password(station, worlds.PASSWORD, "short")
        clinic_setup.change_password(station, worlds.PASSWORD, "new-pass-2026")
        unlock.verify_password(tmp_path, "zhougp", "new-pass-2026", clock)
        taken = clinic_setup.add_doctor(station, "李医生", "zhougp", "li-pass-2026")
        assert isinstance(taken, list)
        assert taken[0].code == "taken"
        made = clinic_setup.add_doctor(station, "李医生", "liys", "li-pass-2026")
        assert not isinstance(made, list)
        code = clinic_setup.new_recovery_code(station, "new-pass-2026")
        assert len(code) == 29
    other = clinic_setup.open_clinic(tmp_path, "liys", "li-pass-2026", clock)
    assert other.doctor.name == "李医生"
    other.store.close()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"clinic_name": " "}, "clinic_name"),
        ({"village_code": "34012310120"}, "village_code"),
        ({"village_code": "34012310120x"}, "village_code"),
        ({"doctor_name": ""}, "doctor_name"),
        ({"login": "周 国平"}, "login"),
        ({"password": "1234567"}, "password"),
        ({"password": "11111111"}, "password"),
    ],
)
def test_wrong_answers_of_the_wizard_get_a_sentence_and_leave_nothing(
    tmp_path: Path, change: dict[str, str], field: str
) -> None:
    answers = {
        "clinic_name": "柳河村",
        "village_code": "340123101205",
        "doctor_name": "周国平",
        "login": "zhou",
        "password": "liuhe-2026",
    }
    setup = ClinicSetup(**answers | change)
    assert [problem.field for problem in clinic_setup.check_setup(setup)] == [field]
    with pytest.raises(Refused):
        clinic_setup.create_clinic(tmp_path / "new", setup, SteppingClock(worlds.MORNING), worlds.CHEAP)
    assert not unlock.is_set_up(tmp_path / "new")
