"""A folder is held by one at a time, and free as soon as its holder is gone."""

import subprocess
import sys
from pathlib import Path

import pytest

from vclinic.domain.problem import WorldFault
from vclinic.files import exclusive
from vclinic.files.exclusive import held, is_free

_HOLD = """
import sys
from pathlib import Path
from vclinic.files.exclusive import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exclusive, "_PATIENCE", 0.1)
    with held(tmp_path):
        assert not is_free(tmp_path)
        with pytest.raises(WorldFault, match="另一个程序占用"), held(tmp_path):
            pass
    assert is_free(tmp_path)
    with held(tmp_path):
        assert not is_free(tmp_path)


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    with other:
        assert other.stdout.readline() == "held\n"
        assert not is_free(tmp_path)
        other.kill()
    assert is_free(tmp_path)


def test_a_folder_that_is_not_there_cannot_be_held(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), held(tmp_path / "nowhere"):
        pass
