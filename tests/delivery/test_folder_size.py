"""A built folder that has grown too large is refused, and what in it weighs most is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci"))
import folder_size
from folder_size import MIB

WINDOWS = {"vclinic.exe": MIB, "_internal/PySide6/Qt6Core.dll": 60 * MIB, "_internal/PySide6/Qt6Gui.dll": 33 * MIB}
LINUX = {"vclinic": MIB, "_internal/libpython3.11.so": 149 * MIB}


@pytest.mark.parametrize(("files", "room"), [(WINDOWS, MIB), (LINUX, 0)], ids=["windows", "linux"])
def test_the_last_byte_that_fits_and_the_first_that_does_not(files: dict[str, int], room: int) -> None:
    assert folder_size.too_large(files | {"_internal/more": room}) == ""
    assert "1 bytes over its" in folder_size.too_large(files | {"_internal/more": room + 1})


def test_the_heaviest_are_named_first_packages_as_a_whole_too() -> None:
    told = folder_size.too_large(WINDOWS | {"_internal/resources/fonts/han.otf": 7 * MIB}).splitlines()
    assert told[0] == f"the folder has 101.00 MiB, {6 * MIB:,} bytes over its 95 MiB. Biggest in it:"
    assert [line.split("MiB")[1].strip() for line in told[1:6]] == [
        "_internal/PySide6/",
        "_internal/PySide6/Qt6Core.dll",
        "_internal/PySide6/Qt6Gui.dll",
        "_internal/resources/fonts/han.otf",
        "_internal/resources/",
    ]


def built(folder: Path, size: int, program: str = "vclinic.exe") -> Path:
    """A folder of ``size`` bytes that takes no room on this disk, with a link in it that is not followed."""
    (folder / "_internal").mkdir(parents=True)
    (folder / program).write_bytes(b"")
    with (folder / "_internal" / "Qt6Core.dll").open("wb") as large:
        os.truncate(large.fileno(), size)
    (folder / "_internal" / "again.dll").symlink_to("Qt6Core.dll")
    return folder


def weighed(folder: Path) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / ".ci" / "folder_size.py")
    return subprocess.run([sys.executable, script, str(folder)], capture_output=True, text=True, check=False)


def test_a_build_that_is_too_large_fails_by_its_name(tmp_path: Path) -> None:
    run = weighed(built(tmp_path / "vclinic", 96 * MIB))
    assert run.returncode == 1
    assert "96.00 MiB" in run.stderr
    assert "_internal/Qt6Core.dll" in run.stderr


def test_one_that_fits_tells_how_much_room_is_left(tmp_path: Path) -> None:
    run = weighed(built(tmp_path / "vclinic", 94 * MIB))
    assert (run.returncode, run.stdout, run.stderr) == (0, "folder: 94.00 of 95 MiB\n", "")
    run = weighed(built(tmp_path / "linux", 96 * MIB, "vclinic"))
    assert (run.returncode, run.stdout) == (0, "folder: 96.00 of 150 MiB\n")


def test_a_folder_without_a_program_has_not_been_weighed(tmp_path: Path) -> None:
    run = weighed(built(tmp_path / "vclinic", MIB, "readme.txt"))
    assert run.returncode == 1
    assert "holds no program" in run.stderr


@pytest.mark.parametrize("script", [".ci/build.sh", ".ci/windows/build.sh"])
def test_both_builds_weigh_what_they_made_before_they_start_it(script: str) -> None:
    text = (ROOT / script).read_text("utf-8")
    assert "set -e" in text
    assert 0 < text.index("-m PyInstaller") < text.index(".ci/folder_size.py") < text.rindex("--selfcheck")
