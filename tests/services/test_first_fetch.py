"""How far the clinic's own records have come back, how long it takes, and what is said when it stops and at the end."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from tests.storage.test_own_records import DOCTOR, RENAMED, change
from vclinic.clock import SteppingClock
from vclinic.services import first_fetch
from vclinic.services.first_fetch import FirstFetch
from vclinic.services.workstation import Workstation
from vclinic.storage import own_progress, own_records
from vclinic.storage.own_progress import PageFacts
from vclinic.storage.own_writing import OwnChange
from vclinic.storage.tables import SyncRoundRow


@pytest.fixture
def world(tmp_path: Path) -> Generator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        own_progress.want(made[0].store, own_progress.NEW)
        yield made


def page(world: tuple[Workstation, SteppingClock], *changes: OwnChange, left: int, ago: int = 0, **kinds: int) -> None:
    """A page that came now, of a go that began so many seconds ago."""
    station, clock = world
    told = PageFacts(left, kinds, clock.now() - timedelta(seconds=ago))
    own_records.take(station.store, changes, 7, clock.now(), last=not left, told=told)


def test_before_the_first_page_and_after_the_last_there_is_nothing_to_show(world) -> None:
    station, _ = world
    assert first_fetch.fetching(station) is None
    assert (first_fetch.in_short(station), first_fetch.goes_on(station), first_fetch.end(station)) == ("", "", "")
    page(world, DOCTOR, left=0, resident=3000)
    assert first_fetch.fetching(station) is None
    assert first_fetch.end(station) == "本室在卫生院的资料都取回来了：居民 3,000 位，共 1 条。"


def test_the_rest_is_estimated_by_the_pace_of_this_go(world) -> None:
    station, clock = world
    page(world, DOCTOR, left=200, resident=3000)
    clock.pass_seconds(3600)  # a break
    page(world, RENAMED, left=100, ago=2)
    worlds.register(station, registers=())
    assert first_fetch.fetching(station) == FirstFetch(2, 102, 1, 3000, seconds=200, stopped=False)
    assert first_fetch.in_short(station) == "正在取回 居民 1 / 3,000"


def test_a_round_that_ended_since_says_that_it_stopped(world) -> None:
    station, clock = world
    page(world, DOCTOR, left=100)
    with station.store.local() as session:
        session.add(
            SyncRoundRow(
                at=clock.now().isoformat(timespec="seconds"), ok=0, pushed=0, stored=0, refused=0, requests=1, bytes_up=0,
                bytes_down=0, code="cut_off",
            )
        )  # fmt: skip
    now = first_fetch.fetching(station)
    assert now is not None
    assert now.stopped
    assert first_fetch.goes_on(station) == "本室资料已取回 1 / 101 条，会自动接着取。"
    clock.pass_seconds(10)
    page(world, RENAMED, left=99)
    now = first_fetch.fetching(station)
    assert now is not None
    assert not now.stopped, "it goes on"


@pytest.mark.parametrize(
    ("now", "strong", "plain"),
    [
        (FirstFetch(5, 30, 0, 0, None, stopped=False), "正在从卫生院取回本室的资料", "5 / 30 条。可以照常"),
        (FirstFetch(5, 30, 2, 9, 0, stopped=False), "正在从卫生院取回", "居民 2 / 9，共 5 / 30 条，大约还要 1 秒。"),
        (FirstFetch(5, 30, 2, 9, 59, stopped=False), "正在从卫生院取回", "大约还要 59 秒。"),
        (FirstFetch(5, 30, 2, 9, 60, stopped=False), "正在从卫生院取回", "大约还要 1 分钟。"),
        (FirstFetch(5, 30, 2, 9, 60, stopped=True), "断了，会自动接着取", "从这里接着取，不会重复。"),
    ],
)
def test_what_is_said(now: FirstFetch, strong: str, plain: str) -> None:
    bold, beside = first_fetch.say(now)
    assert strong in bold
    assert plain in beside


def test_what_could_not_be_taken_in_is_counted_by_kind(world) -> None:
    station, _ = world
    assert first_fetch.not_taken(station) == ("", "")
    page(world, change(1, "vaccination", "V-1", name="x"), change(2, "enrolment", "E-1", resident_id="R"), left=0)
    strong, plain = first_fetch.not_taken(station)
    assert strong == "卫生院有本室的 2 条没有取进本机"
    assert "1" in plain


def test_to_want_it_anew_begins_anew(world) -> None:
    station, _ = world
    page(world, DOCTOR, left=9)
    own_progress.want(station.store, own_progress.NEW)
    assert first_fetch.fetching(station) is None
    assert own_progress.coming(station.store) is None
