"""The township in figures: what waits, what was decided, who has been silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, SQLModel, col, func, select

from sync.server.database.counting import counted
from sync.server.database.store import held, refused, spelled_out, waits
from sync.server.database.tables import Clinic, Counter, Device, Inbox, ResidentMirror, Review

SILENT_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Status:
    """Counts over the whole township; the states are those the clinics see."""

    clinics: int
    devices: int
    residents: int
    changes: int
    stored: int
    refused: int
    waiting_for_parent: int
    to_review: int
    returned: int
    accepted: int
    last_contact_at: str | None


@dataclass(frozen=True, slots=True)
class ClinicLine:
    """One clinic at a glance. ``silent`` after three days without contact; without a device it is not paired yet."""

    clinic: Clinic
    devices: int
    last_contact_at: str | None
    silent: bool
    residents: int
    to_review: int
    refused: int
    waiting: int


def status(session: Session, lines: Sequence[ClinicLine] | None = None, most: int | None = None) -> Status:
    """The figures now.

    Args:
        lines: the clinics, where they were read in this session already.
        most: what was accepted is counted up to here, and one more when there is more; None to the end.
    """

    def count(kind: type[SQLModel], *where: object) -> int:
        return session.exec(select(func.count()).select_from(kind).where(*where)).one()  # pyright: ignore[reportArgumentType]

    accepted = Review.state == "accepted"
    changes, not_taken = received(session), count(Inbox, refused())
    answered = count(Review, waits(), col(Review.decided_at).is_not(None))
    return Status(
        clinics=count(Clinic),
        devices=count(Device, col(Device.revoked_at).is_(None)),
        residents=count(ResidentMirror) if lines is None else sum(line.residents for line in lines),
        changes=changes,
        stored=changes - not_taken,
        refused=not_taken,
        waiting_for_parent=count(Inbox, held()),
        to_review=count(Review, waits()),
        returned=count(Review, spelled_out("review.state = 'returned'")) + answered,
        accepted=count(Review, accepted) if most is None else counted(session, Review, [accepted], most),
        last_contact_at=session.exec(select(func.max(Device.last_contact_at))).one(),
    )


def received(session: Session) -> int:
    """How many changes came: each has drawn a number and none is ever taken away."""
    return session.exec(select(Counter.value).where(Counter.name == "inbox")).first() or 0


def clinic_lines(session: Session, now: datetime) -> list[ClinicLine]:
    """Every clinic, the silent ones first."""
    devices = {
        clinic: (number, last)
        for clinic, number, last in session.exec(
            select(Device.clinic_id, func.count(), func.max(Device.last_contact_at)).group_by(Device.clinic_id)
        )
    }
    residents = dict(
        session.exec(select(ResidentMirror.clinic_id, func.count()).group_by(ResidentMirror.clinic_id)).all()
    )
    queue = dict(session.exec(select(Review.clinic_id, func.count()).where(waits()).group_by(Review.clinic_id)).all())
    not_taken = _by_clinic(session, refused())
    waiting = _by_clinic(session, held())
    lines: list[ClinicLine] = []
    for clinic in session.exec(select(Clinic).order_by(Clinic.name)):
        number, last = devices.get(clinic.id, (0, None))
        silent = last is not None and now - datetime.fromisoformat(last) > SILENT_AFTER
        lines.append(
            ClinicLine(
                clinic, number, last_contact_at=last, silent=silent, residents=residents.get(clinic.id, 0), to_review=queue.get(clinic.id, 0),
                refused=not_taken.get(clinic.id, 0), waiting=waiting.get(clinic.id, 0),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (not line.silent, line.last_contact_at or "", line.clinic.name))


def _by_clinic(session: Session, condition: object) -> dict[str, int]:
    statement = select(Inbox.clinic_id, func.count()).where(condition).group_by(Inbox.clinic_id)  # pyright: ignore[reportArgumentType]
    return dict(session.exec(statement).all())
