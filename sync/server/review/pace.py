"""Visits recorded faster than anybody can make them: more by one doctor within an hour than an hour has room for."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import literal_column
from sqlmodel import Session, col, select

from sync.server.database.arrival import Arrival
from sync.server.database.store import chunks, waits
from sync.server.database.tables import Inbox, Review
from sync.server.review import findings
from sync.server.review.rules import review_rules
from vclinic.diseases.finding import Finding

HOUR = timedelta(hours=1)
PACE = "pace"


def mark(session: Session, arrived: Sequence[Arrival]) -> set[str]:
    """Add the finding to every waiting visit of such an hour; returns the residents whose visits were marked.

    Only first versions count: correcting many in a row is what was asked for. The count of an hour never falls, so a
    mark once made stays right.
    """
    times_of: dict[tuple[str, str], list[str]] = {}  # by clinic and doctor
    for row in arrived:
        if row.revision == 1:
            times_of.setdefault((row.clinic_id, row.recorded_by), []).append(row.recorded_at)
    crowded: dict[str, Finding] = {}
    for (clinic, doctor), times in times_of.items():
        crowded.update(crowds(_written(session, clinic, doctor, times)))
    touched: set[str] = set()
    for part in chunks(crowded):
        waiting = select(Review).where(
            waits(), Review.revision == 1, Review.entity == "follow_up", col(Review.entity_id).in_(part)
        )
        for row in session.exec(waiting):
            others = [finding for finding in findings.from_text(row.findings) if finding.code != PACE]
            row.findings = findings.as_text([*others, crowded[row.entity_id]])
            touched.add(row.resident_id)
    session.flush()
    return touched


def _written(session: Session, clinic: str, doctor: str, times: Iterable[str]) -> list[tuple[str, datetime]]:
    """The visits this doctor recorded around these moments, oldest first."""
    moments = [datetime.fromisoformat(time) for time in times]
    first, last = min(moments) - HOUR, max(moments) + HOUR
    statement = (
        select(Inbox.entity_id, Inbox.recorded_at)
        # spelled out, so that the index of first versions is used
        .where(literal_column("inbox.entity = 'follow_up'"), literal_column("inbox.revision = 1"))
        .where(Inbox.state == "stored", Inbox.clinic_id == clinic, Inbox.recorded_by == doctor)
        .where(Inbox.recorded_at >= first.isoformat(), Inbox.recorded_at <= last.isoformat())
    )
    written = [(name, datetime.fromisoformat(at)) for name, at in session.exec(statement)]
    return sorted(written, key=lambda entry: entry[1])


def crowds(written: Sequence[tuple[str, datetime]]) -> dict[str, Finding]:
    """The finding for each visit that stands in an overfull hour, with the fullest hour it stands in."""
    fullest: dict[str, tuple[int, datetime, datetime]] = {}
    most = review_rules().visits_an_hour
    end = 0
    for start, (_, opening) in enumerate(written):
        while end < len(written) and written[end][1] - opening <= HOUR:
            end += 1
        count = end - start
        if count <= most:
            continue
        for name, _ in written[start:end]:
            fullest[name] = max(fullest.get(name, (0, opening, opening)), (count, opening, written[end - 1][1]))
    return {
        name: Finding(
            "visit_date", PACE, "warn",
            f"同一人 1 小时录入 {count} 份（{opening:%m-%d %H:%M}–{closing:%H:%M}），请核对是不是真的随访过。",
        )
        for name, (count, opening, closing) in fullest.items()
    }  # fmt: skip
