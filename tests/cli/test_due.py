"""Who is due, on a day that a plan reaches."""

import pytest

from tests.cli.shell import Shell


def test_the_rows_are_those_of_the_tiles(shell: Shell) -> None:
    due = shell.json("due")
    assert due["counts"]["all"] == len(due["rows"]) > 3
    assert {"resident_id", "name", "age", "address", "tile", "due_on", "last", "danger", "why"} == set(due["rows"][0])
    assert len(shell.run("due").stdout.splitlines()) == len(due["rows"])


def test_before_anybody_was_seen_the_never_seen_are_due(shell: Shell) -> None:
    assert shell.json("due", "--on", "2020-01-01")["on"] == "2020-01-01"


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_a_day_no_plan_reaches_is_refused(shell: Shell, day: str) -> None:
    assert "不在 2000-01-01 到" in shell.refused("due", "--on", day)


def test_nobody_due_is_an_answer(empty: Shell) -> None:
    assert empty.run("due").stdout == "今天没有要随访的人。\n"
    assert empty.json("due")["rows"] == []
