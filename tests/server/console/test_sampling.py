"""Which records are to be opened before all are accepted: few, foreseen by nobody, the same after a reload."""

import pytest
from hypothesis import given, strategies as st
from sqlmodel import select

from sync.server.console import sampling
from sync.server.console.queue import Entry
from sync.server.database.tables import Staff
from sync.server.staff import audit
from tests.server.township import RunningTownship


def entries(*ids: str) -> list[Entry]:
    return [
        Entry(change_id=f"{key}.r1", entity_id=key, name="", sex="", age=None, clinic="", doctor="", day="", summary="",
              revision=1, received_at="", level="ok", texts=())
        for key in ids
    ]  # fmt: skip


def numbered(count: int) -> list[Entry]:
    return entries(*(f"V-{n}" for n in range(count)))


@pytest.mark.parametrize(
    ("count", "drawn"), [(0, 0), (1, 1), (2, 2), (3, 3), (79, 3), (80, 4), (100, 5), (199, 9), (200, 10), (1000, 10)]
)
def test_one_in_twenty_at_least_three_at_most_ten(count: int, drawn: int) -> None:
    assert len(sampling.drawn(numbered(count))) == drawn


@given(st.permutations([f"V-{n}" for n in range(30)]))
def test_the_order_of_arrival_does_not_matter(ids: list[str]) -> None:
    assert sampling.drawn(entries(*ids)) == sampling.drawn(numbered(30))


def test_those_drawn_do_not_stand_together() -> None:
    first_twenty = {entry.change_id for entry in numbered(200)[:20]}
    assert not sampling.drawn(numbered(200)) <= first_twenty


def test_seen_is_what_this_person_opened_and_nobody_elses_look_counts(township: RunningTownship) -> None:
    township.staff("linxy", "林晓燕")
    township.staff("zhao", "赵敏")
    with township.store.write() as session:
        her, his = session.exec(select(Staff).order_by(Staff.login)).all()
        audit.note(session, her, "view", "follow_up", "V-1", township.clock())
        audit.note(session, his, "view", "follow_up", "V-2", township.clock())
        audit.note(session, her, "accepted", "follow_up", "V-3", township.clock())
    with township.store.read() as session:
        assert sampling.seen(session, her, numbered(5)) == {"V-1.r1"}
        assert sampling.seen(session, his, numbered(5)) == {"V-2.r1"}
        assert sampling.seen(session, her, []) == set()
