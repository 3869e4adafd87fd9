"""The verdict on a record: what is missing in it, and the notice that tells the clinic."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from sync.protocol.messages import Remark, VerdictNotice
from sync.server.database.mirror import row_of
from sync.server.database.records import mirrored
from sync.server.database.store import numbers
from sync.server.database.tables import Outbox, Review, Staff
from sync.server.staff import audit
from vclinic.domain.dates import beijing_day
from vclinic.domain.problem import Problem, Refused

MAX_REMARK = 300


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff decided: remarks by field, a general word and the day by which it must be put right."""

    accept: bool
    remarks: Mapping[str, str]
    general: str = ""
    deadline: str = ""


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
    if row.state not in ("waiting", "open"):
        done = "通过" if row.state == "accepted" else "退回"
        raise Refused("decided", f"{row.reviewer} 已经{done}了这一版，没有再改。")
    kept = row_of(session, row.entity, row.entity_id)
    problems = check(decision, mirrored(kept).fields() if kept is not None else (), beijing_day(now))
    if problems:
        return problems
    row.state = "accepted" if decision.accept else "returned"
    remarks = tuple(Remark(field=field, text=text) for field, text in decision.remarks.items())
    row.remarks = json.dumps([remark.model_dump() for remark in remarks], ensure_ascii=False)
    row.general, row.reviewer, row.decided_at = decision.general, staff.name, now.isoformat(timespec="seconds")
    row.deadline = None if decision.accept else decision.deadline
    notice = VerdictNotice(
        seq=numbers(session, "notice", 1)[0], change_id=row.change_id, entity=row.entity,
        entity_id=row.entity_id, revision=row.revision, state=row.state, remarks=remarks,
        general=row.general, deadline=row.deadline, reviewer=staff.name, at=row.decided_at,
    )  # fmt: skip
    session.add(Outbox(seq=notice.seq, clinic_id=row.clinic_id, payload=notice.model_dump_json(), at=row.decided_at))
    audit.note(
        session, staff, row.state, entity=row.entity, entity_id=row.entity_id, now=now, detail=f"第 {row.revision} 版"
    )
    return notice
