"""Prescribing and dispensing: quantity from dose, first expiry first, zero mark-up, a ledger that adds up."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests import worlds
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.problem import Refused
from vclinic.services import (
    bag_labels,
    counter_sheet,
    dispense,
    draft_prescription,
    edit_prescription,
    judge_visit,
    prescribe,
    renew,
    stock_room,
    visit_sheet,
)
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.renew import StableVisit, VisitPart
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, prescriptions, stock_ledger


@pytest.fixture
def world(tmp_path: Path):
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station)


def test_quantity_comes_from_dose_frequency_and_days_and_batches_by_first_expiry(world) -> None:
    station, _, resident = world
    late = worlds.stock(station, days=400, batch="B2", quantity=100)
    soon = worlds.stock(station, days=40, batch="A1", quantity=10)
    pid = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    sheet = counter_sheet.open_counter(station, pid)
    line = sheet.lines[0]
    assert (line.ordered, line.allocation.given) == (28, 28)
    assert [(batch.batch_no, quantity) for batch, quantity in line.allocation.taken] == [("A1", 10), ("B2", 18)]
    assert sheet.total == 28 * 150
    dispense.dispense(station, sheet, confirmed_checks=True)
    with station.store.read() as session:
        assert (stock_ledger.balance(session, soon), stock_ledger.balance(session, late)) == (0, 82)


def test_an_expired_batch_stays_visible_and_is_never_taken(world) -> None:
    station, clock, resident = world
    worlds.stock(station, days=5, batch="OLD", quantity=50)
    clock.set(worlds.MORNING + timedelta(days=10))
    worlds.stock(station, days=400, batch="NEW", quantity=20)
    pid = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    line = counter_sheet.open_counter(station, pid).lines[0]
    assert [batch.batch_no for batch in line.batches] == ["OLD", "NEW"]
    assert [batch.batch_no for batch, _ in line.allocation.taken] == ["NEW"]
    assert line.allocation.short == 8


def test_a_batch_that_expires_between_counter_and_commit_is_refused_by_the_database(world) -> None:
    station, clock, resident = world
    worlds.stock(station, days=1)
    pid = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    sheet = counter_sheet.open_counter(station, pid)
    clock.set(worlds.MORNING + timedelta(days=2))
    late = replace(sheet, valid_until=clock.today())
    with pytest.raises(Refused, match="过有效期"):
        dispense.dispense(station, late, confirmed_checks=True)


def test_dispensing_wants_the_four_checks_a_reason_for_less_and_happens_once(world) -> None:
    station, clock, resident = world
    worlds.stock(station, quantity=7)
    pid = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    sheet = counter_sheet.open_counter(station, pid)
    with pytest.raises(Refused, match="四查十对"):
        dispense.dispense(station, sheet, confirmed_checks=False)
    with pytest.raises(Refused, match="少发 21 片"):
        dispense.dispense(station, sheet, confirmed_checks=True)
    dispensing = dispense.dispense(station, sheet, True, {1: "库存不足，到货补发"})
    with pytest.raises(Refused, match="已经发过药"):
        dispense.dispense(station, sheet, True, {1: "再发一次"})
    with pytest.raises(Refused, match="原因"):
        dispense.reverse_dispensing(station, dispensing, " ")
    dispense.reverse_dispensing(station, dispensing, "发错了人")
    with pytest.raises(Refused, match="已经冲销"):
        dispense.reverse_dispensing(station, dispensing, "再冲一次")
    assert stock_room.stock_rows(station)[0].balance == 7
    clock.set(worlds.MORNING + timedelta(days=1))
    with pytest.raises(Refused, match="当日有效"):
        dispense.dispense(station, sheet, True, {1: "次日"})


def test_a_warning_is_overruled_only_with_a_reason_and_what_is_forbidden_not_at_all(world) -> None:
    station, _, resident = world
    saved = worlds.visit(station, resident)
    sheet = draft_prescription.draft(station, saved.follow_up_id)
    two = [station.catalog.find("氨氯地平", "5 mg"), station.catalog.find("硝苯地平", "10 mg")]
    orders = []
    for place, drug in enumerate(two, 1):
        assert drug is not None
        order = replace(
            edit_prescription.new_line(station, sheet.three, drug),
            line_no=place,
            dose_value=5.0,
            frequency="qd",
            quantity=28,
        )
        orders.append(order)
    three = replace(sheet.three, medication=tuple(orders))
    problems = prescribe.save(station, sheet, three)
    assert isinstance(problems, list)
    assert "地平类" in problems[0].text
    kept = replace(three, medication=(replace(orders[0], overrule="过渡期三天，之后停硝苯地平"), orders[1]))
    assert isinstance(prescribe.save(station, sheet, kept), str)
    pair = [station.catalog.find("依那普利", "10 mg"), station.catalog.find("缬沙坦", "80 mg")]
    forbidden = tuple(
        replace(
            edit_prescription.new_line(station, three, drug),
            line_no=place,
            dose_value=10.0 * 8 ** (place - 1),
            quantity=28,
            overrule="要用",
        )
        for place, drug in enumerate(pair, 1)
        if drug
    )
    told = prescribe.save(station, sheet, replace(three, medication=forbidden))
    assert isinstance(told, list)
    assert any("普利类不能和沙坦类合用" in problem.text for problem in told)


def test_adding_a_sartan_turns_the_low_sodium_salt_off(world) -> None:
    station, _, resident = world
    sheet = draft_prescription.draft(station, worlds.visit(station, resident).follow_up_id)
    salt = {item.item_code: item.text for item in sheet.three.diet}
    assert salt["low_na_salt"] == "可以换低钠盐"
    drug = station.catalog.drug(worlds.VALSARTAN)
    three = replace(sheet.three, medication=(edit_prescription.new_line(station, sheet.three, drug),))
    after = {item.item_code: item for item in edit_prescription.follow_drugs(station, sheet, three).diet}
    assert after["low_na_salt"].text == "不用低钠盐"
    assert "缬沙坦" in after["low_na_salt"].explain


def test_the_bag_says_what_to_mind(world) -> None:
    station, _, resident = world
    worlds.stock(station)
    sheet = draft_prescription.draft(station, worlds.visit(station, resident).follow_up_id)
    line = edit_prescription.new_line(station, sheet.three, station.catalog.drug(worlds.AMLODIPINE))
    line = replace(line, dose_value=5.0, note="早饭后吃")
    line = replace(line, quantity=edit_prescription.quantity_for(station, line))
    pid = prescribe.save(station, sheet, replace(sheet.three, medication=(line,)))
    assert isinstance(pid, str)
    (label,) = bag_labels.bag_labels(station, counter_sheet.open_counter(station, pid))
    assert label.care == "早饭后吃"


def test_adding_a_beta_blocker_takes_the_heart_rate_off_the_page(world) -> None:
    station, _, resident = world
    sheet = draft_prescription.draft(station, worlds.visit(station, resident).follow_up_id)
    assert sheet.three.exercise.hr_low is not None
    drug = station.catalog.find("美托洛尔")
    assert drug is not None
    line = edit_prescription.new_line(station, sheet.three, drug)
    with_it = edit_prescription.follow_drugs(station, sheet, replace(sheet.three, medication=(line,)))
    assert with_it.exercise.hr_low is None
    stopped = replace(with_it, medication=(replace(line, change="stopped"),))
    assert edit_prescription.follow_drugs(station, sheet, stopped).exercise == sheet.three.exercise
    (visit,) = sheet.visits
    taking = replace(visit, values={**visit.values, "drugs": (DrugUse("倍他乐克", 2, "半片"),)})
    named = replace(sheet, visits=(taking,))
    assert edit_prescription.follow_drugs(station, named, stopped).exercise == sheet.three.exercise
    assert edit_prescription.follow_drugs(station, named, sheet.three).exercise.hr_low is None


def test_a_stable_visit_is_saved_renewed_and_dispensed_in_one_commit(world) -> None:
    station, clock, resident = world
    worlds.stock(station)
    pid = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True)
    clock.set(worlds.MORNING + timedelta(days=85))
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | {"bp_readings": ((134, 82),), "heart_rate": 72}
    found = judge_visit.judge(sheet, values, clock.today(), station.rules)
    assert renew.can_renew(station, [VisitPart(sheet, found, values)]) == ""
    result = renew.renew_stable(station, [sheet], [VisitEntry(values)])
    assert isinstance(result, StableVisit)
    with station.store.read() as session:
        acts = {
            row.act
            for row in changes.pending(session, 0, 1000)
            if row.entity_id in (result.saved[0].follow_up_id, result.prescription_id, result.dispensing_id)
        }
        renewed = prescriptions.get(session, result.prescription_id)
    assert len(acts) == 1
    assert renewed.three.version == 2


def test_one_stroke_is_not_offered_when_the_stock_is_short(world) -> None:
    station, clock, resident = world
    worlds.stock(station, quantity=28)
    pid = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True)
    clock.set(worlds.MORNING + timedelta(days=85))
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | {"bp_readings": ((134, 82),)}
    found = judge_visit.judge(sheet, values, clock.today(), station.rules)
    assert "库存不够" in renew.can_renew(station, [VisitPart(sheet, found, values)])
    with pytest.raises(Refused):
        renew.renew_stable(station, [sheet], [VisitEntry(values)])
    with station.store.read() as session:
        assert len(prescriptions.of_resident(session, resident)) == 1


def _write_off(station: Workstation, batch: str, amount: int) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        stock_ledger.enter(work, batch, "adjust", -amount, station.clock.today(), "报损")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["receive", "adjust", "take"]), st.integers(1, 40)), max_size=12))
def test_the_ledger_is_the_balance_and_never_negative(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    with worlds.clinic(tmp_path_factory.mktemp("ledger")) as (station, _):
        batch = worlds.stock(station, quantity=20)
        expected = 20
        for act, amount in acts:
            if act == "receive":
                worlds.stock(station, quantity=amount)
                expected += amount
            elif act == "adjust":
                stock_room.adjust(station, batch, amount, "盘点")
                expected = amount
            elif amount <= expected:
                _write_off(station, batch, amount)
                expected -= amount
            else:
                with pytest.raises(Refused) as told:
                    _write_off(station, batch, amount)
                assert told.value.code == "stock_short"
            with station.store.read() as session:
                assert stock_ledger.balance(session, batch) == expected >= 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"batch_no": " "}, "batch_no"),
        ({"days": 0}, "expires_on"),
        ({"days": -3}, "expires_on"),
        ({"quantity": 0}, "quantity"),
        ({"cost": -1}, "cost"),
    ],
)
def test_what_is_received_is_checked(world, change: dict, field: str) -> None:
    station, _, _ = world
    given = {"batch_no": "A1", "days": 100, "quantity": 10, "cost": 150} | change
    expires = station.clock.today() + timedelta(days=given["days"])
    told = stock_room.receive(station, worlds.AMLODIPINE, given["batch_no"], expires, given["quantity"], given["cost"])
    assert isinstance(told, list)
    assert [problem.field for problem in told] == [field]
