"""What a program reads of a self-check."""

import json
from pathlib import Path

import pytest

from vclinic.domain.problem import WorldFault
from vclinic.selfcheck.report import Answer, write

GOOD = Answer("资源", passed=True, said="齐全", seconds=0.012)
BAD = Answer("打印", passed=False, said="PDF 里没有嵌入中文字体。", seconds=0.2)


@pytest.mark.parametrize(("answers", "passed"), [([GOOD], True), ([GOOD, BAD], False), ([BAD], False)])
def test_one_failure_is_enough(tmp_path: Path, answers: list[Answer], passed: bool) -> None:
    path = tmp_path / "told.json"
    path.write_text("of an earlier run", "utf-8")
    write(path, "offscreen", {"program": "1.0"}, answers)
    told = json.loads(path.read_text("utf-8"))
    assert told["passed"] is passed
    assert [check["said"] for check in told["checks"]] == [answer.said for answer in answers]
    assert [entry.name for entry in tmp_path.iterdir()] == ["told.json"]


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="写不进去，请换一个位置"):
        write(tmp_path / "gone" / "told.json", "offscreen", {}, [GOOD])
