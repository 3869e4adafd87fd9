"""A colleague who left has no way in any more, one who forgot the password has one again; what was written stays."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import clinic_setup, colleagues
from vclinic.services.unlock import verify_password
from vclinic.services.workstation import Doctor, Workstation

LI = "li-pass-2026"


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        assert isinstance(clinic_setup.add_doctor(made, "李医生", "liys", LI), Doctor)
        yield made


def may_enter(station: Workstation, login: str, password: str) -> bool:
    try:
        verify_password(station.store.data_dir, login, password, station.clock)
    except Refused as refused:
        if refused.code != "wrong_password":
            raise
        return False
    return True


def test_whoever_is_disabled_is_not_listed_and_cannot_enter_and_the_others_can(station: Workstation) -> None:
    assert colleagues.colleagues(station) == [("liys", "李医生")]
    colleagues.disable(station, worlds.PASSWORD, "liys")
    assert colleagues.colleagues(station) == []
    assert not may_enter(station, "liys", LI)
    assert may_enter(station, "zhougp", worlds.PASSWORD)


def test_whoever_comes_back_is_the_same_doctor_as_before(station: Workstation) -> None:
    data_dir, clock = station.store.data_dir, station.clock
    with_li = clinic_setup.open_clinic(data_dir, "liys", LI, clock)
    before = with_li.doctor.id
    with_li.store.close()
    colleagues.disable(station, worlds.PASSWORD, "liys")
    again = clinic_setup.add_doctor(station, "李医生", "liys", "li-again-2027")
    assert isinstance(again, Doctor)
    assert again.id == before
    assert may_enter(station, "liys", "li-again-2027")


def test_a_forgotten_password_is_replaced_and_the_old_one_is_of_no_use(station: Workstation) -> None:
    colleagues.reset_password(station, worlds.PASSWORD, "liys", "li-fresh-2026")
    assert may_enter(station, "liys", "li-fresh-2026")
    assert not may_enter(station, "liys", LI)
    assert may_enter(station, "zhougp", worlds.PASSWORD)


def test_the_recovery_code_does_not_let_in_whoever_was_disabled(tmp_path: Path) -> None:
    station, clock, code = worlds.new_clinic(tmp_path / "clinic")
    clinic_setup.add_doctor(station, "李医生", "liys", LI)
    colleagues.disable(station, worlds.PASSWORD, "liys")
    with pytest.raises(Refused, match="没有这个登录名"):
        clinic_setup.reset_password(tmp_path / "clinic", code, "liys", "li-fresh-2026", clock)
    assert clinic_setup.reset_password(tmp_path / "clinic", code, "zhougp", "zhou-fresh-2026", clock)
    station.store.close()


@pytest.mark.parametrize(
    ("own", "login", "fresh", "sentence"),
    [
        ("not-mine-2026", "liys", "li-fresh-2026", "密码不对"),
        (worlds.PASSWORD, "zhougp", "zhou-fresh-2026", "自己的密码在“修改密码”里改"),
        (worlds.PASSWORD, "nobody", "nobody-2026", "请从名单里选"),
        (worlds.PASSWORD, "liys", "short", "密码至少 8 位"),
        (worlds.PASSWORD, "liys", "aaaaaaaa", "太容易猜到"),
    ],
)
def test_nothing_changes_when_it_is_refused(
    station: Workstation, own: str, login: str, fresh: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        colleagues.reset_password(station, own, login, fresh)
    assert may_enter(station, "liys", LI)


@pytest.mark.parametrize(
    ("own", "login", "code"),
    [
        ("not-mine-2026", "liys", "wrong_password"),
        (worlds.PASSWORD, "zhougp", "unknown_login"),
        (worlds.PASSWORD, "", "unknown_login"),
    ],
)
def test_nobody_is_disabled_by_a_stranger_nor_by_oneself(station: Workstation, own: str, login: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        colleagues.disable(station, own, login)
    assert refused.value.code == code
    assert may_enter(station, "liys", LI)
    assert may_enter(station, "zhougp", worlds.PASSWORD)
