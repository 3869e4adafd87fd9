"""A clinic is made once and whole; a password, a colleague and a recovery code are changed by whoever may."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import clinic_setup, unlock
from vclinic.services.clinic_setup import ClinicSetup
from vclinic.services.find_residents import find
from vclinic.services.workstation import Workstation
from vclinic.storage.file_names import DATABASE, KEYRING


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """New passwords at a cost tests can pay."""
    monkeypatch.setattr(clinic_setup, "Cost", lambda: worlds.CHEAP)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path) as (made, _):
        yield made


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


def test_the_recovery_code_opens_and_sets_a_new_password(tmp_path: Path) -> None:
    station, clock, code = worlds.new_clinic(tmp_path)
    resident = worlds.register(station)
    station.store.close()
    with pytest.raises(Refused, match="恢复码不对"):
        clinic_setup.recover(tmp_path, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "zhougp", "new-pass-2026", clock)
    again = clinic_setup.recover(tmp_path, code.lower().replace("-", " "), "zhougp", "new-pass-2026", clock)
    assert [hit.id for hit in find(again, "何秀珍")] == [resident]
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


def test_everything_wrong_with_the_answers_is_told_at_once() -> None:
    problems = clinic_setup.check_setup(ClinicSetup("", "1", " ", "", "short"))
    assert [problem.field for problem in problems] == [
        "clinic_name",
        "village_code",
        "doctor_name",
        "login",
        "password",
    ]
    assert all(problem.text.endswith("。") for problem in problems)


@pytest.mark.parametrize(
    ("login", "password", "fields"),
    [
        ("zhou", "abcdefgh", []),
        ("zhou", "abcdefg", ["password"]),
        ("zhougp12", "zhougp12", ["password"]),
        ("zhou", "abababab", ["password"]),
        ("zhou", "abcabcab", []),
        ("周国平", "一二三四五六七八", []),
        ("x" * 30, "liuhe-2026", []),
        ("x" * 31, "liuhe-2026", ["login"]),
        ("zhou\u3000gp", "liuhe-2026", ["login"]),
    ],
)
def test_what_an_account_may_be(login: str, password: str, fields: list[str]) -> None:
    assert [problem.field for problem in clinic_setup.check_doctor("周国平", login, password)] == fields


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way", "utf-8")
    with pytest.raises(WorldFault) as told:
        clinic_setup.create_clinic(
            tmp_path / "data" / "clinic", worlds.SETUP, SteppingClock(worlds.MORNING), worlds.CHEAP
        )
    assert told.value.code == "folder_unwritable"
    assert (tmp_path / "data").read_text("utf-8") == "a file in the way"


def test_names_are_kept_without_the_spaces_around_them(tmp_path: Path) -> None:
    setup = replace(worlds.SETUP, clinic_name=" 柳河村卫生室 ", doctor_name=" 周国平 ")
    made = clinic_setup.create_clinic(tmp_path, setup, SteppingClock(worlds.MORNING), worlds.CHEAP).station
    assert (made.clinic.name, made.doctor.name) == ("柳河村卫生室", "周国平")
    made.store.close()


def test_two_clinics_share_neither_key_nor_recovery_code(tmp_path: Path) -> None:
    clock, codes, keys = SteppingClock(worlds.MORNING), set[str](), set[bytes]()
    for name in ("a", "b"):
        made = clinic_setup.create_clinic(tmp_path / name, worlds.SETUP, clock, worlds.CHEAP)
        codes.add(made.recovery_code)
        keys.add(made.station.store.key)
        made.station.store.close()
    assert len(codes) == len(keys) == 2


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [
        ("nobody", "new-pass-2026", "unknown_login"),
        ("zhougp", "short", "too_short"),
        ("zhougp", "zzzzzzzz", "too_simple"),
    ],
)
def test_what_is_wrong_with_a_recovery_costs_no_try(tmp_path: Path, login: str, password: str, code: str) -> None:
    station, clock, recovery_code = worlds.new_clinic(tmp_path)
    station.store.close()
    for _ in range(4):
        with pytest.raises(Refused) as told:
            clinic_setup.recover(tmp_path, recovery_code, login, password, clock)
        assert told.value.code == code
    assert unlock.wait_seconds(tmp_path, clock) == 0
    unlock.verify_password(tmp_path, "zhougp", worlds.PASSWORD, clock)


def test_wrong_recovery_codes_wait_like_wrong_passwords(tmp_path: Path) -> None:
    station, clock, code = worlds.new_clinic(tmp_path)
    station.store.close()
    for _ in range(3):
        with pytest.raises(Refused, match="恢复码不对"):
            clinic_setup.recover(tmp_path, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "zhougp", "new-pass-2026", clock)
    with pytest.raises(Refused, match="请等 5 秒"):
        clinic_setup.recover(tmp_path, code, "zhougp", "new-pass-2026", clock)
    clock.pass_seconds(5)
    clinic_setup.recover(tmp_path, code, "zhougp", "new-pass-2026", clock).store.close()


def test_a_fresh_recovery_code_ends_the_old_one_and_leaves_the_password(tmp_path: Path) -> None:
    station, clock, old = worlds.new_clinic(tmp_path)
    with pytest.raises(Refused, match="密码不对"):
        clinic_setup.new_recovery_code(station, "not-this-one")
    fresh = clinic_setup.new_recovery_code(station, worlds.PASSWORD)
    station.store.close()
    with pytest.raises(Refused, match="恢复码不对"):
        clinic_setup.recover(tmp_path, old, "zhougp", "new-pass-2026", clock)
    unlock.verify_password(tmp_path, "zhougp", worlds.PASSWORD, clock)
    clinic_setup.recover(tmp_path, fresh, "zhougp", "new-pass-2026", clock).store.close()


def test_a_new_password_shuts_out_the_old_one_and_nobody_else(station: Workstation, tmp_path: Path) -> None:
    clinic_setup.add_doctor(station, "李医生", "liys", "li-pass-2026")
    clinic_setup.change_password(station, worlds.PASSWORD, "new-pass-2026")
    with pytest.raises(Refused, match="密码不对"):
        unlock.verify_password(tmp_path, "zhougp", worlds.PASSWORD, station.clock)
    unlock.verify_password(tmp_path, "zhougp", "new-pass-2026", station.clock)
    unlock.verify_password(tmp_path, "liys", "li-pass-2026", station.clock)


@pytest.mark.parametrize(
    ("name", "login", "password", "fields"),
    [
        ("李医生", "zhougp", "li-pass-2026", ["login"]),
        ("", "zhougp", "short", ["doctor_name", "password", "login"]),
        ("李医生", "li ys", "li-pass-2026", ["login"]),
    ],
)
def test_a_colleague_who_cannot_be_added_leaves_nothing(
    station: Workstation, tmp_path: Path, name: str, login: str, password: str, fields: list[str]
) -> None:
    before = (tmp_path / KEYRING).read_bytes()
    problems = clinic_setup.add_doctor(station, name, login, password)
    assert isinstance(problems, list)
    assert [problem.field for problem in problems] == fields
    assert (tmp_path / KEYRING).read_bytes() == before


def test_a_colleagues_records_are_signed_with_his_name(station: Workstation, tmp_path: Path) -> None:
    resident = worlds.register(station)
    clinic_setup.add_doctor(station, " 李医生 ", "liys", "li-pass-2026")
    other = clinic_setup.open_clinic(tmp_path, "liys", "li-pass-2026", station.clock)
    assert other.doctor.name == "李医生"
    assert other.doctor.id != station.doctor.id
    visit = worlds.visit(other, resident)
    with other.store.read() as session:
        query = "SELECT recorded_by FROM change WHERE entity_id = ?"
        by = session.connection().exec_driver_sql(query, (visit.follow_up_id,)).scalar_one()
    other.store.close()
    assert by == other.doctor.id


def test_the_key_file_of_another_clinic_opens_nothing(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "one"), worlds.clinic(tmp_path / "two", stranger=True):
        pass
    (tmp_path / "two" / KEYRING).replace(tmp_path / "one" / KEYRING)
    before = (tmp_path / "one" / DATABASE).read_bytes()
    with pytest.raises(WorldFault):
        clinic_setup.open_clinic(tmp_path / "one", "zhougp", worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert (tmp_path / "one" / DATABASE).read_bytes() == before


def test_a_login_without_its_doctor_is_a_sentence_and_changes_nothing(station: Workstation, tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as told:
        clinic_setup.open_with_key(tmp_path, station.store.key, "liys", station.clock)
    assert told.value.code == "doctor_missing"
    assert worlds.register(station)
