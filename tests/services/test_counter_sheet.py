"""The counter: every batch in sight, the first to expire taken first, the expired never, and what a line gives changed
by hand within what was prescribed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.services import bag_labels, counter_sheet, dispense, draft_prescription, prescribe, stock_room
from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock, str]
METFORMIN = "w315-02"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A station, its clock and a resident in both registers."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station)


def at_counter(station: Workstation, resident: str, **more: Any) -> CounterSheet:
    """The counter for four weeks of amlodipine; ``more`` are values of the visit."""
    visit = worlds.visit(station, resident, **more)
    return counter_sheet.open_counter(station, worlds.prescription(station, visit.follow_up_id))


def taken(sheet: CounterSheet, line: int = 0) -> list[tuple[str, int]]:
    return [(batch.batch_no, quantity) for batch, quantity in sheet.lines[line].allocation.taken]


def test_quantity_comes_from_dose_frequency_and_days_and_batches_by_first_expiry(world: World) -> None:
    station, _, resident = world
    worlds.stock(station, days=400, batch="B2", quantity=100)
    worlds.stock(station, days=40, batch="A1", quantity=10)
    sheet = at_counter(station, resident)
    assert (sheet.lines[0].ordered, sheet.lines[0].allocation.given) == (28, 28)
    assert taken(sheet) == [("A1", 10), ("B2", 18)]
    assert sheet.total == 28 * 150


def test_batches_of_two_prices_are_each_paid_at_what_they_cost(world: World) -> None:
    station, _, resident = world
    for batch, quantity, days, cost in (("A1", 8, 40, 150), ("B2", 100, 400, 175)):
        stock_room.receive(
            station,
            worlds.AMLODIPINE,
            batch,
            expires_on=station.clock.today() + timedelta(days=days),
            quantity=quantity,
            cost=cost,
        )
    assert at_counter(station, resident).total == 8 * 150 + 20 * 175


def test_an_expired_batch_stays_visible_and_is_never_taken(world: World) -> None:
    station, clock, resident = world
    worlds.stock(station, days=5, batch="OLD", quantity=50)
    clock.set(worlds.MORNING + timedelta(days=10))
    worlds.stock(station, days=400, batch="NEW", quantity=20)
    sheet = at_counter(station, resident)
    (line,) = sheet.lines
    assert [batch.batch_no for batch in line.batches] == ["OLD", "NEW"]
    assert taken(sheet) == [("NEW", 20)]
    assert (line.on_hand, line.allocation.short) == (20, 8)


def test_a_batch_is_taken_on_the_day_it_expires_and_an_empty_one_is_out_of_sight(world: World) -> None:
    station, clock, resident = world
    worlds.stock(station, days=10, batch="LAST", quantity=28)
    gone = worlds.stock(station, days=30, batch="GONE", quantity=9)
    stock_room.adjust(station, gone, 0, "破损")
    clock.set(worlds.MORNING + timedelta(days=10))
    sheet = at_counter(station, resident)
    assert taken(sheet) == [("LAST", 28)]
    assert [batch.batch_no for batch in sheet.lines[0].batches] == ["LAST"]


def test_a_drug_never_received_is_short_of_everything(world: World) -> None:
    station, _, resident = world
    (line,) = at_counter(station, resident).lines
    assert (line.batches, line.on_hand, line.allocation.short, line.days_left) == ((), 0, 28, None)


def test_the_counter_says_who_what_for_and_until_when(world: World) -> None:
    station, clock, _ = world
    resident = worlds.register(station, "单国英", serial=24, registers=("htn", "t2dm"), drug_allergy_codes=("2",))
    sheet = at_counter(station, resident)
    assert (sheet.resident.id, sheet.doctor_name) == (resident, station.doctor.name)
    assert (sheet.issued_on, sheet.valid_until, sheet.issued_at) == (clock.today(), clock.today(), clock.now())
    assert "青霉素" in sheet.allergies
    assert sheet.diagnosis == "原发性高血压"
    assert [(check.severity, check.code) for check in sheet.checks] == [
        ("ok", "prescription"), ("ok", "drug"), ("ok", "compatibility"), ("ok", "reason")
    ]  # fmt: skip
    assert sheet.review_on > clock.today()
    assert sheet.dispensing_id == ""


def test_only_what_is_handed_out_here_comes_to_the_counter(world: World) -> None:
    station, _, resident = world
    sheet = draft_prescription.draft(station, worlds.visit(station, resident).follow_up_id)
    given = worlds.order(station, sheet.three)
    elsewhere = replace(given, line_no=2, drug_id="", drug_name="阿卡波糖片", quantity=0)
    stopped = worlds.order(station, sheet.three, METFORMIN, 0.5, line_no=3, change="stopped")
    three = replace(sheet.three, medication=(given, elsewhere, stopped))
    prescription_id = prescribe.save(station, sheet, three)
    assert isinstance(prescription_id, str)
    assert [line.line_no for line in counter_sheet.open_counter(station, prescription_id).lines] == [1]


def test_an_alert_of_the_visit_holds_the_drugs_at_the_counter(world: World) -> None:
    station, _, resident = world
    prescription = at_counter(station, resident).prescription_id
    worlds.visit(station, resident, heart_rate=48)
    (held,) = counter_sheet.open_counter(station, prescription).held
    assert held.startswith("脉搏 48")


@pytest.mark.parametrize("more", [{}, {"bp_readings": ((98, 60),)}])
def test_without_an_alert_nothing_is_held(world: World, more: dict[str, Any]) -> None:
    station, _, resident = world
    assert at_counter(station, resident, **more).held == ()


def test_a_line_says_its_use_and_what_to_mind(world: World) -> None:
    station, _, resident = world
    sheet = draft_prescription.draft(station, worlds.visit(station, resident).follow_up_id)
    line = worlds.order(station, sheet.three, "w315-04", 0.5, frequency="bid", timing="早晚", note="饭后吃")
    prescription_id = prescribe.save(station, sheet, replace(sheet.three, medication=(line,)))
    assert isinstance(prescription_id, str)
    (line_at_counter,) = counter_sheet.open_counter(station, prescription_id).lines
    assert line_at_counter.usage == "每天 2 次，每次 1 片（0.5 g），早晚"
    assert line_at_counter.care == "饭后吃；整片整粒吞，不掰、不嚼"
    assert (line_at_counter.ordered, line_at_counter.days) == (56, 28)


def test_how_long_the_stock_lasts_is_told_at_the_last_months_pace(world: World) -> None:
    station, clock, resident = world
    worlds.stock(station, quantity=84)
    dispense.dispense(station, at_counter(station, resident), confirmed_checks=True)
    other = worlds.register(station, "单国英", serial=24)
    assert at_counter(station, other).lines[0].days_left == 56 * 30 // 28
    clock.set(worlds.MORNING + timedelta(days=31))
    third = worlds.register(station, "赵冬梅", serial=26)
    assert at_counter(station, third).lines[0].days_left is None  # nothing was used in the last thirty days


def test_a_dispensing_taken_back_was_no_use_of_the_stock(world: World) -> None:
    station, _, resident = world
    worlds.stock(station, quantity=84)
    sheet = at_counter(station, resident)
    dispense.reverse_dispensing(station, dispense.dispense(station, sheet, confirmed_checks=True), "发错了人")
    assert counter_sheet.open_counter(station, sheet.prescription_id).lines[0].days_left is None


class TestAChangedQuantity:
    @pytest.mark.parametrize(
        ("quantity", "batches", "short"),
        [(0, [], 0), (10, [("A1", 10)], 0), (11, [("A1", 10), ("B2", 1)], 0), (28, [("A1", 10), ("B2", 18)], 0)],
    )
    def test_is_taken_from_the_batches_anew(
        self, world: World, quantity: int, batches: list[tuple[str, int]], short: int
    ) -> None:
        station, _, resident = world
        worlds.stock(station, days=400, batch="B2", quantity=100)
        worlds.stock(station, days=40, batch="A1", quantity=10)
        sheet = at_counter(station, resident)
        changed = counter_sheet.reallocate(station, sheet, 1, quantity)
        assert taken(changed) == batches
        assert (changed.lines[0].allocation.short, changed.lines[0].ordered) == (short, 28)
        assert taken(sheet) == [("A1", 10), ("B2", 18)]  # what was shown before is as it was

    @pytest.mark.parametrize("quantity", [-1, 29, 10_000])
    def test_is_never_more_than_was_prescribed_nor_less_than_nothing(self, world: World, quantity: int) -> None:
        station, _, resident = world
        worlds.stock(station)
        with pytest.raises(Refused, match="在 0–28 片 之间") as refusal:
            counter_sheet.reallocate(station, at_counter(station, resident), 1, quantity)
        assert refusal.value.code == "quantity"

    def test_of_one_line_leaves_the_others(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station)
        worlds.stock(station, METFORMIN)
        sheet = draft_prescription.draft(station, worlds.visit(station, resident).follow_up_id)
        first = worlds.order(station, sheet.three)
        both = (first, worlds.order(station, sheet.three, METFORMIN, 0.5, line_no=2, frequency="bid"))
        prescription_id = prescribe.save(station, sheet, replace(sheet.three, medication=both))
        assert isinstance(prescription_id, str)
        opened = counter_sheet.open_counter(station, prescription_id)
        changed = counter_sheet.reallocate(station, opened, 2, 30)
        assert [line.allocation.given for line in changed.lines] == [28, 30]
        assert changed.lines[0] == opened.lines[0]


class TestWhatIsStillAtHome:
    def given(self, world: World, after_days: int) -> tuple[tuple[date, str, str, str], ...]:
        station, clock, resident = world
        worlds.stock(station)
        sheet = at_counter(station, resident)
        dispense.dispense(station, sheet, confirmed_checks=True)
        clock.set(worlds.MORNING + timedelta(days=after_days))
        return counter_sheet.open_counter(station, sheet.prescription_id).recent

    @pytest.mark.parametrize(
        ("after_days", "left", "level"),
        [
            (0, "家里还有 27 天", "normal"),
            (26, "家里还有 1 天", "normal"),
            (27, "今天用完", "warn"),
            (28, "已用完", "warn"),
        ],
    )
    def test_is_told_in_days(self, world: World, after_days: int, left: str, level: str) -> None:
        recent = self.given(world, after_days)
        assert recent == ((worlds.MORNING.date(), "苯磺酸氨氯地平片 28 片", left, level),)

    def test_a_drug_is_named_once_with_its_last_dispensing(self, world: World) -> None:
        station, clock, resident = world
        worlds.stock(station)
        dispense.dispense(station, at_counter(station, resident), confirmed_checks=True)
        clock.set(worlds.MORNING + timedelta(days=20))
        second = at_counter(station, resident, heart_rate=72)
        dispense.dispense(station, second, confirmed_checks=True)
        ((day, _, left, _),) = counter_sheet.open_counter(station, second.prescription_id).recent
        assert (day, left) == (clock.today(), "家里还有 35 天")  # eight days left over, and four weeks more

    def test_after_a_doubled_dose_what_is_at_home_is_counted_by_the_dose_taken_now(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station)
        first = at_counter(station, resident)
        dispense.dispense(station, first, confirmed_checks=True)
        visit = worlds.visit(station, resident, heart_rate=72)
        drafted = draft_prescription.draft(station, visit.follow_up_id)
        doubled = worlds.order(station, drafted.three, dose=10.0, days=7)
        made = prescribe.save(station, drafted, replace(drafted.three, medication=(doubled,)))
        assert isinstance(made, str), made
        sheet = counter_sheet.open_counter(station, made)
        dispense.dispense(station, sheet, confirmed_checks=True)
        ((_, given, left, _),) = counter_sheet.open_counter(station, made).recent
        assert (given, left) == ("苯磺酸氨氯地平片 14 片", "家里还有 20 天")  # 28 + 14 = 42 tablets, two a day

    def test_what_was_taken_back_is_not_at_home(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station)
        sheet = at_counter(station, resident)
        dispense.reverse_dispensing(station, dispense.dispense(station, sheet, confirmed_checks=True), "发错了人")
        assert counter_sheet.open_counter(station, sheet.prescription_id).recent == ()


def test_a_prescription_already_dispensed_names_its_dispensing(world: World) -> None:
    station, _, resident = world
    worlds.stock(station)
    sheet = at_counter(station, resident)
    handed = dispense.dispense(station, sheet, confirmed_checks=True)
    assert counter_sheet.open_counter(station, sheet.prescription_id).dispensing_id == handed
    dispense.reverse_dispensing(station, handed, "发错了人")
    assert counter_sheet.open_counter(station, sheet.prescription_id).dispensing_id == ""


def test_a_counter_for_no_prescription_is_our_bug(world: World) -> None:
    with pytest.raises(LookupError):
        counter_sheet.open_counter(world[0], "nothing")


def test_what_was_handed_out_is_shown_as_it_was_and_so_is_its_label(world: World) -> None:
    station, clock, resident = world
    worlds.stock(station, days=40, batch="A1", quantity=10)
    worlds.stock(station, days=400, batch="B2", quantity=100)
    sheet = at_counter(station, resident)
    dispense.dispense(station, sheet, confirmed_checks=True)
    day = clock.today()
    clock.set(worlds.MORNING + timedelta(days=60))
    again = counter_sheet.open_counter(station, sheet.prescription_id)
    assert taken(again) == [("A1", 10), ("B2", 18)], "today the first batch is used up and past its day"
    assert again.total == sheet.total
    assert (again.given_on, again.given_by) == (day, station.doctor.name)
    assert {label.batch_no for label in bag_labels.bag_labels(station, again)} == {"A1", "B2"}
    assert {label.day for label in bag_labels.bag_labels(station, again)} == {day}
