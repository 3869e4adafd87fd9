"""Thresholds of the hypertension follow-up, read from a rule set."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HypertensionRules:
    """Thresholds in mmHg, years, days and months.

    ``*_below`` are exclusive upper limits of a satisfactory pressure. ``goal_*`` are treatment goals for display only
    and never enter a classification.
    """

    id: str
    effective_from: date
    sbp_below: int
    dbp_below: int
    elderly_age: int
    elderly_sbp_below: int
    elderly_dbp_below: int
    emergency_sbp: int
    emergency_dbp: int
    pregnancy_sbp: int
    pregnancy_dbp: int
    revisit_days: int
    routine_months: int
    referral_trigger_count: int
    goal_age: int
    goal_sbp_below: int
    goal_dbp_below: int
    old_goal_sbp_below: int
    old_goal_dbp_below: int
    old_goal_then_sbp_below: int
    old_goal_then_dbp_below: int
    no_exercise_sbp: int
    no_exercise_dbp: int
    careful_exercise_sbp: int
    careful_exercise_dbp: int
    reading_gap: int
    low_sbp: int

    def limits(self, age: int) -> tuple[int, int]:
        """(systolic, diastolic) a satisfactory pressure stays below at ``age``."""
        if age >= self.elderly_age:
            return self.elderly_sbp_below, self.elderly_dbp_below
        return self.sbp_below, self.dbp_below
