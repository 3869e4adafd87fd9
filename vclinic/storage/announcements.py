"""What the township announces, and that it was read."""

from datetime import date

from sqlmodel import Session, col, or_, select

from vclinic.storage.tables import AnnouncementReadRow, AnnouncementRow
from vclinic.storage.unit_of_work import UnitOfWork


def to_read(session: Session, day: date) -> list[AnnouncementRow]:
    """Announcements in force on a day that nobody here has read as they stand now, newest first."""
    statement = (
        select(AnnouncementRow)
        .join(AnnouncementReadRow, col(AnnouncementReadRow.announcement_id) == col(AnnouncementRow.id), isouter=True)
        .where(
            or_(col(AnnouncementRow.valid_until) == "", col(AnnouncementRow.valid_until) >= day.isoformat()),
            or_(
                col(AnnouncementReadRow.id).is_(None),
                col(AnnouncementReadRow.announcement_revision) < col(AnnouncementRow.revision),
            ),
        )
        .order_by(col(AnnouncementRow.published_on).desc(), col(AnnouncementRow.id).desc())
    )
    return list(session.exec(statement))


def mark_read(work: UnitOfWork, announcement_id: str, revision: int, day: date, doctor: tuple[str, str]) -> str:
    """Note that an announcement was read at a revision; one row an announcement, so a newer text is read once more.

    Returns:
        The id of the row; the one there is when this revision was read before.
    """
    before = work.session.exec(
        select(AnnouncementReadRow).where(AnnouncementReadRow.announcement_id == announcement_id)
    ).first()
    if before is not None and before.announcement_revision >= revision:
        return before.id
    document = {
        "announcement_id": announcement_id,
        "announcement_revision": revision,
        "read_on": day.isoformat(),
        "doctor_id": doctor[0],
        "doctor_name": doctor[1],
    }
    row = AnnouncementReadRow(
        id=before.id if before is not None else work.new_id(),
        announcement_id=announcement_id,
        announcement_revision=revision,
        read_on=day.isoformat(),
        doctor_id=doctor[0],
        doctor_name=doctor[1],
    )
    work.put(row, document, before.revision if before is not None else 0)
    return row.id
