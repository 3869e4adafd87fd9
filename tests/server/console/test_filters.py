"""What staff narrow the records to: behind an address, and as the database reads it."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from sqlmodel import select

from sync.server.console.filters import Filters, chosen
from sync.server.database.tables import Clinic, Review
from tests.server.people import resident, visit
from tests.server.review.test_diabetes_visits import visit as diabetes_visit
from tests.server.township import RunningTownship, running


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    """Three visits in two villages: one urgent, one of August, one of diabetes."""
    with running(tmp_path_factory.mktemp("township")) as here:
        here.clinic().round(
            resident(), visit("V-old", visit_date="2026-08-17", next_visit_date="2026-11-16", heart_rate=70),
            diabetes_visit("V-sugar"),
        )  # fmt: skip
        urgent = visit("V-urgent", "R-2", sbp=184, visit_class="2", next_visit_date="2026-11-30", doctor_name="蒙建平")
        here.clinic("石桥村卫生室", "340123101106").round(resident("R-2", "邓有才"), urgent)
        yield here


def narrowed(township: RunningTownship, filters: Filters) -> set[str]:
    with township.store.read() as session:
        return set(session.exec(select(Review.entity_id).where(*filters.conditions)))


ALL = {"V-old", "V-sugar", "V-urgent"}


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(), ALL),
        (Filters(doctor="蒙建平"), {"V-urgent"}),
        (Filters(doctor="蒙"), set[str]()),
        (Filters(form="diabetes_follow_up"), {"V-sugar"}),
        (Filters(flag="referral"), {"V-urgent"}),
        (Filters(flag="void"), set[str]()),
        (Filters(flag="nothing that is a flag"), ALL),
        (Filters(since="2026-08-17"), ALL),
        (Filters(since="2026-08-18"), {"V-sugar", "V-urgent"}),
        (Filters(until="2026-11-15"), {"V-old"}),
        (Filters(since="2026-11-16", until="2026-11-16"), {"V-sugar", "V-urgent"}),
        (Filters(since="2026-11-17", until="2026-11-16"), set[str]()),
        (Filters(doctor="周国平", since="2026-11-01"), {"V-sugar"}),
        (Filters(clinic="c-NOBODY"), set[str]()),
        (Filters(doctor="' OR 1=1 --"), set[str]()),
        (Filters(flag="%"), ALL),
    ],
)  # fmt: skip
def test_what_waits_is_narrowed(township: RunningTownship, filters: Filters, left: set[str]) -> None:
    assert narrowed(township, filters) == left


def test_a_village_has_its_own(township: RunningTownship) -> None:
    with township.store.read() as session:
        (stone,) = session.exec(select(Clinic.id).where(Clinic.name == "石桥村卫生室"))
    assert narrowed(township, Filters(clinic=stone)) == {"V-urgent"}


def test_what_is_narrowed_stands_behind_the_address_and_nothing_else() -> None:
    assert (Filters().query, Filters().given) == ("", {})
    given = Filters(doctor="蒙 建&平", since="2026-08-17")
    assert given.given == {"doctor": "蒙 建&平", "since": "2026-08-17"}
    assert given.query.startswith("?")
    assert dict(parse_qsl(given.query.removeprefix("?"))) == given.given


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-16", "2026-11-16"), (" 2026-11-16 ", "2026-11-16"), ("20261116", "2026-11-16"), ("", ""),
        ("yesterday", ""), ("2026-02-30", ""), ("2026-11", ""), ("' --", ""),
    ],
)  # fmt: skip
def test_what_is_no_day_narrows_nothing(typed: str, day: str) -> None:
    filters = chosen(since=typed, until=typed)
    assert (filters.since, filters.until) == (day, day)
