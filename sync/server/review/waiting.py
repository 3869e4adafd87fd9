"""What waits for staff: records that came are put into the queue, and what the machine finds is kept fresh as long as
they wait."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.mirror import rows_about
from sync.server.database.records import Record, mirrored
from sync.server.database.store import chunks, insert_rows, waits
from sync.server.database.tables import Inbox, Review
from sync.server.review import findings, overrules, pace
from sync.server.review.people_on_file import UNKNOWN, people_on_file
from vclinic import diseases
from vclinic.diseases.finding import LEVELS, Finding
from vclinic.domain import entities

URGENT, AGAIN, FOUND, CLEAN = range(4)
Key = tuple[str, str]


def enqueue(session: Session, arrived: Sequence[tuple[Inbox, Record]]) -> None:
    """Put records of reviewed kinds into the queue, each with the change it came by. A newer revision takes the place of one that still waits; an older one comes
    too late. A person's own record waits only when it comes back after a return: until then it is open to be returned.
    """
    rows = [row for row, _ in arrived]
    latest: dict[Key, int] = {}
    returned: set[Key] = set()
    for row in _reviews(session, rows):
        key = (row.entity, row.entity_id)
        latest[key] = max(latest.get(key, 0), row.revision)
        if row.state == "returned":
            returned.add(key)
    for row in rows:
        key = (row.entity, row.entity_id)
        latest[key] = max(latest.get(key, 0), row.revision)
    for row in _reviews(session, rows):
        if row.state in ("open", "waiting") and row.revision < latest[row.entity, row.entity_id]:
            row.state, row.rank, row.findings, row.summary = "superseded", CLEAN, "[]", ""
    session.flush()
    insert_rows(session, Review, [_review(row, record, latest, returned) for row, record in arrived])


def reviewed(entity: str) -> bool:
    """Whether revisions of a kind are accepted or returned."""
    kind = entities.by_name(entity)
    return kind is not None and kind.reviewed


def _reviews(session: Session, rows: Sequence[Inbox]) -> list[Review]:
    wanted = {(row.entity, row.entity_id) for row in rows}
    return [
        row
        for part in chunks(name for _, name in wanted)
        for row in session.exec(select(Review).where(col(Review.entity_id).in_(part)))
        if (row.entity, row.entity_id) in wanted
    ]


def _review(row: Inbox, record: Record, latest: dict[Key, int], returned: set[Key]) -> dict[str, Any]:
    key = (row.entity, row.entity_id)
    quiet = record.kind.about == "id" and key not in returned
    state = "superseded" if row.revision < latest[key] else "open" if quiet else "waiting"
    return {
        "change_id": row.change_id,
        "entity": row.entity,
        "entity_id": row.entity_id,
        "resident_id": record.resident_id,
        "clinic_id": row.clinic_id,
        "revision": row.revision,
        "form_id": record.form.id if record.form is not None else row.entity,
        "day": record.day.isoformat() if record.day is not None else "",
        "doctor_name": record.doctor_name,
        "state": state,
        "rank": AGAIN if key in returned and state == "waiting" else CLEAN,
        "findings": "[]",
        "summary": "" if state == "superseded" else summary(record, []),
        "received_at": row.received_at,
        "remarks": "[]",
        "general": "",
        "deadline": None,
        "reviewer": "",
        "decided_at": None,
    }


def refresh(session: Session, resident_ids: Iterable[str], today: date) -> None:
    """Look again at everything of these residents that waits: a visit that came late may change what its followers show."""
    for part in chunks(resident_ids):
        waiting = list(session.exec(select(Review).where(waits(), col(Review.resident_id).in_(part))))
        people = people_on_file(session, part)
        theirs: dict[Key, list[Record]] = {}
        for entity in {row.entity for row in waiting}:
            for kept in rows_about(session, entity, part):
                record = mirrored(kept)
                theirs.setdefault((entity, record.resident_id), []).append(record)
        papers = rows_about(session, "prescription", sorted({row.resident_id for row in waiting}))
        overruled = overrules.by_visit(mirrored(paper) for paper in papers)
        returned = _returned(session, {row.entity_id for row in waiting})
        for row in waiting:
            records_here = theirs[row.entity, row.resident_id]
            record = next(one for one in records_here if one.id == row.entity_id)
            person = people.get(row.resident_id, UNKNOWN)
            noticed = findings.look(record, before(record, records_here), person.facts, today, person.profile)
            if row.entity == "follow_up":
                noticed += overruled.get(row.entity_id, [])
            # the pace of an hour is seen over all residents and was noted before
            noticed += [one for one in findings.from_text(row.findings) if one.code == pace.PACE]
            noticed.sort(key=lambda one: LEVELS.index(one.level))
            row.findings = findings.as_text(noticed)
            row.rank = _rank(noticed, (row.entity, row.entity_id) in returned)
            row.summary = summary(record, noticed)
    session.flush()


def before(record: Record, others: Iterable[Record]) -> list[Record]:
    """Valid earlier records of the same course, newest first."""
    if record.day is None:
        return []
    place = (record.day, record.id)
    earlier = [
        (other.day, other.id, other)
        for other in others
        if other.id != record.id
        and other.valid
        and other.alike(record)
        and other.day is not None
        and (other.day, other.id) < place
    ]
    return [other for _, _, other in sorted(earlier, key=lambda entry: entry[:2], reverse=True)]


def _returned(session: Session, ids: set[str]) -> set[Key]:
    returned: set[Key] = set()
    for part in chunks(ids):
        statement = select(Review.entity, Review.entity_id).where(
            Review.state == "returned", col(Review.entity_id).in_(part)
        )
        returned.update(session.exec(statement).all())
    return returned


def _rank(noticed: Sequence[Finding], again: bool) -> int:
    if findings.urgent(noticed):
        return URGENT
    if again:
        return AGAIN
    return FOUND if noticed else CLEAN


def summary(record: Record, noticed: Sequence[Finding]) -> str:
    """A record in a few words, for the queue: its disease or kind, its figures, how much was found."""
    disease = diseases.of_form(record.form.id) if record.form is not None else None
    what = disease.label if disease is not None else record.kind.label
    if record.revision > 1:
        what += f"，第 {record.revision} 版"
    elif disease is not None:
        what += f" {disease.summary(record.values) or '—'}"
    if findings.urgent(noticed):
        return f"{what}，{findings.said_of_urgent(noticed)}"
    return what + (f"，{len(noticed)} 条发现" if noticed else "")
