"""What waits in a database of an earlier program is counted before the program changes it."""

from pathlib import Path

import pytest

from tests import worlds
from tests.databases.opening import old
from vclinic.domain.problem import WorldFault
from vclinic.storage.before_upgrade import Before, look
from vclinic.storage.database import connect
from vclinic.storage.file_names import DATABASE
from vclinic.storage.store import Store


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_every_earlier_schema_tells_what_was_never_sent_and_stays_as_it_is(tmp_path: Path, schema: int) -> None:
    here = old(tmp_path / "clinic", schema)
    before = (here.folder / DATABASE).read_bytes()
    assert look(here.folder / DATABASE, here.key) == Before(here.pending, paired=False)
    assert (here.folder / DATABASE).read_bytes() == before
    here.pair()
    assert look(here.folder / DATABASE, here.key) == Before(here.pending, paired=True)
    Store.open(here.folder, here.key, worlds.MORNING).close()
    assert look(here.folder / DATABASE, here.key) is None, "it has been upgraded"


def test_a_newer_database_is_left_to_the_opening_which_refuses_it(tmp_path: Path) -> None:
    here = old(tmp_path / "clinic", 2)
    here.run(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('vclinic', '9999_of_tomorrow', '')"
    )
    assert look(here.folder / DATABASE, here.key) is None


def test_a_database_that_is_no_more_there_or_not_ours_is_a_sentence(tmp_path: Path) -> None:
    here = old(tmp_path / "clinic", 1)
    with pytest.raises(WorldFault):
        look(here.folder / DATABASE, bytes(32))
    (here.folder / DATABASE).unlink()
    with pytest.raises(WorldFault):
        look(here.folder / DATABASE, here.key)
    with pytest.raises(WorldFault):
        connect(here.folder / DATABASE, here.key)
