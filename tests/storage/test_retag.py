"""A new id tag, as long as nothing but the accounts was made and nothing was sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlcipher3 import dbapi2 as sqlcipher

from tests import worlds
from vclinic.services import backup
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, doctors
from vclinic.storage.database import connect
from vclinic.storage.ids import TAG_LENGTH
from vclinic.storage.retag import take_new_tag
from vclinic.storage.unit_of_work import TAG


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def tags(station: Workstation) -> set[str]:
    """What the ids in the log and among the doctors begin with."""
    query = sql("SELECT id FROM change UNION SELECT entity_id FROM change UNION SELECT id FROM doctor")
    with station.store.read() as session:
        return {row[0][:TAG_LENGTH] for row in session.connection().execute(query)}


def test_the_accounts_carry_the_new_tag(station: Workstation) -> None:
    before = station.store.meta(TAG)
    assert take_new_tag(station.store)
    after = station.store.meta(TAG)
    assert before != after
    assert tags(station) == set(after.values())
    assert not backup.check(station).problems
    with station.store.read() as session:
        result = doctors.by_login(session, worlds.SETUP.login)
    assert result is not None
    assert result[1] == station.doctor.name


def test_the_triggers_are_back_afterwards(station: Workstation) -> None:
    take_new_tag(station.store)
    connection = connect(station.store.path, station.store.key)
    with pytest.raises(sqlcipher.IntegrityError, match="never edited"):
        connection.execute("UPDATE change SET id = 'other'")
    connection.close()


def test_a_store_in_which_somebody_was_registered_keeps_its_tag(station: Workstation) -> None:
    worlds.register(station)
    before = station.store.meta(TAG)
    assert not take_new_tag(station.store)
    assert station.store.meta(TAG) == before


def test_a_store_that_sent_something_keeps_its_tag(station: Workstation) -> None:
    with station.store.local() as session:
        first = changes.pending(session, 0, 1)[0].id
        changes.keep_receipts(session, [(first, "stored", "", "", "")], station.clock.now())
    assert not take_new_tag(station.store)
    assert tags(station) == set(station.store.meta(TAG).values())
