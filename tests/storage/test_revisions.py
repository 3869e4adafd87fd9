"""Records as the log says them."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.workstation import Workstation
from vclinic.storage import revisions


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_records_are_named_by_their_title_or_their_parents(station: Workstation) -> None:
    batch = worlds.stock(station)
    worlds.read_announcement(station)
    with station.store.read() as session:
        assert revisions.newest(session, "batch", "nothing") is None
        assert revisions.newest(session, "announcement", "nothing") is None
        data = revisions.newest(session, "batch", batch)
        assert data is not None
        assert revisions.named(session, "stock_entry", {"batch_id": batch}) == revisions.named(session, "batch", data)
        assert revisions.named(session, "announcement_read", {"announcement_id": "n-1"}) == "周三停电"
        assert revisions.named(session, "stock_entry", {"batch_id": "nothing"}) == ""
        assert revisions.named(session, "stock_entry", {}) == ""
        assert revisions.named(session, "a_kind_of_tomorrow", {}) == ""
