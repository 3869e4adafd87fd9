"""Level 3 says by name what it lacks; a Debian that could not be fetched is no pass."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci"))
sys.path.insert(0, str(ROOT / ".ci" / "windows"))
import level3


def with_tools(folder: Path, *present: str) -> str:
    """A search path with nothing but these."""
    folder.mkdir(exist_ok=True)
    for tool in present:
        (folder / tool).symlink_to("/bin/true")
    return str(folder)


@pytest.mark.parametrize(
    ("present", "said"),
    [
        ((), "debootstrap is not installed (Debian: debootstrap)"),
        (("debootstrap", "unshare"), "Xvfb is not installed (Debian: xvfb)"),
        (("debootstrap", "unshare", "Xvfb"), "import is not installed (Debian: imagemagick)"),
        (("debootstrap", "unshare", "Xvfb", "import"), "there is no Windows folder vclinic yet (make windows)"),
    ],
)
def test_what_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("PATH", with_tools(tmp_path / "bin", *present))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert level3.lacking(tmp_path / "vclinic") == said


def test_only_root_enters_another_debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert level3.lacking(tmp_path) == "only root may enter another Debian"


def test_a_skipped_level_ends_with_77(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "windows" / "level3.py"), str(tmp_path / "nowhere")],
        env=os.environ | {"PATH": with_tools(tmp_path / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 77
    assert told.stdout.startswith("SKIPPED level3: ")


def test_without_a_network_the_other_debian_is_not_taken_for_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "bin" / "debootstrap"
    tool.parent.mkdir()
    tool.write_text(
        '#!/bin/sh\nmkdir -p "$4"; echo I: Retrieving InRelease; echo "E: Failed getting release file"; exit 1\n'
    )
    tool.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(level3, "DEBIAN", tmp_path / "trixie")
    assert level3.debian() == "Debian 13 could not be fetched: E: Failed getting release file"
    assert level3.debian() != "", "what was left half made is not believed the second time"
