"""Counts and lists of the log against the log itself, whatever came in which order."""

import random
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services import resident_record, visit_sheet
from vclinic.services.register_resident import change_resident
from vclinic.services.workstation import Workstation
from vclinic.storage import changes


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def in_view(station: Workstation) -> dict[str, tuple[int, str, bool]]:
    """Change id → (seq, state, latest), as the view reckons each from the log."""
    with station.store.read() as session:
        rows = session.connection().exec_driver_sql("SELECT id, seq, state, latest FROM change_state").all()
    return {row[0]: (row[1], row[2], bool(row[3])) for row in rows}


def agree(station: Workstation) -> None:
    known = in_view(station)
    with station.store.read() as session:
        counted = Counter(state for _, state, _ in known.values())
        assert changes.counts(session) == dict.fromkeys(changes.STATES, 0) | counted
        acting = [key for key, (_, state, latest) in known.items() if latest and state in ("refused", "returned")]
        assert changes.needing_action(session) == len(acting)
        for state in changes.STATES:
            listed = [change.id for change in changes.listed(session, (state,), 1000)]
            expected = [key for key, (_, its, _) in known.items() if its == state]
            assert listed == sorted(expected, key=lambda key: -known[key][0]), state
        everything = changes.listed(session, changes.STATES, 1000)
        assert [change.seq for change in everything] == sorted((seq for seq, _, _ in known.values()), reverse=True)
        assert {key: state for key, (_, state, _) in known.items()} == changes.states_of(session, known)
        receipts = set(session.connection().exec_driver_sql("SELECT change_id FROM receipt").scalars())
        assert [row.id for row in changes.pending(session, 0, 1000)] == [key for key in known if key not in receipts]


@pytest.mark.parametrize("seed", range(3))
def test_kept_counts_are_those_of_the_log_after_any_story(station: Workstation, seed: int) -> None:
    dice = random.Random(seed)
    resident = worlds.register(station)
    for seq in range(1, 60):
        known = list(in_view(station))
        match dice.choice(("receipt", "verdict", "write", "again", "forgotten")):
            case "receipt":
                told = [(key, dice.choice(("stored", "refused")), "", "", "") for key in dice.sample(known, 2)]
                with station.store.local() as session:
                    changes.keep_receipts(session, told, station.clock.now())
            case "verdict":
                state = dice.choice(("accepted", "returned"))
                worlds.tell(station, {"seq": seq, "kind": "verdict", "change_id": dice.choice(known), "state": state})
            case "forgotten":
                with station.store.local() as session:
                    changes.take_back(session, dice.sample(known, 1), station.clock.now())
            case "write":
                record = resident_record.resident_record(station, resident)
                change_resident(station, resident, {"phone": f"138000{seq:05}"}, record.revision)
            case _:
                worlds.register(station, f"何{'一二三四五六七八九十'[seq % 10]}珍", serial=100 + 2 * seq)
        agree(station)


def test_receipts_of_strangers_count_nothing_and_the_first_batch_is_small(station: Workstation) -> None:
    worlds.visit(station, worlds.register(station))
    with station.store.local() as session:
        before = changes.counts(session)
        changes.keep_receipts(session, [("nobody's", "stored", "", "", "")], station.clock.now())
        changes.keep_receipts(session, [], station.clock.now())
        assert changes.counts(session) == before
        first = changes.pending(session, 0, 2)
        rest = changes.pending(session, first[-1].seq or 0, 1000)
        assert len(first) == 2
        assert len(first) + len(rest) == before["pending"]
        assert changes.listed(session, ("no_such_state",), 5) == []
        assert changes.oldest_pending(session) == station.clock.now()


@pytest.mark.parametrize("answered", [(), (0,), (1, 2), (0, -1), (-2,), (0, 1, 2, 3, -1)])
def test_what_was_stored_is_listed_wherever_it_stands_among_what_waits(
    station: Workstation, answered: tuple[int, ...]
) -> None:
    for serial in range(4):
        worlds.register(station, "何一珍", serial=100 + 2 * serial)
    with station.store.local() as session:
        waiting = [row.id for row in changes.pending(session, 0, 1000)]
        told = [waiting[place] for place in answered]
        changes.keep_receipts(session, [(key, "stored", "", "", "") for key in told], station.clock.now())
    agree(station)
    with station.store.read() as session:
        newest = changes.listed(session, ("stored",), 1)
        assert [change.id for change in newest] == sorted(told, key=waiting.index)[-1:]


def test_the_end_of_the_log_that_waits_is_not_walked_through_for_what_was_stored(station: Workstation) -> None:
    worlds.register(station)
    waiting, counted = 3000, list[int]()

    def count() -> int:
        counted.append(1)
        return 0

    with station.store.local() as session:
        first = changes.pending(session, 0, 1)[0]
        changes.keep_receipts(session, [(first.id, "stored", "", "", "")], station.clock.now())
        session.connection().exec_driver_sql(
            f"""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {waiting})
            INSERT INTO change (id, act, entity, entity_id, revision, base_revision, recorded_at, recorded_by, payload)
            SELECT 'x-' || i, 'a', 'follow_up', 'v-' || i, 1, 0, '2026-11-25T09:00:00+08:00', 'd', '{{}}' FROM n"""
        )
    with station.store.read() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(count, 10)
        assert [change.id for change in changes.listed(session, ("stored",), 5)] == [first.id]
        raw.set_progress_handler(None, 10)
    steps = len(counted) * 10
    assert steps < waiting * 16  # a look into a small table for each; walking back through the log takes 23


def test_records_are_named_by_their_title_or_their_parents(station: Workstation) -> None:
    batch = worlds.stock(station)
    worlds.read_announcement(station)
    with station.store.read() as session:
        assert changes.newest(session, "batch", "nothing") is None
        assert changes.newest(session, "announcement", "nothing") is None
        data = changes.newest(session, "batch", batch)
        assert data is not None
        assert changes.named(session, "stock_entry", {"batch_id": batch}) == changes.named(session, "batch", data)
        assert changes.named(session, "announcement_read", {"announcement_id": "n-1"}) == "周三停电"
        assert changes.named(session, "stock_entry", {"batch_id": "nothing"}) == ""
        assert changes.named(session, "stock_entry", {}) == ""
        assert changes.named(session, "a_kind_of_tomorrow", {}) == ""


def test_a_visit_corrected_is_the_newest_of_its_states(station: Workstation) -> None:
    resident = worlds.register(station)
    made = worlds.visit(station, resident)
    sheet = visit_sheet.open_visit(station, resident, made.follow_up_id)
    assert sheet.follow_up_id == made.follow_up_id
    with station.store.read() as session:
        assert [change.revision for change in changes.state_of(session, made.follow_up_id)] == [1]


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
