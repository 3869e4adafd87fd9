"""One dose as it is said to the resident, in tablets instead of milligrams, where the tables allow it to be said."""

from fractions import Fraction

from vclinic.domain.stock import Drug
from vclinic.rules.quantities import units_per_dose

_COUNTED = frozenset("片 粒 丸 袋".split())  # a bottle or a pen holds many doses
_WHOLE_ONLY = ("缓释", "控释", "肠溶")  # broken, they release everything at once


def spoken_dose(dose_value: float, dose_unit: str, drug: Drug, halve: str = "") -> str:
    """1 片, 半片, 1 片半; empty when it is no whole or half number, or must not be broken. ``halve``: whether its tablets may
    be broken, as the table of names says (yes, no, label, empty for nothing said)."""
    if drug.base_unit not in _COUNTED or dose_value <= 0:
        return ""
    units = units_per_dose(dose_value, dose_unit, drug)
    if units is None:
        return ""
    whole, rest = divmod(units, 1)
    if not rest:
        return f"{whole} {drug.base_unit}"
    if rest != Fraction(1, 2) or not breaks(drug, halve):
        return ""
    return f"{whole} 片半" if whole else "半片"


def is_half(dose_value: float, dose_unit: str, drug: Drug) -> bool:
    """Whether a tablet would have to be broken in two for this dose, may it be or not."""
    units = units_per_dose(dose_value, dose_unit, drug) if dose_value > 0 else None
    return units is not None and units % 1 == Fraction(1, 2)


def breaks(drug: Drug, halve: str = "") -> bool:
    """Whether a tablet may be broken in two: never one of slow release or an enteric one unless the table says so."""
    if drug.base_unit != "片" or halve in ("no", "label"):
        return False
    return halve == "yes" or not any(mark in drug.name for mark in _WHOLE_ONLY)


def counted(drug: Drug) -> bool:
    """Whether a dose of it is counted out in tablets, capsules or pills."""
    return drug.base_unit in _COUNTED
