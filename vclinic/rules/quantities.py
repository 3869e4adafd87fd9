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
    "qw": Fraction(1, 7),
    "q8h": Fraction(3),
    "q12h": Fraction(2),
}
# unit → (what it measures, how much of it)
_SCALES = {
    "g": ("g", Fraction(1)),
    "mg": ("g", Fraction(1, 1000)),
    "µg": ("g", Fraction(1, 1_000_000)),
    "μg": ("g", Fraction(1, 1_000_000)),
    "IU": ("IU", Fraction(1)),
    "单位": ("IU", Fraction(1)),
    "万单位": ("IU", Fraction(10_000)),
}


def times_per_day(frequency: str) -> Fraction | None:
    """Doses a day; None for prn and st, whose quantity the doctor writes."""
    return _TIMES_PER_DAY.get(frequency)


def converted(amount: Fraction, unit: str, wanted: str) -> Fraction | None:
    """``amount`` in another unit; None when the two do not measure the same."""
    if unit == wanted:
        return amount
    have, want = _SCALES.get(unit), _SCALES.get(wanted)
    if have is None or want is None or have[0] != want[0]:
        return None
    return amount * have[1] / want[1]


def units_per_dose(dose_value: float, dose_unit: str, drug: Drug) -> Fraction | None:
    """Base units in one dose; None when the dose's unit and the strength's do not go together."""
    dose = Fraction(str(dose_value))
    if dose_unit == drug.base_unit:
        return dose
    if drug.strength_value is None:
        return None
    amount = converted(dose, dose_unit, drug.strength_unit)
    return None if amount is None else amount / Fraction(str(drug.strength_value))


def amount_per_dose(dose_value: float, dose_unit: str, unit: str, drug: Drug | None) -> Fraction | None:
    """One dose in ``unit``, through the drug's strength when the dose counts tablets; None when it cannot be told."""
    dose = Fraction(str(dose_value))
    if drug is not None and dose_unit == drug.base_unit != unit and drug.strength_value is not None:
        return converted(dose * Fraction(str(drug.strength_value)), drug.strength_unit, unit)
    return converted(dose, dose_unit, unit)


def base_units(dose_value: float, dose_unit: str, frequency: str, days: int, drug: Drug) -> int:
    """Whole base units for an order; 0 when it cannot be computed and the doctor writes the quantity."""
    per_dose, times = units_per_dose(dose_value, dose_unit, drug), times_per_day(frequency)
    if per_dose is None or times is None:
        return 0
    return ceil(per_dose * times * days)


_CLOSE = Fraction(1, 1000)  # 8.333 mg of 5 mg is 1⅔ of one
_PARTS = {Fraction(1, 3): "⅓", Fraction(2, 3): "⅔", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}


def told_amount(units: Fraction) -> str:
    """Tablets as they would have to be taken: 2, 1⅔, 0.5 or 1.7."""
    whole, rest = divmod(units, 1)
    near = rest.limit_denominator(4)
    part = _PARTS.get(near) if abs(rest - near) < _CLOSE else None
    if part is None:
        return f"{float(units):.2g}"
    return f"{whole}{part}" if whole else part
