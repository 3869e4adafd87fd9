"""What a disease is followed by, in figures and as doctors write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast


def as_written(figure: float, decimals: int) -> str:
    """A figure with at least ``decimals`` places and at most two: 152, 7.0, 6.95."""
    whole, _, places = f"{figure:.2f}".partition(".")
    places = places[:decimals] + places[decimals:].rstrip("0")
    return f"{whole}.{places}" if places else whole


# What is measured at each visit. A figure of last time says nothing of today, so none is taken over by a key.
MEASURED = frozenset(
    "bp_readings sbp dbp heart_rate temperature weight_kg waist_cm fbg pbg rbg hba1c spo2 potassium_mmol_l".split()
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a disease is followed by, for trends, lists and columns: one figure, or two that belong together.
    ``decimals``: the fewest places written; a figure measured more closely keeps the others, so that 6.95 is never 7.0."""

    key: str
    label: str
    unit: str
    fields: tuple[str, ...]
    decimals: int = 0

    def figures(self, values: Mapping[str, Any]) -> tuple[float, ...]:
        """The figures of a visit in the order of ``fields``; empty while one is missing."""
        figures = tuple(values.get(name) for name in self.fields)
        return () if any(figure is None for figure in figures) else cast("tuple[float, ...]", figures)

    def text(self, values: Mapping[str, Any]) -> str:
        """The figures as doctors say them: 152/94, 7.2; empty while one is missing."""
        return "/".join(as_written(figure, self.decimals) for figure in self.figures(values))


@dataclass(frozen=True, slots=True)
class Band:
    """What a measure is to stay within for one person. ``limits``: (lowest, below) for each field, None for open ends;
    ``text`` says it: <140/90."""

    limits: tuple[tuple[float | None, float | None], ...]
    text: str
