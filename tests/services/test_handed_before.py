"""What a superseded prescription of the same day handed out counts for the new one when the doctor says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import worlds
from tests.versions_of_a_day import World, at_counter, balance, hand_out, prescribed, states, stocked
from vclinic.domain.problem import Refused
from vclinic.services import counter_sheet, dispense, handed_before
from vclinic.storage import dispensings

VALSARTAN = worlds.VALSARTAN


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with stocked(tmp_path / "clinic") as made:
        yield made


TWO_WEEKS = (worlds.AMLODIPINE, 5.0, 14)
THREE_WEEKS = (worlds.AMLODIPINE, 5.0, 21)


class TestWhatASupersededPrescriptionHandedOut:
    def test_stays_in_the_queue_beside_the_new_one(self, world: World) -> None:
        first = prescribed(world, 0, TWO_WEEKS)
        hand_out(world, first)
        second = prescribed(world, 50, THREE_WEEKS)
        assert states(world) == [(second, "waiting"), (first, "done")]

    def test_is_told_and_taken_off_by_nobody_but_the_doctor(self, world: World) -> None:
        station, _, _ = world
        hand_out(world, prescribed(world, 0, TWO_WEEKS))
        sheet = at_counter(world, prescribed(world, 50, THREE_WEEKS))
        assert sheet.handed_before == ((worlds.AMLODIPINE, 14),)
        assert sheet.lines[0].allocation.given == 21
        counted = handed_before.count_handed_before(station, sheet)
        assert (counted.sheet.lines[0].ordered, counted.sheet.lines[0].allocation.given) == (21, 7)
        assert counted.reasons == {1: "当天上一版处方已发 14 片"}
        handed = dispense.dispense(station, counted.sheet, True, counted.reasons)
        with station.store.read() as session:
            (line,) = dispensings.get(session, handed).record.lines
        assert (line.wanted, line.quantity, line.reason) == (21, 7, "当天上一版处方已发 14 片")

    def test_counts_never_for_more_than_is_ordered_now(self, world: World) -> None:
        station, _, _ = world
        hand_out(world, prescribed(world, 0, THREE_WEEKS))
        sheet = at_counter(world, prescribed(world, 50, TWO_WEEKS, (VALSARTAN, 80.0, 14)))
        counted = handed_before.count_handed_before(station, sheet)
        assert [line.allocation.given for line in counted.sheet.lines] == [0, 14]
        assert dict(counted.reasons) == {1: "当天上一版处方已发 14 片"}

    def test_that_is_all_of_it_ends_the_new_one_with_nothing_given(self, world: World) -> None:
        station, _, _ = world
        first = prescribed(world, 0, THREE_WEEKS)
        hand_out(world, first)
        second = prescribed(world, 50, TWO_WEEKS)
        stock_before = balance(world)
        counted = handed_before.count_handed_before(station, at_counter(world, second))
        assert counted.sheet.nothing_left
        assert not at_counter(world, second).nothing_left
        handed = dispense.dispense(station, counted.sheet, True, counted.reasons)
        assert states(world) == [(second, "done"), (first, "done")]
        assert balance(world) == stock_before
        with station.store.read() as session:
            done = dispensings.get(session, handed)
        assert (done.total, [(line.wanted, line.quantity) for line in done.record.lines]) == (0, [(14, 0)])

    def test_that_is_less_than_all_of_it_ends_nothing(self, world: World) -> None:
        station, _, _ = world
        hand_out(world, prescribed(world, 0, TWO_WEEKS))
        sheet = at_counter(world, prescribed(world, 50, THREE_WEEKS))
        none = counter_sheet.reallocate(station, sheet, 1, 0)
        assert not none.nothing_left
        with pytest.raises(Refused, match="没有可发的药"):
            dispense.dispense(station, none, True, {1: "家里还有"})

    def test_is_summed_over_all_versions_of_the_day(self, world: World) -> None:
        hand_out(world, prescribed(world, 0, (worlds.AMLODIPINE, 5.0, 3)))
        hand_out(world, prescribed(world, 10, (worlds.AMLODIPINE, 5.0, 4), (VALSARTAN, 80.0, 7)))
        sheet = at_counter(world, prescribed(world, 20, TWO_WEEKS))
        assert sheet.handed_before == ((worlds.AMLODIPINE, 7),)

    def test_is_no_longer_there_once_it_was_taken_back_and_the_old_one_does_not_wait_again(self, world: World) -> None:
        station, _, _ = world
        handed = hand_out(world, prescribed(world, 0, TWO_WEEKS))
        second = prescribed(world, 50, THREE_WEEKS)
        dispense.reverse_dispensing(station, handed, "换了处方")
        assert at_counter(world, second).handed_before == ()
        assert states(world) == [(second, "waiting")]

    def test_on_an_earlier_day_is_no_matter_of_this_prescription(self, world: World) -> None:
        station, _, _ = world
        hand_out(world, prescribed(world, 0, TWO_WEEKS))
        sheet = at_counter(world, prescribed(world, 24 * 60 + 1, TWO_WEEKS))
        counted = handed_before.count_handed_before(station, sheet)
        assert (counted.sheet, dict(counted.reasons)) == (sheet, {})
