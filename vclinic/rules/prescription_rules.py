"""What a prescription is checked against that is no table of drugs: days, how far a dose may go, and what the rules of
the three prescriptions close. One rule set, kind ``prescription``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any, cast

from vclinic.rules.named_drug import NamedDrug
from vclinic.rules.rule_set import RuleBook, RuleHead, Values, load_rule_sets, shipped_files

KIND = "prescription"


@dataclass(frozen=True, slots=True)
class PairLine:
    """Drugs of ``a`` beside drugs of ``b``; a cell is a class code, or ``=`` and one generic name."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class DoseCap:
    """The most of a drug a day in mg beside another one."""

    drug: str
    beside: tuple[str, ...]
    most_mg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriptionRules:
    """The thresholds. Ages in years, days in days; limits of vital signs are the guard's."""

    id: str
    effective_from: date
    ordinary_days: int
    long_days: int
    longest_days: int
    most_drugs: int
    usual_pack: int
    antibacterial_days: int
    short_days: Mapping[str, int]
    chronic: frozenset[str]
    absurd_times: int
    narrow_absurd_times: int
    narrow_range: frozenset[str]
    adult_age: int
    elderly_age: int
    elderly_egfr: int
    paracetamol_mg: int
    dose_caps: tuple[DoseCap, ...]
    childbearing_from: int
    childbearing_to: int
    low_sugar_age: int
    low_sugar: tuple[str, ...]
    heavy_drink_men: int
    heavy_drink_women: int
    slowing: tuple[str, ...]
    pressure_lowering: tuple[str, ...]
    quickening: tuple[str, ...]
    bleeding: tuple[str, ...]
    potassium_raising: tuple[str, ...]
    potassium_losing: tuple[str, ...]
    needs_potassium: tuple[str, ...]
    heart_failure_regimen: tuple[str, ...]
    told: Mapping[str, str]
    one_allergy: frozenset[str]
    allergy_classes: Mapping[str, str]
    loose_classes: frozenset[str]
    cough_classes: frozenset[str]
    swelling_classes: frozenset[str]
    swelling_doubted: frozenset[str]
    trouble_classes: Mapping[str, str]
    closed_pairs: tuple[PairLine, ...]
    warned_pairs: tuple[PairLine, ...]
    closed_conditions: frozenset[str]
    closed_kinds: tuple[str, ...]
    one_of_a_class: Mapping[str, str]

    def closes(self, name: NamedDrug, condition: str) -> bool:
        """Whether the rules close a drug for somebody with a condition of the tables."""
        return any(
            f"{group} {condition}" in self.closed_conditions
            for group in (*name.classes, *(f"={ingredient}" for ingredient in name.ingredients))
        )

    def absurd_for(self, name: NamedDrug) -> int:
        """How many times the greatest dose is a slip of the pen."""
        narrow = self.narrow_range.intersection(name.ingredients)
        return self.narrow_absurd_times if narrow else self.absurd_times

    def heavy_drink(self, sex_code: str) -> int:
        """Grams of alcohol a day above which somebody drinks heavily; for a sex nobody wrote down the lower figure."""
        return self.heavy_drink_men if sex_code == "1" else self.heavy_drink_women


def is_one_of(name: NamedDrug, cells: tuple[str, ...]) -> bool:
    """Whether a drug is meant by one of the cells."""
    return any(
        cell[1:] in name.ingredients or cell[1:] == name.listed_as if cell.startswith("=") else cell in name.classes
        for cell in cells
    )


def read_prescription_rules(head: RuleHead, values: Values) -> PrescriptionRules:
    """The rule set of a file.

    Raises:
        ValueError: a value is missing, unknown or of another kind.
    """
    wanted = {field.name for field in fields(PrescriptionRules)} - {"id", "effective_from"}
    if set(values) != wanted:
        raise ValueError(f"missing or unknown: {sorted(wanted ^ set(values))}")
    read: dict[str, Any] = {name: _value(name, value) for name, value in values.items()}
    return PrescriptionRules(id=head.id, effective_from=head.effective_from, **read)


def _value(name: str, value: Any) -> Any:
    match name:
        case "closed_pairs" | "warned_pairs":
            return tuple(PairLine(_cells(row["a"]), _cells(row["b"]), row["text"]) for row in value)
        case "dose_caps":
            return tuple(DoseCap(row["drug"], _cells(row["beside"]), row["most_mg"]) for row in value)
        case (
            "chronic"
            | "narrow_range"
            | "one_allergy"
            | "closed_conditions"
            | "loose_classes"
            | "cough_classes"
            | "swelling_classes"
            | "swelling_doubted"
        ):
            return frozenset(_cells(value))
        case "short_days" | "told" | "one_of_a_class" | "allergy_classes" | "trouble_classes":
            return dict(cast("Mapping[str, Any]", value))
        case _ if isinstance(value, list):
            return _cells(cast("list[Any]", value))
        case _ if type(value) in (int, float) and value > 0:
            return value
        case _:
            raise ValueError(f"{name}: {value!r}")


def _cells(value: list[Any]) -> tuple[str, ...]:
    if not value or not all(isinstance(cell, str) and cell for cell in value):
        raise ValueError(f"cells: {value!r}")
    return tuple(value)


@cache
def _book() -> RuleBook:
    return load_rule_sets({KIND: read_prescription_rules}, shipped_files())


def prescription_rules_on(day: date) -> PrescriptionRules:
    """The shipped rules in force on a day."""
    return cast("PrescriptionRules", _book().on(KIND, day))
