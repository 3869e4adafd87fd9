"""Copies are counted and read page by page before they are called good; an open store is looked over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import WorldFault
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, copying
from vclinic.storage.database import connect
from vclinic.storage.unit_of_work import TAG


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        worlds.stock(made)
        worlds.visit(made, worlds.register(made))
        yield made


def test_a_copy_has_the_same_rows(station: Workstation, tmp_path: Path) -> None:
    copying.copy_database(station.store.path, tmp_path / "copy.db", station.store.key)
    counted = copying.verify(tmp_path / "copy.db", station.store.key)
    assert counted == copying.counts(station.store.path, station.store.key)
    assert (counted["resident"], counted["follow_up"], counted["stock_movement"]) == (1, 1, 1)


def test_a_page_that_was_changed_is_found(station: Workstation, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copying.copy_database(station.store.path, copy, station.store.key)
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 0xFF
    copy.write_bytes(content)
    with pytest.raises(WorldFault, match="损坏"):
        copying.verify(copy, station.store.key)


def test_which_changes_there_are_and_which_were_never_answered(station: Workstation) -> None:
    everything = copying.changes_in(station.store.path, station.store.key)
    with station.store.local() as session:
        first = changes.pending(session, 0, 1)[0].id
        changes.keep_receipts(session, [(first, "stored", "", "", "")], station.clock.now())
    assert copying.changes_in(station.store.path, station.store.key) == everything
    assert copying.changes_in(station.store.path, station.store.key, unsent=True) == everything - {first}


def test_after_a_restore_ids_begin_with_another_tag(station: Workstation) -> None:
    before = station.store.meta(TAG, "generation")
    copying.new_generation(station.store)
    after = station.store.meta(TAG, "generation")
    assert (before["generation"], after["generation"]) == ("1", "2")
    assert before[TAG] != after[TAG]


def test_a_sound_store_has_no_problems(station: Workstation) -> None:
    assert not copying.damaged(station.store)
    assert copying.problems(station.store) == []


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        (("DROP TRIGGER follow_up_keeps", "DELETE FROM follow_up"), "变更没有对应的记录"),
        (("DROP TRIGGER change_no_delete", "DELETE FROM change WHERE entity = 'resident'"), "没有对应的变更"),
        (
            ("DROP TRIGGER stock_movement_no_update", "UPDATE stock_movement SET quantity = -5 WHERE kind = 'receive'"),
            "库存是负数",
        ),
    ],
    ids=["a row deleted", "a change deleted", "a ledger turned round"],
)
def test_what_somebody_did_to_the_tables_is_told(station: Workstation, spoiled: tuple[str, ...], told: str) -> None:
    connection = connect(station.store.path, station.store.key)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in spoiled:
        connection.execute(statement)
    connection.close()
    assert any(told in sentence for sentence in copying.problems(station.store))
