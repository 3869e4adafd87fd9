"""Level 1 says by name what it lacks, and believes what the folder's self-check wrote, not how it ended."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci"))
import level1

SCRIPT = ROOT / ".ci" / "level1.py"


def folder_with(place: Path, program: str) -> Path:
    """A built folder whose program is a shell script."""
    place.mkdir()
    (place / "vclinic").write_text(f"#!/bin/sh\n{program}\n", "utf-8")
    (place / "vclinic").chmod(stat.S_IRWXU)
    return place


def tried(folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(folder)],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_folder_there_is_nothing_to_try(tmp_path: Path) -> None:
    told = tried(tmp_path / "dist", os.environ["PATH"])
    assert (told.returncode, told.stdout) == (77, "SKIPPED level1: there is no dist/vclinic yet (make build)\n")


def test_without_a_screen_to_draw_on_it_is_skipped_by_name(tmp_path: Path) -> None:
    told = tried(folder_with(tmp_path / "dist", "exit 0"), str(tmp_path))
    assert (told.returncode, told.stdout) == (77, "SKIPPED level1: Xvfb is not installed (Debian: xvfb)\n")


WRITES = """cat >"$2" <<'END'
{"passed": %s, "platform": "%s", "versions": {"packed": "%s"}, "checks": [%s]}
END
exit %d"""
GOOD = '{"check": "资源", "passed": true, "said": ""}'
BAD = '{"check": "打印", "passed": false, "said": "没有字体。"}'
THIRTEEN = ", ".join([GOOD] * 13)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (WRITES % ("true", "offscreen", "yes", THIRTEEN, 0), ""),
        ("exit 0", "ended with 0"),
        (WRITES % ("true", "offscreen", "yes", THIRTEEN, 3), "ended with 3"),
        (WRITES % ("false", "offscreen", "yes", ", ".join([GOOD] * 12 + [BAD]), 1), "打印: 没有字体。"),
        (WRITES % ("true", "offscreen", "yes", GOOD, 0), "1 checks"),
        (WRITES % ("true", "xcb", "yes", THIRTEEN, 0), "it says it is xcb"),
        (WRITES % ("true", "offscreen", "no", THIRTEEN, 0), "'packed': 'no'"),
    ],
)
def test_what_the_folder_says_is_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, told: str
) -> None:
    monkeypatch.setattr(level1, "KEPT", tmp_path)
    wrong = level1.asked(folder_with(tmp_path / "dist", program), tmp_path, "offscreen")
    assert len(wrong) == bool(told)
    assert told in "".join(wrong)
