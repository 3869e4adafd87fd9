"""Which judgement sends somebody off at once."""

from datetime import date

import pytest

from vclinic.domain.follow_up import Assessment, is_emergency


@pytest.mark.parametrize(
    ("action", "at_once"), [("ROUTINE", False), ("ADJUST", False), ("REFER", False), ("EMERGENCY_REFER", True)]
)
def test_only_an_emergency_is_referred_at_once(action: str, at_once: bool) -> None:
    judged = Assessment(
        visit_class="2",
        satisfied=False,
        action=action,
        next_visit_date=date(2026, 12, 8),
        referral="none",
        reasons=(),
        rule_set_id="hypertension-2017-cn-3/1",
    )
    assert is_emergency(judged) is at_once


def test_what_is_not_judged_is_no_emergency() -> None:
    assert is_emergency(None) is False
