"""Files copied without their write-ahead log are noticed; an older program's, another life's or a spoilt count is not believed."""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.restore import Opener, restore
from vclinic.storage import log_count
from vclinic.storage.file_names import DATABASE

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
    assert 0 < missing < written
    assert any(f"少了最近的 {missing} 条变更" in problem for problem in backup.check(station).problems)
    station.store.close()


def test_going_on_in_a_copy_that_lacks_changes_does_not_make_up_for_them(tmp_path: Path) -> None:
    folder, _ = copied_while_open(tmp_path, f"{DATABASE}-wal", f"{DATABASE}-shm")
    counted: list[int] = []
    for serial in (300, 400, 500):
        station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
        counted.append(station.store.missing())
        worlds.register(station, name=f"赵{serial}", born=date(1950, 1, serial // 100), serial=serial)
        counted.append(station.store.missing())
        station.store.close()
    assert counted[0] > 0
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
def test_a_count_that_says_nothing_of_this_store_counts_nothing(tmp_path: Path, content: str) -> None:
    assert log_count.kept(tmp_path, "S/1") == 0
    (tmp_path / "log-count.json").write_text(content, "utf-8")
    assert log_count.kept(tmp_path, "S/1") == 0
    log_count.keep(tmp_path, "S/1", 7)
    assert log_count.kept(tmp_path, "S/1") == 7
    log_count.keep(tmp_path / "nowhere", "S/1", 8)


def test_the_log_is_folded_in_when_nobody_has_written_for_a_while(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.register(station)
        written = (tmp_path / "clinic" / f"{DATABASE}-wal").stat().st_mtime
        later = datetime.fromtimestamp(written, UTC) + timedelta(seconds=5)
        assert (station.store.rests(0, later), station.store.rests(3600, later)) == (True, False)
        station.store.checkpoint()
        assert not station.store.rests(0, later)
        alone = tmp_path / "alone.db"
        shutil.copy(station.store.path, alone)
        (tmp_path / "clinic" / f"{DATABASE}-wal").unlink()
        assert not station.store.rests(0, later)
