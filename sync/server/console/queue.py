"""The queue of visits to review: four groups, the most urgent first, the oldest first within a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session, col, func, select, tuple_

from sync.server import findings
from sync.server.tables import Clinic, FollowUpMirror, ResidentMirror, Review
from vclinic.domain import codes
from vclinic.domain.dates import age_on
from vclinic.forms import catalog

LABELS = ("危急", "退回后重报", "有发现", "没有发现")
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Filters:
    """What staff narrowed the queue to; empty means all."""

    clinic: str = ""
    doctor: str = ""
    form: str = ""

    @property
    def query(self) -> str:
        """As it stands behind an address, with its question mark."""
        given = {"clinic": self.clinic, "doctor": self.doctor, "form": self.form}
        filled = {name: value for name, value in given.items() if value}
        return f"?{urlencode(filled)}" if filled else ""

    @property
    def conditions(self) -> list[Any]:
        """The same for the database."""
        found: list[Any] = [Review.state == "waiting"]
        if self.clinic:
            found.append(Review.clinic_id == self.clinic)
        if self.doctor:
            found.append(FollowUpMirror.doctor_name == self.doctor)
        if self.form:
            found.append(FollowUpMirror.form_id == self.form)
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit in the queue."""

    change_id: str
    name: str
    sex: str
    age: int
    clinic: str
    doctor: str
    visited_on: str
    summary: str
    revision: int
    received_at: str
    level: str
    first: str


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
        .join(FollowUpMirror, col(FollowUpMirror.id) == Review.follow_up_id)
        .where(*filters.conditions)
        .group_by(col(Review.rank))
    ).all()
    found: list[Group] = []
    for rank, count, oldest in sorted(sizes):
        entries = _entries(session, [*filters.conditions, Review.rank == rank], SHOWN)
        if current and current not in {each.change_id for each in entries}:
            wanted = [*filters.conditions, Review.rank == rank, Review.change_id == current]
            entries = [*_entries(session, wanted, 1), *entries]
        found.append(Group(rank, LABELS[rank], count, oldest, tuple(entries)))
    return found


def of_rank(session: Session, filters: Filters, rank: int, limit: int) -> list[Entry]:
    """The entries of one group."""
    return _entries(session, [*filters.conditions, Review.rank == rank], limit)


def following(session: Session, filters: Filters, review: Review | None) -> str:
    """The change to look at after this one, from the top again after the last; "" when nothing waits."""
    statement = (
        select(Review.change_id)
        .join(FollowUpMirror, col(FollowUpMirror.id) == Review.follow_up_id)
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


def choices(session: Session) -> tuple[list[tuple[str, str]], list[str], list[tuple[str, str]]]:
    """What can be chosen in the filters: clinics, doctors and forms of what waits."""
    base = (
        select(Clinic.id, Clinic.name).join(Review, col(Review.clinic_id) == Clinic.id).where(Review.state == "waiting")
    )
    clinics = [(key, name) for key, name in session.exec(base.distinct().order_by(Clinic.name))]
    waiting = select(FollowUpMirror.doctor_name, FollowUpMirror.form_id).join(
        Review, (col(Review.follow_up_id) == FollowUpMirror.id) & (col(Review.state) == "waiting")
    )
    pairs = session.exec(waiting.distinct()).all()
    titles = {form.id: form.title for form in catalog.FORMS.values()}
    forms = sorted({(form, titles.get(form, form)) for _, form in pairs})
    return clinics, sorted({doctor for doctor, _ in pairs if doctor}), forms


def _entries(session: Session, conditions: Sequence[Any], limit: int) -> list[Entry]:
    statement = (
        select(Review, ResidentMirror, FollowUpMirror, Clinic)
        .join(ResidentMirror, col(ResidentMirror.id) == Review.resident_id)
        .join(FollowUpMirror, col(FollowUpMirror.id) == Review.follow_up_id)
        .join(Clinic, col(Clinic.id) == Review.clinic_id)
        .where(*conditions)
        .order_by(col(Review.received_at), col(Review.change_id))
        .limit(limit)
    )
    return [_entry(*row) for row in session.exec(statement)]


def _entry(review: Review, person: ResidentMirror, visit: FollowUpMirror, clinic: Clinic) -> Entry:
    found = findings.from_text(review.findings)
    levels = {each.level for each in found}
    level = next((each for each in findings.LEVELS if each in levels), "ok")
    serious = next((each.text for each in found if each.level in ("danger", "warn")), "")
    return Entry(
        change_id=review.change_id, name=person.name, sex=codes.SEX.label(person.sex_code),
        age=age(person.birth_date, visit.visited_on), clinic=clinic.name, doctor=visit.doctor_name,
        visited_on=visit.visited_on, summary=review.summary, revision=review.revision,
        received_at=review.received_at, level=level, first=serious,
    )  # fmt: skip


def age(born: str, day: str) -> int:
    """Full years on a day; both ISO."""
    return age_on(date.fromisoformat(born), date.fromisoformat(day))
