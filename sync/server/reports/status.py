"""The township in figures: what waits, what was decided, who has been silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from sync.server.database.counting import counted
from sync.server.database.store import held, refused, spelled_out, waits, waits_again
from sync.server.database.tables import Clinic, Counter, Device, Inbox, ResidentMirror, Review
from sync.server.devices import standing

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
class Computers:
    """How a clinic's computers stand, those that were stopped apart.

    Attributes:
        program, protocol: of the one heard of last; "" and 0 for none.
        unsent: changes left there, as they told it; oldest_at: since when the oldest of them waits, "" for none.
        skew_seconds: of the clock that is farthest from ours. free_mb: of the fullest disk, None while none told.
    """

    program: str = ""
    protocol: int = 0
    unsent: int = 0
    oldest_at: str = ""
    skew_seconds: int = 0
    free_mb: int | None = None


@dataclass(frozen=True, slots=True)
class ClinicLine:
    """One clinic at a glance. ``devices`` are those it reports with now; ``silent`` after three days
    without contact; one that was never in contact is not paired yet."""

    clinic: Clinic
    devices: int
    last_contact_at: str | None
    silent: bool
    residents: int
    to_review: int
    refused: int
    waiting: int
    computers: Computers


SORTS = ("contact", "unsent", "refused", "skew", "disk", "review")
"""What the list of clinics can be sorted by; the first is the usual one: silent clinics first."""


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
    answered = count(Review, waits_again())
    return Status(
        clinics=count(Clinic),
        devices=count(Device, *_in_use()),
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
            select(Device.clinic_id, func.count().filter(*_in_use()), func.max(Device.last_contact_at)).group_by(
                Device.clinic_id
            )
        )
    }
    residents = dict(
        session.exec(select(ResidentMirror.clinic_id, func.count()).group_by(ResidentMirror.clinic_id)).all()
    )
    queue = dict(session.exec(select(Review.clinic_id, func.count()).where(waits()).group_by(Review.clinic_id)).all())
    not_taken = _by_clinic(session, refused())
    waiting = _by_clinic(session, held())
    computers = _computers(session)
    lines: list[ClinicLine] = []
    for clinic in session.exec(select(Clinic).order_by(Clinic.name, Clinic.id)):
        number, last = devices.get(clinic.id, (0, None))
        silent = last is not None and now - datetime.fromisoformat(last) > SILENT_AFTER
        lines.append(
            ClinicLine(
                clinic, number, last_contact_at=last, silent=silent, residents=residents.get(clinic.id, 0), to_review=queue.get(clinic.id, 0),
                refused=not_taken.get(clinic.id, 0), waiting=waiting.get(clinic.id, 0),
                computers=computers.get(clinic.id, Computers()),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (not line.silent, line.last_contact_at or "", line.clinic.name))


def sorted_by(lines: list[ClinicLine], key: str) -> list[ClinicLine]:
    """The lines with what is worst of one of `SORTS` first; clinics alike stay in the order they had."""

    def place(line: ClinicLine) -> tuple[float, str]:
        stand = line.computers
        figures: dict[str, tuple[float, str]] = {
            "unsent": (-stand.unsent, stand.oldest_at),
            "refused": (-line.refused, ""),
            "skew": (-abs(stand.skew_seconds), ""),
            "disk": (stand.free_mb if stand.free_mb is not None else float("inf"), ""),
            "review": (-line.to_review, ""),
        }
        return figures.get(key, (0, ""))

    return sorted(lines, key=place)


def _in_use() -> tuple[Any, Any]:
    """Computers that are taken from, each once: one that was enrolled again leaves a former name without a tag."""
    return col(Device.revoked_at).is_(None), col(Device.id_tag) != ""


def _computers(session: Session) -> dict[str, Computers]:
    """How the computers of every clinic stand; of several the worst figure counts."""
    told = standing.everything(session)
    statement = select(Device).where(*_in_use()).order_by(col(Device.last_contact_at).nulls_first(), col(Device.id))
    computers: dict[str, Computers] = {}
    for device in session.exec(statement):
        stand, before = told.get(device.id), computers.get(device.clinic_id, Computers())
        oldest = [at for at in (before.oldest_at, stand.oldest_at if stand else "") if at]
        disks = [free for free in (before.free_mb, stand.free_mb if stand else None) if free is not None]
        computers[device.clinic_id] = Computers(
            program=standing.program(device, stand),
            protocol=device.protocol,
            unsent=before.unsent + (stand.unsent if stand is not None else 0),
            oldest_at=min(oldest, default=""),
            skew_seconds=max(before.skew_seconds, device.skew_seconds, key=abs),
            free_mb=min(disks, default=None),
        )
    return computers


def _by_clinic(session: Session, condition: object) -> dict[str, int]:
    statement = select(Inbox.clinic_id, func.count()).where(condition).group_by(Inbox.clinic_id)  # pyright: ignore[reportArgumentType]
    return dict(session.exec(statement).all())
