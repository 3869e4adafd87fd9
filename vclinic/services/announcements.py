"""What the township wants its clinics to know: shown on Today until it is read or over."""

from dataclasses import dataclass
from datetime import date

from vclinic.domain.least import as_day
from vclinic.services.desk import Desk
from vclinic.storage import announcements


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement; ``valid_until`` None where it does not end by itself."""

    id: str
    revision: int
    title: str
    text: str
    published_on: date
    valid_until: date | None


def to_read(desk: Desk) -> tuple[Announcement, ...]:
    """What is in force and not read yet, newest first."""
    today = desk.clock.today()
    with desk.store.read() as session:
        rows = announcements.to_read(session, today)
    return tuple(
        Announcement(
            row.id, row.revision, row.title, row.text, as_day(row.published_on) or today, as_day(row.valid_until)
        )
        for row in rows
    )


def mark_read(desk: Desk, announcement: Announcement) -> None:
    """Read by this doctor; the township is told with the next round."""
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        announcements.mark_read(
            work,
            announcement.id,
            announcement.revision,
            desk.clock.today(),
            (desk.doctor.id, desk.doctor.name),
        )
