"""Drugs by what a doctor types, those in stock first."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import stock_room
from vclinic.services.find_drug import find_drug, in_stock
from vclinic.services.workstation import Workstation


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


@pytest.fixture
def station(world: tuple[Workstation, SteppingClock]) -> Workstation:
    return world[0]


@pytest.fixture
def clock(world: tuple[Workstation, SteppingClock]) -> SteppingClock:
    return world[1]


@pytest.mark.parametrize("typed", ["氨氯地平", "苯磺酸氨氯", "ALDP", "aldp", "BHSALDPP"])
def test_by_name_and_by_initials(station: Workstation, typed: str) -> None:
    assert worlds.AMLODIPINE in [drug.id for drug in find_drug(station, typed)]


@pytest.mark.parametrize("typed", ["没有这种药", "§", "QQQQQ"])
def test_what_no_drug_is_called_is_no_drug(station: Workstation, typed: str) -> None:
    assert find_drug(station, typed) == []


def test_what_is_in_stock_comes_first_and_the_rest_keeps_its_order(station: Workstation) -> None:
    before = [drug.id for drug in find_drug(station, "氨氯地平")]
    last = before[-1]
    worlds.stock(station, last)
    after = [drug.id for drug in find_drug(station, "氨氯地平")]
    assert after == [last, *before[:-1]]


def test_a_drug_that_has_run_out_is_still_one_this_clinic_keeps(station: Workstation) -> None:
    last = find_drug(station, "氨氯地平")[-1].id
    stock_room.adjust(station, worlds.stock(station, last, quantity=5), 0, "破损")
    assert find_drug(station, "氨氯地平")[0].id == last


def test_what_can_be_handed_out_stands_before_what_ran_out_or_expired(station: Workstation) -> None:
    first, second, *_, last = [drug.id for drug in find_drug(station, "氨氯地平")]
    assert in_stock(station) == frozenset()
    stock_room.adjust(station, worlds.stock(station, last, quantity=5), 0, "破损")
    worlds.stock(station, second)
    assert [drug.id for drug in find_drug(station, "氨氯地平")][:3] == [second, last, first]
    assert in_stock(station) == {second}


def test_a_batch_is_on_the_stock_to_its_last_day(station: Workstation, clock: SteppingClock) -> None:
    worlds.stock(station, days=30)
    clock.set(worlds.MORNING + timedelta(days=30))
    assert in_stock(station) == {worlds.AMLODIPINE}
    clock.set(worlds.MORNING + timedelta(days=31))
    assert in_stock(station) == frozenset()


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_than_asked_for_and_the_stocked_one_is_among_them(station: Workstation, limit: int) -> None:
    worlds.stock(station, "w186-01")
    drugs = find_drug(station, "氨氯地平", limit)
    assert len(drugs) == limit
    assert drugs[0].id == "w186-01"
