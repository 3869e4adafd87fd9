"""The tiles above the worklist: how many there are, and what else matters about them."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import counter_sheet, dispense, stock_room
from vclinic.services.today_tiles import TileCount, tiles_of
from vclinic.services.work_row import WorkRow, by_household
from vclinic.services.workstation import Workstation

TODAY = worlds.MORNING.date()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def row(number: int, tile: str = "soon", due: int | None = None, **more: Any) -> WorkRow:
    """A person due in so many days."""
    plain: dict[str, Any] = {
        "household_id": f"h{number}",
        "household_head": "",
        "address": "",
        "village_group": "",
        "name": "",
        "sex_code": "1",
        "age": 60,
        "diseases": ("htn",),
        "danger": "none",
        "last_text": "",
        "last_high": False,
        "lasts": (),
        "last_on": None,
        "due_text": "",
        "due_level": "none",
        "why": "",
    }
    due_on: date | None = None if due is None else TODAY + timedelta(days=due)
    return WorkRow(resident_id=f"r{number}", tile=tile, due_on=due_on, **(plain | more))


def tiles(station: Workstation, *rows: WorkRow, drafts: int = 0) -> dict[str, TileCount]:
    return {tile.key: tile for tile in tiles_of(station, rows, TODAY, drafts, ())}


def told(tile: TileCount) -> tuple[int, str]:
    return tile.count, tile.caption


def test_all_tiles_stand_even_where_they_count_nothing(world: tuple[Workstation, SteppingClock]) -> None:
    counts = tiles(world[0])
    assert list(counts) == ["all", "overdue", "soon", "never", "returned", "drugs", "drafts"]
    assert {tile.count for tile in counts.values()} == {0}
    assert {tile.caption for tile in counts.values()} == {"", "0 户"}


def test_people_are_counted_by_tile_and_homes_once(world: tuple[Workstation, SteppingClock]) -> None:
    rows = (row(1, "soon", 3), row(2, "overdue", -3, household_id="h1"), row(3, "never"), row(4, "overdue", -1))
    counts = tiles(world[0], *rows)
    assert told(counts["all"]) == (4, "3 户")
    assert [counts[key].count for key in ("overdue", "soon", "never", "returned")] == [2, 1, 1, 0]


def test_who_belongs_to_no_household_is_a_home_of_their_own(world: tuple[Workstation, SteppingClock]) -> None:
    rows = (row(1, household_id=""), row(2, household_id=""), row(3))
    assert told(tiles(world[0], *rows)["all"]) == (3, "3 户")


@pytest.mark.parametrize(("late", "caption"), [(1, ""), (10, ""), (11, "超 10 天 1"), (300, "超 10 天 1")])
def test_long_overdue_is_more_than_ten_days(world: tuple[Workstation, SteppingClock], late: int, caption: str) -> None:
    assert told(tiles(world[0], row(1, "overdue", -late))["overdue"]) == (1, caption)


def test_the_soon_tile_speaks_of_its_own_people_alone(world: tuple[Workstation, SteppingClock]) -> None:
    rows = (row(1, "soon", 0), row(2, "soon", 1), row(3, "returned", 0))
    assert told(tiles(world[0], *rows)["soon"]) == (2, "今天 1")
    assert told(tiles(world[0], row(3, "returned", 0))["soon"]) == (0, "")


def test_drafts_are_counted(world: tuple[Workstation, SteppingClock]) -> None:
    assert told(tiles(world[0], drafts=2)["drafts"]) == (2, "草稿")


class TestTheDrugs:
    @pytest.mark.parametrize(("days", "counted"), [(400, (0, "")), (181, (0, "")), (180, (1, "近效期 1"))])
    def test_near_their_expiry(
        self, world: tuple[Workstation, SteppingClock], days: int, counted: tuple[int, str]
    ) -> None:
        worlds.stock(world[0], days=days)
        assert told(tiles(world[0])["drugs"]) == counted

    def test_expired_is_said_before_near(self, world: tuple[Workstation, SteppingClock]) -> None:
        station, clock = world
        worlds.stock(station, days=1)
        worlds.stock(station, worlds.VALSARTAN, days=100)
        clock.set(worlds.MORNING + timedelta(days=2))
        assert told(tiles(station)["drugs"]) == (2, "过期 1")

    @pytest.mark.parametrize(("left", "counted"), [(6, (1, "快用完 1")), (7, (1, "快用完 1")), (8, (0, ""))])
    def test_that_last_a_week_or_less(
        self, world: tuple[Workstation, SteppingClock], left: int, counted: tuple[int, str]
    ) -> None:
        station, _ = world
        batch = worlds.stock(station)
        prescription = worlds.prescription(station, worlds.visit(station, worlds.register(station)).follow_up_id)
        dispense.dispense(station, counter_sheet.open_counter(station, prescription), confirmed_checks=True)
        stock_room.adjust(station, batch, -(-left * 28 // 30), "盘点")
        assert stock_room.stock_rows(station)[0].days_left == left
        assert told(tiles(station)["drugs"]) == counted


class TestTheOrderOfHomes:
    def names(self, *rows: WorkRow) -> list[str]:
        return [line.resident_id for line in by_household(rows)]

    def test_the_most_dangerous_home_is_first_and_keeps_together(self) -> None:
        calm = row(1, due=-30, household_id="a")
        ill = row(2, due=5, danger="danger", household_id="b")
        companion = row(3, due=9, household_id="b")
        watched = row(4, due=0, danger="warn", household_id="c")
        assert self.names(calm, companion, watched, ill) == ["r2", "r3", "r4", "r1"]

    def test_of_two_alike_the_earlier_due_is_first(self) -> None:
        assert self.names(row(1, due=3), row(2, due=-3), row(3, due=0)) == ["r2", "r3", "r1"]

    def test_who_has_no_day_comes_before_who_has(self) -> None:
        assert self.names(row(1, due=-300), row(2, "never")) == ["r2", "r1"]

    def test_companions_are_counted_and_strangers_without_a_home_are_none(self) -> None:
        rows = by_household(
            [row(1, household_id="a"), row(2, household_id="a"), row(3, household_id=""), row(4, household_id="")]
        )
        assert {line.resident_id: line.companions for line in rows} == {"r1": 2, "r2": 2, "r3": 1, "r4": 1}
