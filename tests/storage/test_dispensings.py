"""Dispensings: handed out batch by batch, taken back once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import counter_sheet, dispense
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, stock_ledger

TODAY = worlds.MORNING.date()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, str, str, str]]:
    """A station, a resident, a prescription and its dispensing."""
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.stock(station)
        resident = worlds.register(station)
        prescription = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        handed = dispense.dispense(station, counter_sheet.open_counter(station, prescription), confirmed_checks=True)
        yield station, resident, prescription, handed


def take_back(station: Workstation, dispensing_id: str) -> str:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return dispensings.reverse(work, dispensing_id, TODAY, station.signature, "发错药")


def test_it_says_what_was_taken_from_which_batch_and_what_it_cost(world: tuple[Workstation, str, str, str]) -> None:
    station, resident, prescription, handed = world
    with station.store.read() as session:
        given = dispensings.get(session, handed)
        moved = stock_ledger.moved(session, handed)
    (line,) = given.record.lines
    (taken,) = line.batches
    assert (given.resident_id, given.prescription_id, given.kind) == (resident, prescription, "dispense")
    assert [(row.batch_id, row.quantity) for row in moved] == [(taken.batch_id, -line.quantity)]
    assert given.total == taken.price * taken.quantity


def test_what_is_taken_back_goes_to_the_same_batch_and_no_longer_stands(
    world: tuple[Workstation, str, str, str],
) -> None:
    station, resident, prescription, handed = world
    back = take_back(station, handed)
    with station.store.read() as session:
        assert dispensings.of_resident(session, resident) == []
        assert dispensings.of_prescriptions(session, [prescription]) == []
        assert {given.id for given in dispensings.history(session, resident)} == {handed, back}
        given, taken_back = dispensings.get(session, handed), dispensings.get(session, back)
        assert [batch.balance for batch in stock_ledger.batches(session)[worlds.AMLODIPINE]] == [300]
    assert (taken_back.kind, taken_back.reverses, taken_back.total) == ("reversal", handed, -given.total)
    assert taken_back.record.reason == "发错药"


def test_it_is_taken_back_once_and_a_reversal_never(world: tuple[Workstation, str, str, str]) -> None:
    station, _, _, handed = world
    back = take_back(station, handed)
    with pytest.raises(Refused, match="已经冲销过"):
        take_back(station, handed)
    for wrong in (back, "nothing"):
        with pytest.raises(Refused, match="找不到这次发药"):
            take_back(station, wrong)


def test_what_stands_is_listed_of_many_prescriptions(world: tuple[Workstation, str, str, str]) -> None:
    station, resident, prescription, handed = world
    with station.store.read() as session:
        many = [f"P-{number}" for number in range(1_200)]
        assert [given.id for given in dispensings.of_prescriptions(session, [*many, prescription])] == [handed]
        assert [given.id for given in dispensings.of_resident(session, resident)] == [handed]
        with pytest.raises(LookupError):
            dispensings.get(session, "nothing")


def test_the_newest_is_first_and_no_more_than_asked_for(world: tuple[Workstation, str, str, str]) -> None:
    station, resident, prescription, handed = world
    order: list[str] = [handed]
    for _ in range(2):
        order.append(take_back(station, order[-1]))
        sheet = counter_sheet.open_counter(station, prescription)
        order.append(dispense.dispense(station, sheet, confirmed_checks=True))
    with station.store.read() as session:
        assert [given.id for given in dispensings.history(session, resident)] == order[::-1]
        assert [given.id for given in dispensings.history(session, resident, 2)] == order[:-3:-1]
        assert [given.id for given in dispensings.of_resident(session, resident)] == [order[-1]]
        assert [given.id for given in dispensings.of_prescriptions(session, [prescription])] == [order[-1]]
        assert dispensings.of_prescriptions(session, []) == []
        assert dispensings.history(session, "nobody") == []


def test_the_database_takes_no_second_dispensing_of_a_prescription(world: tuple[Workstation, str, str, str]) -> None:
    station, resident, prescription, handed = world
    with station.store.read() as session:
        record = dispensings.get(session, handed).record
        before = stock_ledger.batches(session)[worlds.AMLODIPINE][0].balance
    with pytest.raises(Refused) as told, station.store.act(station.doctor.id, station.clock.now()) as work:
        dispensings.save(work, resident, prescription, record=record, day=TODAY, doctor=station.signature)
    assert told.value.code == "already_dispensed"
    with station.store.read() as session:
        assert stock_ledger.batches(session)[worlds.AMLODIPINE][0].balance == before


def test_what_was_paid_is_paid_back_to_the_thousandth(world: tuple[Workstation, str, str, str]) -> None:
    station, resident, _, handed = world
    take_back(station, handed)
    with station.store.read() as session:
        assert sum(given.total for given in dispensings.history(session, resident)) == 0
