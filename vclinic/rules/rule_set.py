"""Rule sets are data with an id and a day they take effect; a record keeps the id of the set it was judged by."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from vclinic.resources import resource

MOST_VISITS = 2


@dataclass(frozen=True, slots=True)
class HypertensionRules:
    """Thresholds of the hypertension follow-up, in mmHg, years, days and months.

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
    no_exercise_sbp: int
    no_exercise_dbp: int
    careful_exercise_sbp: int
    careful_exercise_dbp: int
    reading_gap: int

    def limits(self, age: int) -> tuple[int, int]:
        """(systolic, diastolic) a satisfactory pressure stays below at ``age``."""
        if age >= self.elderly_age:
            return self.elderly_sbp_below, self.elderly_dbp_below
        return self.sbp_below, self.dbp_below


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rule sets known, oldest first."""

    hypertension: tuple[HypertensionRules, ...]

    def hypertension_on(self, day: date) -> HypertensionRules:
        """The set in force on ``day``; the oldest one for days before any."""
        in_force = [rules for rules in self.hypertension if rules.effective_from <= day]
        return in_force[-1] if in_force else self.hypertension[0]

    def hypertension_by_id(self, rule_set_id: str) -> HypertensionRules | None:
        """The set a record names, if we have it."""
        return next((rules for rules in self.hypertension if rules.id == rule_set_id), None)


def load_rule_sets(files: Iterable[Path] | None = None) -> RuleBook:
    """The shipped rule sets, or those in ``files``.

    Raises:
        ValueError: a file that is no rule set, lacks a value or has one too many: never judge by half a set.
    """
    paths = sorted(resource("rules").glob("*.json")) if files is None else list(files)
    found = [_hypertension(path) for path in paths]
    if not found:
        raise ValueError("no rule set")
    if len({rules.id for rules in found}) != len(found):
        raise ValueError("two rule sets of one id")
    return RuleBook(tuple(sorted(found, key=lambda rules: rules.effective_from)))


def _hypertension(path: Path) -> HypertensionRules:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if document.get("kind") != "hypertension":
        raise ValueError(f"{path.name}: unknown kind")
    values = {name: entry["value"] for name, entry in document["values"].items()}
    wanted = {field.name for field in fields(HypertensionRules)} - {"id", "effective_from"}
    if set(values) != wanted or not all(type(value) is int and value > 0 for value in values.values()):
        raise ValueError(f"{path.name}: {sorted(wanted ^ set(values))}")
    if values["referral_trigger_count"] > MOST_VISITS:
        raise ValueError(f"{path.name}: referral_trigger_count, a judgement sees this visit and the last one only")
    return HypertensionRules(
        id=str(document["id"]), effective_from=date.fromisoformat(document["effective_from"]), **values
    )
