"""The self-check says yes to an installation that works and no to one that does not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase

from tests.test_house.tracked import ROOT
from vclinic import selfcheck
from vclinic.rules.catalog import Catalog
from vclinic.ui import own_font


def test_this_installation_passes_in_an_empty_environment() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "vclinic", "--selfcheck"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("✓") == 12
    assert run.stdout.rstrip().endswith("自检通过。")


def test_what_failed_stands_in_the_document_with_its_sentence(
    qapp: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    assert selfcheck.main(tmp_path / "told.json") == 1
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert told["passed"] is False
    assert {check["check"]: check["said"] for check in told["checks"] if not check["passed"]} == {
        "中文": "系统里没有中文字体。",
        "打印": "这台电脑没有中文字体，打印出来会是方块。请先安装中文字体（如微软雅黑、文泉驿）。",
    }


@pytest.mark.usefixtures("qapp")
def test_a_machine_without_a_chinese_font_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    assert selfcheck.main() == 1
    out = capsys.readouterr().out
    assert "✗ 中文：系统里没有中文字体。" in out
    assert "✗ 打印：这台电脑没有中文字体" in out
    assert out.count("✓") == 10, out


@pytest.mark.usefixtures("qapp")
def test_an_installation_without_its_own_font_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(own_font, "resource", lambda *_: tmp_path / "gone.otf")
    monkeypatch.setattr(own_font, "OWN_FAMILY", "Not There")
    assert selfcheck.main() == 1
    out = capsys.readouterr().out
    assert "✗ 中文：程序自带的字体读不出来" in out
    assert out.count("✓") == 11, out


@pytest.mark.usefixtures("qapp")
def test_a_bug_is_a_line_and_the_other_checks_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def search(_catalog: Catalog, _text: str, _limit: int = 20) -> list[object]:
        raise KeyError("drugs.json")

    monkeypatch.setattr(Catalog, "search", search)
    assert selfcheck.main() == 1
    out = capsys.readouterr().out
    assert "✗ 资源：KeyError" in out
    assert out.count("✓") == 11, out
