"""The three prescriptions name the visit they began at, and what a line does not say is the usual."""

from dataclasses import replace
from datetime import date

import pytest

from vclinic.domain.prescription import ExerciseAdvice, MedicationOrder, ThreePrescriptions

_EXERCISE = ExerciseAdvice(
    allowed=True,
    blocked_because="",
    types=("快走",),
    times_per_week=5,
    minutes=30,
    intensity="中等",
    hr_low=95,
    hr_high=111,
    hr_explain="",
    resistance="",
    progression="",
    stop_rules=(),
)
_THREE = ThreePrescriptions(
    resident_id="r1",
    reasons=(),
    diseases=("htn",),
    issued_on=date(2026, 11, 24),
    review_on=date(2026, 12, 8),
    medication=(),
    diet=(),
    exercise=_EXERCISE,
)


@pytest.mark.parametrize(
    ("reasons", "follow_up"),
    [
        ((), ""),
        ((("follow_up", "f1"),), "f1"),
        ((("follow_up", "f1"), ("follow_up", "f2")), "f1"),
        ((("encounter", "e1"),), ""),
        ((("encounter", "e1"), ("follow_up", "f2")), "f2"),
    ],
)
def test_it_names_the_first_follow_up_it_was_drawn_up_at(reasons: tuple[tuple[str, str], ...], follow_up: str) -> None:
    assert replace(_THREE, reasons=reasons).follow_up_id == follow_up


def test_the_first_version_supersedes_none() -> None:
    assert (_THREE.version, _THREE.supersedes) == (1, "")


def test_a_line_is_swallowed_and_unchanged_unless_it_says_otherwise() -> None:
    line = MedicationOrder(1, "w185-01", "苯磺酸氨氯地平片", "5 mg", 5.0, "mg", "qd", 28, 28, "片")
    assert (line.route, line.change, line.overrule) == ("口服", "same", "")
