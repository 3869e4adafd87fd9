"""Which results of the laboratory count on a day."""

from datetime import date

import pytest

from vclinic.rules.labs import Lab, Labs, SaidLab, labs_on

DAY = date(2026, 11, 30)


def _labs(*said: SaidLab, age: int = 70, sex_code: str = "2", figures_apply: bool = True) -> Labs:
    return labs_on(said, DAY, age=age, sex_code=sex_code, figures_apply=figures_apply)


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2026, 11, 30), True),
        (date(2026, 8, 30), True),
        (date(2026, 8, 31), True),  # three months later is 11-30, the month's last day
        (date(2026, 8, 29), False),
        (date(2026, 12, 1), False),
    ],
)
def test_a_result_counts_for_three_months_from_its_day(on: date, counts: bool) -> None:
    assert (_labs(SaidLab("potassium_mmol_l", 5.3, on)).potassium_mmol_l is not None) is counts


def test_a_result_too_old_is_kept_to_be_shown() -> None:
    old = SaidLab("potassium_mmol_l", 5.3, date(2026, 1, 5))
    assert _labs(old) == Labs(stale=(old,))


def test_the_latest_result_of_a_kind_is_taken_in_any_order() -> None:
    earlier, later = SaidLab("ldl_mmol_l", 3.4, date(2026, 10, 1)), SaidLab("ldl_mmol_l", 2.2, date(2026, 11, 1))
    assert _labs(earlier, later).ldl_mmol_l == _labs(later, earlier).ldl_mmol_l == Lab(2.2, later.on)


def test_a_creatinine_gives_the_filtration_rate_of_its_day() -> None:
    on = date(2026, 11, 2)
    assert _labs(SaidLab("creatinine_umol_l", 110, on)).egfr == Lab(46.6, on)


@pytest.mark.parametrize(
    ("reported_on", "expected"),
    [(date(2026, 11, 1), 46.6), (date(2026, 11, 2), 52), (date(2026, 11, 3), 52)],
    ids=["older than the creatinine", "of the same sample", "newer"],
)
def test_a_reported_rate_stands_unless_a_newer_creatinine_says_otherwise(reported_on: date, expected: float) -> None:
    labs = _labs(SaidLab("creatinine_umol_l", 110, date(2026, 11, 2)), SaidLab("egfr", 52, reported_on))
    assert labs.egfr is not None
    assert labs.egfr.value == expected


def test_no_rate_is_computed_for_a_child_a_pregnancy_or_an_unknown_sex() -> None:
    creatinine = SaidLab("creatinine_umol_l", 60, DAY)
    assert _labs(creatinine, age=17).egfr is None
    assert _labs(creatinine, age=18).egfr is not None
    assert _labs(creatinine, age=30, figures_apply=False).egfr is None
    assert _labs(creatinine, sex_code="9").egfr is None


def test_a_result_that_cannot_be_one_is_no_result() -> None:
    assert _labs(SaidLab("creatinine_umol_l", 0, DAY), SaidLab("shoe_size", 41, DAY)) == Labs()
