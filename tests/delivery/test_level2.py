"""Level 2 takes minutes and tools that not every machine has: where it cannot be tried it says so and does not pass."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

CYCLE = ROOT / ".ci" / "windows" / "cycle.py"
PAGES = ROOT / ".ci" / "windows" / "pages.py"


def tried(path: str, *arguments: str, script: Path = CYCLE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("present", "missing"),
    [
        ((), "wine"),
        (("wine", "wineserver"), "x86_64-w64-mingw32-gcc"),
        (("wine", "wineserver", "x86_64-w64-mingw32-gcc"), "makensis"),
    ],
)
def test_a_missing_tool_is_named(present: tuple[str, ...], missing: str, tmp_path: Path) -> None:
    for tool in present:
        (tmp_path / tool).symlink_to("/bin/true")
    told = tried(str(tmp_path), "--build")
    assert (told.returncode, told.stdout) == (77, f"SKIPPED level2: {missing} is not installed\n")


def test_without_a_windows_folder_there_is_nothing_to_try(tmp_path: Path) -> None:
    for tool in ("wine", "wineserver", "x86_64-w64-mingw32-gcc", "makensis"):
        (tmp_path / tool).symlink_to("/bin/true")
    told = tried(str(tmp_path), str(tmp_path / "nowhere"))
    assert (told.returncode, told.stdout) == (77, "SKIPPED level2: there is no Windows folder nowhere yet\n")


@pytest.mark.parametrize(
    ("present", "missing"), [((), "wine"), (("wine", "wineserver", "x86_64-w64-mingw32-gcc", "Xvfb"), "xdotool")]
)
def test_the_pages_are_not_said_to_be_seen_without_the_tools(
    present: tuple[str, ...], missing: str, tmp_path: Path
) -> None:
    for tool in present:
        (tmp_path / tool).symlink_to("/bin/true")
    told = tried(str(tmp_path), "setup.exe", script=PAGES)
    assert (told.returncode, told.stdout) == (77, f"SKIPPED installer pages: {missing} is not installed\n")
