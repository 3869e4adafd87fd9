"""A built program that has grown over its limit is refused, and what weighs most is named."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

MIB = 1 << 20


def built(folder: Path, program: str, **mebibytes: float) -> Path:
    """A folder with a program of a platform and files of these sizes, which take no room on the disk."""
    (folder / "_internal").mkdir()
    (folder / program).touch()
    for name, size in mebibytes.items():
        with (folder / "_internal" / name).open("wb") as file:
            file.truncate(int(size * MIB))
    return folder


def weighed(folder: Path) -> tuple[int, list[str]]:
    command = [sys.executable, str(ROOT / ".ci" / "folder_size.py"), str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.returncode, run.stderr.splitlines()


@pytest.mark.parametrize(("program", "limit"), [("vclinic.exe", 95), ("vclinic", 150)])
def test_up_to_its_limit_a_folder_passes_and_one_byte_more_does_not(tmp_path: Path, program: str, limit: int) -> None:
    folder = built(tmp_path, program, fonts=8, qt=limit - 8)
    assert weighed(folder)[0] == 0
    (folder / "_internal" / "one").write_bytes(b"1")
    code, said = weighed(folder)
    assert code == 1
    assert said[1].endswith(" _internal/qt")
    assert said[2].endswith(" _internal/fonts")


def test_a_link_weighs_nothing(tmp_path: Path) -> None:
    folder = built(tmp_path, "vclinic.exe", qt=95)
    (folder / "again").symlink_to(folder / "_internal" / "qt")
    assert weighed(folder)[0] == 0
