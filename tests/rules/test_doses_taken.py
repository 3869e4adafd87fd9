"""What is left lasts as long as it is now taken."""

from datetime import timedelta
from fractions import Fraction

import pytest

from tests.rules.people import CATALOG, DAY, order
from vclinic.rules.doses_taken import DoseChange, daily_units, dose_changes, last_day

LATER = DAY + timedelta(days=14)


@pytest.mark.parametrize(
    ("before", "after", "days"), [(1, 2, 21), (2, 1, 84), (1, 1, 42), (Fraction(1, 2), 1, 21), (1, 100, 0)]
)
def test_after_doubling_forty_two_tablets_are_twenty_one_days(before: Fraction, after: Fraction, days: int) -> None:
    change = DoseChange(LATER, Fraction(before), Fraction(after))
    assert last_day([(DAY, 14 + 42)], (change,)) == LATER + timedelta(days=days - 1)


def test_what_is_handed_out_with_the_change_lasts_at_the_new_dose() -> None:
    change = DoseChange(LATER, Fraction(1), Fraction(2))
    assert last_day([(DAY, 28), (LATER, 28)], (change,)) == LATER + timedelta(days=7 + 28 - 1)


def test_a_change_after_the_last_tablet_or_before_the_first_changes_nothing() -> None:
    late, early = (DoseChange(DAY + timedelta(days=days), Fraction(1), Fraction(2)) for days in (60, -5))
    assert last_day([(DAY, 28)], (late, early)) == DAY + timedelta(days=27)
    assert last_day([], (late,)) is None


def test_changes_are_found_between_prescriptions() -> None:
    five, ten = order("苯磺酸氨氯地平片", 5, "mg"), order("苯磺酸氨氯地平片", 10, "mg")
    versions = [(DAY, [five]), (DAY, []), (LATER, [ten]), (LATER, [ten])]
    assert dose_changes(versions, five.drug_id, "", CATALOG) == (DoseChange(LATER, Fraction(1), Fraction(2)),)
    assert dose_changes(versions, "", "别的药", CATALOG) == ()


def test_what_cannot_be_counted_has_no_daily_amount() -> None:
    assert daily_units(order("苯磺酸氨氯地平片", 5, "mg", "bid"), CATALOG) == 2
    for line in (
        order("邻居给的药", 1, "片"),
        order("苯磺酸氨氯地平片", 5, "mg", "prn"),
        order("苯磺酸氨氯地平片", 5, "mg", change="stopped"),
        order("苯磺酸氨氯地平片", 0, "mg"),
        order("苯磺酸氨氯地平片", 5, "mL"),
    ):
        assert daily_units(line, CATALOG) is None
