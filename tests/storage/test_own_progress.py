"""How far the fetching of a clinic's own changes came is kept with each page, and from where it goes on."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from tests.storage.test_own_records import DOCTOR, RENAMED, take
from vclinic.clock import SteppingClock
from vclinic.services.workstation import Workstation
from vclinic.storage import own_progress


@pytest.fixture
def world(tmp_path: Path) -> Generator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def test_how_far_it_came_is_kept_and_the_end_is_the_end(world) -> None:
    station, _ = world
    assert own_progress.wanted(station.store) == ""
    own_progress.want(station.store, own_progress.RESTORED)
    take(world, DOCTOR, last=False)
    assert (own_progress.wanted(station.store), own_progress.cursor(station.store)) == ("restored", 7)
    take(world, RENAMED)
    assert own_progress.wanted(station.store) == ""


def test_the_newest_id_of_each_device_is_told(world) -> None:
    station, _ = world
    take(world, DOCTOR, RENAMED)
    with station.store.read() as session:
        newest = own_progress.newest_of_each_tag(session)
    assert newest["OLDTAG"] == RENAMED.id
    assert len(newest) == 2


@pytest.mark.parametrize(
    ("asked", "why", "place"),
    [
        ((own_progress.NEW,), own_progress.NEW, None),
        ((own_progress.RESTORED,), own_progress.RESTORED, 7),
        ((own_progress.RESTORED, own_progress.RESTORED), own_progress.WHOLE, None),
        ((own_progress.NEW, own_progress.RESTORED), own_progress.WHOLE, None),
    ],
    ids=["a new computer", "after a restore", "restored while it was asking", "a new one that was put back"],
)
def test_why_they_are_wanted_and_from_where_others_are_heard_again(
    world, asked: tuple[str, ...], why: str, place: int | None
) -> None:
    station, _ = world
    take(world, DOCTOR)
    for reason in asked:
        own_progress.want(station.store, reason)
    assert (own_progress.wanted(station.store), own_progress.cursor(station.store)) == (why, 0)
    assert own_progress.place(station.store) == place


@pytest.mark.parametrize(("wanted", "cursor"), [(False, 0), (True, 7)], ids=["all is here", "still asking"])
def test_what_a_township_that_gives_its_numbers_anew_leaves(world, wanted: bool, cursor: int) -> None:
    station, _ = world
    take(world, DOCTOR, last=not wanted)
    with station.store.local() as session:
        own_progress.forget_place(session)
    assert own_progress.cursor(station.store) == cursor
