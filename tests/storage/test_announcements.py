"""An announcement is to be read until it is over or was read as it stands."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.workstation import Workstation
from vclinic.storage import announcements


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_read_at_one_revision_it_is_read_again_at_the_next(station: Workstation) -> None:
    worlds.tell(station, worlds.announcement())
    today, doctor = station.clock.today(), (station.doctor.id, station.doctor.name)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        first = announcements.mark_read(work, "n-1", 1, today, doctor)
        assert announcements.mark_read(work, "n-1", 1, today, doctor) == first
    with station.store.read() as session:
        assert announcements.to_read(session, today) == []
    worlds.tell(station, worlds.announcement(2, revision=2))
    with station.store.read() as session:
        assert [row.id for row in announcements.to_read(session, today)] == ["n-1"]
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        assert announcements.mark_read(work, "n-1", 2, today, doctor) == first
    with station.store.read() as session:
        assert announcements.to_read(session, today) == []


def test_the_newest_comes_first_and_the_last_day_still_counts(station: Workstation) -> None:
    today = station.clock.today()
    worlds.tell(
        station,
        worlds.announcement(1, "n-1", published_on="2026-11-20", valid_until=today.isoformat()),
        worlds.announcement(2, "n-2", published_on="2026-11-23"),
    )
    with station.store.read() as session:
        assert [row.id for row in announcements.to_read(session, today)] == ["n-2", "n-1"]
        assert [row.id for row in announcements.to_read(session, today + timedelta(days=1))] == ["n-2"]
