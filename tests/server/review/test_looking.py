"""Receipts do not wait for findings; what is still to be looked at is kept, shown as such, and looked at soon."""

import time

import pytest
from sqlmodel import select

from sync.protocol import messages
from sync.server.database.store import Store, open_store
from sync.server.database.tables import Review
from sync.server.intake import rounds
from sync.server.review import looking, waiting
from tests.server.browserless import Visitor
from tests.server.people import resident, visit
from tests.server.township import MORNING, ClinicDevice, RunningTownship

SOON = 20.0  # seconds; it takes a fraction of one


def ranks(store: Store) -> dict[str, int]:
    with store.read() as session:
        return {row.change_id: row.rank for row in session.exec(select(Review)) if row.state == "waiting"}


def left(store: Store) -> int:
    with store.read() as session:
        return looking.left(session)


def came(clinic: ClinicDevice, *changes: messages.Change) -> None:
    """A batch filed as a round files it, and nothing else: nobody has looked yet."""
    content = clinic.sealed(list(changes))
    rounds.answer(clinic.township.store, content, MORNING)
    clinic.batch += 1


def test_what_came_is_said_to_be_unseen_until_somebody_looks(clinic: ClinicDevice) -> None:
    store = clinic.township.store
    came(clinic, resident("R-1"), visit("V-1", "R-1", sbp=210, dbp=100))
    assert (ranks(store), left(store)) == ({"V-1.r1": waiting.UNSEEN}, 1)
    looking.catch_up(store, MORNING.date())
    assert (ranks(store), left(store)) == ({"V-1.r1": waiting.URGENT}, 0)


def test_what_is_to_be_looked_at_outlives_the_program(clinic: ClinicDevice) -> None:
    came(clinic, resident("R-1"), visit("V-1", "R-1", sbp=210, dbp=100))
    again = open_store(clinic.township.store.data)
    try:
        assert left(again) == 1
        with looking.following(again, clinic.township.clock):
            until = time.monotonic() + SOON
            while left(again) and time.monotonic() < until:
                time.sleep(0.02)
        assert ranks(again) == {"V-1.r1": waiting.URGENT}
    finally:
        again.close()


def test_who_follows_looks_at_what_comes_while_it_runs(clinic: ClinicDevice) -> None:
    store = clinic.township.store
    with looking.following(store, clinic.township.clock):
        for number in range(3):
            came(clinic, resident(f"R-{number}"), visit(f"V-{number}", f"R-{number}"))
        until = time.monotonic() + SOON
        while left(store) and time.monotonic() < until:
            time.sleep(0.02)
    assert left(store) == 0
    assert waiting.UNSEEN not in ranks(store).values()


def test_only_a_few_are_looked_at_in_one_transaction(clinic: ClinicDevice) -> None:
    store = clinic.township.store
    many = looking.PIECE + 5
    came(clinic, *[resident(f"R-{number}") for number in range(many)])
    assert looking.some(store, MORNING.date()) == looking.PIECE
    assert left(store) == 5
    assert looking.some(store, MORNING.date(), without={f"R-{number}" for number in range(many)}) == 0


def test_one_who_is_asked_for_is_looked_at_before_the_others(clinic: ClinicDevice) -> None:
    store = clinic.township.store
    came(clinic, resident("R-1"), resident("R-2"), visit("V-1", "R-1"), visit("V-2", "R-2"))
    with store.write() as session:
        looking.look_at(session, ["R-2", "R-7"], MORNING.date())
    assert ranks(store) == {"V-1.r1": waiting.UNSEEN, "V-2.r1": waiting.CLEAN}


@pytest.mark.expects_errors
def test_a_record_nobody_can_look_at_holds_up_only_itself(
    clinic: ClinicDevice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store, look = clinic.township.store, waiting.findings.look

    def fails_for_one(record: waiting.Record, *rest: object) -> object:
        if record.id == "V-1":
            raise ValueError(record.data)
        return look(record, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(waiting.findings, "look", fails_for_one)
    came(clinic, resident("R-1"), resident("R-2"), visit("V-1", "R-1"), visit("V-2", "R-2"))
    with looking.following(store, clinic.township.clock):
        until = time.monotonic() + SOON
        while left(store) > 1 and time.monotonic() < until:
            time.sleep(0.02)
    assert (ranks(store), left(store)) == ({"V-1.r1": waiting.UNSEEN, "V-2.r1": waiting.CLEAN}, 1)
    assert "梁" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_page_looks_at_the_first_few_itself_and_says_of_the_rest_that_it_is_being_looked_at(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    many = looking.PIECE + 1
    people = [(resident(f"R-{number:03}"), visit(f"V-{number:03}", f"R-{number:03}")) for number in range(many)]
    came(clinic, *[change for pair in people for change in pair])
    township.staff("wang", "王审核")
    reader = Visitor(township)
    home = reader.sign_in("wang").text
    assert (left(township.store), "正在核对" in home) == (1, True)
    assert list(ranks(township.store).values()).count(waiting.UNSEEN) == 1
    assert "正在核对" not in reader.get("/").text
    assert waiting.UNSEEN not in ranks(township.store).values()


def test_an_open_record_is_looked_at_whoever_else_waits(township: RunningTownship, clinic: ClinicDevice) -> None:
    many = 3 * looking.PIECE
    came(clinic, *[resident(f"R-{number:03}") for number in range(many)], visit("V-1", f"R-{many - 1:03}", sbp=210))
    township.staff("wang", "王审核")
    reader = Visitor(township)
    reader.sign_in("wang")
    assert (left(township.store), ranks(township.store)) == (many - looking.PIECE, {"V-1.r1": waiting.UNSEEN})
    reader.get("/review/V-1.r1")
    assert ranks(township.store) == {"V-1.r1": waiting.URGENT}
