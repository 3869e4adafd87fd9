"""Who was opened last is remembered; reading alone writes nothing."""

from collections.abc import Callable, Generator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.note_opened import note_opened
from vclinic.services.preview_resident import preview
from vclinic.services.resident_record import resident_record
from vclinic.services.visit_sheet import open_visits
from vclinic.services.workstation import Workstation
from vclinic.storage import resident_lists


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def opened_last(station: Workstation) -> list[str]:
    with station.store.read() as session:
        return [row.name for row in resident_lists.recent(session, 10)]


def test_the_newest_comes_first_and_everybody_once(station: Workstation) -> None:
    first = worlds.register(station, "何秀珍")
    second = worlds.register(station, "单国英", serial=24)
    for minute, resident in enumerate((first, second, first)):
        station.clock.base.set(worlds.MORNING + timedelta(minutes=minute))
        note_opened(station, resident)
    assert opened_last(station) == ["何秀珍", "单国英"]


@pytest.mark.parametrize("read", [resident_record, preview, open_visits])
def test_reading_is_not_opening(station: Workstation, read: Callable[[Workstation, str], object]) -> None:
    read(station, worlds.register(station))
    assert opened_last(station) == []
