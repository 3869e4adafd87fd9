"""High blood pressure that may have a cause of its own (§6 疑继发)."""

from datetime import date

import pytest

from vclinic.diseases.hypertension.secondary import said, secondary_to
from vclinic.diseases.visits import Subject

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("onset_age", "protein", "told"),
    [
        (29, None, [("onset_age_secondary", "none")]),
        (30, None, []),
        (None, 0, []),
        (None, 0.5, []),
        (None, 1, [("urine_protein", "suggested")]),
        (22, 3, [("onset_age_secondary", "none"), ("urine_protein", "suggested")]),
        (None, None, []),
    ],
)
def test_who_may_have_another_cause(onset_age: int | None, protein: float | None, told: list[tuple[str, str]]) -> None:
    alerts = secondary_to(Subject(None, onset_age=onset_age, urine_protein=protein), DAY)
    assert [(alert.code, alert.referral) for alert in alerts] == told
    assert {alert.severity for alert in alerts} <= {"note"}


@pytest.mark.parametrize(("protein", "text"), [(0.5, "±"), (1, "1+"), (3, "3+")])
def test_a_protein_is_said_as_the_strip_says_it(protein: float, text: str) -> None:
    assert said(protein) == text
