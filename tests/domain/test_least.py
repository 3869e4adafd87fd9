"""The least a record must hold: strict about what is there, indifferent to the rest."""

from typing import Any

import pytest

from vclinic.domain.least import (
    Check,
    Need,
    as_day,
    day,
    day_or_open,
    document,
    every,
    first_wrong,
    nothing_or_text,
    one_of,
    pair,
    record,
    ref,
    text,
    whole,
)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (text(3, 1), ["a", "高血压"], ["", "abcd", 1, None, ["a"]]),
        (one_of("valid", "void"), ["valid"], ["", "other", None, ["valid"]]),
        (whole(-2, 2), [-2, 0, 2], [-3, 3, 1.0, True, "1", None]),
        (ref, ["7KQ3ZP-000001", "a" * 64], ["", "a" * 65, "a b", "a\n", 7, None]),
        (day, ["2026-11-25", "20261125"], ["", "2026-13-01", "2026-11-25T09:00", 20261125, None, ["2026-11-25"]]),
        (day_or_open, ["", "2026-11-25"], ["soon", None]),
        (nothing_or_text, [None, "", "x"], [1, []]),
        (document, [{}, {"a": 1}], [[], "", None]),
        (pair, [["follow_up", "x"]], [[], ["a"], ["a", 1], ["a", "b", "c"], "ab", None]),
        (every(text()), [[], ["a"]], [["a", 1], "a", None]),
        (record(Need("a", text())), [{"a": "x", "b": 1}], [{}, {"a": 1}, "a", None]),
    ],
)
def test_a_check_takes_what_it_is_for_and_nothing_else(check: Check, good: list[Any], bad: list[Any]) -> None:
    assert [value for value in good if not check(value)] == []
    assert [value for value in bad if check(value)] == []


def test_the_first_wrong_field_is_named() -> None:
    needs = (Need("a", text()), Need("b", text(), optional=True), Need("c", text()))
    assert first_wrong(needs, {"a": "", "c": "", "more": object()}) == ""
    assert first_wrong(needs, {"a": "", "b": 1}) == "b"
    assert first_wrong(needs, {"a": ""}) == "c"
    assert first_wrong(needs, {}) == "a"


def test_a_day_is_read_or_none() -> None:
    assert str(as_day("2026-11-25")) == "2026-11-25"
    assert as_day("someday") is None
    assert as_day(None) is None
