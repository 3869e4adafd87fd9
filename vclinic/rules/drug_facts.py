"""What the tables say of drugs, a row a fact, and how sure each row is."""

from dataclasses import dataclass, replace
from typing import Self

SEVERITIES = ("contraindicated", "major", "moderate", "minor")  # heaviest first

_EVIDENCE = {
    "memory": "通行用药知识，待药师核对",
    "corroborated": "两处资料一致，待药师核对",
    "source checked": "已核对出处",
    "cited source checked": "已核对出处",
}


def evidence(mark: str) -> str:
    """How sure a table row is, in words for the doctor."""
    return _EVIDENCE.get(mark, mark)


@dataclass(frozen=True, slots=True)
class Interaction:
    """Two drugs that do not go together. ``severity``: contraindicated, major, moderate or minor; ``kind``:
    interaction or duplicate; ``verification``: how sure the row is."""

    a: str
    b: str
    severity: str
    mechanism: str
    advice: str
    rule: str
    verification: str
    kind: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class PairRule:
    """Two ingredients, or two classes, that do not go together.

    Attributes:
        a, b: ingredient names; in the table of classes a class or ``=generic name``.
        severity: one of `SEVERITIES`. kind: interaction or duplicate. happens, advice: for the doctor, without full stop.
        mark: how sure the row is. code: the row's id. soften_when: premises that all must hold and be known.
    """

    a: str
    b: str
    severity: str
    happens: str
    advice: str
    mark: str
    source: str
    code: str
    kind: str
    soften_when: frozenset[str] = frozenset()

    def between(self, a: str, b: str) -> Self:
        """The rule of two classes, said of two of their members."""
        return replace(self, a=a, b=b)


@dataclass(frozen=True, slots=True)
class Caution:
    """One caution of a drug. ``condition`` is machine readable: ``allergy:penicillin``, ``disease:gout``, ``age:<18y``."""

    drug: str
    kind: str
    words: str
    severity: str
    advice: str
    condition: str
    verification: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class CautionRow:
    """What speaks against an ingredient, or a class, in a condition.

    Attributes:
        condition: machine readable: ``allergy:penicillin``, ``renal:egfr<30``, ``planning:pregnancy``, ``disease:gout``.
        severity: one of `SEVERITIES`. happens, advice: for the doctor, without full stop; happens may be empty.
        words: the condition in words, "" where no drug's row says it. kind: disease, pregnancy, renal, hepatic, age,
            allergy_group, skin_test or lactation.
        mark: how sure the row is. soften_when: premises that all must hold and be known.
    """

    ingredient: str
    condition: str
    severity: str
    happens: str
    advice: str
    mark: str
    source: str
    words: str
    kind: str
    soften_when: frozenset[str] = frozenset()

    def of(self, ingredient: str, condition_text: str) -> Self:
        """The row of a class, said of one of its members."""
        return replace(self, ingredient=ingredient, words=condition_text)


@dataclass(frozen=True, slots=True)
class DoseLimit:
    """Usual and maximum daily dose of a drug by one route, and the largest single dose, in ``unit``. ``population``:
    adult, elderly (from 65 years or with an eGFR below 60, before adult) or child."""

    drug: str
    route: str
    low: float | None
    high: float | None
    maximum: float | None
    unit: str
    population: str
    note: str
    verification: str
    max_single: float | None = None


@dataclass(frozen=True, slots=True)
class KidneyDose:
    """What a row says of the dose between two filtration rates (``low`` included, ``below`` not).

    ``kind``: ``most`` and ``start`` (``figure``: mg a day), ``part`` (of the table's maximum), ``ask`` (less, and the row
    names no figure) or ``stop``. ``condition``: of the caution row it belongs to; ``told``: that row's own words.
    """

    drug: str
    condition: str
    told: str
    low: int
    below: int
    kind: str
    figure: float | None
    mark: str
