"""A remark is answered in a line: kept as a change of its own, and nobody has to do anything until the township speaks."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Problem
from vclinic.services import due_today, sync_status
from vclinic.services.reply_to_remark import reply
from vclinic.services.returned import returned, to_do
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, revisions

SAID = "量过两次，确是这样"


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.fixture
def visit(station: Workstation) -> str:
    """A visit that was sent back."""
    made = worlds.visit(station, worlds.register(station)).follow_up_id
    worlds.send_back(station, 1, made)
    return made


def test_a_reply_waits_to_be_sent_and_ends_what_was_to_be_done(station: Workstation, visit: str) -> None:
    before = sync_status.status(station)
    assert (before.needs_action, before.returned) == (1, 1)
    assert isinstance(reply(station, "follow_up", visit, f"  {SAID} "), str)
    now = sync_status.status(station)
    assert (now.needs_action, now.returned, now.pending) == (0, 0, before.pending + 1)
    (record,) = returned(station)
    assert (record.reply, record.overdue) == (SAID, False)
    assert to_do(station) == ()
    assert due_today.worklist(station).rows == ()


def test_what_the_reply_says_names_the_return_it_answers(station: Workstation, visit: str) -> None:
    change = reply(station, "follow_up", visit, SAID)
    assert isinstance(change, str)
    with station.store.read() as session:
        data = revisions.data_of(session, [change])[change]
        sent_back = change_states.state_of(session, visit)[-1]
    assert (data["about"], data["about_change"], data["notice"], data["text"]) == (
        [["follow_up", visit]], sent_back.id, 1, SAID,
    )  # fmt: skip
    assert (data["replied_on"], data["doctor_name"]) == (station.clock.today().isoformat(), station.doctor.name)


def test_a_second_reply_takes_the_place_of_the_first(station: Workstation, visit: str) -> None:
    reply(station, "follow_up", visit, "量过")
    reply(station, "follow_up", visit, SAID)
    with station.store.read() as session:
        revisions = [
            change for change in change_states.listed(session, ("pending",), 100) if change.entity == "remark_reply"
        ]
    assert [change.revision for change in revisions] == [2, 1]
    assert len({change.entity_id for change in revisions}) == 1
    assert [record.reply for record in returned(station)] == [SAID]


def test_a_second_return_of_the_same_revision_wants_an_answer_of_its_own(station: Workstation, visit: str) -> None:
    reply(station, "follow_up", visit, SAID)
    worlds.send_back(station, 2, visit)
    assert sync_status.status(station).needs_action == 1
    assert [record.reply for record in to_do(station)] == [""]
    assert isinstance(reply(station, "follow_up", visit, "又量了，还是这样"), str)
    assert to_do(station) == ()


def test_what_was_accepted_after_the_reply_is_accepted(station: Workstation, visit: str) -> None:
    reply(station, "follow_up", visit, SAID)
    worlds.send_back(station, 2, visit, state="accepted", remarks=[])
    assert (sync_status.status(station).accepted, sync_status.status(station).needs_action) == (1, 0)
    assert returned(station) == ()


@pytest.mark.parametrize(
    ("text", "code"), [("", "required"), (" \n ", "required"), ("量" * 301, "too_long"), ("量" * 300, "")]
)
def test_a_reply_has_words_and_not_too_many(station: Workstation, visit: str, text: str, code: str) -> None:
    said = reply(station, "follow_up", visit, text)
    assert (said.code if isinstance(said, Problem) else "") == code
    assert bool(to_do(station)) == bool(code)


def test_what_was_not_returned_has_nothing_to_answer(station: Workstation) -> None:
    visit = worlds.visit(station, worlds.register(station)).follow_up_id
    said = reply(station, "follow_up", visit, SAID)
    assert isinstance(said, Problem)
    assert (said.code, sync_status.status(station).needs_action) == ("not_returned", 0)


def test_a_persons_own_record_is_answered_too(station: Workstation) -> None:
    resident = worlds.register(station)
    worlds.send_back(station, 1, resident)
    assert isinstance(reply(station, "resident", resident, "电话是他儿子的"), str)
    assert to_do(station) == ()
