"""Keys of an earlier kind are made anew at opening, in pieces, and only once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.services.find_residents import find
from vclinic.services.workstation import Workstation
from vclinic.storage import residents, search_keys
from vclinic.storage.search_keys import KIND, PRESENT

EARLIER = {"喻\uf9f7明": "喻立明", "⽂秀英": "文秀英", "章\u3164伟": "章伟"}


@pytest.fixture
def earlier(tmp_path: Path) -> Iterator[Workstation]:
    """A store as an earlier program left it: names as they came, keys of those names, nothing said of their kind."""
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        for serial, name in enumerate(["王建国", *EARLIER], 41):
            resident_id = worlds.register(station, EARLIER.get(name, name), serial=serial)
            with station.store.act(station.doctor.id, station.clock.now()) as work:
                kept = residents.get(work.session, resident_id)
                residents.save(work, replace(kept.resident, name=name, household_head=""), resident_id, kept.revision)
            with station.store.local() as session:
                run = session.connection().execute
                run(sql("DELETE FROM name_key WHERE resident_id = :id"), {"id": resident_id})
                run(
                    sql("INSERT INTO name_key (rank, key, resident_id) VALUES (0, :name, :id)"),
                    {"id": resident_id, "name": name},
                )
        with station.store.local() as session:
            session.connection().execute(sql("DELETE FROM meta WHERE key LIKE 'search_keys%'"))
        yield station


def _found(station: Workstation) -> list[int]:
    return [len(find(station, name)) for name in EARLIER.values()]


def test_a_store_of_the_earlier_kind_finds_everybody_after_it_was_opened(earlier: Workstation) -> None:
    assert _found(earlier) == [0, 0, 0]
    assert search_keys.bring_up(earlier.store) >= 4
    assert _found(earlier) == [1, 1, 1]
    assert [hit.name for hit in find(earlier, "wjg")] == ["王建国"]
    assert search_keys.bring_up(earlier.store) == 0


def test_what_was_done_when_the_program_was_closed_is_not_done_again(
    earlier: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed(Exception):
        """The program is closed."""

    def close_at_the_second(done: int, _total: int) -> None:
        if done == 2:
            raise Closed

    monkeypatch.setattr(search_keys, "_PIECE", 1)
    with pytest.raises(Closed):
        search_keys.bring_up(earlier.store, close_at_the_second)
    assert KIND not in earlier.store.meta(KIND)
    told: list[tuple[int, int]] = []
    left = search_keys.bring_up(earlier.store, lambda done, total: told.append((done, total)))
    assert told == [(done, left) for done in range(1, left + 1)]
    assert _found(earlier) == [1, 1, 1]
    assert earlier.store.meta(KIND) == {KIND: PRESENT}


def test_a_reached_place_of_another_kind_is_no_place(earlier: Workstation) -> None:
    earlier.store.set_meta({"search_keys_reached": "1 zzzz"})
    search_keys.bring_up(earlier.store)
    assert _found(earlier) == [1, 1, 1]
