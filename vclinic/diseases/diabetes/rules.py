"""Thresholds of the type-2 diabetes follow-up, read from a rule set."""

from dataclasses import dataclass
from datetime import date

from vclinic.diseases.measure import as_written


@dataclass(frozen=True, slots=True)
class DiabetesRules:
    """Thresholds in mmol/L, mmHg, beats a minute, ℃, days and months.

    ``fbg_below`` is the exclusive upper limit of a satisfactory fasting glucose; one below ``fbg_unsatisfied_below`` is
    unsatisfactory too, where a region says so. ``fbg_low_warn`` warns up to and including itself. ``goal_*`` and
    ``*_hba1c_*`` (per cent) are treatment goals and hints that never enter a classification.
    """

    id: str
    effective_from: date
    fbg_below: float
    fbg_unsatisfied_below: float
    fbg_low_warn: float
    pbg_below: float
    emergency_high: float
    emergency_low: float
    low_contact_days: int
    low_watch_hours_from: int
    low_watch_hours_to: int
    emergency_sbp: int
    emergency_dbp: int
    emergency_temperature: float
    tachycardia_above: int
    pregnancy_fbg: float
    pregnancy_pbg: float
    revisit_days: int
    routine_months: int
    referral_trigger_count: int
    goal_fbg_from: float
    goal_fbg_to: float
    goal_pbg_below: float
    goal_hba1c_below: float
    frail_goal_hba1c_below: float
    refer_hba1c_above: float
    goal_sbp_below: int
    goal_dbp_below: int
    no_exercise_above: float
    no_exercise_sbp: int
    no_exercise_dbp: int
    no_exercise_temperature: float
    eat_first_below: float
    reading_gap: int

    def satisfied(self, fbg: float) -> bool:
        """Whether a fasting glucose is satisfactory (diabetes §4)."""
        return self.fbg_unsatisfied_below <= fbg < self.fbg_below


def mmol(glucose: float) -> str:
    """A glucose as doctors write it: 7.0, 6.95."""
    return as_written(glucose, 1)
