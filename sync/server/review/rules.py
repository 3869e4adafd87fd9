"""Limits of the automatic findings: data with an id, so that a county changes them without a release."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from vclinic.resources import resource

_WHOLE = ("late_days", "visits_an_hour", "bmi_gap", "overweight_bmi", "visits_a_year")


@dataclass(frozen=True, slots=True)
class Apart:
    """How far two figures that belong together usually lie apart; ``lower`` is the field of the lower one."""

    lower: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """When staff are asked to look. Days, visits and kg/m²; the others by the form's own fields, in their units.

    Attributes:
        steps: how far a figure may lie from last time's. usual: within what it usually lies, ends included.
        apart: for the higher of two figures. unmoved: after how many visits with the same figure.
    """

    late_days: int
    visits_an_hour: int
    bmi_gap: int
    overweight_bmi: int
    visits_a_year: int
    steps: Mapping[str, float]
    usual: Mapping[str, tuple[float, float]]
    apart: Mapping[str, Apart]
    unmoved: Mapping[str, int]


@lru_cache(maxsize=4)
def review_rules(path: Path | None = None) -> ReviewRules:
    """The shipped limits.

    Raises:
        ValueError: a limit is missing, unknown or no positive number: never look by half a set.
    """
    source = path or resource("rules") / "township" / "findings-2.json"
    document = json.loads(source.read_text(encoding="utf-8"))
    try:
        rules = _read(document)
    except (AttributeError, KeyError, TypeError) as fault:
        raise ValueError(f"{source.name}: {fault}") from fault
    wanted = {name for name in _WHOLE if type(getattr(rules, name)) is not int or getattr(rules, name) <= 0}
    wanted |= {name for name, step in rules.steps.items() if step <= 0}
    wanted |= {name for name, count in rules.unmoved.items() if type(count) is not int or count <= 0}
    wanted |= {name for name, (low, high) in rules.usual.items() if low >= high}
    wanted |= {name for name, pair in rules.apart.items() if pair.low >= pair.high}
    wanted |= set(document["values"]) - {field.name for field in fields(ReviewRules)}
    if wanted:
        raise ValueError(f"{source.name}: {sorted(wanted)}")
    return rules


def _read(document: Mapping[str, Any]) -> ReviewRules:
    return ReviewRules(
        **{name: document["values"][name]["value"] for name in _WHOLE},
        steps={name: entry["value"] for name, entry in document["steps"].items()},
        usual={name: (entry["low"], entry["high"]) for name, entry in document["usual"].items()},
        apart={name: Apart(entry["lower"], entry["low"], entry["high"]) for name, entry in document["apart"].items()},
        unmoved={name: entry["value"] for name, entry in document["unmoved"].items()},
    )
