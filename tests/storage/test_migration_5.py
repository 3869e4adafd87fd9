"""What the township said stays, unless it was put down as taken back."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests import worlds
from vclinic.services.workstation import Workstation
from vclinic.storage import changes


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.mark.parametrize("table", ["receipt", "verdict"])
def test_no_other_word_of_the_township_can_be_deleted(station: Workstation, table: str) -> None:
    worlds.register(station)
    with station.store.local() as session:
        first = changes.pending(session, 0, 1)[0].id
        changes.keep_receipts(session, [(first, "stored", "", "", "")], station.clock.now())
    worlds.tell(station, {"seq": 7, "kind": "verdict", "change_id": first, "state": "accepted"})
    with station.store.local() as session, pytest.raises(IntegrityError, match="never deleted"):
        session.connection().exec_driver_sql(f"DELETE FROM {table}")
