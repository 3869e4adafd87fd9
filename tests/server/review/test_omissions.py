"""What a visit leaves out, judged by the visits before it. Limits are those of resources/rules/township."""

from typing import Any

import pytest

from sync.server.review.omissions import omissions
from tests.server.visits import seen

QUARTERS = ("2026-08-16", "2026-05-16", "2026-02-16", "2025-11-16")
PILLS = [{"name": "苯磺酸氨氯地平片", "times_per_day": 1.0, "dose_text": "5 mg"}]
NO_WEIGHT: dict[str, Any] = {"weight_kg": None, "bmi": None}


def codes(today: Any, *earlier: Any) -> list[tuple[str, str]]:
    return [(finding.field, finding.code) for finding in omissions(today, earlier)]


def test_a_first_visit_leaves_out_nothing() -> None:
    assert codes(seen("2026-11-16")) == []


@pytest.mark.parametrize(
    ("bmi_before", "today", "asked"),
    [
        (24.0, NO_WEIGHT, True),  # overweight begins here
        (23.9, NO_WEIGHT, False),
        (24.8, {"weight_kg": 58.0, "bmi": None}, False),  # weighed
        (24.8, NO_WEIGHT | {"visit_way": "2"}, True),  # a visit at home
        (24.8, NO_WEIGHT | {"visit_way": "3"}, False),  # nobody is weighed by telephone
        (None, NO_WEIGHT, False),  # never known
        (23.0, {"weight_kg": None, "bmi": 25.0}, True),  # this very visit's own index counts first
    ],
)
def test_an_overweight_person_is_weighed_face_to_face(
    bmi_before: float | None, today: dict[str, Any], asked: bool
) -> None:
    missing = ("weight_kg", "weight_missing") in codes(seen("2026-11-16", **today), seen("2026-08-16", bmi=bmi_before))
    assert missing is asked


def test_the_newest_index_known_is_the_one_that_counts() -> None:
    earlier = [seen("2026-08-16", bmi=None), seen("2026-05-16", bmi=23.0), seen("2026-02-16", bmi=30.0)]
    assert codes(seen("2026-11-16", **NO_WEIGHT), *earlier) == [("weight_kg", "no_weight")]  # told, and no more
    (finding,) = omissions(seen("2026-11-16", **NO_WEIGHT), [earlier[0], earlier[2]])
    assert finding.text == "上次体质指数 30.0，超重，每次都要量体重，这次没有。"


@pytest.mark.parametrize(
    ("before", "adherence", "now", "asked"),
    [
        (PILLS, "1", [], True),  # taken regularly
        (PILLS, "2", [], True),  # taken now and then
        (PILLS, "3", [], False),  # not taken any more
        (PILLS, "1", PILLS, False),
        ([], "1", [], False),  # nobody without drugs is asked for them
    ],
)
def test_who_takes_drugs_has_them_written_down(before: Any, adherence: str, now: Any, asked: bool) -> None:
    today = seen("2026-11-16", med_adherence=adherence, drugs=now)
    assert (("drugs", "missing") in codes(today, seen("2026-08-16", drugs=before))) is asked


def test_only_the_last_visit_says_whether_drugs_are_taken() -> None:
    earlier = [seen("2026-08-16", drugs=[]), seen("2026-05-16", drugs=PILLS)]
    assert codes(seen("2026-11-16", drugs=[]), *earlier) == []


@pytest.mark.parametrize(
    ("days", "ways", "count"),
    [
        (QUARTERS, "1111", None),  # this one and three within the year
        (QUARTERS, "1131", 3),  # a telephone call is no visit
        (QUARTERS, "3331", 1),
        (("2026-05-16", "2025-11-16"), "11", 2),
        (("2026-05-16", "2025-11-17"), "11", None),  # followed for less than a year
        (("2026-05-16", "2024-01-01"), "11", 2),
    ],
)
def test_a_year_has_four_visits_face_to_face(days: tuple[str, ...], ways: str, count: int | None) -> None:
    earlier = [seen(day, visit_way=way) for day, way in zip(days, ways, strict=True)]
    told = [finding.text for finding in omissions(seen("2026-11-16"), earlier) if finding.code == "gap_visits"]
    assert told == ([] if count is None else [f"一年里面对面随访 {count} 次，不到 4 次（电话不算）。"])


def test_a_visit_without_a_readable_day_is_not_counted() -> None:
    assert codes(seen("someday", "V-x"), *[seen(day) for day in QUARTERS[2:]]) == []
    assert ("visit_date", "gap_visits") not in codes(seen("2026-11-16"), seen("someday", "V-x"))


@pytest.mark.parametrize(
    ("today", "told"),
    [(NO_WEIGHT, True), (NO_WEIGHT | {"visit_way": "3"}, False), ({"weight_kg": 58.0, "bmi": 23.0}, False)],
)
def test_a_weight_nobody_took_face_to_face_is_told(today: dict[str, Any], told: bool) -> None:
    found = codes(seen("2026-11-16", **today), seen("2026-08-16", bmi=22.0))
    assert (("weight_kg", "no_weight") in found) == told
