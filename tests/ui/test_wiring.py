"""Pages and reporting put together: a page is made when it is first opened, and joining the township is known at once."""

from pathlib import Path

from tests import worlds
from tests.server.township import running
from vclinic.newer import Newer
from vclinic.services import sync_status
from vclinic.services.workstation import Workstation
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.sync_centre import SyncCentrePage
from vclinic.wiring import PAGES, make_pages, pair_device, sync_device


def no_pairing(_url: str, _code: str) -> str:
    raise AssertionError("nobody asked for it")


def test_no_page_is_made_before_it_is_opened_and_none_twice(qtbot, station: Workstation) -> None:
    pages = make_pages(station, no_pairing, lambda: None, Newer(station, lambda: None, lambda: None))
    made: list[object] = []
    pages.when_made(made.append)
    assert set(pages) == {kind.name for kind in PAGES}
    assert made == []
    settings = pages["settings"]
    qtbot.addWidget(settings)
    assert pages["settings"] is settings
    assert made == [settings]
    assert isinstance(settings, SettingsPage)


def test_every_name_and_every_destination_has_one_page() -> None:
    names = [kind.name for kind in PAGES]
    destinations = [destination for kind in PAGES for destination in kind.opens]
    assert len(set(names)) == len(names)
    assert len(set(destinations)) == len(destinations)


def test_the_sync_centre_is_given_what_only_main_may_know(qtbot, station: Workstation) -> None:
    asked: list[str] = []
    page = make_pages(station, no_pairing, lambda: asked.append("now"), Newer(station, lambda: None, lambda: None))[
        "sync"
    ]
    qtbot.addWidget(page)
    assert isinstance(page, SyncCentrePage)


def test_joining_the_township_is_known_to_the_doctor_at_work(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _), running(tmp_path / "township") as township:
        assert station.clinic.township_name == ""
        name = pair_device(station, township.url, township.code(station.clinic.name, station.clinic.village_code))
        assert name == station.clinic.township_name == sync_status.status(station).township == "清溪镇卫生院"
        assert station.doctor.login == "zhougp"
        resident = worlds.register(station)
        worlds.visit(station, resident)
        steps: list[tuple[int, int]] = []
        report = sync_device(station, lambda sent, whole: steps.append((sent, whole)))
    assert report.stored == report.pushed > 0
    assert steps[-1][0] == steps[-1][1]
