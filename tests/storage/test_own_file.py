"""A file that is moved, pulled away, cut short or written over under an open store is noticed before anything goes into it
or out of it; what stands there instead is left as it is."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import WorldFault
from vclinic.services.backup import check
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.workstation import Workstation
from vclinic.storage.file_names import BACKUPS, DATABASE
from vclinic.storage.own_file import OwnFile


def _elsewhere(program: str, *told: Path | str) -> None:
    """What another program does to the files."""
    subprocess.run([sys.executable, "-c", program, *map(str, told)], check=True)


def _moved_away(folder: Path, _copy: Path) -> None:
    _elsewhere("import os, sys; os.rename(sys.argv[1], sys.argv[2])", folder / DATABASE, folder / "elsewhere.db")


def _folder_renamed(folder: Path, _copy: Path) -> None:
    _elsewhere("import os, sys; os.rename(sys.argv[1], sys.argv[2])", folder, folder.with_name("moved"))


def _a_file_where_the_folder_was(folder: Path, _copy: Path) -> None:
    _folder_renamed(folder, _copy)
    folder.write_text("", "utf-8")


def _folder_that_leads_nowhere(folder: Path, _copy: Path) -> None:
    _folder_renamed(folder, _copy)
    folder.symlink_to(folder.name)


def _another_folder(folder: Path, copy: Path) -> None:
    _folder_renamed(folder, copy)
    _elsewhere("import shutil, sys; shutil.copytree(sys.argv[1], sys.argv[2])", copy.parent, folder)


def _replaced(folder: Path, copy: Path) -> None:
    _elsewhere("import os, sys; os.replace(sys.argv[1], sys.argv[2])", copy, folder / DATABASE)


def _cut_short(folder: Path, _copy: Path) -> None:
    _elsewhere("import os, sys; os.truncate(sys.argv[1], 8192)", folder / DATABASE)


def _emptied(folder: Path, _copy: Path) -> None:
    _elsewhere("import os, sys; os.truncate(sys.argv[1], 0)", folder / DATABASE)


def _older_copy_over_it(folder: Path, copy: Path) -> None:
    _elsewhere("import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])", copy, folder / DATABASE)


def _older_copy_with_its_times(folder: Path, copy: Path) -> None:
    _elsewhere("import shutil, sys; shutil.copy2(sys.argv[1], sys.argv[2])", copy, folder / DATABASE)


def _something_else_over_it(folder: Path, _copy: Path) -> None:
    _elsewhere(
        "import sys, os; n = os.path.getsize(sys.argv[1]); f = open(sys.argv[1], 'r+b'); f.write(b'\\x07' * n); f.close()",
        folder / DATABASE,
    )


def _uses(station: Workstation) -> tuple[Callable[[], object], ...]:
    store = station.store
    return (
        lambda: store.set_meta({"colour": "green"}),
        lambda: store.meta("colour"),
        lambda: worlds.register(station, name="赵六", serial=400),
        store.checkpoint,
    )


def _with_an_older_copy(folder: Path, station: Workstation) -> Path:
    """A copy of the file as it was before others were written, of whom the last stands in the write-ahead log only."""
    station.store.checkpoint()
    copy = folder.with_name("older") / DATABASE
    copy.parent.mkdir()
    shutil.copy2(folder / DATABASE, copy)
    for number in range(8):
        worlds.register(station, name=f"郑{number}", serial=20 * number + 11)
    station.store.checkpoint()
    worlds.register(station)
    return copy


@pytest.mark.parametrize(
    ("happens", "code", "says"),
    [
        (_moved_away, "store_gone", "移走、改名或拔了盘"),
        (_folder_renamed, "store_gone", "放回原处就能接着存"),
        (_a_file_where_the_folder_was, "store_gone", "没有写进去"),
        (_folder_that_leads_nowhere, "store_unseen", "磁盘松了或权限改了"),
        (_another_folder, "store_moved", "被移走或换掉"),
        (_replaced, "store_moved", "先抄下来"),
        (_cut_short, "store_overwritten", "改短或盖掉"),
        (_emptied, "store_overwritten", "用最近的备份恢复"),
        (_older_copy_over_it, "store_overwritten", "以后也不再写"),
        (_older_copy_with_its_times, "store_overwritten", "盖掉"),
        (_something_else_over_it, "store_overwritten", "盖掉"),
    ],
)
@pytest.mark.parametrize("folded", [True, False])
def test_what_happens_to_the_file_of_an_open_store_is_noticed_and_each_has_its_sentence(
    tmp_path: Path, happens: Callable[[Path, Path], None], code: str, says: str, folded: bool
) -> None:
    folder = tmp_path / "clinic"
    with worlds.clinic(folder) as (station, _):
        copy = _with_an_older_copy(folder, station)
        if folded:
            station.store.checkpoint()
        happens(folder, copy)
        for use in _uses(station):
            with pytest.raises(WorldFault, match=says) as told:
                use()
            assert told.value.code == code
            assert station.store.trouble() == told.value.sentence


def test_a_file_that_was_put_back_is_written_on(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    with worlds.clinic(folder) as (station, _):
        worlds.register(station)
        folder.rename(tmp_path / "moved")
        with pytest.raises(WorldFault, match="找不到"):
            worlds.register(station, name="赵六", serial=400)
        (tmp_path / "moved").rename(folder)
        worlds.register(station, name="赵六", serial=400)
        assert check(station).problems == ()


@pytest.mark.parametrize("happens", [_older_copy_over_it, _something_else_over_it])
@pytest.mark.parametrize("folded", [True, False])
def test_closing_leaves_what_was_copied_over_the_file_as_it_is_and_keeps_what_was_not_folded_in(
    tmp_path: Path, happens: Callable[[Path, Path], None], folded: bool
) -> None:
    folder = tmp_path / "clinic"
    with worlds.clinic(folder) as (station, _):
        copy = _with_an_older_copy(folder, station)
        if folded:
            station.store.checkpoint()
        happens(folder, copy)
        copied_in = (folder / DATABASE).read_bytes()
        assert "盖掉" in station.store.trouble()
    assert (folder / DATABASE).read_bytes() == copied_in
    assert bool(list(folder.glob(f"{BACKUPS}/not-folded-in-*-wal"))) is not folded


def test_an_older_copy_that_was_copied_in_opens_as_it_was_and_is_known_to_lack_what_came_after(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    with worlds.clinic(folder) as (station, clock):
        copy = _with_an_older_copy(folder, station)
        _older_copy_over_it(folder, copy)
        assert station.store.trouble()
    again = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, clock)
    missing = again.store.missing()
    problems = check(again).problems
    again.store.close()
    assert missing
    assert [problem for problem in problems if "少了最近的" not in problem] == []


def test_what_another_program_of_ours_writes_beside_us_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    beside = (
        "import sys; from pathlib import Path; from tests import worlds; from vclinic.clock import SteppingClock; "
        "from vclinic.services.clinic_setup import open_clinic; "
        "station = open_clinic(Path(sys.argv[1]), worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING)); "
        "worlds.register(station, name='钱七', serial=600); station.store.checkpoint(); station.store.close()"
    )
    with worlds.clinic(folder) as (station, _):
        for serial in (100, 200):
            worlds.register(station, name=f"赵{serial}", serial=serial)
        _elsewhere(beside, folder)
        assert station.store.trouble() == ""
        worlds.register(station, name="孙八", serial=800)
        assert check(station).problems == ()


def test_while_another_program_has_the_file_for_itself_nothing_is_taken_for_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    with worlds.clinic(folder) as (station, _):
        store = station.store
        store.close()
        file = OwnFile(folder / DATABASE, store.key, 1)
        script = (
            "import sys, time; from pathlib import Path; from vclinic.storage.database import connect; "
            "c = connect(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])); c.execute('PRAGMA journal_mode = DELETE'); "
            "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); time.sleep(60)"
        )
        other = subprocess.Popen(
            [sys.executable, "-c", script, str(folder / DATABASE), store.key.hex()], stdout=subprocess.PIPE, text=True
        )
        assert other.stdout is not None
        try:
            assert other.stdout.readline() == "held\n"
            with pytest.raises(WorldFault, match="占用"):
                file.look()
        finally:
            other.kill()
            other.wait()
            other.stdout.close()
        file.look()
