"""Blood pressure over the visits as a small picture: the band to be in, the course, the last value in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sync.server.records import Visit

WIDTH, HEIGHT = 424, 70
LEFT, RIGHT, TOP, BOTTOM = 34, 354, 10, 50
VISITS = 6


@dataclass(frozen=True, slots=True)
class Point:
    """One visit in pixels. ``high`` when its pressure is out of the band."""

    x: int
    systolic: int
    diastolic: int
    text: str
    month: str
    high: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """The picture. ``band`` is (y of the systolic limit, y of the diastolic limit); ``words`` read it aloud."""

    points: tuple[Point, ...]
    limits: tuple[int, int]
    band: tuple[int, int]
    elderly: bool
    words: str

    @property
    def systolic(self) -> str:
        """Polyline of the systolic course."""
        return " ".join(f"{point.x},{point.systolic}" for point in self.points)

    @property
    def diastolic(self) -> str:
        """Polyline of the diastolic course."""
        return " ".join(f"{point.x},{point.diastolic}" for point in self.points)


def draw(visits: Sequence[Visit], limits: tuple[int, int], elderly: bool) -> Trend | None:
    """The trend of the visits given newest first; None when none has a pressure.

    Args:
        limits: systolic and diastolic below which pressure counts as controlled, in mmHg.
    """
    shown = [
        (each.visited_on, each.values["sbp"], each.values["dbp"])
        for each in visits[:VISITS]
        if each.visited_on and each.values.get("sbp") and each.values.get("dbp")
    ][::-1]
    if not shown:
        return None
    highest = max(limits[0] + 4, *(sbp for _, sbp, _ in shown))
    lowest = min(limits[1] - 12, *(dbp for _, _, dbp in shown))

    def y(value: int) -> int:
        return round(BOTTOM - (value - lowest) * (BOTTOM - TOP) / (highest - lowest))

    step = (RIGHT - LEFT - 60) / max(1, len(shown) - 1)
    points = tuple(
        Point(
            round(LEFT + 30 + place * step) if len(shown) > 1 else (LEFT + RIGHT) // 2,
            y(sbp), y(dbp), f"{sbp}/{dbp}", _month(day, shown[place - 1][0] if place else None),
            sbp >= limits[0] or dbp >= limits[1],
        )
        for place, (day, sbp, dbp) in enumerate(shown)
    )  # fmt: skip
    last = points[-1]
    state = "高于" if last.high else "低于"
    words = f"{len(points)} 次血压，最近 {last.text}，{state}达标线 {limits[0]}/{limits[1]}"
    return Trend(points, limits, (y(limits[0]), y(limits[1])), elderly, words)


def _month(day: date, before: date | None) -> str:
    """The month under a point; its year only where it changes."""
    return f"{day:%y-%m}" if before is None or before.year != day.year else f"{day:%m}"
