"""The course of a measure over the visits as a small picture: the band to be in, the course, the last value in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.server.database.records import Record
from sync.server.review import findings
from vclinic.diseases.measure import Band, Measure

HEIGHT, LEFT, TOP, BOTTOM = 70, 34, 10, 50
# how far beyond the band is drawn to scale, as a share of its limits; what lies further stands at the edge
ABOVE, BELOW = 0.27, 0.22
LEAST_ABOVE, LEAST_BELOW = 0.03, 0.13
ROOM = 16  # pixels between two figures that leave room for their text
OVER = 14  # and above a single one
USUAL_AGE = 40


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's size, never scaled: ``right`` is the end of the band, the key stands after it. ``shown``: in which
    windows."""

    shown: str
    width: int
    right: int
    visits: int
    key: bool


WIDE, SMALL = Size("wide", 422, 354, 6, key=True), Size("small", 294, 290, 4, key=False)
BESIDE = Size("wide", 211, 207, 3, key=False)


@dataclass(frozen=True, slots=True)
class Point:
    """One visit in pixels; ``ys`` has a place for each figure, ``outs`` whether it is out of the band; ``y`` is where the
    text stands."""

    x: int
    ys: tuple[int, ...]
    y: int
    text: str
    month: str
    outs: tuple[bool, ...]

    @property
    def out(self) -> bool:
        """Whether any figure is out of the band."""
        return any(self.outs)


@dataclass(frozen=True, slots=True)
class Trend:
    """The picture.

    Attributes:
        band: y of its upper and of its lower edge.
        limits: (y, text) of the edges that are limits.
        target: the band in words; of_age: whose limits these are, "" for everybody's.
        spoken: the picture read aloud.
    """

    size: Size
    points: tuple[Point, ...]
    band: tuple[int, int]
    limits: tuple[tuple[int, str], ...]
    target: str
    of_age: str
    spoken: str

    @property
    def lines(self) -> list[str]:
        """A polyline for each figure."""
        return [" ".join(f"{point.x},{y}" for point, y in zip(self.points, ys, strict=True)) for ys in self._courses()]

    def _courses(self) -> list[tuple[int, ...]]:
        return list(zip(*(point.ys for point in self.points), strict=True))


def pictures(visits: Sequence[Record], facts: Mapping[str, Any]) -> list[Trend]:
    """The pictures of a visit's measures: one for wide windows with its key, or one beside the other where there are
    several, and one for narrow windows. None when no visit has a measure.

    Args:
        visits: the visit and those before it, newest first.
        facts: `records.person_facts`.
    """
    bands = findings.bands(visits[0], facts)
    several = len(bands) > 1
    drawn = [draw(visits, *band, BESIDE if several else WIDE) for band in bands]
    drawn += [draw(visits, *band, SMALL) for band in bands[:1]]
    return [trend for trend in drawn if trend is not None]


def draw(visits: Sequence[Record], measure: Measure, band: Band, age: int, size: Size = WIDE) -> Trend | None:
    """One measure over the visits; None when none has it."""
    shown = [
        (visit.day, figures, measure.text(visit.values))
        for visit in visits[: size.visits]
        if visit.day is not None and (figures := measure.figures(visit.values))
    ][::-1]
    limits = sorted({limit for pair in band.limits for limit in pair if limit is not None}, reverse=True)
    if not shown or not limits:
        return None
    upper, lower = limits[0], limits[-1]
    every = [figure for _, figures, _ in shown for figure in figures]
    highest = min(upper * (1 + ABOVE), max(upper * (1 + LEAST_ABOVE), *every))
    lowest = max(lower * (1 - BELOW), min(lower * (1 - LEAST_BELOW), *every))

    def y(value: float) -> int:
        value = min(max(value, lowest), highest)
        return round(BOTTOM - (value - lowest) * (BOTTOM - top) / (highest - lowest))

    top = TOP if len(measure.fields) > 1 else TOP + OVER
    step = (size.right - LEFT - 60) / max(1, len(shown) - 1)
    points = tuple(
        Point(
            round(LEFT + 30 + place * step) if len(shown) > 1 else (LEFT + size.right) // 2,
            tuple(map(y, figures)), y=_text_at([y(figure) for figure in figures]),
            text=text,
            month=_month(day, shown[place - 1][0] if place else None), outs=_outs(figures, band),
        )
        for place, (day, figures, text) in enumerate(shown)
    )  # fmt: skip
    last = points[-1]
    text = (
        f"{len(points)} 次{measure.label}，最近 {last.text}，{'没有达标' if last.out else '达标'}，达标线 {band.text}"
    )
    return Trend(
        size=size,
        points=points,
        band=(y(upper), y(lower) if len(limits) > 1 else BOTTOM),
        limits=tuple((y(limit), f"{limit:g}") for limit in dict.fromkeys((upper, lower))),
        target=band.text,
        of_age=f"{age} 岁" if age > USUAL_AGE else "",
        spoken=text,
    )


def _outs(figures: Sequence[float], band: Band) -> tuple[bool, ...]:
    return tuple(
        (low is not None and figure < low) or (below is not None and figure >= below)
        for figure, (low, below) in zip(figures, band.limits, strict=True)
    )


def _text_at(ys: Sequence[int]) -> int:
    """Where the figures stand: between the two, or beside them where they are too close; always inside the picture."""
    if max(ys) - min(ys) >= ROOM:
        return (max(ys) + min(ys)) // 2 + 5
    return min(ys) - 7 if min(ys) - 7 > TOP else max(ys) + ROOM


def _month(day: date, before: date | None) -> str:
    """The month under a point; its year only where it changes."""
    return f"{day:%y-%m}" if before is None or before.year != day.year else f"{day:%m}"
