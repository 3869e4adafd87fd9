"""Meaning that travels with a type: label, unit, bounds and code list, declared once and used for screen, checks,
print, export and the township's page. Layout lives in `vclinic.forms`."""

import functools
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

Kind = Literal["date", "month", "integer", "decimal", "text", "code", "codes", "flag", "entries", "pairs"]


@dataclass(frozen=True, slots=True)
class CodeList:
    """An official list of codes.

    Attributes:
        name: identifier, e.g. ``visit_way``.
        options: (code, Chinese label) in the order of the paper form.
        exclusive: the code that excludes all others (``1 无``), or "".
        other: the code that asks for a text beside it (``其他``), or "".
    """

    name: str
    options: tuple[tuple[str, str], ...]
    exclusive: str = ""
    other: str = ""

    def label(self, code: str) -> str:
        """Chinese label of ``code``; an unknown code is shown as it is, never dropped."""
        return next((text for key, text in self.options if key == code), code)

    def __contains__(self, code: object) -> bool:
        for key, _ in self.options:  # noqa: SIM110  a generator costs twice as much, and intake asks this of every code
            if key == code:
                return True
        return False


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """A unit of which ``per`` make one of a value's own: 18 mg/dL are 1 mmol/L. Converted figures keep ``decimals``."""

    unit: str
    per: float
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value means, apart from where it stands on a page.

    Attributes:
        label: Chinese name as on the official form.
        kind: how it is written and read.
        unit: shown after the value, e.g. ``mmHg``.
        low, high: hard bounds, inclusive; None means unbounded.
        decimals: places kept for ``decimal``.
        codes: for ``code`` and ``codes``.
        max_items: for ``codes`` and ``entries``.
        max_length: characters for ``text``.
        entry: for ``entries``, the fields of one entry as (name, Meaning).
        other_unit: for ``decimal``, a second unit people write; it is converted only when it is named.
        trims: a whole figure is written without decimals (1 两, not 1.0 两); how it looks is no part of what it means.
    """

    label: str
    kind: Kind
    unit: str = ""
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    codes: CodeList | None = None
    max_items: int = 0
    max_length: int = 200
    entry: tuple[tuple[str, "Meaning"], ...] = ()
    other_unit: OtherUnit | None = None
    trims: bool = field(default=False, compare=False)


@functools.cache
def type_hints(kind: type[Any]) -> dict[str, Any]:
    """`typing.get_type_hints` of a class, evaluated once and not for each record: it was an eighth of what the
    township's intake cost. Not to be changed."""
    return get_type_hints(kind)


@functools.cache
def annotated_hints(kind: type[Any]) -> dict[str, Any]:
    """`type_hints` with what `Annotated` adds."""
    return get_type_hints(kind, include_extras=True)


@functools.cache
def meanings(record: type[Any]) -> dict[str, Meaning]:
    """Field name → `Meaning` for every annotated field of a record class, in declaration order; read once, not to be
    changed: every key press and every change the township takes in asks for it."""
    known: dict[str, Meaning] = {}
    for name, hint in annotated_hints(record).items():
        if get_origin(hint) is Annotated:
            meaning = next((extra for extra in get_args(hint)[1:] if isinstance(extra, Meaning)), None)
            if meaning is not None:
                known[name] = meaning
    return known
