"""Limits of vital signs, read from a rule set of their own: they hold for everybody, whatever somebody is followed up for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from vclinic.rules.rule_set import RuleBook, RuleHead, Values, load_rule_sets, shipped_files, thresholds

KIND = "vital-signs"


@dataclass(frozen=True, slots=True)
class VitalLimits:
    """Limits in mmHg, beats a minute, ℃, mmol/L; days until the next visit.

    ``low_*`` and ``slow_*`` are undercut, ``fast_pulse`` and ``fast_pulse_soon`` exceeded, the other upper limits reached.
    ``sources``: (mark, source) of each value.
    """

    id: str
    effective_from: date
    sources: Mapping[str, tuple[str, str]]
    low_sbp: int
    low_sbp_urgent: int
    low_dbp: int
    low_dbp_sbp: int
    low_days: int
    rather_low_sbp: int
    orthostatic_sbp: int
    orthostatic_dbp: int
    orthostatic_days: int
    slow_pulse: int
    slow_pulse_urgent: int
    slow_days: int
    fast_pulse: int
    fast_pulse_soon: int
    fast_pulse_urgent: int
    fast_days: int
    fast_soon_days: int
    irregular_days: int
    severe_sbp: int
    severe_dbp: int
    severe_days: int
    ask_sbp: int
    ask_dbp: int
    pregnancy_sbp: int
    pregnancy_dbp: int
    stroke_days: int
    danger_days: int
    sick_day_days: int
    edema_days: int
    foot_days: int
    ketosis_days: int
    fever_from: float
    fever_above: float
    fever_days: int
    glucose_high: float
    glucose_low: float
    glucose_days: int
    potassium_low: float
    potassium_low_urgent: float
    potassium_watch: float
    potassium_high: float
    potassium_high_urgent: float
    potassium_days: int
    potassium_fresh_days: int
    arm_difference: int
    onset_age_secondary: int
    urine_protein: int
    resistant_drug_count: int

    def severe(self, reading: tuple[int, int]) -> bool:
        """Whether one reading alone is to be asked about and taken again (§5.4)."""
        return reading[0] >= self.severe_sbp or reading[1] >= self.severe_dbp


def read_vital_limits(head: RuleHead, values: Values) -> VitalLimits:
    """The limits of one file.

    Raises:
        ValueError: it is not whole.
    """
    return thresholds(VitalLimits, head, values)


@cache
def _book() -> RuleBook:
    return load_rule_sets({KIND: read_vital_limits}, shipped_files())


def vital_limits_on(day: date) -> VitalLimits:
    """The shipped limits in force on a day."""
    return cast("VitalLimits", _book().on(KIND, day))
