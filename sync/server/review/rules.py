"""Limits of the automatic findings: data with an id, so that a county changes them without a release."""

import json
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from vclinic.resources import resource


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """When staff are asked to look. Days, visits, mmHg, kg, cm, kg/m² and beats a minute; a step is from last time."""

    late_days: int
    same_pulse_visits: int
    visits_an_hour: int
    pressure_step: int
    weight_step: int
    height_step: int
    bmi_gap: int
    pulse_pressure_low: int
    pulse_pressure_high: int
    pulse_low: int
    pulse_high: int
    overweight_bmi: int
    visits_a_year: int


@lru_cache(maxsize=4)
def review_rules(path: Path | None = None) -> ReviewRules:
    """The shipped limits.

    Raises:
        ValueError: a limit is missing, unknown or no positive whole number: never look by half a set.
    """
    source = path or resource("rules") / "township" / "findings-1.json"
    values = {name: entry["value"] for name, entry in json.loads(source.read_text(encoding="utf-8"))["values"].items()}
    wanted = {field.name for field in fields(ReviewRules)}
    if set(values) != wanted or not all(type(value) is int and value > 0 for value in values.values()):
        raise ValueError(f"{source.name}: {sorted(wanted ^ set(values))}")
    return ReviewRules(**values)
