"""What the log-in card asks: is there a clinic, who may log in, how long to wait, and the key a password gives."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files.keyring import KEY_BYTES
from vclinic.services import clinic_setup, unlock
from vclinic.storage.file_names import DATABASE, KEYRING


def wrong(folder: Path, clock: SteppingClock, times: int) -> list[str]:
    codes: list[str] = []
    for _ in range(times):
        with pytest.raises(Refused) as told:
            clinic_setup.open_clinic(folder, "zhougp", "wrong-password", clock)
        codes.append(told.value.code)
    return codes


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


@pytest.fixture
def shut(tmp_path: Path) -> tuple[Path, SteppingClock]:
    """A clinic in which nobody is at work."""
    with worlds.clinic(tmp_path / "clinic") as (_, clock):
        pass
    return tmp_path / "clinic", clock


def test_a_password_gives_the_key_of_the_store(shut: tuple[Path, SteppingClock]) -> None:
    folder, clock = shut
    key = unlock.unlock(folder, "zhougp", worlds.PASSWORD, clock)
    assert len(key) == KEY_BYTES
    clinic_setup.open_with_key(folder, key, "zhougp", clock).store.close()


def test_who_may_log_in_is_told_in_the_order_they_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clinic_setup, "Cost", lambda: worlds.CHEAP)
    with worlds.clinic(tmp_path) as (station, _):
        assert not isinstance(clinic_setup.add_doctor(station, "李医生", "liys", "li-pass-2026"), list)
        clinic_setup.change_password(station, worlds.PASSWORD, "new-pass-2026")
        assert set(unlock.logins(tmp_path)) == {("zhougp", "周国平"), ("liys", "李医生")}


@pytest.mark.parametrize("login", ["nobody", "", "ZHOUGP"])
def test_an_unknown_login_sounds_like_a_wrong_password_and_counts_like_one(
    shut: tuple[Path, SteppingClock], login: str
) -> None:
    folder, clock = shut
    for _ in range(3):
        with pytest.raises(Refused) as told:
            unlock.verify_password(folder, login, worlds.PASSWORD, clock)
        assert told.value.code == "wrong_password"
    assert unlock.wait_seconds(folder, clock) == 5


def test_the_wait_doubles_and_never_grows_past_five_minutes(shut: tuple[Path, SteppingClock]) -> None:
    folder, clock = shut
    wrong(folder, clock, 3)
    waits = [unlock.wait_seconds(folder, clock)]
    for _ in range(8):
        clock.pass_seconds(waits[-1])
        wrong(folder, clock, 1)
        waits.append(unlock.wait_seconds(folder, clock))
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]


@pytest.mark.parametrize(
    ("left", "known"),
    [((), False), ((KEYRING,), True), ((DATABASE,), True), ((DATABASE, KEYRING), True), (("logs",), False)],
)
def test_a_clinic_is_there_where_either_file_is(tmp_path: Path, left: tuple[str, ...], known: bool) -> None:
    for name in left:
        (tmp_path / name).write_bytes(b"")
    assert unlock.is_set_up(tmp_path) is known


def test_a_folder_that_is_not_there_is_no_clinic_and_is_not_made(tmp_path: Path) -> None:
    assert not unlock.is_set_up(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_key_file_that_is_gone_is_said_before_any_password_is_asked(shut: tuple[Path, SteppingClock]) -> None:
    folder, clock = shut
    (folder / KEYRING).unlink()
    for ask in (lambda: unlock.logins(folder), lambda: unlock.wait_seconds(folder, clock)):
        with pytest.raises(WorldFault) as told:
            ask()
        assert told.value.code == "keyring_unreadable"


def test_it_loads_no_database(shut: tuple[Path, SteppingClock]) -> None:
    folder, _ = shut
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom vclinic.clock import SystemClock\n"
        "from vclinic.services import unlock\nfolder = Path(sys.argv[1])\n"
        "assert unlock.is_set_up(folder) and unlock.logins(folder)\n"
        f"assert len(unlock.unlock(folder, 'zhougp', {worlds.PASSWORD!r}, SystemClock())) == 32\n"
        "print(json.dumps(sorted({'sqlalchemy', 'sqlcipher3', 'sqlmodel', 'sqlite_utils'} & set(sys.modules))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_clinic_on_a_disk_that_is_not_there_now_is_no_new_clinic(tmp_path: Path) -> None:
    folder, disk = tmp_path / "clinic", tmp_path / "disk"
    folder.mkdir()
    for name in (DATABASE, KEYRING):
        (folder / name).symlink_to(disk / name)
    assert unlock.is_set_up(folder)
    with pytest.raises(WorldFault, match="读不到密钥文件"):
        unlock.logins(folder)
    with pytest.raises(Refused, match="已经有卫生室的数据"):
        clinic_setup.create_clinic(folder, worlds.SETUP, SteppingClock(worlds.MORNING), worlds.CHEAP)


def test_a_folder_that_leads_nowhere_is_no_new_clinic(tmp_path: Path) -> None:
    (tmp_path / "clinic").symlink_to("clinic")
    with pytest.raises(WorldFault, match="读不到数据文件夹"):
        unlock.is_set_up(tmp_path / "clinic")


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_is_not_there_or_is_a_file_holds_no_clinic(tmp_path: Path, made: bool) -> None:
    if made:
        (tmp_path / "clinic").write_text("", "utf-8")
    assert not unlock.is_set_up(tmp_path / "clinic")
