"""The queue of records to review: four groups, the most urgent first, the oldest first within a group; last what
the program has not looked at yet."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select, tuple_

from sync.server.console.filters import Filters
from sync.server.console.words import FLAGS
from sync.server.database import counting
from sync.server.database.store import Condition, spelled_out, waits
from sync.server.database.tables import Clinic, ResidentMirror, Review
from sync.server.review import findings
from vclinic.diseases import catalog
from vclinic.diseases.finding import LEVELS
from vclinic.domain import codes, entities
from vclinic.domain.dates import age_on

LABELS = ("危急", "退回后重报", "有发现", "没有发现", "正在核对")
SHOWN = 40
DAYS = (7, 30, 90)
COUNTED = 20_000  # waiting records that are counted by clinic, doctor, form and flag
_CODE = re.compile(r'"code": "([^"\\]+)"')  # as findings are written; a quote inside a sentence has a stroke before it


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters, each with how many wait; None where they were not counted."""

    clinics: tuple[tuple[str, str, int | None], ...]
    doctors: tuple[tuple[str, int | None], ...]
    forms: tuple[tuple[str, str, int | None], ...]
    flags: tuple[tuple[str, str, int | None], ...]
    days: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the queue. ``day`` is its clinical day, "" where it has none."""

    change_id: str
    entity_id: str
    name: str
    sex: str
    age: int | None
    clinic: str
    doctor: str
    day: str
    summary: str
    revision: int
    received_at: str
    level: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its size, its oldest arrival and the entries shown."""

    rank: int
    label: str
    count: int
    oldest: str
    entries: tuple[Entry, ...]


def groups(session: Session, filters: Filters, current: str = "") -> list[Group]:
    """Every group that holds something; the current entry is always among those shown."""
    sizes = session.exec(
        select(Review.rank, func.count(), func.min(Review.received_at))
        .where(*filters.conditions)
        .group_by(col(Review.rank))
    ).all()
    groups: list[Group] = []
    for rank, count, oldest in sorted(sizes):
        entries = _entries(session, [*filters.conditions, Review.rank == rank], SHOWN)
        if current and current not in {entry.change_id for entry in entries}:
            wanted = [*filters.conditions, Review.rank == rank, Review.change_id == current]
            entries = [*_entries(session, wanted, 1), *entries]
        groups.append(Group(rank, LABELS[rank], count, oldest, tuple(entries)))
    return groups


def of_rank(session: Session, filters: Filters, rank: int, limit: int) -> tuple[int, list[Entry]]:
    """How many one group has, and its first entries."""
    conditions = [*filters.conditions, Review.rank == rank]
    size = select(func.count()).select_from(Review).where(*conditions)
    return session.exec(size).one(), _entries(session, conditions, limit)


def following(session: Session, filters: Filters, review: Review | None) -> str:
    """The change to look at after this one, from the top again after the last; "" when nothing waits."""
    statement = (
        select(Review.change_id)
        .where(*filters.conditions)
        .order_by(col(Review.rank), col(Review.received_at), col(Review.change_id))
        .limit(1)
    )
    if review is not None:
        here = (review.rank, review.received_at, review.change_id)
        place = tuple_(col(Review.rank), col(Review.received_at), col(Review.change_id))
        later = session.exec(statement.where(place > here)).first()
        if later is not None:
            return later
    return session.exec(statement).first() or ""


def choices(session: Session, today: date, *, sized: bool = True) -> Choices:
    """What the filters offer: every clinic, doctor, form and flag, and the last days.

    Args:
        sized: with how many wait of each, as long as `COUNTED` wait at most: more are not counted on every page.
    """
    clinics = session.exec(select(Clinic.id, Clinic.name).order_by(Clinic.name, Clinic.id)).all()
    doctors = dict.fromkeys(_values(session, col(Review.doctor_name)))
    forms = dict.fromkeys(_values(session, col(Review.form_id)))
    sized = sized and counting.counted(session, Review, [waits()], COUNTED) <= COUNTED
    sizes = _sizes(session) if sized else None
    titles = {entity.name: entity.label for entity in entities.ENTITIES}
    titles |= {form.id: form.title for form in catalog.all_forms()}

    def size(kind: str, key: str) -> int | None:
        return sizes[kind, key] if sizes is not None else None

    return Choices(
        tuple((key, name, size("clinic", key)) for key, name in clinics),
        tuple((name, size("doctor", name)) for name in sorted(doctors) if name),
        tuple((key, titles.get(key, key), size("form", key)) for key in sorted(forms)),
        tuple((key, label, size("flag", key)) for key, (label, _) in FLAGS.items()),
        tuple(((today - timedelta(days=days)).isoformat(), f"近 {days} 天") for days in DAYS),
    )


def _sizes(session: Session) -> Counter[tuple[str, str]]:
    """How many wait, by what they are chosen by and its key."""
    sizes: Counter[tuple[str, str]] = Counter()
    by_clinic = select(Review.clinic_id, func.count()).where(waits()).group_by(Review.clinic_id)
    for clinic, count in session.exec(by_clinic):
        sizes["clinic", clinic] = count
    for doctor, form, count in session.exec(
        select(Review.doctor_name, Review.form_id, func.count())
        .where(waits())
        .group_by(Review.doctor_name, Review.form_id)
    ):
        sizes["doctor", doctor] += count
        sizes["form", form] += count
    for text in session.exec(select(Review.findings).where(waits(), spelled_out("review.findings <> '[]'"))):
        codes = set(_CODE.findall(text))
        sizes.update(("flag", key) for key, (_, meant) in FLAGS.items() if codes & set(meant))
    return sizes


def _values(session: Session, column: Mapped[str]) -> list[str]:
    """What stands in a column of all that was ever to be reviewed: stepped through by its index, from one value to the
    next, for there are few values and millions of rows."""
    asked = spelled_out("review.state <> 'open'")
    step = select(func.min(column).label("value")).where(asked).cte("step", recursive=True)
    larger = select(func.min(column)).where(asked, column > step.c.value).scalar_subquery()
    step = step.union_all(select(larger).where(step.c.value.is_not(None)))
    return list(session.exec(select(step.c.value).where(step.c.value.is_not(None))))


def _entries(session: Session, conditions: Sequence[Condition], limit: int) -> list[Entry]:
    statement = (
        select(Review, Clinic, ResidentMirror)
        .join(ResidentMirror, col(ResidentMirror.id) == Review.resident_id, isouter=True)
        .join(Clinic, col(Clinic.id) == Review.clinic_id)
        .where(*conditions)
        .order_by(col(Review.received_at), col(Review.change_id))
        .limit(limit)
    )
    return [entry(*row) for row in session.exec(statement)]


def entry(review: Review, clinic: Clinic, person: ResidentMirror | None) -> Entry:
    """One row of the queue or of a list."""
    noticed = findings.from_text(review.findings)
    levels = {finding.level for finding in noticed}
    level = next((level for level in LEVELS if level in levels), "ok")
    return Entry(
        change_id=review.change_id, entity_id=review.entity_id, name=person.name if person else clinic.name,
        sex=codes.SEX.label(person.sex_code) if person else "",
        age=age(person.birth_date, review.day or review.received_at[:10]) if person else None, clinic=clinic.name,
        doctor=review.doctor_name, day=review.day, summary=review.summary, revision=review.revision,
        received_at=review.received_at, level=level, texts=tuple(finding.text for finding in noticed),
    )  # fmt: skip


def age(born: str, day: str) -> int:
    """Full years on a day; both ISO."""
    return age_on(date.fromisoformat(born), date.fromisoformat(day))
