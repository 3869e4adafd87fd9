"""The story itself: `vclinic demo --headless` on the real windows, a real township, and what both databases say after."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    out = tmp_path_factory.mktemp("story")
    done = subprocess.run(
        [sys.executable, "-m", "vclinic", "demo", "--headless", "--out", str(out), "--json"],
        capture_output=True, text=True, timeout=110, check=False, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert json.loads(done.stdout) == summary  # a program reads stdout, a person what happens
    assert "10 下一轮带回退回意见" in done.stderr
    assert done.stderr.splitlines()[-1].endswith(str(out))
    return out, summary


@pytest.mark.timeout(180)
def test_both_sides_end_up_saying_the_same(told: tuple[Path, dict]) -> None:
    _, summary = told
    assert summary["converged"] is True
    assert summary["pending"] == 0
    assert summary["review"] == {"returned": 1, "resubmitted": 1, "accepted": 1}
    assert summary["sync"]["refused"] == 0
    assert summary["sync"]["pushed"] == summary["sync"]["stored"] > 1000


def test_the_roster_came_in_and_what_was_wrong_was_given_back(told: tuple[Path, dict]) -> None:
    out, summary = told
    assert (summary["residents_imported"], summary["rows_refused"]) == (300, 7)
    assert (out / "退回的行.xlsx").stat().st_size > 1000


def test_the_visit_was_judged_and_the_three_prescriptions_follow(told: tuple[Path, dict]) -> None:
    _, summary = told
    visit = summary["follow_up"]
    assert visit["visit_class"] == 2
    assert "148/92" in visit["reasons"][0]["text"]
    assert [part["kind"] for part in summary["prescriptions"]] == ["medication", "diet", "exercise"]
    assert all(part["lines"] for part in summary["prescriptions"])
    assert sum(batch["quantity"] for batch in summary["dispensing"]["batches"]) == 14


def test_a_stable_visit_takes_at_most_twelve_key_actions(told: tuple[Path, dict]) -> None:
    assert told[1]["key_actions"]["stable_visit"] <= 12


def test_the_pdfs_are_clear_chinese_and_the_pictures_are_there(told: tuple[Path, dict]) -> None:
    out, summary = told
    text = "".join(page.extract_text() for name in summary["pdfs"] for page in PdfReader(out / name).pages)
    for sentence in (
        "高血压患者随访服务记录表",
        "张三",
        "148/92",
        "饮食处方",
        "运动处方",
        "用药处方",
        "食盐",
        "下次随访日期",
    ):
        assert sentence in text, sentence
    assert all((out / name).stat().st_size > 5_000 for name in summary["screenshots"])


@pytest.mark.timeout(180)
def test_stopping_the_demo_in_its_terminal_stops_the_township_and_leaves_nothing(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path), "PYTHONUTF8": "1"}
    text = [sys.executable, "-m", "vclinic", "demo"]
    with subprocess.Popen(
        text, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as demo:
        assert demo.stdout is not None
        told = ""
        while "登录名" not in told and (line := demo.stdout.readline()):
            told += line
        assert "卫生院审核端：http://127.0.0.1:" in told
        os.killpg(demo.pid, signal.SIGINT)
        demo.communicate(timeout=60)
    assert demo.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(demo.pid, 0)
    assert list(tmp_path.iterdir()) == []
