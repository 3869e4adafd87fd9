"""What an update is about to do, as it is found again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from vclinic.delivery import plan as plans
from vclinic.delivery.plan import Plan

ONE = Plan("1.0.0", "9.1.0", "new.exe", "old.exe", "/b.vcbak", "不再漏行。", stage="trying", starts=2)


def test_a_plan_is_found_as_it_was_written(tmp_path: Path) -> None:
    plans.write(tmp_path, ONE)
    assert plans.read(tmp_path) == ONE
    plans.write(tmp_path, replace(ONE, stage="putting_back"))
    assert plans.read(tmp_path) == replace(ONE, stage="putting_back")


@pytest.mark.parametrize(
    "changed",
    [{"stage": "flying"}, {"starts": "2"}, {"starts": True}, {"before": None}, {"backup": 7}],
    ids=str,
)
def test_a_note_with_a_strange_value_is_no_plan(tmp_path: Path, changed: dict[str, object]) -> None:
    plans.write(tmp_path, ONE)
    noted = json.loads((tmp_path / plans.PLAN).read_text("utf-8"))
    (tmp_path / plans.PLAN).write_text(json.dumps(noted | changed), "utf-8")
    assert plans.read(tmp_path) is None


def test_a_plan_that_is_over_leaves_nothing(tmp_path: Path) -> None:
    plans.write(tmp_path, ONE)
    (tmp_path / plans.RESULT).write_text("7")
    assert plans.result(tmp_path) == 7
    plans.drop(tmp_path)
    plans.drop(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "seven", "7 8"])
def test_half_an_exit_code_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / plans.RESULT).write_text(content)
    assert plans.result(tmp_path) is None


def test_a_plan_that_cannot_be_taken_away_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / plans.PLAN).mkdir()
    (tmp_path / plans.RESULT).write_text("0")
    plans.drop(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [plans.PLAN]
