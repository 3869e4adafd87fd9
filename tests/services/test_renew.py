"""A stable visit in one stroke: offered only where nothing is in the way, and stored whole or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.problem import Refused
from vclinic.services import (
    counter_sheet,
    dispense,
    draft_prescription,
    judge_visit,
    medication_profile,
    prescribe,
    renew,
    visit_sheet,
)
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.renew import StableVisit, VisitPart
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, dispensings, follow_ups, prescriptions, stock_ledger

World = tuple[Workstation, SteppingClock, str]
WELL: dict[str, Any] = {"bp_readings": ((134, 82),), "heart_rate": 72}


def second_visit(tmp_path: Path, quantity: int, registers: tuple[str, ...] = ("htn",)) -> Iterator[World]:
    """Somebody who got four weeks of amlodipine twelve weeks ago from a stock of so many."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        worlds.stock(station, quantity=quantity)
        resident = worlds.register(station, registers=registers)
        prescription_id = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        sheet = counter_sheet.open_counter(station, prescription_id)
        dispense.dispense(station, sheet, confirmed_checks=True)
        clock.set(worlds.MORNING + timedelta(days=85))
        yield station, clock, resident


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Somebody stable, and tablets enough."""
    yield from second_visit(tmp_path, 300)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    """Somebody stable, and no tablet left."""
    yield from second_visit(tmp_path, 28)


def part(world: World, follow_up_id: str = "", **more: Any) -> VisitPart:
    """The visit as it stands on the page."""
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident, follow_up_id)
    values = dict(sheet.values) | WELL | more
    return VisitPart(sheet, judge_visit.judge(sheet, values, clock.today(), station.rules), values)


def kept(world: World) -> tuple[int, int, int]:
    """How many visits, prescriptions and dispensings the resident has."""
    station, _, resident = world
    with station.store.read() as session:
        return (
            len(follow_ups.of_resident(session, resident, "htn")),
            len(prescriptions.of_resident(session, resident)),
            len(dispensings.of_resident(session, resident)),
        )


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({}, ""),
        ({"heart_rate": "七十"}, "还有 1 项要改"),
        ({"bp_readings": ()}, "还有 2 项要改"),
        ({"weight_kg": 85.0}, "有要核对的数值"),
        ({"bp_readings": ((152, 94),)}, "不是满意的常规随访"),
        ({"adr": "2", "adr_text": "脚踝肿"}, "不是满意的常规随访"),
        ({"heart_rate": 48}, "脉搏过慢，先处理"),
        ({"heart_rate": 152}, "脉搏过快，先处理"),
        ({"bp_readings": ((84, 52),)}, "血压过低，先处理"),
        ({"bp_readings": ((182, 84), (134, 82), (132, 80))}, "单次血压达到危急值，先处理"),
        ({"other_signs": "右侧肢体无力"}, "疑卒中待查，先处理"),
        ({"symptom_codes": ("8",)}, "有症状要先确认是不是危急"),
        ({"heart_rate": None}, "还有 1 项要改"),
        ({"drugs": (DrugUse("苯磺酸氨氯地平片", 2, "5 mg"),)}, "用药有变化"),
        ({"drugs": (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"), DrugUse("阿卡波糖片", 3, "50 mg"))}, "用药有变化"),
    ],
)
def test_the_one_stroke_is_offered_where_nothing_is_in_the_way(world: World, typed: dict[str, Any], why: str) -> None:
    assert renew.can_renew(world[0], [part(world, **typed)]) == why
    assert kept(world) == (1, 1, 1)  # asking stores nothing


def test_nobody_with_an_alert_is_renewed_even_where_it_was_not_asked(world: World) -> None:
    slow = part(world, heart_rate=48)
    with pytest.raises(Refused) as told:
        renew.renew_stable(world[0], [slow.sheet], [VisitEntry(slow.values)])
    assert told.value.code == "alert_first"
    assert kept(world) == (1, 1, 1)


def test_it_is_not_offered_for_a_visit_already_stored(world: World) -> None:
    station, clock, resident = world
    clock.set(worlds.MORNING)
    with station.store.read() as session:
        (visit,) = follow_ups.of_resident(session, resident)
    assert renew.can_renew(station, [part(world, visit.id)]) == "这是改已存的随访"


def test_it_is_not_offered_where_the_stock_is_short_and_then_stores_nothing(empty: World) -> None:
    stable = part(empty)
    assert renew.can_renew(empty[0], [stable]) == "苯磺酸氨氯地平片库存不够"
    with pytest.raises(Refused) as told:
        renew.renew_stable(empty[0], [stable.sheet], [VisitEntry(stable.values)])
    assert told.value.code == "short_reason"
    assert kept(empty) == (1, 1, 1)


def test_visit_prescription_and_dispensing_are_one_commit(world: World) -> None:
    station, clock, _ = world
    stable = part(world)
    stored = renew.renew_stable(station, [stable.sheet], [VisitEntry(stable.values)])
    assert isinstance(stored, StableVisit)
    (visit,) = stored.saved
    with station.store.read() as session:
        acts = {
            row.act
            for row in changes.pending(session, 0, 1000)
            if row.entity_id in (visit.follow_up_id, stored.prescription_id, stored.dispensing_id)
        }
        renewed = prescriptions.get(session, stored.prescription_id)
        handed = dispensings.get(session, stored.dispensing_id)
        (batch,) = stock_ledger.batches(session)[worlds.AMLODIPINE]
    assert len(acts) == 1
    assert (renewed.three.version, renewed.three.follow_up_id) == (2, visit.follow_up_id)
    assert (handed.prescription_id, handed.record.four_checks) == (stored.prescription_id, True)
    assert handed.dispensed_on == clock.today()
    assert batch.balance == 300 - 28 - 28
    assert kept(world) == (2, 2, 2)


def test_what_is_wrong_comes_back_at_its_field_with_its_disease(world: World) -> None:
    stable = part(world, heart_rate="七十")
    problems = renew.renew_stable(world[0], [stable.sheet], [VisitEntry(stable.values)])
    assert isinstance(problems, list)
    assert [(disease, problem.field) for disease, problem in problems] == [("htn", "heart_rate")]
    assert kept(world) == (1, 1, 1)


def test_a_batch_that_expired_since_last_time_is_as_good_as_none(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        resident = worlds.register(station)
        worlds.stock(station, days=84)
        worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        clock.set(worlds.MORNING + timedelta(days=84))
        world = (station, clock, resident)
        assert renew.can_renew(station, [part(world)]) == ""  # its last day
        clock.set(worlds.MORNING + timedelta(days=85))
        assert renew.can_renew(station, [part(world)]) == "苯磺酸氨氯地平片库存不够"


def test_who_takes_nothing_from_here_is_seen_without_a_dispensing(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        resident = worlds.register(station)
        worlds.visit(station, resident)
        clock.set(worlds.MORNING + timedelta(days=85))
        stable = part((station, clock, resident))
        stored = renew.renew_stable(station, [stable.sheet], [VisitEntry(stable.values)])
        assert isinstance(stored, StableVisit)
        assert stored.dispensing_id == ""
        assert stored.prescription_id


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (1, "苯磺酸氨氯地平片还有 26 天"),
        (21, "苯磺酸氨氯地平片还有 6 天"),
        (22, ""),  # people come a few days early
        (27, ""),
        (40, ""),
    ],
)
def test_what_lasts_at_home_is_named_before_more_is_handed_out(world: World, days: int, named: str) -> None:
    clock = world[1]
    clock.set(worlds.MORNING + timedelta(days=days))
    assert renew.still_at_home([part(world)]) == named


def test_what_is_to_pay_is_told_with_what_was_handed_out(world: World) -> None:
    stable = part(world)
    stored = renew.renew_stable(world[0], [stable.sheet], [VisitEntry(stable.values)])
    assert isinstance(stored, StableVisit)
    with world[0].store.read() as session:
        handed = dispensings.get(session, stored.dispensing_id)
    paid = sum(taken.quantity * taken.price for line in handed.record.lines for taken in line.batches)
    assert stored.to_pay == paid > 0


class TestTwoDiseases:
    @pytest.fixture
    def two(self, tmp_path: Path) -> Iterator[World]:
        """Somebody with both diseases, seen for both twelve weeks ago."""
        with worlds.clinic(tmp_path / "clinic") as (station, clock):
            worlds.stock(station)
            yield station, clock, worlds.register(station, registers=("htn", "t2dm"))

    def parts(self, two: World, **more: Any) -> list[VisitPart]:
        station, clock, resident = two
        parts: list[VisitPart] = []
        for sheet in visit_sheet.open_visits(station, resident):
            typed = worlds.FULL | worlds.SUGAR | more
            values = dict(sheet.values) | {name: typed[name] for name in typed if name in sheet.form.meanings}
            judgement = judge_visit.judge(sheet, values, clock.today(), station.rules)
            parts.append(VisitPart(sheet, judgement, values))
        return parts

    def stroke(self, two: World, parts: list[VisitPart]) -> StableVisit | list[Any]:
        return renew.renew_stable(two[0], [one.sheet for one in parts], [VisitEntry(one.values) for one in parts])

    def test_are_one_stroke_with_one_prescription(self, two: World) -> None:
        parts = self.parts(two)
        assert renew.can_renew(two[0], parts) == "第一次随访，没有可以照旧的"
        assert isinstance(self.stroke(two, parts), StableVisit)
        two[1].set(worlds.MORNING + timedelta(days=85))
        parts = self.parts(two, bp_readings=((132, 80),), fbg=6.3)
        assert renew.can_renew(two[0], parts) == ""
        stored = self.stroke(two, parts)
        assert isinstance(stored, StableVisit)
        with two[0].store.read() as session:
            three = prescriptions.get(session, stored.prescription_id).three
        assert three.reasons == tuple(("follow_up", visit.follow_up_id) for visit in stored.saved)
        assert three.diseases == ("htn", "t2dm")

    def test_are_not_offered_while_one_is_out_of_order(self, two: World) -> None:
        assert renew.can_renew(two[0], self.parts(two, fbg=9.1)) == "不是满意的常规随访"

    def test_are_both_kept_from_being_saved_by_what_is_wrong_with_one(self, two: World) -> None:
        problems = self.stroke(two, self.parts(two, dorsalis_pedis=""))
        assert isinstance(problems, list)
        assert [(disease, problem.field) for disease, problem in problems] == [("t2dm", "dorsalis_pedis")]
        with two[0].store.read() as session:
            assert follow_ups.of_resident(session, two[2]) == []


@pytest.fixture
def overruled(world: World) -> World:
    """Somebody whose two drugs of one class were answered for twelve weeks ago."""
    station, clock, _ = world
    resident = worlds.register(station, "单国英", serial=24)
    drugs = (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"), DrugUse("硝苯地平片", 1, "10 mg"))
    worlds.visit(station, resident, drugs=drugs)
    with station.store.read() as session:
        (visit,) = follow_ups.of_resident(session, resident)
    sheet = draft_prescription.draft(station, visit.id)
    line = worlds.order(station, sheet.three, overrule="过渡期三天")
    assert isinstance(prescribe.save(station, sheet, replace(sheet.three, medication=(line,))), str)
    clock.set(clock.now() + timedelta(days=85))
    return station, clock, resident


def test_a_check_that_warns_sends_the_doctor_page_by_page(overruled: World) -> None:
    station, _, resident = overruled
    stable = part(overruled)
    assert renew.can_renew(station, [stable]) == ""  # the same warning is not asked twice
    medication_profile.tell_medicine(station, resident, "非洛地平缓释片", "pharmacy")
    assert renew.can_renew(station, [stable]) == "用药检查有提醒"
    with pytest.raises(Refused) as told:
        renew.renew_stable(station, [stable.sheet], [VisitEntry(stable.values)])
    assert told.value.code == "check_first"


def test_what_was_answered_before_is_written_into_the_renewed_prescription(overruled: World) -> None:
    station, stable = overruled[0], part(overruled)
    worlds.stock(station, batch="B2", quantity=300, days=400)
    renewed = renew.renew_stable(station, [stable.sheet], [VisitEntry(stable.values)])
    assert isinstance(renewed, StableVisit)
    with station.store.read() as session:  # whoever reads the record, here or at the township, sees why
        three = prescriptions.get(session, renewed.prescription_id).three
    assert three.overrules == (("class/氨氯地平/硝苯地平", "过渡期三天"),)


def test_drugs_handed_out_today_are_not_handed_out_again_by_one_stroke(world: World) -> None:
    station, _, _ = world
    first = part(world)
    assert isinstance(renew.renew_stable(station, [first.sheet], [VisitEntry(first.values)]), StableVisit)
    again = part(world, heart_rate=75)
    assert renew.can_renew(station, [again]) == "今天已经发过药"
    before = kept(world)
    with pytest.raises(Refused, match="今天的处方已经发过药") as told:
        renew.renew_stable(station, [again.sheet], [VisitEntry(again.values)])
    assert told.value.code == "handed_today"
    assert kept(world) == before
