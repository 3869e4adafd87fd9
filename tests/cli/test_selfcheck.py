"""`vclinic selfcheck`: the answer for programs, and beside it a township that the program does not carry."""

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.shell import Shell
from tests.test_house.tracked import ROOT


def test_the_result_is_written_and_no_data_folder_is_made(nowhere: Shell, tmp_path: Path) -> None:
    done = nowhere.process("selfcheck", str(tmp_path / "told.json"), password=None)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert told["passed"] is True
    assert told["platform"] == "offscreen"
    assert len(told["checks"]) == done.stdout.count("✓") == 12
    assert not nowhere.data.exists()


def test_a_result_that_cannot_be_written_is_a_sentence(nowhere: Shell, tmp_path: Path) -> None:
    done = nowhere.process("selfcheck", str(tmp_path / "gone" / "told.json"), password=None)
    assert done.returncode == 1
    assert "写不进去" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_a_township_beside_it_it_pairs_and_sends(tmp_path: Path) -> None:
    beside = [sys.executable, str(ROOT / ".ci" / "township_beside.py")]
    command = [sys.executable, "-m", "vclinic", "selfcheck", str(tmp_path / "told.json"), "--township", "PAIRING"]
    done = subprocess.run([*beside, *command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    last = json.loads((tmp_path / "told.json").read_text("utf-8"))["checks"][-1]
    assert (last["check"], last["said"]) == ("卫生院", "已接入自检卫生院，加密上报 5 条")


def test_an_unknown_platform_is_refused(nowhere: Shell) -> None:
    done = nowhere.run("selfcheck", "--platform", "mirror")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
