"""What waits, and what the township acknowledged, forgot or never had from here."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from tests.storage.agreement import agree, in_view
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_receipts_of_strangers_count_nothing_and_the_first_batch_is_small(station: Workstation) -> None:
    worlds.visit(station, worlds.register(station))
    with station.store.local() as session:
        before = change_states.counts(session)
        changes.keep_receipts(session, [("nobody's", "stored", "", "", "")], station.clock.now())
        changes.keep_receipts(session, [], station.clock.now())
        assert change_states.counts(session) == before
        first = changes.pending(session, 0, 2)
        rest = changes.pending(session, first[-1].seq or 0, 1000)
        assert len(first) == 2
        assert len(first) + len(rest) == before["pending"]
        assert change_states.listed(session, ("no_such_state",), 5) == []
        assert changes.oldest_pending(session) == station.clock.now()


def test_what_a_township_forgot_waits_again_with_what_it_had_refused_and_no_more(station: Workstation) -> None:
    worlds.visit(station, worlds.register(station))
    first, second, third, *_ = in_view(station)
    told = [(first, "stored", "", "", ""), (second, "refused", "x", "", "不行"), (third, "stored", "", "", "")]
    with station.store.local() as session:
        assert not changes.any_answered(session)
        changes.keep_receipts(session, told, station.clock.now())
    worlds.tell(
        station,
        *(
            {"seq": 7 + n, "kind": "verdict", "change_id": key, "state": "accepted"}
            for n, key in enumerate((first, third))
        ),
    )
    with station.store.local() as session:
        assert changes.any_answered(session)
        assert set(changes.stored_ids(session)) == {first, third}
        assert changes.take_back(session, [first], station.clock.now()) == 2
    states = {key: state for key, (_, state, _) in in_view(station).items()}
    assert (states[first], states[second], states[third]) == ("pending", "pending", "accepted")
    agree(station)
    with station.store.local() as session:
        assert changes.take_back(session, [], station.clock.now()) == 0
        changes.keep_receipts(session, told[:1], station.clock.now())
        kept = session.connection().exec_driver_sql("SELECT change_id FROM taken_back").scalars().all()
    assert sorted(kept) == sorted((first, second))
    agree(station)
