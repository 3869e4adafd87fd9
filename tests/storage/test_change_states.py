"""Counts and lists of the log against the log itself, whatever came in which order."""

import random
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from tests.storage.agreement import agree, in_view
from vclinic.services import resident_record, visit_sheet
from vclinic.services.register_resident import change_resident
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


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
        newest = change_states.listed(session, ("stored",), 1)
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
        assert [change.id for change in change_states.listed(session, ("stored",), 5)] == [first.id]
        raw.set_progress_handler(None, 10)
    steps = len(counted) * 10
    assert steps < waiting * 16  # a look into a small table for each; walking back through the log takes 23


def test_a_visit_corrected_is_the_newest_of_its_states(station: Workstation) -> None:
    resident = worlds.register(station)
    made = worlds.visit(station, resident)
    sheet = visit_sheet.open_visit(station, resident, made.follow_up_id)
    assert sheet.follow_up_id == made.follow_up_id
    with station.store.read() as session:
        assert [change.revision for change in change_states.state_of(session, made.follow_up_id)] == [1]
