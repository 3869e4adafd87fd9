"""Follow-ups: rows ↔ the validated record with its judgement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlmodel import Session, col, select

from vclinic import diseases
from vclinic.diseases.visits import Earlier
from vclinic.domain.fields import meanings
from vclinic.domain.follow_up import Assessment, Overrule
from vclinic.domain.problem import Refused
from vclinic.forms.document import from_json, to_json
from vclinic.forms.spec import FormSpec
from vclinic.forms.unfinished import OFFSET, is_unfinished, to_complete
from vclinic.storage.tables import FollowUpRow
from vclinic.storage.unit_of_work import UnitOfWork, compact
from vclinic.storage.unread import UnreadRecord, known_values, unread_assessment, unread_record


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A follow-up as stored. ``reasons`` are (field, reason) pairs for implausible values the doctor kept;
    ``summary`` the visit in a word, ``measures`` the figures its disease is followed by, by field; ``to_complete`` the
    fields an emergency left open; ``correction_reason``, why the revision was made, and
    ``correction_answers``, what was asked with it (``asked``, ``answer``, ``text``), are kept with its change."""

    id: str
    revision: int
    resident_id: str
    disease: str
    form_id: str
    form_version: int
    record: Any
    assessment: Assessment
    overrules: tuple[Overrule, ...]
    reasons: tuple[tuple[str, str], ...]
    carried: tuple[str, ...]
    entry_seconds: int
    key_actions: int
    doctor_id: str
    doctor_name: str
    status: str
    summary: str = ""
    measures: Mapping[str, float] = field(default_factory=dict[str, float])
    to_complete: tuple[str, ...] = ()
    correction_reason: str = ""
    correction_answers: tuple[Mapping[str, str], ...] = ()
    recorded_at: datetime | None = None
    change_id: str = ""

    @property
    def readable(self) -> bool:
        """False when a newer program wrote it on a form that is not known here: it is shown, never judged or changed."""
        return not isinstance(self.record, UnreadRecord)


def save(work: UnitOfWork, visit: FollowUp) -> tuple[str, int]:
    """Store a visit as the revision after ``visit.revision`` (0: new); returns its id and new revision."""
    made = visit.id or work.new_id()
    record, judged = visit.record, visit.assessment
    document: dict[str, Any] = {
        "resident_id": visit.resident_id,
        "disease": visit.disease,
        "form_id": visit.form_id,
        "form_version": visit.form_version,
        "status": visit.status,
        "record": to_json(record),
        "assessment": to_json(judged),
        "rule_set_id": judged.rule_set_id,
        "overrules": [to_json(overrule) for overrule in visit.overrules],
        "reasons": [list(pair) for pair in visit.reasons],
        "carried": list(visit.carried),
        "entry_seconds": visit.entry_seconds,
        "key_actions": visit.key_actions,
        "doctor_id": visit.doctor_id,
        "doctor_name": visit.doctor_name,
    }
    if visit.correction_reason:
        document["correction_reason"] = visit.correction_reason
    if visit.correction_answers:
        document["correction_answers"] = [dict(answer) for answer in visit.correction_answers]
    if visit.to_complete:
        document["to_complete"] = list(visit.to_complete)
    row = FollowUpRow(
        id=made,
        resident_id=visit.resident_id,
        disease=visit.disease,
        form_id=visit.form_id,
        form_version=visit.form_version,
        visited_on=record.visit_date.isoformat(),
        visit_way=record.visit_way,
        visit_class=record.visit_class,
        satisfied=int(judged.satisfied),
        action=judged.action,
        next_visit_on=record.next_visit_date.isoformat(),
        status=visit.status,
        summary=visit.summary,
        measures=compact(dict(visit.measures)),
        rule_set_id=judged.rule_set_id,
        record=compact(document["record"]),
        assessment=compact(document["assessment"]),
        overrules=compact(document["overrules"]),
        reasons=compact(document["reasons"]),
        carried=compact(document["carried"]),
        entry_seconds=visit.entry_seconds,
        key_actions=visit.key_actions,
        doctor_id=visit.doctor_id,
        doctor_name=visit.doctor_name,
    )
    work.put(row, document, visit.revision)
    return made, row.revision


def get(session: Session, follow_up_id: str) -> FollowUp:
    """One visit.

    Raises:
        LookupError: no such id.
    """
    row = session.get(FollowUpRow, follow_up_id)
    if row is None:
        raise LookupError(follow_up_id)
    return from_row(row)


def get_to_write(session: Session, follow_up_id: str) -> FollowUp:
    """One visit that is to be corrected, or prescribed for.

    Raises:
        LookupError: no such id.
        Refused: ``newer_record``, a newer program wrote it.
    """
    visit = get(session, follow_up_id)
    if not visit.readable:
        raise Refused("newer_record", "这次随访是较新的程序写的，本程序能看不能改。请先升级本程序。")
    return visit


def of_resident(session: Session, resident_id: str, disease: str = "", limit: int = 50) -> list[FollowUp]:
    """Valid visits of a resident, newest first; ``disease`` empty for all."""
    statement = select(FollowUpRow).where(FollowUpRow.resident_id == resident_id, FollowUpRow.status == "valid")
    if disease:
        statement = statement.where(FollowUpRow.disease == disease)
    newest_first = (col(FollowUpRow.visited_on).desc(), col(FollowUpRow.id).desc())
    return [from_row(row) for row in session.exec(statement.order_by(*newest_first).limit(limit))]


def on_day(session: Session, day: date) -> list[FollowUp]:
    """Valid visits of one day, in the order they were recorded."""
    statement = (
        select(FollowUpRow)
        .where(FollowUpRow.visited_on == day.isoformat(), FollowUpRow.status == "valid")
        .order_by(FollowUpRow.id)
    )
    return [from_row(row) for row in session.exec(statement)]


def on_day_of_resident(session: Session, resident_id: str, day: date) -> list[FollowUp]:
    """Valid visits of a resident on one day, in the order they were recorded."""
    statement = (
        select(FollowUpRow)
        .where(
            FollowUpRow.resident_id == resident_id,
            FollowUpRow.visited_on == day.isoformat(),
            FollowUpRow.status == "valid",
        )
        .order_by(FollowUpRow.id)
    )
    return [from_row(row) for row in session.exec(statement)]


def as_earlier(visit: FollowUp) -> Earlier:
    """A visit as the judgement of a later one needs it."""
    judged = bool(visit.record.visit_class)  # an emergency may be stored before anything was measured
    satisfied = visit.assessment.satisfied if judged else None
    return Earlier(visit.record.visit_date, values_of(visit), visit.record.visit_class, satisfied)


def values_of(visit: FollowUp) -> dict[str, Any]:
    """A visit's fields by name, with the record's types."""
    record: Any = visit.record
    if isinstance(record, UnreadRecord):
        return known_values(record)
    return {name: getattr(record, name) for name in meanings(cast("type[Any]", type(record)))}


def from_row(row: FollowUpRow) -> FollowUp:
    """A row as the domain knows it."""
    record, assessment = _read(row)
    return FollowUp(
        id=row.id,
        revision=row.revision,
        resident_id=row.resident_id,
        disease=row.disease,
        form_id=row.form_id,
        form_version=row.form_version,
        record=record,
        assessment=assessment,
        overrules=tuple(from_json(Overrule, overrule) for overrule in json.loads(row.overrules)),
        reasons=tuple((name, text) for name, text in json.loads(row.reasons)),
        carried=tuple(json.loads(row.carried)),
        entry_seconds=row.entry_seconds,
        key_actions=row.key_actions,
        doctor_id=row.doctor_id,
        doctor_name=row.doctor_name,
        status=row.status,
        summary=row.summary,
        measures=json.loads(row.measures),
        to_complete=_to_complete(row, record),
        recorded_at=datetime.fromisoformat(row.recorded_at),
        change_id=row.change_id,
    )


def _read(row: FollowUpRow) -> tuple[Any, Assessment]:
    document: dict[str, Any] = json.loads(row.record)
    kind = record_class(row.form_id, row.form_version)
    if kind is None:
        return unread_record(row, document), unread_assessment(row)
    return from_json(kind, document), assessment_from(json.loads(row.assessment))


def _to_complete(row: FollowUpRow, record: Any) -> tuple[str, ...]:
    """What is still open of a visit that an emergency left unfinished."""
    if not is_unfinished(row.form_version) or isinstance(record, UnreadRecord):
        return ()
    form = whole_form(row.form_id, row.form_version)
    return to_complete(form, {name: getattr(record, name) for name in form.meanings})


def whole_form(form_id: str, form_version: int) -> FormSpec:
    """The form of a readable visit with all that the statute asks for, also where an emergency left it unfinished."""
    whole = form_version - OFFSET if is_unfinished(form_version) else form_version
    return next(form for form in diseases.forms() if (form.id, form.version) == (form_id, whole))


def record_class(form_id: str, form_version: int) -> type[Any] | None:
    """The record a form is written into; None for a form, or a version of one, that is not known here."""
    return next((form.record for form in diseases.forms() if (form.id, form.version) == (form_id, form_version)), None)


def assessment_from(document: dict[str, Any]) -> Assessment:
    """A stored judgement; the first schema spoke of a pressure where every disease has a measure now."""
    if "satisfied" not in document:
        document = document | {"satisfied": document.get("bp_satisfied", False)}
    return from_json(Assessment, document)
