"""The one guard over vital signs and danger: what was measured and said at a visit against the limits of its day.

Hypertension §5.2–§5.5 and §6, for everybody who is followed up. Judgement, next date, renewal in one stroke, exercise,
dispensing and the township's findings all ask here. Alerts do not depend on the order in which signs were ticked.
"""

from collections.abc import Iterable

from vclinic.domain.alert import SEVERITIES, Alert
from vclinic.rules.guarding import measured, pressure, pulse, told
from vclinic.rules.guarding.signs import STROKE, VitalSigns
from vclinic.rules.vital_limits import VitalLimits

# one thing to be decided has one name, however grave it is; others are called as their alert
_FAMILIES = (
    ("slow_pulse", "slow_pulse"), ("fast_pulse", "fast_pulse"), ("low_sbp", "low_pressure"), ("low_dbp", "low_pressure"),
    ("potassium_high", "high_potassium"), ("potassium_watch", "high_potassium"), ("potassium_low", "low_potassium"),
)  # fmt: skip
_SEVERE_QUESTIONS = (
    "headache", "vomiting", "one_side_weak", "speech", "chest_back_pain", "edema_breath", "orthopnoea", "chest_pain",
)  # fmt: skip


def guard(signs: VitalSigns, limits: VitalLimits) -> tuple[Alert, ...]:
    """Every row the visit falls into, the gravest first."""
    rows = (
        told.stroke(signs, limits),
        told.danger(signs, limits),
        told.bleeding(signs, limits),
        pressure.severe(signs, limits),
        pressure.pregnant(signs, limits),
        told.ketosis(signs, limits),
        told.foot(signs, limits),
        told.sick_day(signs, limits),
        pressure.low(signs, limits),
        pulse.slow(signs, limits),
        pulse.fast(signs, limits),
        *measured.glucoses(signs, limits),
        measured.potassium(signs, limits),
        pulse.irregular(signs, limits),
        measured.fever(signs, limits),
        pressure.standing(signs, limits),
        pressure.arms(signs, limits),
        told.ankles(signs, limits),
        pressure.rather_low(signs, limits),
    )
    alerts = [alert for alert in rows if alert is not None]
    return tuple(sorted(alerts, key=lambda alert: -SEVERITIES.index(alert.severity)))


def renewable(alerts: Iterable[Alert]) -> bool:
    """Whether drugs may be renewed in one stroke as far as vital signs go."""
    return all(alert.severity == "note" for alert in alerts)


def family(code: str) -> str:
    """What an alert is called beside medicines: ``slow_pulse`` for ``slow_pulse_urgent`` too."""
    return next((name for beginning, name in _FAMILIES if code.startswith(beginning)), code)


def questions(signs: VitalSigns, limits: VitalLimits) -> tuple[str, ...]:
    """Sign codes the doctor is to be asked about because of what was measured or written (§5.2, §5.4, §5.5)."""
    asked: list[str] = list(STROKE) if signs.stroke_signs else []
    asked += (*signs.danger_signs, *signs.worries)
    if signs.diabetic and signs.foot:
        asked.append("foot")
    asked += told.ketone_questions(signs)
    if (
        pressure.severe_readings(signs, limits)
        or (signs.sbp or 0) >= limits.ask_sbp
        or (signs.dbp or 0) >= limits.ask_dbp
    ):
        asked += _SEVERE_QUESTIONS
    if pressure.is_low(signs, limits):
        asked += ("low_bp", "anaphylaxis")
    if signs.heart_rate is not None and signs.heart_rate < limits.slow_pulse:
        asked += ("slow_pulse", "chest_pain")
    if signs.heart_rate is not None and signs.heart_rate > limits.fast_pulse:
        asked += ("fast_pulse", "chest_pain")
    if signs.irregular:
        asked += ("fast_pulse", "chest_pain")
    if signs.ankles:
        asked += ("edema_breath", "orthopnoea")
    return tuple(dict.fromkeys(asked))
