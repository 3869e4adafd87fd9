"""Wrong passwords are counted whoever tries, however many at once, and whatever is done to the files beside."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files.exclusive import held
from vclinic.files.keyring import Keyring, read_keyring
from vclinic.services import clinic_setup, tries, unlock
from vclinic.storage.file_names import KEYRING
from vclinic.storage.work_folder import sweep

TRY = """
import sys
from pathlib import Path
from vclinic.clock import SystemClock
from vclinic.domain.problem import Refused
from vclinic.services import unlock
sys.stdin.readline()
try:
    unlock.verify_password(Path(sys.argv[1]), "zhougp", "wrong-password", SystemClock())
except Refused as told:
    print(told.code)
"""


def test_many_processes_at_once_have_no_more_tries_than_one(tmp_path: Path) -> None:
    worlds.new_clinic(tmp_path)[0].store.close()
    text = [sys.executable, "-c", TRY, str(tmp_path)]
    with ExitStack() as running:
        started = [
            running.enter_context(subprocess.Popen(text, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            for _ in range(8)
        ]
        for program in started:
            running.callback(program.kill)
            assert program.stdin is not None
            program.stdin.write("\n")
            program.stdin.flush()
        said = sorted(program.communicate(timeout=60)[0].strip() for program in started)
    assert said == ["wait"] * 5 + ["wrong_password"] * 3
    assert read_keyring(tmp_path / KEYRING).failures == 3


def test_a_try_is_counted_before_it_is_made_and_taken_back_when_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station, clock, _ = worlds.new_clinic(tmp_path)
    station.store.close()
    seen: list[int] = []
    real = Keyring.unwrap

    def unwrap(self: Keyring, login: str, password: str) -> bytes:
        seen.append(read_keyring(tmp_path / KEYRING).failures)
        return real(self, login, password)

    monkeypatch.setattr(Keyring, "unwrap", unwrap)
    unlock.verify_password(tmp_path, "zhougp", worlds.PASSWORD, clock)
    with pytest.raises(Refused):
        unlock.verify_password(tmp_path, "zhougp", "wrong-password", clock)
    assert seen == [1, 1]
    assert read_keyring(tmp_path / KEYRING).failures == 1


def test_a_wait_that_begins_anew_after_a_restart_takes_back_no_count(tmp_path: Path) -> None:
    station, clock, _ = worlds.new_clinic(tmp_path)
    station.store.close()
    clock.pass_seconds(1000)
    for _ in range(3):
        with pytest.raises(Refused, match="密码不对"):
            unlock.verify_password(tmp_path, "zhougp", "wrong-password", clock)
    started_again = SteppingClock(worlds.MORNING)
    with pytest.raises(Refused, match="请等 5 秒"):  # without asking first how long
        unlock.verify_password(tmp_path, "zhougp", worlds.PASSWORD, started_again)
    started_again.pass_seconds(4)
    assert unlock.wait_seconds(tmp_path, started_again) == 1
    assert read_keyring(tmp_path / KEYRING).failures == 3


def test_without_the_key_file_nothing_opens(tmp_path: Path) -> None:
    station, clock, _ = worlds.new_clinic(tmp_path)
    station.store.close()
    (tmp_path / KEYRING).unlink()
    with pytest.raises(WorldFault, match="密钥文件"):
        clinic_setup.open_clinic(tmp_path, "zhougp", worlds.PASSWORD, clock)
    assert not (tmp_path / KEYRING).exists()


def test_a_try_that_cannot_be_counted_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    station, clock, _ = worlds.new_clinic(tmp_path)
    station.store.close()

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(Keyring, "unwrap", lambda *_: pytest.fail("tried"))
    with pytest.raises(WorldFault, match="写不进去"):
        clinic_setup.open_clinic(tmp_path, "zhougp", worlds.PASSWORD, clock)


def test_only_one_at_a_time_holds_a_folder(tmp_path: Path) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal inside, most
        with held(tmp_path):
            with lock:
                inside += 1
                most = max(most, inside)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert most == 1


def test_who_does_not_let_go_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    station, clock, _ = worlds.new_clinic(tmp_path)
    station.store.close()
    monkeypatch.setattr("vclinic.files.exclusive._PATIENCE", 0.1)
    with held(tmp_path), pytest.raises(WorldFault, match="另一个程序"):
        tries.change_keyring(tmp_path, lambda keyring: keyring)
    unlock.verify_password(tmp_path, "zhougp", worlds.PASSWORD, clock)


HOLD = """
import sys, time
from pathlib import Path
from vclinic.storage.work_folder import work_folder
with work_folder(Path(sys.argv[1]), sys.argv[2]) as place:
    (place / "clinic.db").write_bytes(b"half")
    print(flush=True)
    time.sleep(60)
"""


def end(program: subprocess.Popen[bytes]) -> None:
    with program:
        program.kill()


def test_what_a_killed_program_left_is_swept_away_and_nothing_else(tmp_path: Path) -> None:
    worlds.new_clinic(tmp_path)[0].store.close()
    with ExitStack() as running:
        started: list[subprocess.Popen[bytes]] = []
        for purpose in ("setup", "backup", "restore", "backup"):
            text = [sys.executable, "-c", HOLD, str(tmp_path), purpose]
            started.append(subprocess.Popen(text, stdout=subprocess.PIPE))
            running.callback(end, started[-1])
        for program in started:
            assert program.stdout is not None
            program.stdout.readline()
        for name in (".backup-20260101/old.zip", ".backup-mine/clinic.db", ".incoming-x/keyring.json", "backups/x"):
            (tmp_path / name).parent.mkdir()
            (tmp_path / name).write_bytes(b"x")
        (tmp_path / ".restore-abcdefg1").mkdir()  # an older program's, nobody holds it
        before = {path.name for path in tmp_path.iterdir()}
        for program in started[:3]:
            end(program)
        sweep(tmp_path)
        gone = before - {path.name for path in tmp_path.iterdir()}
        assert len(gone) == 4
        assert {name.split("-")[0] for name in gone} == {".setup", ".backup", ".restore"}
    assert unlock.is_set_up(tmp_path)
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith(".")}
    assert left == {".backup-20260101", ".backup-mine"}, "the next start swept the rest and finished what was incoming"
