"""A machine without the tools is told so, by the name of what is missing, and never as if the build had passed."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.test_house.tracked import ROOT

NEEDED_TO_SAY_SO = ("sh", "dirname", "mkdir", "pwd", "cat")


def test_without_its_tools_the_build_is_skipped_by_name(tmp_path: Path) -> None:
    shutil.copytree(ROOT / ".ci" / "windows", tmp_path / ".ci" / "windows")
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in NEEDED_TO_SAY_SO:
        place = shutil.which(tool)
        assert place is not None
        (tools / tool).symlink_to(place)
    run = subprocess.run(
        [str(tmp_path / ".ci" / "windows" / "build.sh")],
        env={"PATH": str(tools), "HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 77, run.stdout + run.stderr
    assert re.fullmatch(r"SKIPPED windows build: (wine|mingw) is not installed \(Debian: [\w -]+\)\n", run.stderr)
    assert run.stdout == ""
