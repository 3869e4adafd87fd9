"""Replies to remarks as they are kept: one to a return, revised while it stands, none where nothing was returned."""

from collections.abc import Generator
from datetime import date
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, replies
from vclinic.storage.unit_of_work import UnitOfWork

DAY = date(2026, 11, 25)


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def newest(station: Workstation, entity_id: str) -> str:
    with station.store.read() as session:
        return change_states.state_of(session, entity_id)[-1].id


def answer(station: Workstation, resident: str, visit: str, text: str) -> str:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return written(work, resident, visit, text)


def written(work: UnitOfWork, resident: str, visit: str, text: str) -> str:
    change = change_states.state_of(work.session, visit)[-1].id
    return replies.write(
        work, record=("follow_up", visit), resident_id=resident, change_id=change, text=text, day=DAY,
        by=("d-1", "周国平"),
    )  # fmt: skip


def test_what_was_not_returned_takes_no_reply(station: Workstation) -> None:
    resident = worlds.register(station)
    visit = worlds.visit(station, resident).follow_up_id
    with pytest.raises(LookupError):
        answer(station, resident, visit, "量过两次")
    worlds.send_back(station, 1, visit, state="accepted", remarks=[])
    with pytest.raises(LookupError):
        answer(station, resident, visit, "量过两次")


def test_one_reply_stands_and_is_revised(station: Workstation) -> None:
    resident = worlds.register(station)
    visit = worlds.visit(station, resident).follow_up_id
    worlds.send_back(station, 1, visit)
    first = answer(station, resident, visit, "量过")
    second = answer(station, resident, visit, "量过两次")
    with station.store.read() as session:
        kept = replies.to_verdict(session, newest(station, visit))
    assert kept is not None
    assert (kept.revision, kept.text, kept.change_id, kept.doctor_name) == (2, "量过两次", second, "周国平")
    assert first != second


def test_another_return_of_the_same_change_is_not_answered_by_it(station: Workstation) -> None:
    resident = worlds.register(station)
    visit = worlds.visit(station, resident).follow_up_id
    worlds.send_back(station, 1, visit)
    answer(station, resident, visit, "量过")
    worlds.send_back(station, 2, visit)
    with station.store.read() as session:
        assert replies.to_verdict(session, newest(station, visit)) is None
    answer(station, resident, visit, "又量了")
    with station.store.read() as session:
        kept = replies.to_verdict(session, newest(station, visit))
    assert kept is not None
    assert (kept.revision, kept.text) == (1, "又量了")
