"""How much one puff gives, as the strength of an inhaler says it: 每揿 100 μg, 50 μg/揿, or the capsule of a powder."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from vclinic.domain.stock import Drug

PUFFS = frozenset(("揿", "喷", "吸"))
_CAPSULE, _POWDER = "粒", "粉雾"
_AMOUNT = r"(\d+(?:\.\d+)?)\s*(mg|μg|µg)"
_PER_PUFF = (re.compile(rf"每[揿喷吸]\s*{_AMOUNT}"), re.compile(rf"{_AMOUNT}/[揿喷吸]"))


@dataclass(frozen=True, slots=True)
class Puff:
    """What one puff gives."""

    amount: Fraction
    unit: str


def counts_puffs(dose_unit: str, name: str, form: str = "") -> bool:
    """Whether a dose counts puffs; so does one of capsules whose powder is breathed in."""
    return dose_unit in PUFFS or (dose_unit == _CAPSULE and _POWDER in f"{name}{form}")


def puff_in(text: str) -> Puff | None:
    """The amount a strength or a note says of one puff; None when it says none or several."""
    told = {match.groups() for pattern in _PER_PUFF for match in pattern.finditer(text)}
    if len(told) != 1:
        return None
    amount, unit = told.pop()
    return Puff(Fraction(amount), unit)


def puff_of(drugs: Iterable[Drug]) -> Puff | None:
    """One puff of an inhaler that may be any of ``drugs``; None when they differ or one of them does not say."""
    puffs = {_puff(drug) for drug in drugs}
    return puffs.pop() if len(puffs) == 1 else None


def _puff(drug: Drug) -> Puff | None:
    told = puff_in(drug.strength)
    if told is None and _POWDER in drug.form and drug.strength_value is not None:
        return Puff(Fraction(str(drug.strength_value)), drug.strength_unit)
    return told
