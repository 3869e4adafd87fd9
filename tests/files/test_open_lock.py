"""Who has the store open is known to whoever wants it for itself; a killed program leaves no lock."""

import subprocess
import sys
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest

from vclinic.domain.problem import Refused, WorldFault
from vclinic.files import open_lock
from vclinic.files.exclusive import held
from vclinic.files.open_lock import COMMAND, WINDOW, holders, refuse_if_open, take

NINE = datetime(2026, 11, 24, 9, 12).astimezone()
_OTHER = """
import sys, time
from datetime import datetime
from pathlib import Path
from vclinic.files import open_lock
open_lock.take(Path(sys.argv[1]), sys.argv[2], datetime(2026, 11, 24, 8, 5))
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def other(tmp_path: Path) -> Generator[subprocess.Popen[str]]:
    """Another process whose window is open."""
    process = subprocess.Popen([sys.executable, "-c", _OTHER, str(tmp_path), WINDOW], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_window_is_told_of_the_first(tmp_path: Path, other: "subprocess.Popen[str]") -> None:
    with pytest.raises(Refused, match=f"进程 {other.pid}，08:05 打开") as told:
        take(tmp_path, WINDOW, NINE)
    assert told.value.code == "window_open"
    beside = take(tmp_path, COMMAND, NINE)
    with held(tmp_path):
        assert sorted(holder.program for holder in holders(tmp_path)) == [COMMAND, WINDOW]
    beside.release()


def test_what_wants_the_store_for_itself_is_refused_and_says_what_was_not_done(
    tmp_path: Path, other: "subprocess.Popen[str]"
) -> None:
    with held(tmp_path), pytest.raises(Refused, match=r"村医工作站的窗口正开着.*没有恢复。") as told:
        refuse_if_open(tmp_path, "没有恢复。")
    assert told.value.code == "open_elsewhere"
    mine = take(tmp_path, COMMAND, NINE)
    with pytest.raises(Refused, match="没有升级"):
        mine.refuse_others("没有升级。")
    mine.release()


def test_a_killed_program_leaves_no_lock(tmp_path: Path, other: "subprocess.Popen[str]") -> None:
    other.kill()
    other.wait()
    assert list(tmp_path.glob("open-*.lock"))
    with held(tmp_path):
        assert holders(tmp_path) == []
    assert not list(tmp_path.glob("open-*.lock"))
    take(tmp_path, WINDOW, NINE).release()


def test_letting_go_twice_does_no_harm_and_leaves_nothing(tmp_path: Path) -> None:
    lock = take(tmp_path, WINDOW, None)
    lock.refuse_others("")
    lock.release()
    lock.release()
    assert not list(tmp_path.glob("open-*.lock"))


@pytest.mark.parametrize("content", [b"", b"[]", b'{"program": "window"}', b"\xff\xfe"])
def test_a_lock_that_cannot_be_read_counts_all_the_same(tmp_path: Path, content: bytes) -> None:
    lock = take(tmp_path, WINDOW, NINE)
    path = next(tmp_path.glob("open-*.lock"))
    path.write_bytes(content)
    with held(tmp_path), pytest.raises(Refused, match="另一个程序正开着"):
        refuse_if_open(tmp_path, "")
    lock.release()


def test_what_cannot_be_looked_at_counts_as_held(tmp_path: Path) -> None:
    (tmp_path / "open-1-1.lock").mkdir()
    with held(tmp_path):
        assert [holder.program for holder in holders(tmp_path)] == [""]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="写不进去"):
        open_lock.take(tmp_path / "nowhere", COMMAND, NINE)
