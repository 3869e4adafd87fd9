"""Prescribing and dispensing: quantity from dose, first expiry first, zero mark-up, a ledger that adds up."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests import worlds
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.problem import Refused
from vclinic.services import dispense, judge_visit, prescribe, renew, stock_room, visit_sheet
from vclinic.services.desk import Desk
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.renew import StableVisit, VisitPart
from vclinic.storage import changes, prescriptions, shelf


@pytest.fixture
def world(tmp_path: Path):
    with worlds.clinic(tmp_path / "clinic") as (desk, clock):
        yield desk, clock, worlds.register(desk)


def test_quantity_comes_from_dose_frequency_and_days_and_batches_by_first_expiry(world) -> None:
    desk, _, resident = world
    late = worlds.stock(desk, days=400, batch="B2", quantity=100)
    soon = worlds.stock(desk, days=40, batch="A1", quantity=10)
    pid = worlds.prescription(desk, worlds.visit(desk, resident).follow_up_id)
    sheet = dispense.counter(desk, pid)
    line = sheet.lines[0]
    assert (line.ordered, line.allocation.given) == (28, 28)
    assert [(batch.batch_no, quantity) for batch, quantity in line.allocation.taken] == [("A1", 10), ("B2", 18)]
    assert sheet.total == 28 * 150
    dispense.dispense(desk, sheet, confirmed_checks=True)
    with desk.store.read() as session:
        assert (shelf.balance(session, soon), shelf.balance(session, late)) == (0, 82)


def test_an_expired_batch_stays_visible_and_is_never_taken(world) -> None:
    desk, clock, resident = world
    worlds.stock(desk, days=5, batch="OLD", quantity=50)
    clock.set(worlds.MORNING + timedelta(days=10))
    worlds.stock(desk, days=400, batch="NEW", quantity=20)
    pid = worlds.prescription(desk, worlds.visit(desk, resident).follow_up_id)
    line = dispense.counter(desk, pid).lines[0]
    assert [batch.batch_no for batch in line.batches] == ["OLD", "NEW"]
    assert [batch.batch_no for batch, _ in line.allocation.taken] == ["NEW"]
    assert line.allocation.short == 8


def test_a_batch_that_expires_between_counter_and_commit_is_refused_by_the_database(world) -> None:
    desk, clock, resident = world
    worlds.stock(desk, days=1)
    pid = worlds.prescription(desk, worlds.visit(desk, resident).follow_up_id)
    sheet = dispense.counter(desk, pid)
    clock.set(worlds.MORNING + timedelta(days=2))
    late = replace(sheet, valid_until=clock.today())
    with pytest.raises(Refused, match="过有效期"):
        dispense.dispense(desk, late, confirmed_checks=True)


def test_dispensing_wants_the_four_checks_a_reason_for_less_and_happens_once(world) -> None:
    desk, clock, resident = world
    worlds.stock(desk, quantity=7)
    pid = worlds.prescription(desk, worlds.visit(desk, resident).follow_up_id)
    sheet = dispense.counter(desk, pid)
    with pytest.raises(Refused, match="四查十对"):
        dispense.dispense(desk, sheet, confirmed_checks=False)
    with pytest.raises(Refused, match="少发 21 片"):
        dispense.dispense(desk, sheet, confirmed_checks=True)
    dispensing = dispense.dispense(desk, sheet, True, {1: "库存不足，到货补发"})
    with pytest.raises(Refused, match="已经发过药"):
        dispense.dispense(desk, sheet, True, {1: "再发一次"})
    with pytest.raises(Refused, match="原因"):
        dispense.reverse_dispensing(desk, dispensing, " ")
    dispense.reverse_dispensing(desk, dispensing, "发错了人")
    with pytest.raises(Refused, match="已经冲销"):
        dispense.reverse_dispensing(desk, dispensing, "再冲一次")
    assert stock_room.shelf_rows(desk)[0].balance == 7
    clock.set(worlds.MORNING + timedelta(days=1))
    with pytest.raises(Refused, match="当日有效"):
        dispense.dispense(desk, sheet, True, {1: "次日"})


def test_a_warning_is_overruled_only_with_a_reason_and_what_is_forbidden_not_at_all(world) -> None:
    desk, _, resident = world
    saved = worlds.visit(desk, resident)
    sheet = prescribe.draft(desk, saved.follow_up_id)
    two = [desk.catalog.find("氨氯地平", "5 mg"), desk.catalog.find("硝苯地平", "10 mg")]
    orders = []
    for place, drug in enumerate(two, 1):
        assert drug is not None
        order = replace(
            prescribe.new_line(desk, sheet.three, drug), line_no=place, dose_value=5.0, frequency="qd", quantity=28
        )
        orders.append(order)
    three = replace(sheet.three, medication=tuple(orders))
    problems = prescribe.save(desk, sheet, three)
    assert isinstance(problems, list)
    assert "地平类" in problems[0].text
    kept = replace(three, medication=(replace(orders[0], overrule="过渡期三天，之后停硝苯地平"), orders[1]))
    assert isinstance(prescribe.save(desk, sheet, kept), str)
    pair = [desk.catalog.find("依那普利", "10 mg"), desk.catalog.find("缬沙坦", "80 mg")]
    forbidden = tuple(
        replace(
            prescribe.new_line(desk, three, drug),
            line_no=place,
            dose_value=10.0 * 8 ** (place - 1),
            quantity=28,
            overrule="要用",
        )
        for place, drug in enumerate(pair, 1)
        if drug
    )
    told = prescribe.save(desk, sheet, replace(three, medication=forbidden))
    assert isinstance(told, list)
    assert any("普利类不能和沙坦类合用" in problem.text for problem in told)


def test_adding_a_sartan_turns_the_low_sodium_salt_off(world) -> None:
    desk, _, resident = world
    sheet = prescribe.draft(desk, worlds.visit(desk, resident).follow_up_id)
    salt = {item.item_code: item.text for item in sheet.three.diet}
    assert salt["low_na_salt"] == "可以换低钠盐"
    drug = desk.catalog.drug(worlds.VALSARTAN)
    three = replace(sheet.three, medication=(prescribe.new_line(desk, sheet.three, drug),))
    after = {item.item_code: item for item in prescribe.follow_drugs(desk, sheet, three).diet}
    assert after["low_na_salt"].text == "不用低钠盐"
    assert "缬沙坦" in after["low_na_salt"].explain


def test_the_bag_says_what_to_mind(world) -> None:
    desk, _, resident = world
    worlds.stock(desk)
    sheet = prescribe.draft(desk, worlds.visit(desk, resident).follow_up_id)
    line = prescribe.new_line(desk, sheet.three, desk.catalog.drug(worlds.AMLODIPINE))
    line = replace(line, dose_value=5.0, note="早饭后吃")
    line = replace(line, quantity=prescribe.quantity_for(desk, line))
    pid = prescribe.save(desk, sheet, replace(sheet.three, medication=(line,)))
    assert isinstance(pid, str)
    (label,) = dispense.bag_labels(desk, dispense.counter(desk, pid))
    assert label.care == "早饭后吃"


def test_adding_a_beta_blocker_takes_the_heart_rate_off_the_page(world) -> None:
    desk, _, resident = world
    sheet = prescribe.draft(desk, worlds.visit(desk, resident).follow_up_id)
    assert sheet.three.exercise.hr_low is not None
    drug = desk.catalog.find("美托洛尔")
    assert drug is not None
    line = prescribe.new_line(desk, sheet.three, drug)
    with_it = prescribe.follow_drugs(desk, sheet, replace(sheet.three, medication=(line,)))
    assert with_it.exercise.hr_low is None
    stopped = replace(with_it, medication=(replace(line, change="stopped"),))
    assert prescribe.follow_drugs(desk, sheet, stopped).exercise == sheet.three.exercise
    (visit,) = sheet.visits
    taking = replace(visit, values={**visit.values, "drugs": (DrugUse("倍他乐克", 2, "半片"),)})
    named = replace(sheet, visits=(taking,))
    assert prescribe.follow_drugs(desk, named, stopped).exercise == sheet.three.exercise
    assert prescribe.follow_drugs(desk, named, sheet.three).exercise.hr_low is None


def test_a_stable_visit_is_saved_renewed_and_dispensed_in_one_commit(world) -> None:
    desk, clock, resident = world
    worlds.stock(desk)
    pid = worlds.prescription(desk, worlds.visit(desk, resident).follow_up_id)
    dispense.dispense(desk, dispense.counter(desk, pid), confirmed_checks=True)
    clock.set(worlds.MORNING + timedelta(days=85))
    sheet = visit_sheet.open_visit(desk, resident)
    values = dict(sheet.values) | {"bp_readings": ((134, 82),), "heart_rate": 72}
    found = judge_visit.judge(sheet, values, clock.today(), desk.rules)
    assert renew.can_renew(desk, [VisitPart(sheet, found, values)]) == ""
    result = renew.renew_stable(desk, [sheet], [VisitEntry(values)])
    assert isinstance(result, StableVisit)
    with desk.store.read() as session:
        acts = {
            row.act
            for row in changes.pending(session, 0, 1000)
            if row.entity_id in (result.saved[0].follow_up_id, result.prescription_id, result.dispensing_id)
        }
        renewed = prescriptions.get(session, result.prescription_id)
    assert len(acts) == 1
    assert renewed.three.version == 2


def test_one_stroke_is_not_offered_when_the_shelf_is_short(world) -> None:
    desk, clock, resident = world
    worlds.stock(desk, quantity=28)
    pid = worlds.prescription(desk, worlds.visit(desk, resident).follow_up_id)
    dispense.dispense(desk, dispense.counter(desk, pid), confirmed_checks=True)
    clock.set(worlds.MORNING + timedelta(days=85))
    sheet = visit_sheet.open_visit(desk, resident)
    values = dict(sheet.values) | {"bp_readings": ((134, 82),)}
    found = judge_visit.judge(sheet, values, clock.today(), desk.rules)
    assert "库存不够" in renew.can_renew(desk, [VisitPart(sheet, found, values)])
    with pytest.raises(Refused):
        renew.renew_stable(desk, [sheet], [VisitEntry(values)])
    with desk.store.read() as session:
        assert len(prescriptions.of_resident(session, resident)) == 1


def _write_off(desk: Desk, batch: str, amount: int) -> None:
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        shelf.enter(work, batch, "adjust", -amount, desk.clock.today(), "报损")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["receive", "adjust", "take"]), st.integers(1, 40)), max_size=12))
def test_the_ledger_is_the_balance_and_never_negative(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    with worlds.clinic(tmp_path_factory.mktemp("ledger")) as (desk, _):
        batch = worlds.stock(desk, quantity=20)
        expected = 20
        for act, amount in acts:
            if act == "receive":
                worlds.stock(desk, quantity=amount)
                expected += amount
            elif act == "adjust":
                stock_room.adjust(desk, batch, amount, "盘点")
                expected = amount
            elif amount <= expected:
                _write_off(desk, batch, amount)
                expected -= amount
            else:
                with pytest.raises(Refused) as told:
                    _write_off(desk, batch, amount)
                assert told.value.code == "stock_short"
            with desk.store.read() as session:
                assert shelf.balance(session, batch) == expected >= 0


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
    desk, _, _ = world
    given = {"batch_no": "A1", "days": 100, "quantity": 10, "cost": 150} | change
    expires = desk.clock.today() + timedelta(days=given["days"])
    told = stock_room.receive(desk, worlds.AMLODIPINE, given["batch_no"], expires, given["quantity"], given["cost"])
    assert isinstance(told, list)
    assert [problem.field for problem in told] == [field]
