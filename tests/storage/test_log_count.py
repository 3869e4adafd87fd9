"""Files copied without their write-ahead log are noticed; an older program's, another life's or a spoilt count is not believed."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import backup
from vclinic.services.clinic_setup import create_clinic, open_clinic
from vclinic.services.restore import Opener, restore
from vclinic.storage import log_count
from vclinic.storage.file_names import DATABASE, LOG_COUNT

_TWENTY = """
import sys, time
from datetime import date
from pathlib import Path
from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services.clinic_setup import open_clinic
station = open_clinic(Path(sys.argv[1]), worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
for number in range(20):
    born = date(1940 + number, 1 + number % 12, 5 + number)
    worlds.register(station, name=f"王{number}", born=born, serial=100 + 37 * number)
if sys.argv[2] == "fold":
    station.store.checkpoint()
print("written", flush=True)
time.sleep(60)
"""


def copied_while_open(tmp_path: Path, *left_out: str) -> tuple[Path, int]:
    """What somebody copies while the program is killed with twenty people in its write-ahead log."""
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.register(station)
        station.store.checkpoint()
        for number in range(3):
            worlds.register(station, name=f"李{number}", serial=24 + 20 * number)
        names = [path.name for path in (tmp_path / "clinic").iterdir() if path.is_file() and path.name not in left_out]
        (tmp_path / "copy").mkdir()
        for name in names:
            shutil.copy(tmp_path / "clinic" / name, tmp_path / "copy" / name)
        with station.store.read() as session:
            written = session.connection().exec_driver_sql("SELECT count(*) FROM change").scalar_one()
    return tmp_path / "copy", int(written)


def test_a_copy_without_the_write_ahead_log_is_noticed(tmp_path: Path) -> None:
    folder, written = copied_while_open(tmp_path, f"{DATABASE}-wal", f"{DATABASE}-shm")
    station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
    missing = station.store.missing()
    assert missing is not None
    assert 0 < missing < written
    assert any(f"少了最近的 {missing} 条变更" in problem for problem in backup.check(station).problems)
    station.store.close()


def test_going_on_in_a_copy_that_lacks_changes_does_not_make_up_for_them(tmp_path: Path) -> None:
    folder, _ = copied_while_open(tmp_path, f"{DATABASE}-wal", f"{DATABASE}-shm")
    counted: list[int | None] = []
    for serial in (300, 400, 500):
        station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
        counted.append(station.store.missing())
        worlds.register(station, name=f"赵{serial}", born=date(1950, 1, serial // 100), serial=serial)
        counted.append(station.store.missing())
        station.store.close()
    assert counted[0]
    assert set(counted) == {counted[0]}


@pytest.mark.parametrize("folded", [False, True])
def test_a_program_that_was_killed_leaves_a_copy_that_lacks_changes_only_when_it_had_no_pause(
    tmp_path: Path, folded: bool
) -> None:
    with worlds.clinic(tmp_path / "clinic"):
        pass
    process = subprocess.Popen(
        [sys.executable, "-c", _TWENTY, str(tmp_path / "clinic"), "fold" if folded else "go on"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "written\n"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    copy = shutil.copytree(tmp_path / "clinic", tmp_path / "copy", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    for folder, whole in ((copy, folded), (tmp_path / "clinic", True)):
        station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
        assert (station.store.missing() == 0) is whole
        assert (backup.check(station).problems == ()) is whole
        station.store.close()


def test_a_whole_copy_is_whole(tmp_path: Path) -> None:
    folder, _ = copied_while_open(tmp_path)
    station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert (station.store.missing(), backup.check(station).problems) == (0, ())
    station.store.close()


def test_a_restored_store_begins_its_own_count(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        backup.backup(station, tmp_path / "copy.vcbak")
        worlds.register(station)
    for _ in range(2):
        restore(tmp_path / "clinic", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), clock, leave_unsent=True)
        clock.pass_seconds(5)
        again = open_clinic(tmp_path / "clinic", worlds.SETUP.login, worlds.PASSWORD, clock)
        assert again.store.missing() == 0
        worlds.register(again, name="李四", serial=24)
        again.store.close()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"generation": "S/2", "entries": 9}', '{"generation": "S/1"}'])
def test_a_count_that_says_nothing_of_this_store_is_no_count(tmp_path: Path, content: str) -> None:
    assert log_count.kept(tmp_path, "S/1") is None
    (tmp_path / "log-count.json").write_text(content, "utf-8")
    assert log_count.kept(tmp_path, "S/1") is None
    assert log_count.begin(tmp_path, "S/1")
    assert log_count.kept(tmp_path, "S/1") == 0
    log_count.keep(tmp_path, "S/1", 7)
    assert log_count.begin(tmp_path, "S/1")
    assert log_count.kept(tmp_path, "S/1") == 7
    log_count.keep(tmp_path / "nowhere", "S/1", 8)
    assert not log_count.begin(tmp_path / "nowhere", "S/1")


def _nowhere(count: Path) -> None:
    count.unlink()


def _a_folder(count: Path) -> None:
    count.unlink()
    count.mkdir()


def _a_loop(count: Path) -> None:
    count.unlink()
    count.symlink_to(count.name)


def _emptied(count: Path) -> None:
    count.write_bytes(b"")


def _zeroed(count: Path) -> None:
    count.write_bytes(bytes(len(count.read_bytes())))


def _of_another_store(count: Path) -> None:
    count.write_text('{"generation": "S-9/ABCDEF", "entries": 900}', "utf-8")


@pytest.mark.parametrize("spoil", [_nowhere, _a_folder, _a_loop, _emptied, _zeroed, _of_another_store])
def test_a_store_whose_count_is_not_there_cannot_tell_whether_it_is_whole_and_says_so_until_a_person_knows(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    folder, _ = copied_while_open(tmp_path)
    spoil(folder / LOG_COUNT)
    for serial in (300, 400):
        station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
        assert station.store.missing() is None
        assert any("说不准资料全不全" in problem for problem in backup.check(station).problems)
        worlds.register(station, name=f"赵{serial}", born=date(1950, 1, serial // 100), serial=serial)
        assert station.store.missing() is None, "going on writing does not hide it"
        station.store.close()


@pytest.mark.parametrize("spoil", [_nowhere, _emptied])
def test_a_person_who_knows_that_nothing_is_missing_has_the_log_counted_anew(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    folder, written = copied_while_open(tmp_path)
    spoil(folder / LOG_COUNT)
    station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert station.store.count_anew() == written
    assert (station.store.missing(), backup.check(station).problems) == (0, ())
    worlds.register(station, name="赵六", serial=400)
    station.store.close()
    station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert station.store.missing() == 0
    station.store.close()


def test_a_count_that_cannot_be_written_is_not_said_to_be_there(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        station.store.set_meta({log_count.COUNTED: ""})
        (tmp_path / "clinic" / LOG_COUNT).unlink()
        _blocked = tmp_path / "clinic" / f"{LOG_COUNT}.part"
        _blocked.mkdir()
        worlds.register(station)
        assert station.store.meta(log_count.COUNTED)[log_count.COUNTED] == ""
        assert station.store.missing() == 0


def test_a_store_of_an_older_program_that_never_had_a_count_stays_quiet_and_begins_one(tmp_path: Path) -> None:
    folder, _ = copied_while_open(tmp_path)
    station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
    with station.store.local() as session:
        session.connection().exec_driver_sql("DELETE FROM meta WHERE key = 'log_counted'")
    station.store.close()
    (folder / LOG_COUNT).unlink()
    station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert (station.store.missing(), backup.check(station).problems) == (0, ())
    worlds.register(station, name="赵六", serial=400)
    station.store.close()
    (folder / LOG_COUNT).unlink()
    station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert station.store.missing() is None
    station.store.close()


def test_a_new_clinic_has_its_count_beside_it_from_the_first_day(tmp_path: Path) -> None:
    made = create_clinic(tmp_path / "clinic", worlds.SETUP, SteppingClock(worlds.MORNING), worlds.CHEAP)
    assert made.station.store.missing() == 0
    assert (tmp_path / "clinic" / LOG_COUNT).is_file()
    made.station.store.close()


def test_a_store_that_a_restore_puts_aside_keeps_its_count(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        backup.backup(station, tmp_path / "copy.vcbak")
        worlds.register(station)
    told = restore(tmp_path / "clinic", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), clock, leave_unsent=True)
    assert told.kept is not None
    former = open_clinic(told.kept, worlds.SETUP.login, worlds.PASSWORD, clock)
    assert former.store.missing() == 0
    former.store.close()
