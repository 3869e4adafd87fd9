"""Counts and lists of the log against the log itself, whatever came in which order."""

import random
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services import resident_record, visit_sheet
from vclinic.services.desk import Desk
from vclinic.services.register_resident import change_resident
from vclinic.storage import changes


@pytest.fixture
def desk(tmp_path: Path) -> Generator[Desk]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def in_view(desk: Desk) -> dict[str, tuple[int, str, bool]]:
    """Change id → (seq, state, latest), as the view reckons each from the log."""
    with desk.store.read() as session:
        rows = session.connection().exec_driver_sql("SELECT id, seq, state, latest FROM change_state").all()
    return {row[0]: (row[1], row[2], bool(row[3])) for row in rows}


def agree(desk: Desk) -> None:
    known = in_view(desk)
    with desk.store.read() as session:
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
def test_kept_counts_are_those_of_the_log_after_any_story(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    resident = worlds.register(desk)
    for seq in range(1, 60):
        known = list(in_view(desk))
        match dice.choice(("receipt", "verdict", "write", "again")):
            case "receipt":
                told = [(key, dice.choice(("stored", "refused")), "", "", "") for key in dice.sample(known, 2)]
                with desk.store.local() as session:
                    changes.keep_receipts(session, told, desk.clock.now())
            case "verdict":
                state = dice.choice(("accepted", "returned"))
                worlds.tell(desk, {"seq": seq, "kind": "verdict", "change_id": dice.choice(known), "state": state})
            case "write":
                record = resident_record.resident_record(desk, resident)
                change_resident(desk, resident, {"phone": f"138000{seq:05}"}, record.revision)
            case _:
                worlds.register(desk, f"何{'一二三四五六七八九十'[seq % 10]}珍", serial=100 + 2 * seq)
        agree(desk)


def test_receipts_of_strangers_count_nothing_and_the_first_batch_is_small(desk: Desk) -> None:
    worlds.visit(desk, worlds.register(desk))
    with desk.store.local() as session:
        before = changes.counts(session)
        changes.keep_receipts(session, [("nobody's", "stored", "", "", "")], desk.clock.now())
        changes.keep_receipts(session, [], desk.clock.now())
        assert changes.counts(session) == before
        first = changes.pending(session, 0, 2)
        rest = changes.pending(session, first[-1].seq or 0, 1000)
        assert len(first) == 2
        assert len(first) + len(rest) == before["pending"]
        assert changes.listed(session, ("no_such_state",), 5) == []
        assert changes.oldest_pending(session) == desk.clock.now()


def test_records_are_named_by_their_title_or_their_parents(desk: Desk) -> None:
    batch = worlds.stock(desk)
    worlds.read_announcement(desk)
    with desk.store.read() as session:
        assert changes.newest(session, "batch", "nothing") is None
        assert changes.newest(session, "announcement", "nothing") is None
        data = changes.newest(session, "batch", batch)
        assert data is not None
        assert changes.named(session, "stock_entry", {"batch_id": batch}) == changes.named(session, "batch", data)
        assert changes.named(session, "announcement_read", {"announcement_id": "n-1"}) == "周三停电"
        assert changes.named(session, "stock_entry", {"batch_id": "nothing"}) == ""
        assert changes.named(session, "stock_entry", {}) == ""
        assert changes.named(session, "a_kind_of_tomorrow", {}) == ""


def test_a_visit_corrected_is_the_newest_of_its_states(desk: Desk) -> None:
    resident = worlds.register(desk)
    made = worlds.visit(desk, resident)
    sheet = visit_sheet.open_visit(desk, resident, made.follow_up_id)
    assert sheet.follow_up_id == made.follow_up_id
    with desk.store.read() as session:
        assert [change.revision for change in changes.state_of(session, made.follow_up_id)] == [1]
