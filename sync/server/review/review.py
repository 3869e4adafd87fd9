"""Review of visits: the queue, a verdict with its notice, and what the machine finds, kept fresh while a visit waits."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from sync.protocol.messages import Remark, VerdictNotice
from sync.server.database.records import Visit, form_of, mirrored, person_facts
from sync.server.database.store import chunks, insert_rows, numbers
from sync.server.database.tables import FollowUpMirror, Inbox, Outbox, ResidentMirror, Review, Staff
from sync.server.review import findings, pace
from sync.server.staff import audit
from vclinic import diseases
from vclinic.domain.problem import Problem, Refused

URGENT, AGAIN, FOUND, CLEAN = range(4)
MAX_REMARK = 300


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff decided: remarks by field, a general word and the day by which it must be put right."""

    accept: bool
    remarks: Mapping[str, str]
    general: str = ""
    deadline: str = ""


def enqueue(session: Session, arrived: Sequence[Inbox]) -> None:
    """Put visits into the queue. A newer revision takes the place of one that still waits; an older one comes too late."""
    ids = {row.entity_id for row in arrived}
    latest: dict[str, int] = {}
    for part in chunks(ids):
        for name, revision in session.exec(
            select(Review.follow_up_id, Review.revision).where(col(Review.follow_up_id).in_(part))
        ):
            latest[name] = max(latest.get(name, 0), revision)
    for row in arrived:
        latest[row.entity_id] = max(latest.get(row.entity_id, 0), row.revision)
    for part in chunks(ids):
        for row in session.exec(select(Review).where(Review.state == "waiting", col(Review.follow_up_id).in_(part))):
            if row.revision < latest[row.follow_up_id]:
                row.state, row.rank, row.findings, row.summary = "superseded", CLEAN, "[]", ""
    session.flush()
    insert_rows(session, Review, [_review(row, latest[row.entity_id]) for row in arrived])


def _review(row: Inbox, latest: int) -> dict[str, Any]:
    return {
        "change_id": row.change_id,
        "follow_up_id": row.entity_id,
        "resident_id": json.loads(row.payload)["data"]["resident_id"],
        "clinic_id": row.clinic_id,
        "revision": row.revision,
        "state": "waiting" if row.revision == latest else "superseded",
        "rank": CLEAN,
        "findings": "[]",
        "summary": "",
        "received_at": row.received_at,
        "remarks": "[]",
        "general": "",
        "deadline": None,
        "reviewer": "",
        "decided_at": None,
    }


def refresh(session: Session, resident_ids: Iterable[str], today: date) -> None:
    """Look again at every waiting visit of these residents: a visit that came late may change what its followers show."""
    for part in chunks(resident_ids):
        waiting = list(session.exec(select(Review).where(Review.state == "waiting", col(Review.resident_id).in_(part))))
        people = {row.id: row for row in session.exec(select(ResidentMirror).where(col(ResidentMirror.id).in_(part)))}
        visits: dict[str, list[Visit]] = {}
        for row in session.exec(select(FollowUpMirror).where(col(FollowUpMirror.resident_id).in_(part))):
            visits.setdefault(row.resident_id, []).append(mirrored(row))
        returned = _returned(session, {row.follow_up_id for row in waiting})
        for row in waiting:
            visit = next(each for each in visits[row.resident_id] if each.id == row.follow_up_id)
            found = findings.look(
                visit, before(visit, visits[row.resident_id]), person_facts(people[row.resident_id]), today
            )
            # the pace of an hour is seen over all residents and was noted before
            found += [each for each in findings.from_text(row.findings) if each.code == pace.PACE]
            found.sort(key=lambda each: findings.LEVELS.index(each.level))
            row.findings = findings.as_text(found)
            row.rank = _rank(found, row.follow_up_id in returned)
            row.summary = _summary(visit, found)
    session.flush()


def before(visit: Visit, others: Iterable[Visit]) -> list[Visit]:
    """Valid earlier visits of the same disease, newest first."""
    day = visit.visited_on or date.max
    found = [
        each
        for each in others
        if each.id != visit.id
        and each.data.get("disease") == visit.data.get("disease")
        and each.data.get("status", "valid") == "valid"
        and ((each.visited_on or date.max), each.id) < (day, visit.id)
    ]
    return sorted(found, key=lambda each: (each.visited_on or date.max, each.id), reverse=True)


def _returned(session: Session, ids: set[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(ids):
        statement = select(Review.follow_up_id).where(Review.state == "returned", col(Review.follow_up_id).in_(part))
        found.update(session.exec(statement))
    return found


def _rank(found: Sequence[findings.Finding], again: bool) -> int:
    if findings.urgent(found):
        return URGENT
    if again:
        return AGAIN
    return FOUND if found else CLEAN


def _summary(visit: Visit, found: Sequence[findings.Finding]) -> str:
    disease = diseases.of_form(visit.form.id)
    label = disease.label if disease is not None else visit.form.title
    figures = disease.summary(visit.values) if disease is not None else ""
    what = f"，第 {visit.revision} 版" if visit.revision > 1 else f" {figures or '—'}"
    if findings.urgent(found):
        return f"{label}{what}，没有转诊"
    return f"{label}{what}" + (f"，{len(found)} 条发现" if found else "")


def check(decision: Decision, form_fields: Iterable[str], today: date) -> list[Problem]:
    """What is missing in a decision; nothing is saved while anything is."""
    known = set(form_fields)
    problems = [
        Problem(f"remark.{field}", "unknown_field", "这张表单没有这一项。")
        for field in decision.remarks
        if field not in known
    ]
    for field, text in (*decision.remarks.items(), ("", decision.general)):
        if len(text) > MAX_REMARK:
            name = f"remark.{field}" if field else "general"
            problems.append(Problem(name, "too_long", f"意见最多 {MAX_REMARK} 个字，现在有 {len(text)} 个。"))
    if decision.accept:
        if decision.remarks:
            text = f"写了 {len(decision.remarks)} 条意见：要村医改就点“退回”；要通过，请先清掉意见。"
            problems.append(Problem("remarks", "remarks_on_accept", text))
        return problems
    if not decision.remarks and not decision.general:
        problems.append(Problem("general", "required", "退回要写明原因：至少在一项上写意见，或者写总意见。"))
    try:
        deadline = date.fromisoformat(decision.deadline)
    except ValueError:
        problems.append(Problem("deadline", "required", "请填改好期限，写成 2026-11-27 这样的日期。"))
    else:
        if deadline < today:
            problems.append(Problem("deadline", "past", f"改好期限 {deadline} 已经过了，今天是 {today}。"))
    return problems


def decide(
    session: Session, change_id: str, decision: Decision, staff: Staff, now: datetime
) -> list[Problem] | VerdictNotice:
    """Accept or return one revision: the verdict, its notice to the clinic and the audit entry in one transaction.

    Raises:
        Refused: ``missing``, ``superseded`` (a newer revision came meanwhile) or ``decided`` (a colleague was faster).
    """
    row = session.exec(select(Review).where(Review.change_id == change_id).with_for_update()).first()
    if row is None:
        raise Refused("missing", "没有这份记录，可能地址写错了。")
    if row.state == "superseded":
        raise Refused("superseded", "村医刚刚报来了新的一版，请看新的一版再定。您的意见没有发出。")
    if row.state != "waiting":
        done = "通过" if row.state == "accepted" else "退回"
        raise Refused("decided", f"{row.reviewer} 已经{done}了这一版，没有再改。")
    visit = session.get(FollowUpMirror, row.follow_up_id)
    fields = form_of(visit.form_id, visit.form_version).meanings if visit is not None else {}
    problems = check(decision, fields, now.date())
    if problems:
        return problems
    row.state = "accepted" if decision.accept else "returned"
    remarks = tuple(Remark(field=field, text=text) for field, text in decision.remarks.items())
    row.remarks = json.dumps([each.model_dump() for each in remarks], ensure_ascii=False)
    row.general, row.reviewer, row.decided_at = decision.general, staff.name, now.isoformat(timespec="seconds")
    row.deadline = None if decision.accept else decision.deadline
    notice = VerdictNotice(
        seq=numbers(session, "notice", 1)[0], change_id=row.change_id, entity="follow_up",
        entity_id=row.follow_up_id, revision=row.revision, state=row.state, remarks=remarks,
        general=row.general, deadline=row.deadline, reviewer=staff.name, at=row.decided_at,
    )  # fmt: skip
    session.add(Outbox(seq=notice.seq, clinic_id=row.clinic_id, payload=notice.model_dump_json(), at=row.decided_at))
    audit.note(session, staff, row.state, "follow_up", row.follow_up_id, now, f"第 {row.revision} 版")
    return notice
