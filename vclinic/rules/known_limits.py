"""How long what is known of a person counts, and how much drink is heavy; the figures are rule data."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from vclinic.domain.dates import add_months
from vclinic.resources import resource
from vclinic.rules.rule_set import RuleHead, thresholds


@dataclass(frozen=True, slots=True)
class KnownLimits:
    """Months a result or an answer counts, years, grams of alcohol: ``liquor_grams`` in one 两 of liquor, the others a
    day; up to which potassium and from which pulse (beats a minute) a pair of drugs need only be noted."""

    id: str
    effective_from: date
    lab_months: int
    planning_months: int
    medicines_days: int
    egfr_from_age: int
    liquor_grams: float
    heavy_grams_man: float
    heavy_grams_woman: float
    potassium_ok_mmol_l: float
    pulse_ok: int

    def lab_counts(self, on: date, day: date) -> bool:
        """Whether a result of ``on`` still counts on ``day``; the last day included, a result of the future never."""
        return on <= day <= add_months(on, self.lab_months)

    def planning_counts(self, on: date, day: date) -> bool:
        """Whether an answer about a wish for a child still counts."""
        return on <= day <= add_months(on, self.planning_months)

    def medicines_count(self, on: date | None, day: date) -> bool:
        """Whether the answer to what others gave is new enough not to be asked again; the last day included."""
        return on is not None and (day - on).days <= self.medicines_days

    def heavy_grams(self, sex_code: str) -> float:
        """Drink of more than this a day is heavy; for a sex nobody wrote down the lower figure."""
        return self.heavy_grams_man if sex_code == "1" else self.heavy_grams_woman


@lru_cache(maxsize=1)
def known_limits() -> KnownLimits:
    """The shipped figures.

    Raises:
        KeyError, ValueError: the file is not whole.
    """
    text = resource("rules", "person", "known-1.json").read_text(encoding="utf-8")
    raw: dict[str, Any] = json.loads(text)
    head = RuleHead(raw["id"], date.fromisoformat(raw["effective_from"]))
    return thresholds(KnownLimits, head, {name: row["value"] for name, row in raw["values"].items()})
