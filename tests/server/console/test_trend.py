"""The course of a measure as a picture: what is in it, where, and in words."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sync.protocol.messages import Change
from sync.server.console import trend
from sync.server.console.trend import BESIDE, BOTTOM, HEIGHT, LEFT, SMALL, TOP, WIDE, Trend
from sync.server.database.records import Record, read
from sync.server.database.tables import Inbox
from tests.server.people import resident, visit
from tests.server.review.test_diabetes_visits import visit as diabetes_visit
from vclinic.diseases.measure import Band, Measure

PRESSURE = Measure("bp", "血压", "mmHg", ("sbp", "dbp"))
GLUCOSE = Measure("fbg", "空腹血糖", "mmol/L", ("fbg",), 1)
USUAL = Band(((None, 140), (None, 90)), "<140/90")
SUGAR = Band(((4.4, 7.0),), "4.4–<7.0")
BORN = {"birth_date": date(1957, 3, 12)}


def record(change: Change) -> Record:
    """A change as the township reads it."""
    row = Inbox(
        change_id=change.id, seq=1, clinic_id="c", device_id="d", entity=change.entity, entity_id=change.entity_id,
        revision=change.revision, base_revision=0, recorded_at=change.recorded_at, recorded_by="D-1", payload="",
        digest="", state="stored", applied="yes", received_at="",
    )  # fmt: skip
    return read(change.entity, change.data, row)


def course(*pressures: tuple[int, int], days: tuple[str, ...] = ()) -> list[Record]:
    """Visits with these pressures, oldest first in the arguments, newest first in the list."""
    days = days or tuple(f"2026-{month:02}-16" for month in range(1, len(pressures) + 1))
    visits = [
        record(visit(f"V-{at}", visit_date=day, sbp=sbp, dbp=dbp))
        for at, (day, (sbp, dbp)) in enumerate(zip(days, pressures, strict=True))
    ]
    return visits[::-1]


def sugar(*figures: float | None) -> list[Record]:
    return [record(diabetes_visit(f"V-{at}", fbg=figure)) for at, figure in enumerate(figures)][::-1]


def drawn(visits: list[Record], **more: Any) -> Trend:
    picture = trend.draw(visits, PRESSURE, USUAL, 69, **more)
    assert picture is not None
    return picture


def test_the_last_visit_stands_at_the_right_and_the_highest_at_the_top() -> None:
    first, second, third = drawn(course((150, 94), (128, 78), (146, 88))).points
    assert first.x < second.x < third.x <= WIDE.right
    assert second.ys[0] > third.ys[0] > first.ys[0], "y grows downwards"
    assert [point.text for point in (first, second, third)] == ["150/94", "128/78", "146/88"]


@pytest.mark.parametrize(
    ("pressure", "out"),
    [((139, 89), False), ((140, 89), True), ((139, 90), True), ((90, 50), False), ((184, 106), True)],
)
def test_at_the_limit_is_out_of_the_band(pressure: tuple[int, int], out: bool) -> None:
    (point,) = drawn(course(pressure)).points
    assert point.out == out


@pytest.mark.parametrize(
    ("pressure", "outs"),
    [((136, 112), (False, True)), ((150, 80), (True, False)), ((184, 106), (True, True)), ((128, 78), (False, False))],
)
def test_each_figure_is_marked_by_its_own_limit(pressure: tuple[int, int], outs: tuple[bool, ...]) -> None:
    (point,) = drawn(course(pressure)).points
    assert point.outs == outs


@pytest.mark.parametrize(("figure", "out"), [(4.3, True), (4.4, False), (6.9, False), (7.0, True)])
def test_a_band_has_a_lower_end_too(figure: float, out: bool) -> None:
    picture = trend.draw(sugar(figure), GLUCOSE, SUGAR, 50)
    assert picture is not None
    assert picture.points[0].out == out


def test_a_figure_measured_closely_is_not_rounded_over_its_limit() -> None:
    picture = trend.draw(sugar(6.95), GLUCOSE, SUGAR, 50)
    assert picture is not None
    assert (picture.points[0].text, picture.points[0].out) == ("6.95", False)


def test_it_is_spoken() -> None:
    assert drawn(course((150, 94), (146, 88))).spoken == "2 次血压，最近 146/88，没有达标，达标线 <140/90"
    assert drawn(course((150, 94), (128, 78))).spoken == "2 次血压，最近 128/78，达标，达标线 <140/90"


@pytest.mark.parametrize(
    ("days", "months"),
    [
        (("2025-11-17", "2026-02-16", "2026-05-18"), ["25-11", "26-02", "05"]),
        (("2026-02-16", "2026-05-18", "2026-08-17"), ["26-02", "05", "08"]),
    ],
)
def test_the_year_stands_under_a_point_only_where_it_changes(days: tuple[str, ...], months: list[str]) -> None:
    assert [point.month for point in drawn(course((140, 80), (130, 80), (120, 80), days=days)).points] == months


@pytest.mark.parametrize(("size", "most"), [(WIDE, 6), (SMALL, 4), (BESIDE, 3)])
def test_a_picture_has_as_many_visits_as_fit_the_newest_of_all(size: trend.Size, most: int) -> None:
    picture = drawn(course(*((120 + n, 80) for n in range(8))), size=size)
    assert [point.text for point in picture.points] == [f"{120 + n}/80" for n in range(8 - most, 8)]
    assert all(LEFT < point.x < size.right for point in picture.points)


def test_a_single_visit_stands_in_the_middle() -> None:
    assert drawn(course((140, 80))).points[0].x == (LEFT + WIDE.right) // 2


@pytest.mark.parametrize(("age", "said"), [(40, ""), (41, "41 岁"), (69, "69 岁")])
def test_limits_that_are_not_everybodys_name_the_age(age: int, said: str) -> None:
    picture = trend.draw(course((140, 80)), PRESSURE, USUAL, age)
    assert picture is not None
    assert picture.of_age == said


def test_visits_without_the_measure_are_passed_over_and_none_is_no_picture() -> None:
    picture = trend.draw(sugar(6.0, None, 6.2), GLUCOSE, SUGAR, 50)
    assert picture is not None
    assert [point.text for point in picture.points] == ["6.0", "6.2"]
    assert trend.draw(sugar(None), GLUCOSE, SUGAR, 50) is None
    assert trend.draw([], GLUCOSE, SUGAR, 50) is None


def test_a_measure_without_limits_has_no_picture() -> None:
    assert trend.draw(sugar(6.0), GLUCOSE, Band(((None, None),), ""), 50) is None


def test_two_figures_have_two_lines_through_all_points() -> None:
    upper, lower = drawn(course((150, 94), (128, 78))).lines
    assert [len(line.split()) for line in (upper, lower)] == [2, 2]
    assert [place.split(",")[0] for place in upper.split()] == [place.split(",")[0] for place in lower.split()]


pressures = st.lists(st.tuples(st.integers(60, 300), st.integers(30, 200)), min_size=1, max_size=6)


@given(pressures)
def test_whatever_was_measured_stays_inside_the_picture(measured: list[tuple[int, int]]) -> None:
    picture = drawn(course(*measured))
    for point in picture.points:
        assert all(TOP <= y <= BOTTOM for y in point.ys)
        assert TOP < point.y <= HEIGHT
    upper, lower = picture.band
    assert TOP <= upper < lower <= BOTTOM
    assert all(TOP <= y <= BOTTOM for y, _ in picture.limits)


def test_one_measure_is_drawn_wide_and_small_and_two_beside_each_other() -> None:
    assert [picture.size.shown for picture in trend.pictures(course((140, 80)), BORN)] == ["wide", "small"]
    several = trend.pictures(sugar(6.0), BORN)
    assert [(picture.size, picture.target) for picture in several] == [
        (BESIDE, "4.4–<7.0"), (BESIDE, "<130/80"), (SMALL, "4.4–<7.0"),
    ]  # fmt: skip


def test_without_a_birthday_or_a_disease_there_is_no_picture() -> None:
    assert trend.pictures(course((140, 80)), {}) == []
    assert trend.pictures([record(resident())], BORN) == []
