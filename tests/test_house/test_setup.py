"""A machine that is not ready is told so in one line that can be copied or understood."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT


def set_up(folder: Path, **commands: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up where the only commands are `dirname` and those given as (name, shell script)."""
    dirname = shutil.which("dirname")
    assert dirname is not None
    (folder / "dirname").symlink_to(dirname)
    for name, script in commands.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return subprocess.run(
        [str(ROOT / ".ci" / "setup.sh"), "run"],
        env={"PATH": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("commands", [{}, {"python3": "exit 1"}], ids=["no Python", "only an old Python"])
def test_without_a_suitable_python_nothing_happens(tmp_path: Path, commands: dict[str, str]) -> None:
    run = set_up(tmp_path, **commands)
    assert run.returncode == 1
    assert run.stderr.startswith("setup: Python 3.11")
    assert len(run.stderr.splitlines()) == 1


def test_what_is_missing_and_may_not_be_installed_becomes_one_line_to_copy(tmp_path: Path) -> None:
    run = set_up(
        tmp_path,
        python3='case "$1" in .ci/*) echo libgl1;; esac',
        uname="echo Linux",
        id="echo 1000",
        **{"apt-get": "exit 9", "fc-list": "echo SomeFont"},
    )
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "setup: please run this line, then try again:  sudo apt-get install -y --no-install-recommends libgl1"
    ]
