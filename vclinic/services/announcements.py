"""What the township wants its clinics to know: shown on Today until it is read or over."""

from dataclasses import dataclass
from datetime import date

from vclinic.domain.least import as_day
from vclinic.services.workstation import Workstation
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


def to_read(station: Workstation) -> tuple[Announcement, ...]:
    """What is in force and not read yet, newest first."""
    today = station.clock.today()
    with station.store.read() as session:
        rows = announcements.to_read(session, today)
    return tuple(
        Announcement(
            row.id,
            row.revision,
            title=row.title,
            text=row.text,
            published_on=as_day(row.published_on) or today,
            valid_until=as_day(row.valid_until),
        )
        for row in rows
    )


def mark_read(station: Workstation, announcement: Announcement) -> None:
    """Read by this doctor; the township is told with the next round."""
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        announcements.mark_read(
            work,
            announcement.id,
            announcement.revision,
            station.clock.today(),
            (station.doctor.id, station.doctor.name),
        )
