"""Texts that are exactly what a distance leads to are distances; all others travel as they are."""

import pytest

from sync.protocol.two import cells, reply


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2025-11-25T09:20:00+08:00", 1_764_033_600), ("1970-01-01T08:00:00+08:00", 0), ("never+08:00", None),
        ("2025-11-25T01:20:00+00:00", None), ("2025-11-25T09:20:00.5+08:00", None), ("2025-11-25 09:20:00+08:00", None),
    ],
)  # fmt: skip
def test_a_moment_in_beijing_is_its_seconds(text: str, number: int | None) -> None:
    assert cells.moment_number(text) == number
    assert number is None or cells.moment_text(number) == text


def test_a_day_of_a_moment_is_beijings() -> None:
    assert cells.day_of(1_764_033_600) == cells.day_number("2025-11-25")
    assert cells.day_of(1_764_086_400 - 1) == cells.day_number("2025-11-25")
    assert cells.day_of(1_764_086_400) == cells.day_number("2025-11-26")


def test_nothing_known_of_a_township_is_noughts() -> None:
    assert reply.facts_hash({}) == reply.NONE_KNOWN


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("T-000001", 1), ("T-1000000", 32**6), ("T-0000001", None), ("T-00000I", None), ("T-00001", None),
        ("U-000001", None), ("T-0000000000001", None),
    ],
)  # fmt: skip
def test_an_id_of_this_batch_is_its_number_and_no_other_text_is(text: str, number: int | None) -> None:
    assert cells.id_number(text, "T") == number


@pytest.mark.parametrize("number", [-1, 32**12])
def test_a_distance_that_leads_to_no_id_is_an_error(number: int) -> None:
    with pytest.raises(ValueError, match="no id"):
        cells.read("id", "id", [number], [0], cells.Running("T", 0))
