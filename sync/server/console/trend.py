"""Blood pressure over the visits as a small picture: the band to be in, the course, the last value in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sync.server.database.records import Visit

HEIGHT, LEFT, TOP, BOTTOM = 70, 34, 10, 50
ABOVE, BELOW = 40, 20  # mmHg beyond the limits that are drawn to scale; what lies further stands at the edge
ROOM = 16  # pixels between two pressures that leave room for their figures


@dataclass(frozen=True, slots=True)
class Size:
    """One of the two pictures, never scaled: ``right`` is the end of the band, the key stands after it."""

    name: str
    width: int
    right: int
    visits: int
    key: bool


WIDE, SMALL = Size("wide", 422, 354, 6, key=True), Size("small", 294, 290, 4, key=False)


@dataclass(frozen=True, slots=True)
class Point:
    """One visit in pixels. ``high`` when its pressure is out of the band; ``y`` is where its figures stand."""

    x: int
    systolic: int
    diastolic: int
    y: int
    text: str
    month: str
    high: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """The picture. ``band`` is (y of the systolic limit, y of the diastolic limit); ``words`` read it aloud."""

    size: Size
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


def both(visits: Sequence[Visit], limits: tuple[int, int], elderly: bool) -> list[Trend]:
    """The picture for a wide window and the one for a narrow window; none when no visit has a pressure."""
    found = [draw(visits, limits, elderly, size) for size in (WIDE, SMALL)]
    return [each for each in found if each is not None]


def draw(visits: Sequence[Visit], limits: tuple[int, int], elderly: bool, size: Size = WIDE) -> Trend | None:
    """The trend of the visits given newest first; None when none has a pressure.

    Args:
        limits: systolic and diastolic below which pressure counts as controlled, in mmHg.
    """
    shown = [
        (each.visited_on, each.values["sbp"], each.values["dbp"])
        for each in visits[: size.visits]
        if each.visited_on and each.values.get("sbp") and each.values.get("dbp")
    ][::-1]
    if not shown:
        return None
    highest = min(limits[0] + ABOVE, max(limits[0] + 4, *(sbp for _, sbp, _ in shown)))
    lowest = max(limits[1] - BELOW, min(limits[1] - 12, *(dbp for _, _, dbp in shown)))

    def y(value: int) -> int:
        value = min(max(value, lowest), highest)
        return round(BOTTOM - (value - lowest) * (BOTTOM - TOP) / (highest - lowest))

    step = (size.right - LEFT - 60) / max(1, len(shown) - 1)
    points = tuple(
        Point(
            round(LEFT + 30 + place * step) if len(shown) > 1 else (LEFT + size.right) // 2,
            y(sbp), y(dbp), _figures(y(sbp), y(dbp)), f"{sbp}/{dbp}", _month(day, shown[place - 1][0] if place else None),
            sbp >= limits[0] or dbp >= limits[1],
        )
        for place, (day, sbp, dbp) in enumerate(shown)
    )  # fmt: skip
    last = points[-1]
    state = "高于" if last.high else "低于"
    words = f"{len(points)} 次血压，最近 {last.text}，{state}达标线 {limits[0]}/{limits[1]}"
    return Trend(size, points, limits, (y(limits[0]), y(limits[1])), elderly, words)


def _figures(systolic: int, diastolic: int) -> int:
    """Where the figures stand: between the two, or beside them where they are too close; always inside the picture."""
    if diastolic - systolic >= ROOM:
        return (systolic + diastolic) // 2 + 5
    return systolic - 7 if systolic - 7 > TOP else diastolic + ROOM


def _month(day: date, before: date | None) -> str:
    """The month under a point; its year only where it changes."""
    return f"{day:%y-%m}" if before is None or before.year != day.year else f"{day:%m}"
