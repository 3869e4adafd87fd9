"""What waits for staff: records that came are put into the queue, and what the machine finds is kept fresh as long as
they wait."""

from collections.abc import Iterable, Sequence, Set as AbstractSet
from datetime import date
from typing import Any

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from sync.server.database.arrival import Arrival
from sync.server.database.mirror import rows_about
from sync.server.database.records import Record, mirrored
from sync.server.database.session import own
from sync.server.database.store import chunks, insert_rows, set_where, table, waits
from sync.server.database.tables import Review
from sync.server.review import findings, overrules, pace
from sync.server.review.people_on_file import UNKNOWN, people_on_file
from vclinic import diseases
from vclinic.diseases.finding import LEVELS, Finding
from vclinic.domain import entities

URGENT, AGAIN, FOUND, CLEAN, UNSEEN = range(5)
Key = tuple[str, str]


def enqueue(session: Session, arrived: Sequence[Arrival], known: AbstractSet[str]) -> None:
    """Put records of reviewed kinds into the queue, each with the change it came by. A newer revision takes the place of one that still waits; an older one comes
    too late. A person's own record waits only when it comes back after a return: until then it is open to be returned.

    Args:
        known: ids of records of which something arrived before; of the others nothing is in the queue.
    """
    latest: dict[Key, int] = {}
    returned: set[Key] = set()
    before = _reviews(session, {(change.entity, change.entity_id) for change in arrived if change.entity_id in known})
    for row in before:
        key = (row.entity, row.entity_id)
        latest[key] = max(latest.get(key, 0), row.revision)
        if row.decided_at is not None and row.state in ("returned", "waiting"):
            returned.add(key)
    for change in arrived:
        key = (change.entity, change.entity_id)
        latest[key] = max(latest.get(key, 0), change.revision)
    overtaken = [
        row for row in before if row.state in ("open", "waiting") and row.revision < latest[row.entity, row.entity_id]
    ]
    for part in chunks(row.change_id for row in overtaken if row.decided_at is not None):  # answered, and now put right
        set_where(session, Review, col(Review.change_id).in_(part), state="returned")
    for part in chunks(row.change_id for row in overtaken if row.decided_at is None):
        set_where(
            session, Review, col(Review.change_id).in_(part), state="superseded", rank=CLEAN, findings="[]", summary=""
        )
    insert_rows(session, Review, [_review(change, latest, returned) for change in arrived])


def reviewed(entity: str) -> bool:
    """Whether revisions of a kind are accepted or returned."""
    kind = entities.by_name(entity)
    return kind is not None and kind.reviewed


def _reviews(session: Session, wanted: set[Key]) -> list[Any]:
    review = table(Review).c
    told = (review.change_id, review.entity, review.entity_id, review.revision, review.state, review.decided_at)
    kinds = sorted({entity for entity, _ in wanted})  # named, so that the index of revisions is used
    columns = core_select(*told).where(own(session, Review), review.entity.in_(kinds))
    return [
        row
        for part in chunks(name for _, name in wanted)
        for row in session.connection().execute(columns.where(review.entity_id.in_(part)))
        if (row.entity, row.entity_id) in wanted
    ]


def _review(change: Arrival, latest: dict[Key, int], returned: set[Key]) -> dict[str, Any]:
    record, key = change.record, (change.entity, change.entity_id)
    quiet = record.kind.about == "id" and key not in returned
    state = "superseded" if change.revision < latest[key] else "open" if quiet else "waiting"
    return {
        "change_id": change.change_id,
        "entity": change.entity,
        "entity_id": change.entity_id,
        "resident_id": change.resident_id,
        "clinic_id": change.clinic_id,
        "revision": change.revision,
        "form_id": record.form.id if record.form is not None else change.entity,
        "day": record.day.isoformat() if record.day is not None else "",
        "doctor_name": record.doctor_name,
        "state": state,
        "rank": UNSEEN if state == "waiting" else CLEAN,
        "findings": "[]",
        "summary": "" if state == "superseded" else summary(record, []),
        "received_at": change.received_at,
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
        returned = _returned(session, {(row.entity, row.entity_id) for row in waiting})
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
            row.summary = summary(record, noticed) + ("，村医答复了" if row.decided_at is not None else "")
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


def _returned(session: Session, wanted: set[Key]) -> set[Key]:
    returned: set[Key] = set()
    kinds = sorted({entity for entity, _ in wanted})
    for part in chunks(name for _, name in wanted):
        statement = select(Review.entity, Review.entity_id).where(
            col(Review.decided_at).is_not(None),
            col(Review.state).in_(("returned", "waiting")),
            col(Review.entity).in_(kinds),
            col(Review.entity_id).in_(part),
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
