"""What the sample village orders and hands out is what a counter would: whole quantities, in stock, with a reason."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.diseases.course import SampleDrug
from vclinic.domain.follow_up import DrugUse
from vclinic.rules.form_drugs import drug_use
from vclinic.sample.courses import Event
from vclinic.services.sample_drugs import dispense_orders, orders_of
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, prescriptions, stock_ledger

AMLODIPINE = SampleDrug("氨氯地平", "5 mg", 5.0, "mg", "qd")
METFORMIN = SampleDrug("二甲双胍", "0.5 g", 0.5, "g", "bid")


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def event(*drugs: SampleDrug) -> Event:
    return Event(worlds.MORNING.date(), 9, 0, {}, heart_rate=72, weight_kg=64.5, way="1", adr=False, drugs=drugs)


@pytest.mark.parametrize(("routine", "days", "quantities"), [(True, 84, [84, 168]), (False, 14, [14, 28])])
def test_a_line_covers_twelve_weeks_where_all_is_well_else_two(
    station: Workstation, routine: bool, days: int, quantities: list[int]
) -> None:
    orders = orders_of(station, event(AMLODIPINE, METFORMIN), routine, None)
    assert [(order.line_no, order.days) for order in orders] == [(1, days), (2, days)]
    assert [order.quantity for order in orders] == quantities
    assert [order.timing for order in orders] == ["早晨", ""]
    assert {order.change for order in orders} == {"new"}


def test_what_was_taken_before_is_no_new_drug(station: Workstation) -> None:
    made = worlds.prescription(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    with station.store.read() as session:
        before = prescriptions.get(session, made).three
    orders = orders_of(station, event(AMLODIPINE, METFORMIN), routine=True, before=before)
    assert [order.change for order in orders] == ["same", "new"]


def test_nothing_is_ordered_where_nothing_is_taken(station: Workstation) -> None:
    assert orders_of(station, event(), routine=True, before=None) == ()


def test_the_form_names_an_order_with_its_dose_and_times_a_day(station: Workstation) -> None:
    once, twice = orders_of(station, event(AMLODIPINE, METFORMIN), routine=True, before=None)
    assert drug_use(once) == DrugUse("苯磺酸氨氯地平片", 1.0, "5 mg")
    assert (drug_use(twice).times_per_day, drug_use(twice).dose_text) == (2.0, "0.5 g")


@pytest.mark.parametrize(
    ("stocked", "given", "reason"), [(84, 84, ""), (83, 83, "库存不足"), (1, 1, "库存不足")]
)  # fmt: skip
def test_what_is_in_stock_is_handed_out_with_the_reason_where_it_is_short(
    station: Workstation, stocked: int, given: int, reason: str
) -> None:
    worlds.stock(station, quantity=stocked)
    handed = hand_out(station)
    assert handed is not None
    (line,) = handed.record.lines
    assert (line.wanted, line.quantity, line.reason) == (84, given, reason)
    with station.store.read() as session:
        (batch,) = stock_ledger.batches(session)[worlds.AMLODIPINE]
    assert batch.balance == stocked - given


def test_without_a_tablet_there_is_no_dispensing(station: Workstation) -> None:
    assert hand_out(station) is None


def test_an_expired_batch_is_as_good_as_none(station: Workstation) -> None:
    worlds.stock(station, days=3)
    assert hand_out(station, later=4) is None


def hand_out(station: Workstation, later: int = 0) -> dispensings.Dispensing | None:
    """Twelve weeks of amlodipine handed out to somebody; None when nothing was."""
    resident = worlds.register(station)
    prescription = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    orders = orders_of(station, event(AMLODIPINE), routine=True, before=None)
    day = station.clock.today() + timedelta(days=later)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        given = dispense_orders(station, work, day, resident, prescription_id=prescription, orders=orders)
    with station.store.read() as session:
        kept = dispensings.of_prescriptions(session, [prescription])
    assert given == bool(kept)
    return kept[0] if kept else None
