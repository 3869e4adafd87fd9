"""What happened to the people with chronic diseases: visits that tell plausible courses, oldest first."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from vclinic.diseases import DISEASES
from vclinic.diseases.course import KINDS, SampleDrug
from vclinic.diseases.disease import Disease
from vclinic.sample.known import KNOWN_COURSES
from vclinic.sample.people import Person

_NOTHING_TOLD: Mapping[str, tuple[Mapping[str, Any], ...]] = {}
_WEIGHTS = (56, 12, 14, 8, 6, 2, 2)


@dataclass(frozen=True, slots=True)
class Event:
    """One visit of a course. ``figures`` are what each disease measured, by its key; ``drugs`` those in force after it."""

    on: date
    hour: int
    minute: int
    figures: Mapping[str, Mapping[str, Any]]
    heart_rate: int
    weight_kg: float
    way: str
    adr: bool
    drugs: tuple[SampleDrug, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A person's course; ``ended``: (day, closing reason) when the record was closed."""

    kind: str
    enrolled_on: date
    events: tuple[Event, ...]
    ended: tuple[date, str] | None = None


def diseases_of(person: Person) -> tuple[Disease[Any], ...]:
    """The diseases somebody is followed up for."""
    return tuple(disease for disease in DISEASES if disease.key in person.registers)


def make_course(person: Person, rng: random.Random, today: date, months: int) -> Course:
    """The course of one person over the last ``months``, a form for each disease at every visit."""
    known = KNOWN_COURSES.get(person.resident.name)
    if known is not None:
        kind, told, since = known
        count = max((len(visits) for visits in told.values()), default=0)
    else:
        kind, since, told = rng.choices(KINDS, _WEIGHTS)[0], rng.randint(1, 96), _NOTHING_TOLD
        count = 0 if kind == "never" else max(1, min(months // 3 + 1, 9))
    if kind == "never":
        return Course(kind, today - timedelta(days=since), ())
    followed = diseases_of(person)
    figures = {
        disease.key: told.get(disease.key) or disease.course(_one(kind, disease, followed), count, rng)
        for disease in followed
    }
    if kind in ("uncontrolled", "drifting") and known is None:
        since = rng.randint(2, 20)
    days = _days(kind, count, _weekday(today - timedelta(days=since)), rng)
    drugs = _drugs(person, followed, rng, known=known is not None)
    base = rng.gauss(24.5, 2.6) * (person.height_cm / 100) ** 2
    first_allowed = today - timedelta(days=31 * max(1, months))
    events: list[Event] = []
    for place, day in enumerate(days):
        if day < first_allowed:
            continue
        now = drugs if kind != "drifting" or place else drugs[:1]
        events.append(
            Event(
                on=day,
                hour=rng.randint(8, 17),
                minute=rng.randint(0, 59),
                figures=_joined({key: visits[place] for key, visits in figures.items()}),
                heart_rate=rng.randint(62, 88),
                weight_kg=round(min(120.0, max(38.0, base + rng.gauss(0, 0.6) - 0.3 * place)), 1),
                way=rng.choices("123", (70, 22, 8))[0],
                adr=kind == "improved" and place == 0 and rng.random() < 0.2,
                drugs=now,
            )
        )
    ended = None
    if kind in ("died", "moved") and events:
        ended = (min(today, events[-1].on + timedelta(days=rng.randint(5, 60))), "1" if kind == "died" else "2")
    start = (events[0].on if events else today) - timedelta(days=rng.randint(2, 600))
    return Course(kind, start, tuple(events), ended)


def _one(kind: str, disease: Disease[Any], followed: tuple[Disease[Any], ...]) -> str:
    """A course that goes wrong goes wrong for one of somebody's diseases."""
    return kind if disease is followed[0] else "controlled"


def _joined(figures: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Measured once, written on every form: the first disease's figure counts."""
    shared: dict[str, Any] = {}
    for values in reversed(list(figures.values())):
        shared |= values
    return {key: {name: shared[name] for name in values} for key, values in figures.items()}


def _days(kind: str, count: int, last: date, rng: random.Random) -> list[date]:
    days = [last]
    for _ in range(count - 1):
        gap = rng.randint(13, 16) if kind == "uncontrolled" else rng.randint(84, 92)
        days.append(_weekday(days[-1] - timedelta(days=gap)))
    return days[::-1]


def _drugs(
    person: Person, followed: tuple[Disease[Any], ...], rng: random.Random, *, known: bool
) -> tuple[SampleDrug, ...]:
    """A regimen of each disease; the people of the pictures take the first one, two of them two drugs."""
    chosen: list[SampleDrug] = []
    for disease in followed:
        two = disease is followed[0] and person.resident.name in ("何秀珍", "刘大山")
        regimen = disease.regimens[1 if two else 0] if known else rng.choice(disease.regimens)
        chosen += [drug for drug in regimen if drug not in chosen]
    return tuple(chosen)


def _weekday(day: date) -> date:
    """Most visits happen on working days."""
    return day - timedelta(days=1) if day.weekday() == 6 else day
