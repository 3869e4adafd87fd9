"""What happened to the people with hypertension: visits that tell plausible courses, oldest first."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from vclinic.sample.known import KNOWN_COURSES
from vclinic.sample.people import Person

KINDS = ("controlled", "drifting", "improved", "uncontrolled", "never", "died", "moved")
_WEIGHTS = (56, 12, 14, 8, 6, 2, 2)
_REGIMENS = (
    (("氨氯地平", "5 mg", 5.0, "qd"),),
    (("氨氯地平", "5 mg", 5.0, "qd"), ("缬沙坦", "80 mg", 80.0, "qd")),
    (("缬沙坦", "80 mg", 80.0, "qd"),),
    (("依那普利", "10 mg", 10.0, "bid"),),
    (("氢氯噻嗪", "25 mg", 12.5, "qd"), ("缬沙坦", "80 mg", 80.0, "qd")),
    (("美托洛尔", "25 mg", 25.0, "bid"),),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One visit of a course. ``drugs``: (generic, strength, dose in mg, frequency) in force after it."""

    on: date
    hour: int
    minute: int
    sbp: int
    dbp: int
    heart_rate: int
    weight_kg: float
    way: str
    adr: bool
    drugs: tuple[tuple[str, str, float, str], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A person's course; ``ended``: (day, closing reason) when the record was closed."""

    kind: str
    enrolled_on: date
    events: tuple[Event, ...]
    ended: tuple[date, str] | None = None


def make_course(person: Person, rng: random.Random, today: date, months: int) -> Course:
    """The course of one person over the last ``months``."""
    known = KNOWN_COURSES.get(person.resident.name)
    if known is not None:
        kind, pressures, since = known
    else:
        kind, since = rng.choices(KINDS, _WEIGHTS)[0], rng.randint(1, 96)
        pressures = _pressures(kind, rng, months)
    if kind == "never":
        return Course(kind, today - timedelta(days=since), ())
    short = kind in ("uncontrolled", "drifting")
    if short and known is None:
        since = rng.randint(2, 20)
    last = _weekday(today - timedelta(days=since))
    days = [last]
    for _ in pressures[1:]:
        gap = rng.randint(13, 16) if kind == "uncontrolled" else rng.randint(84, 92)
        days.append(_weekday(days[-1] - timedelta(days=gap)))
    days.reverse()
    first_allowed = today - timedelta(days=31 * max(1, months))
    drugs = _known_drugs(person.resident.name) or rng.choice(_REGIMENS)
    base = rng.gauss(24.5, 2.6) * (person.height_cm / 100) ** 2
    events: list[Event] = []
    for place, (day, (sbp, dbp)) in enumerate(zip(days, pressures, strict=True)):
        if day < first_allowed:
            continue
        weight = round(min(120.0, max(38.0, base + rng.gauss(0, 0.6) - 0.3 * place)), 1)
        way = rng.choices("123", (70, 22, 8))[0]
        adr = kind == "improved" and place == 0 and rng.random() < 0.2
        now = drugs if kind != "drifting" or place else drugs[:1]
        events.append(
            Event(day, rng.randint(8, 17), rng.randint(0, 59), sbp, dbp, rng.randint(62, 88), weight, way, adr, now)
        )
    ended = None
    if kind in ("died", "moved") and events:
        ended = (min(today, events[-1].on + timedelta(days=rng.randint(5, 60))), "1" if kind == "died" else "2")
    start = (events[0].on if events else today) - timedelta(days=rng.randint(2, 600))
    return Course(kind, start, tuple(events), ended)


def _known_drugs(name: str) -> tuple[tuple[str, str, float, str], ...]:
    if name in ("何秀珍", "刘大山"):
        return _REGIMENS[1]
    return _REGIMENS[0] if name in KNOWN_COURSES else ()


def _pressures(kind: str, rng: random.Random, months: int) -> tuple[tuple[int, int], ...]:
    count = 0 if kind == "never" else max(1, min(months // 3 + 1, 9))
    found: list[tuple[int, int]] = []
    for place in range(count):
        share = place / max(1, count - 1)
        middle = {
            "controlled": 131,
            "drifting": 132 + 22 * share,
            "improved": 160 - 26 * share,
            "uncontrolled": 158 + 6 * share,
        }
        sbp = round(rng.gauss(middle.get(kind, 138), 4))
        sbp = max(104, min(sbp, 176))
        found.append((sbp, max(58, min(round(sbp * 0.6 + rng.gauss(2, 3)), sbp - 24))))
    return tuple(found)


def _weekday(day: date) -> date:
    """Most visits happen on working days."""
    return day - timedelta(days=1) if day.weekday() == 6 else day
