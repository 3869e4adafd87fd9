"""What a resident takes now, and when it runs out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tests import worlds
from tests.rules.people import CATALOG, order
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.services import counter_sheet, dispense, draft_prescription, prescribe, visit_sheet
from vclinic.services.regimen import RegimenLine, active_orders, drug_events, runs_out, usage
from vclinic.services.workstation import Workstation
from vclinic.storage import prescriptions
from vclinic.storage.dispensings import DispensedLine, Dispensing, DispensingRecord

World = tuple[Workstation, SteppingClock, str]
START = worlds.MORNING.date()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A station, its clock and a resident with hypertension."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station)


def handed_out(
    day: date, quantity: int = 28, wanted: int = 28, days: int = 28, drug_id: str = "d", name: str = "氨氯地平片"
) -> Dispensing:
    line = DispensedLine(
        line_no=1,
        drug_id=drug_id,
        drug_name=name,
        base_unit="片",
        usage="",
        days=days,
        wanted=wanted,
        quantity=quantity,
        batches=(),
    )
    return Dispensing(
        id=f"{day}",
        resident_id="r",
        prescription_id="p",
        kind="dispense",
        reverses="",
        dispensed_on=day,
        total=0,
        record=DispensingRecord((line,), True),
        doctor_name="周国平",
        recorded_at=worlds.MORNING,
    )


def after(days: int) -> date:
    return START + timedelta(days=days)


class TestRunningOut:
    @pytest.mark.parametrize(
        ("given_out", "last_day"),
        [
            ([], None),
            ([handed_out(START)], after(27)),
            ([handed_out(START, quantity=14)], after(13)),
            ([handed_out(START, quantity=1, days=1, wanted=1)], START),
            ([handed_out(START), handed_out(after(20))], after(55)),  # what is left over is taken first
            ([handed_out(START), handed_out(after(28))], after(55)),
            ([handed_out(START), handed_out(after(40))], after(67)),  # a gap is not made good
            ([handed_out(after(20)), handed_out(START)], after(55)),  # whatever order they are told in
            ([handed_out(START, drug_id="other")], None),
        ],
    )
    def test_is_the_last_day_that_has_a_tablet(self, given_out: list[Dispensing], last_day: date | None) -> None:
        assert runs_out(given_out, "d", "氨氯地平片") == last_day

    def test_of_which_nothing_was_given_is_not_known(self) -> None:
        assert runs_out([handed_out(START, quantity=0)], "d", "氨氯地平片") is None
        assert runs_out([handed_out(START, quantity=1, wanted=84)], "d", "氨氯地平片") is None  # not a day's worth
        assert runs_out([handed_out(START, quantity=0, wanted=0)], "d", "氨氯地平片") is None

    def test_is_not_put_off_by_a_day_on_which_the_stock_was_empty(self) -> None:
        given_out = [handed_out(START), handed_out(after(50), quantity=0)]
        assert runs_out(given_out, "d", "氨氯地平片") == after(27)

    def test_of_a_drug_from_elsewhere_goes_by_its_name(self) -> None:
        given_out = [handed_out(START, drug_id="")]
        assert runs_out(given_out, "", "氨氯地平片") == after(27)
        assert runs_out(given_out, "", "阿卡波糖片") is None

    @given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 28)), max_size=8))
    def test_never_comes_sooner_for_more_that_is_given(self, acts: list[tuple[int, int]]) -> None:
        given_out = [handed_out(after(day), quantity=quantity) for day, quantity in acts]
        last_days = [runs_out(given_out[:count], "d", "") for count in range(len(given_out) + 1)]
        known = [day for day in last_days if day is not None]
        assert known == sorted(known)
        total = sum(quantity for _, quantity in acts)
        assert (last_days[-1] is None) == (total == 0)
        if total:
            first = min(day for day, quantity in acts if quantity)
            assert last_days[-1] >= after(first + total - 1)  # type: ignore[operator]


class TestUsage:
    @pytest.mark.parametrize(
        ("name", "dose", "unit", "frequency", "timing", "text"),
        [
            ("苯磺酸氨氯地平片", 5.0, "mg", "qd", "早晨", "每天 1 次，每次 1 片（5 mg），早晨"),
            ("苯磺酸氨氯地平片", 2.5, "mg", "qd", "", "每天 1 次，每次 半片（2.5 mg）"),
            ("二甲双胍片", 1.0, "片", "bid", "饭后", "每天 2 次，每次 1 片，饭后"),
            ("苯磺酸氨氯地平片", 5.0, "mg", "prn", "", "必要时，每次 1 片（5 mg）"),
        ],
    )
    def test_is_said_in_tablets(
        self, name: str, dose: float, unit: str, frequency: str, timing: str, text: str
    ) -> None:
        line = order(name, dose, unit, frequency, timing=timing)
        assert usage(line, CATALOG.get(line.drug_id)) == text

    def test_for_the_resident_leaves_the_milligrams_out(self) -> None:
        line = order("苯磺酸氨氯地平片", 5.0, "mg")
        assert usage(line, CATALOG.get(line.drug_id), brief=True) == "每天 1 次，每次 1 片"

    def test_of_an_unknown_drug_stays_as_it_was_written(self) -> None:
        assert usage(order("家里买的药", 2.0, "丸", "tid", drug_id="")) == "每天 3 次，每次 2 丸"


class TestTheRegimen:
    def lines(self, world: World) -> tuple[RegimenLine, ...]:
        return visit_sheet.open_visit(world[0], world[2]).regimen

    def dispensed(self, world: World) -> None:
        station, _, resident = world
        worlds.stock(station)
        prescription_id = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        sheet = counter_sheet.open_counter(station, prescription_id)
        dispense.dispense(station, sheet, confirmed_checks=True)

    def test_of_somebody_never_seen_is_empty(self, world: World) -> None:
        assert self.lines(world) == ()

    @pytest.mark.parametrize(
        ("days", "text", "level"),
        [
            (0, "还有 27 天", "normal"),
            (21, "还有 6 天", "normal"),
            (22, "还有 5 天", "warn"),
            (27, "今天用完", "warn"),
            (28, "已断药 1 天", "danger"),
            (40, "已断药 13 天", "danger"),
        ],
    )
    def test_says_how_long_the_tablets_last(self, world: World, days: int, text: str, level: str) -> None:
        self.dispensed(world)
        world[1].set(worlds.MORNING + timedelta(days=days))
        (line,) = self.lines(world)
        assert (line.left_text, line.level) == (text, level)

    def test_of_what_was_never_collected_says_so(self, world: World) -> None:
        station, _, resident = world
        worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        (line,) = self.lines(world)
        assert (line.left_text, line.level) == ("没有领药记录", "normal")

    def test_names_what_only_the_form_names_after_what_is_prescribed(self, world: World) -> None:
        station, _, resident = world
        drugs = (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"), DrugUse("阿卡波糖片", 3, "50 mg"))
        worlds.prescription(station, worlds.visit(station, resident, drugs=drugs).follow_up_id)
        ours, elsewhere = self.lines(world)
        assert (ours.drug_name, elsewhere.drug_name) == ("苯磺酸氨氯地平片", "阿卡波糖片")
        assert (elsewhere.usage, elsewhere.order, elsewhere.left_text) == ("每天 3 次，每次 50 mg", None, "")

    def test_leaves_stopped_drugs_out(self, world: World) -> None:
        station, _, resident = world
        sheet = draft_prescription.draft(station, worlds.visit(station, resident).follow_up_id)
        stopped = worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0, change="stopped")
        kept = worlds.order(station, sheet.three, line_no=2)
        made = prescribe.save(station, sheet, replace(sheet.three, medication=(stopped, kept)))
        assert isinstance(made, str)
        with station.store.read() as session:
            in_force = prescriptions.get(session, made)
        assert active_orders(in_force) == (kept,)
        assert active_orders(None) == ()
        assert [line.drug_name for line in self.lines(world)] == [kept.drug_name]

    def test_the_days_on_which_drugs_changed_leave_the_first_prescription_out(self, world: World) -> None:
        station, clock, resident = world
        worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        clock.set(worlds.MORNING + timedelta(days=28))
        sheet = draft_prescription.draft(station, worlds.visit(station, resident, heart_rate=72).follow_up_id)
        (renewed,) = sheet.three.medication
        lines = (
            replace(renewed, change="stopped"),
            worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0, line_no=2),
        )
        assert isinstance(prescribe.save(station, sheet, replace(sheet.three, medication=lines)), str)
        with station.store.read() as session:
            versions = prescriptions.of_resident(session, resident)
        assert drug_events(versions) == ((clock.today(), "停苯磺酸氨氯地平片、加缬沙坦胶囊"),)
        assert drug_events(versions[1:]) == ()
