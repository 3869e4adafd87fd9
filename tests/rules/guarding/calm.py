"""An ordinary visit, and what the guard says of it once something has changed."""

from dataclasses import replace
from datetime import date
from typing import Any

from vclinic.domain.alert import Alert
from vclinic.rules.guard import guard, renewable
from vclinic.rules.guarding.signs import VitalSigns
from vclinic.rules.vital_limits import vital_limits_on

LIMITS = vital_limits_on(date(2026, 11, 24))
CALM = VitalSigns(sbp=132, dbp=80, heart_rate=72)
Row = tuple[dict[str, Any], str, str, int | None, str]
"""(what is changed, code, severity, within how many days, referral)."""


def alerts(**changes: Any) -> tuple[Alert, ...]:
    return guard(replace(CALM, **changes), LIMITS)


def check(row: Row) -> None:
    """The change alone falls into this row, which says why and from where."""
    changes, code, severity, days, referral = row
    (alert,) = alerts(**changes)
    assert (alert.code, alert.severity, alert.within_days, alert.referral) == (code, severity, days, referral)
    assert alert.text.endswith("。")
    assert alert.name
    assert alert.source
    assert alert.mark
    assert renewable((alert,)) is (severity == "note")
