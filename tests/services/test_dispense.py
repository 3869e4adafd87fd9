"""Dispensing: once, on its day, after the four checks, with a reason for less; and taken back once, with a reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.services import counter_sheet, dispense, stock_room
from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, dispensings, stock_ledger

World = tuple[Workstation, SteppingClock, str]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A station, its clock and a resident with hypertension."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station)


def at_counter(station: Workstation, resident: str) -> CounterSheet:
    """The counter for four weeks of amlodipine."""
    return counter_sheet.open_counter(
        station, worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    )


def on_hand(station: Workstation) -> int:
    with station.store.read() as session:
        held = stock_ledger.batches(session, [worlds.AMLODIPINE])[worlds.AMLODIPINE]
    return sum(batch.balance for batch in held)


def refusal(station: Workstation, sheet: CounterSheet, **more: object) -> str:
    """The code of the refusal; the stock is as it was."""
    before = on_hand(station)
    with pytest.raises(Refused) as told:
        dispense.dispense(station, sheet, **({"confirmed_checks": True} | more))  # type: ignore[arg-type]
    assert on_hand(station) == before
    assert str(told.value).endswith("。")
    return told.value.code


def test_what_the_counter_shows_leaves_the_stock_batch_by_batch(world: World) -> None:
    station, clock, resident = world
    late = worlds.stock(station, days=400, batch="B2", quantity=100)
    soon = worlds.stock(station, days=40, batch="A1", quantity=10)
    handed = dispense.dispense(station, at_counter(station, resident), confirmed_checks=True)
    with station.store.read() as session:
        assert (stock_ledger.balance(session, soon), stock_ledger.balance(session, late)) == (0, 82)
        kept = dispensings.get(session, handed)
    (line,) = kept.record.lines
    assert (line.wanted, line.quantity, line.usage, line.reason) == (28, 28, "每天 1 次，每次 1 片（5 mg）", "")
    assert [(batch.batch_no, batch.quantity, batch.price) for batch in line.batches] == [
        ("A1", 10, 150),
        ("B2", 18, 150),
    ]
    assert (kept.record.four_checks, kept.dispensed_on, kept.total) == (True, clock.today(), 28 * 150)


def test_the_dispensing_and_what_it_moves_are_one_commit(world: World) -> None:
    station, _, resident = world
    worlds.stock(station)
    handed = dispense.dispense(station, at_counter(station, resident), confirmed_checks=True)
    with station.store.read() as session:
        (change,) = [row for row in changes.pending(session, 0, 1000) if row.entity_id == handed]
        assert {row.change_id for row in stock_ledger.moved(session, handed)} == {change.id}


def test_without_the_four_checks_nothing_is_handed_out(world: World) -> None:
    station, _, resident = world
    worlds.stock(station)
    assert refusal(station, at_counter(station, resident), confirmed_checks=False) == "four_checks"


def test_a_prescription_is_good_on_its_day_alone(world: World) -> None:
    station, clock, resident = world
    worlds.stock(station)
    sheet = at_counter(station, resident)
    clock.set(worlds.MORNING.replace(hour=23, minute=59))
    second = at_counter(station, worlds.register(station, "单国英", serial=24))
    assert dispense.dispense(station, second, confirmed_checks=True)
    clock.set(worlds.MORNING + timedelta(days=1))
    assert refusal(station, sheet) == "prescription_expired"


def test_a_prescription_is_dispensed_once(world: World) -> None:
    station, _, resident = world
    worlds.stock(station)
    sheet = at_counter(station, resident)
    dispense.dispense(station, sheet, confirmed_checks=True)
    assert refusal(station, sheet) == "already_dispensed"
    assert refusal(station, counter_sheet.open_counter(station, sheet.prescription_id)) == "already_dispensed"


def test_and_again_after_it_was_taken_back(world: World) -> None:
    station, _, resident = world
    worlds.stock(station)
    sheet = at_counter(station, resident)
    dispense.reverse_dispensing(station, dispense.dispense(station, sheet, confirmed_checks=True), "发错了人")
    assert on_hand(station) == 300
    dispense.dispense(station, sheet, confirmed_checks=True)
    assert on_hand(station) == 272


class TestLessThanWasPrescribed:
    @pytest.mark.parametrize("reasons", [None, {}, {1: "  "}, {2: "库存不足"}])
    def test_wants_a_reason_on_its_line(self, world: World, reasons: dict[int, str] | None) -> None:
        station, _, resident = world
        worlds.stock(station, quantity=7)
        with pytest.raises(Refused, match="苯磺酸氨氯地平片少发 21 片，请写明原因。"):
            dispense.dispense(station, at_counter(station, resident), True, reasons)

    def test_is_kept_with_the_reason(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station, quantity=7)
        handed = dispense.dispense(station, at_counter(station, resident), True, {1: " 库存不足，到货补发 "})
        with station.store.read() as session:
            (line,) = dispensings.get(session, handed).record.lines
        assert (line.wanted, line.quantity, line.reason) == (28, 7, "库存不足，到货补发")
        assert on_hand(station) == 0

    def test_by_the_doctors_hand_wants_one_too(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station)
        fewer = counter_sheet.reallocate(station, at_counter(station, resident), 1, 14)
        assert refusal(station, fewer) == "short_reason"
        dispense.dispense(station, fewer, True, {1: "两周后复查"})
        assert on_hand(station) == 286

    def test_nothing_at_all_is_no_dispensing(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station)
        none = counter_sheet.reallocate(station, at_counter(station, resident), 1, 0)
        assert refusal(station, none, reasons={1: "家里还有"}) == "nothing_given"


class TestTheDatabaseHasTheLastWord:
    def test_on_a_batch_that_expires_between_counter_and_commit(self, world: World) -> None:
        station, clock, resident = world
        worlds.stock(station, days=1)
        sheet = at_counter(station, resident)
        clock.set(worlds.MORNING + timedelta(days=2))
        assert refusal(station, replace(sheet, valid_until=clock.today())) == "batch_expired"

    def test_on_tablets_that_somebody_else_was_given_meanwhile(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station, quantity=30)
        sheet = at_counter(station, resident)
        second = at_counter(station, worlds.register(station, "单国英", serial=24))
        dispense.dispense(station, sheet, confirmed_checks=True)
        assert refusal(station, second) == "stock_short"
        with station.store.read() as session:
            assert dispensings.of_prescriptions(session, [second.prescription_id]) == []

    def test_on_tablets_that_were_counted_away_meanwhile(self, world: World) -> None:
        station, _, resident = world
        batch = worlds.stock(station, quantity=30)
        sheet = at_counter(station, resident)
        stock_room.adjust(station, batch, 27, "破损 3 片")
        assert refusal(station, sheet) == "stock_short"


class TestTakingBack:
    @pytest.mark.parametrize("reason", ["", " ", "\n\t"])
    def test_wants_a_reason(self, world: World, reason: str) -> None:
        station, _, resident = world
        worlds.stock(station)
        handed = dispense.dispense(station, at_counter(station, resident), confirmed_checks=True)
        with pytest.raises(Refused, match="写明原因") as told:
            dispense.reverse_dispensing(station, handed, reason)
        assert told.value.code == "reason_required"
        assert on_hand(station) == 272

    def test_happens_once_and_keeps_both_lines_of_the_story(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station)
        handed = dispense.dispense(station, at_counter(station, resident), confirmed_checks=True)
        back = dispense.reverse_dispensing(station, handed, " 发错了人 ")
        with pytest.raises(Refused, match="已经冲销"):
            dispense.reverse_dispensing(station, handed, "再冲一次")
        with pytest.raises(Refused, match="找不到这次发药"):
            dispense.reverse_dispensing(station, back, "冲销冲销")
        assert on_hand(station) == 300
        with station.store.read() as session:
            kept = dispensings.history(session, resident)
        assert [(row.kind, row.record.reason) for row in kept] == [("reversal", "发错了人"), ("dispense", "")]

    def test_of_a_batch_that_has_expired_since_is_still_possible_and_it_is_not_given_again(self, world: World) -> None:
        station, clock, resident = world
        worlds.stock(station, days=5)
        handed = dispense.dispense(station, at_counter(station, resident), confirmed_checks=True)
        clock.set(worlds.MORNING + timedelta(days=6))
        dispense.reverse_dispensing(station, handed, "没有取走")
        (row,) = stock_room.stock_rows(station)
        assert (row.balance, row.expired) == (0, 300)
