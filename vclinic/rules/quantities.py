"""How many tablets: one dose × times a day × days, in exact fractions, rounded up to whole base units."""

from fractions import Fraction
from math import ceil

from vclinic.domain.stock import Drug

_TIMES_PER_DAY = {
    "qd": Fraction(1),
    "bid": Fraction(2),
    "tid": Fraction(3),
    "qid": Fraction(4),
    "qn": Fraction(1),
    "qod": Fraction(1, 2),
    "biw": Fraction(2, 7),
    "q8h": Fraction(3),
    "q12h": Fraction(2),
}
_GRAMS = {"g": Fraction(1), "mg": Fraction(1, 1000), "µg": Fraction(1, 1_000_000), "μg": Fraction(1, 1_000_000)}


def times_per_day(frequency: str) -> Fraction | None:
    """Doses a day; None for prn and st, whose quantity the doctor writes."""
    return _TIMES_PER_DAY.get(frequency)


def units_per_dose(dose_value: float, dose_unit: str, drug: Drug) -> Fraction | None:
    """Base units in one dose; None when the dose's unit and the strength's do not go together."""
    dose = Fraction(str(dose_value))
    if dose_unit == drug.base_unit:
        return dose
    if drug.strength_value is None:
        return None
    content = Fraction(str(drug.strength_value))
    if dose_unit == drug.strength_unit:
        return dose / content
    if dose_unit in _GRAMS and drug.strength_unit in _GRAMS:
        return dose * _GRAMS[dose_unit] / (content * _GRAMS[drug.strength_unit])
    return None


def base_units(dose_value: float, dose_unit: str, frequency: str, days: int, drug: Drug) -> int:
    """Whole base units for an order; 0 when it cannot be computed and the doctor writes the quantity."""
    each, times = units_per_dose(dose_value, dose_unit, drug), times_per_day(frequency)
    if each is None or times is None:
        return 0
    return ceil(each * times * days)


def daily_dose(dose_value: float, dose_unit: str, frequency: str, unit: str) -> Fraction | None:
    """The day's dose in ``unit``; None when the units do not go together."""
    times = times_per_day(frequency)
    if times is None:
        return None
    dose = Fraction(str(dose_value))
    if dose_unit == unit:
        return dose * times
    if dose_unit in _GRAMS and unit in _GRAMS:
        return dose * _GRAMS[dose_unit] / _GRAMS[unit] * times
    return None
