"""The schema lets the rows of each township lie on a server of their own: whose a row is stands first wherever rows are
told apart, found or hang on each other."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from sync.server.database import township_id
from sync.server.database.store import Store
from vclinic.domain.problem import Refused, WorldFault

FIRST = "township_id"
REFERENCE = {"schema_step"}  # of the database, the same for every township in it


def test_every_table_begins_with_its_township_and_its_keys_do(store: Store) -> None:
    inspector = inspect(store.engine)
    for table in set(inspector.get_table_names()) - REFERENCE:
        first = inspector.get_columns(table)[0]
        assert (table, first["name"], first["nullable"]) == (table, FIRST, False)
        assert inspector.get_pk_constraint(table)["constrained_columns"][0] == FIRST, table
        for unique in inspector.get_unique_constraints(table):
            assert unique["column_names"][0] == FIRST, (table, unique)


def test_every_index_begins_with_the_township(store: Store) -> None:
    inspector = inspect(store.engine)
    indexes = [
        (table, index["name"], index["column_names"][0])
        for table in set(inspector.get_table_names()) - REFERENCE
        for index in inspector.get_indexes(table)
    ]
    assert len(indexes) > 20
    assert [entry for entry in indexes if entry[2] != FIRST] == []


def test_nothing_hangs_on_a_row_of_another_township(store: Store) -> None:
    inspector = inspect(store.engine)
    references = [
        (table, key["referred_table"], key["constrained_columns"][0], key["referred_columns"][0])
        for table in set(inspector.get_table_names()) - REFERENCE
        for key in inspector.get_foreign_keys(table)
    ]
    assert len(references) > 10
    assert [entry for entry in references if entry[2:] != (FIRST, FIRST)] == []


def test_an_id_is_kept_in_the_folder_for_its_owner_only(tmp_path: Path) -> None:
    assert township_id.read(tmp_path) == ""
    drawn = township_id.draw()
    township_id.keep(tmp_path, drawn)
    assert township_id.read(tmp_path) == drawn
    assert (tmp_path / township_id.FILE).stat().st_mode & 0o777 == 0o600
    assert drawn != township_id.draw()


@pytest.mark.parametrize("told", ["", "7kq3zp0", "7KQ3ZP", "7KQ3ZP00", "7KQ3ZPU", "七KQ3ZP0"])
def test_what_is_no_id_is_refused(tmp_path: Path, told: str) -> None:
    (tmp_path / township_id.FILE).write_text(told, "utf-8")
    with pytest.raises(Refused) as caught:
        township_id.read(tmp_path)
    assert caught.value.code == "township_id"


def test_a_folder_that_is_not_there_takes_none(tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as caught:
        township_id.keep(tmp_path / "missing", township_id.draw())
    assert caught.value.code == "unwritable"
