"""What doctors answered to remarks of the township: one reply a return, revised as long as the return stands."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from vclinic.storage.tables import RemarkReplyRow, VerdictRow
from vclinic.storage.unit_of_work import UnitOfWork, compact


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered to the return that stands now."""

    id: str
    revision: int
    change_id: str
    text: str
    doctor_name: str


def to_verdict(session: Session, change_id: str) -> Reply | None:
    """The reply to the return of a change as it stands; what was answered to an earlier return of it does not count."""
    statement = (
        select(RemarkReplyRow)
        .join(VerdictRow, col(VerdictRow.change_id) == RemarkReplyRow.about_change)
        .where(RemarkReplyRow.about_change == change_id, RemarkReplyRow.notice == VerdictRow.notice_seq)
        .order_by(col(RemarkReplyRow.recorded_at).desc(), col(RemarkReplyRow.id).desc())
        .limit(1)
    )
    row = session.exec(statement).first()
    return None if row is None else Reply(row.id, row.revision, row.change_id, row.text, row.doctor_name)


def write(
    work: UnitOfWork,
    *,
    record: tuple[str, str],
    resident_id: str,
    change_id: str,
    text: str,
    day: date,
    by: tuple[str, str],
) -> str:
    """Keep a reply to the return of a change; it takes the place of the one there is.

    Args:
        record: kind and id of what was returned. by: id and name of the doctor.

    Returns:
        The id of the reply's change.

    Raises:
        LookupError: the change was not returned.
    """
    verdict = work.session.get(VerdictRow, change_id)
    if verdict is None or verdict.state != "returned":
        raise LookupError(change_id)
    before = to_verdict(work.session, change_id)
    told: dict[str, object] = {
        "resident_id": resident_id,
        "about": [list(record)],
        "about_change": change_id,
        "notice": verdict.notice_seq,
        "text": text,
        "replied_on": day.isoformat(),
        "doctor_id": by[0],
        "doctor_name": by[1],
    }
    row = RemarkReplyRow(
        id=before.id if before is not None else work.new_id(),
        resident_id=resident_id,
        about=compact(told["about"]),
        about_change=change_id,
        notice=verdict.notice_seq,
        text=text,
        replied_on=day.isoformat(),
        doctor_id=by[0],
        doctor_name=by[1],
    )
    return work.put(row, told, before.revision if before is not None else 0)
