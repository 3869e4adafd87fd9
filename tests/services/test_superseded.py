"""Two visits on one day: the superseded prescription leaves the counter unless it was handed out before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import worlds
from tests.versions_of_a_day import World, at_counter, hand_out, prescribed, states, stocked
from vclinic.domain.problem import Refused
from vclinic.services import dispense, draft_prescription, prescribe
from vclinic.storage import dispensings, stock_ledger

VALSARTAN = worlds.VALSARTAN


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with stocked(tmp_path / "clinic") as made:
        yield made


TWO_WEEKS = (worlds.AMLODIPINE, 5.0, 14)
THREE_WEEKS = (worlds.AMLODIPINE, 5.0, 21)


class TestASupersededPrescriptionThatWasNotHandedOut:
    def test_leaves_the_queue(self, world: World) -> None:
        prescribed(world, 0, TWO_WEEKS)
        second = prescribed(world, 50, THREE_WEEKS)
        assert states(world) == [(second, "waiting")]

    def test_can_no_longer_be_dispensed_and_says_by_which_it_is_superseded(self, world: World) -> None:
        station, _, _ = world
        first = prescribed(world, 0, TWO_WEEKS)
        sheet = at_counter(world, first)  # open at the counter when the second is written
        prescribed(world, 50, THREE_WEEKS)
        for shown in (sheet, at_counter(world, first)):
            with pytest.raises(Refused, match="已由 2026-11-24 09:20 开具的第 2 版替代") as told:
                dispense.dispense(station, shown, confirmed_checks=True)
            assert told.value.code == "superseded"
        with station.store.read() as session:
            assert dispensings.of_prescriptions(session, [first]) == []
            held = stock_ledger.batches(session, [worlds.AMLODIPINE])[worlds.AMLODIPINE]
        assert sum(batch.balance for batch in held) == 300

    def test_stays_away_when_the_one_after_the_next_is_written(self, world: World) -> None:
        prescribed(world, 0, TWO_WEEKS)
        prescribed(world, 10, THREE_WEEKS)
        third = prescribed(world, 20, TWO_WEEKS)
        assert states(world) == [(third, "waiting")]

    def test_does_not_come_back_when_the_new_one_has_nothing_to_hand_out(self, world: World) -> None:
        prescribed(world, 0, TWO_WEEKS)
        prescribed(world, 50)
        assert states(world) == []

    def test_of_somebody_else_waits_on(self, world: World) -> None:
        station, clock, _ = world
        first = prescribed(world, 0, TWO_WEEKS)
        second = prescribed((station, clock, worlds.register(station, "单国英", serial=24)), 5, TWO_WEEKS)
        assert states(world) == [(second, "waiting"), (first, "waiting")]
        hand_out(world, first)
        hand_out(world, second)
        assert {state for _, state in states(world)} == {"done"}


def test_a_prescription_corrected_before_it_was_handed_out_waits_once(world: World) -> None:
    station, _, resident = world
    visit = worlds.visit(station, resident)
    first = worlds.prescription(station, visit.follow_up_id)
    sheet = draft_prescription.draft(station, visit.follow_up_id)
    shorter = replace(sheet.three, medication=(worlds.order(station, sheet.three, days=14),))
    assert prescribe.save(station, sheet, shorter, "写错") == first
    assert states(world) == [(first, "waiting")]
    assert at_counter(world, first).lines[0].ordered == 14
    hand_out(world, first)
