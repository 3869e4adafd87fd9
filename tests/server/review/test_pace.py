"""One hand, one hour, more visits than fit into it: twelve fit."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from sqlmodel import select

from sync.server.database.tables import Review
from sync.server.review import findings
from sync.server.review.pace import PACE, crowds
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship

NINE = datetime.fromisoformat("2026-11-16T09:00:00+08:00")


def written(*minutes: float) -> list[tuple[str, datetime]]:
    return [(f"V-{n}", NINE + timedelta(minutes=minute)) for n, minute in enumerate(minutes)]


@pytest.mark.parametrize(
    ("minutes", "marked"),
    [
        ([], 0),
        ([0.0] * 12, 0),
        ([0.0] * 13, 13),
        ([5.0 * n for n in range(12)], 0),
        ([5.0 * n for n in range(13)], 13),  # the last exactly an hour after the first
        ([5.01 * n for n in range(13)], 0),
        ([0.0] * 13 + [90.0], 13),  # one long after the others
        ([0.0] + [90.0] * 13, 13),
        ([4.0 * n for n in range(30)], 30),
    ],
)
def test_an_hour_holds_twelve(minutes: list[float], marked: int) -> None:
    assert len(crowds(written(*minutes))) == marked


def test_the_sentence_says_how_many_and_from_when_to_when() -> None:
    assert crowds(written(*(4.0 * n for n in range(13))))["V-0"].text == (
        "同一人 1 小时录入 13 份（11-16 09:00–09:48），请核对是不是真的随访过。"
    )


def test_each_visit_is_told_of_the_fullest_hour_it_stands_in() -> None:
    """Thirteen at nine, twenty at ten: who stands in both is told of the twenty."""
    marks = crowds(written(*[0.0] * 12, 59.0, *[100.0] * 20))
    assert {marks[f"V-{n}"].text[:13] for n in range(12)} == {"同一人 1 小时录入 13"[:13]}
    assert "21 份" in marks["V-12"].text


@given(st.lists(st.integers(0, 600), max_size=60))
def test_a_visit_is_marked_exactly_when_some_hour_around_it_is_too_full(minutes: list[int]) -> None:
    hours = written(*sorted(minutes))
    crowded = {
        name
        for _, opening in hours
        if len(inside := [name for name, at in hours if timedelta(0) <= at - opening <= timedelta(hours=1)]) > 12
        for name in inside
    }
    assert set(crowds(hours)) == crowded


def test_marks_come_to_those_that_wait_whenever_the_thirteenth_arrives(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    people = [resident(f"R-{n}") for n in range(13)]
    visits = [visit(f"V-{n}", f"R-{n}", at=(NINE + timedelta(minutes=n)).isoformat()) for n in range(13)]
    clinic.round(*people, *visits[:12])
    assert marked(township) == set()
    clinic.round(visits[12])
    assert marked(township) == {f"V-{n}" for n in range(13)}


def marked(township: RunningTownship) -> set[str]:
    with township.store.read() as session:
        return {
            row.entity_id
            for row in session.exec(select(Review).where(Review.state == "waiting"))
            if any(finding.code == PACE for finding in findings.from_text(row.findings))
        }
