"""What the tables say of drugs, a row a fact, and how sure each row is."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class DoseLimit:
    """Usual and maximum daily dose of a drug by one route, in ``unit``."""

    drug: str
    route: str
    low: float | None
    high: float | None
    maximum: float | None
    unit: str
    population: str
    note: str
    verification: str
