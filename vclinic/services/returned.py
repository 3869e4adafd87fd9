"""Records the township sent back: what is wrong with which field, and by when. Of any kind that is reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic.diseases import catalog
from vclinic.domain import entities
from vclinic.domain.dates import age_on
from vclinic.domain.entity import Entity
from vclinic.forms.spec import FormSpec
from vclinic.services.workstation import Workstation
from vclinic.storage import replies, residents, verdicts
from vclinic.storage.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRecord:
    """A returned record; ``what`` it is called, ``day`` its clinical day where it has one; ``remarks`` are (the field's
    label, the remark verbatim); ``reply`` is what was answered, which the township has yet to look at."""

    entity: str
    entity_id: str
    what: str
    resident_id: str
    name: str
    sex_code: str
    age: int
    day: date | None
    remarks: tuple[tuple[str, str], ...]
    general: str
    deadline: date | None
    reviewer: str
    overdue: bool
    reply: str = ""


@dataclass(frozen=True, slots=True)
class ToMend:
    """What a form that is opened again shows of its return: the remark per field, a general word, the last day."""

    remarks: Mapping[str, str]
    general: str
    deadline: date | None


def returned(station: Workstation) -> tuple[ReturnedRecord, ...]:
    """Earliest deadline first; records about a resident."""
    today = station.clock.today()
    records: list[ReturnedRecord] = []
    with station.store.read() as session:
        for record in verdicts.returned(session):
            entity = entities.by_name(record.entity)
            resident_id = entity.resident_of(record.entity_id, record.data) if entity else ""
            if entity is None or not resident_id:
                continue
            resident = residents.get(session, resident_id).resident
            verdict = record.verdict
            answered = replies.to_verdict(session, verdict.change_id)
            records.append(
                ReturnedRecord(
                    entity=record.entity,
                    entity_id=record.entity_id,
                    what=entity.told(record.data)[0] if entity.told else entity.label,
                    resident_id=resident_id,
                    name=resident.name,
                    sex_code=resident.sex_code,
                    age=age_on(resident.birth_date, today),
                    day=entity.day_of(record.data),
                    remarks=_labelled(verdict.remarks, entity, _form_of(entity, record.data)),
                    general=verdict.general,
                    deadline=verdict.deadline,
                    reviewer=verdict.reviewer,
                    overdue=verdict.deadline is not None and verdict.deadline < today and answered is None,
                    reply=answered.text if answered is not None else "",
                )
            )
    return tuple(records)


def to_do(station: Workstation) -> tuple[ReturnedRecord, ...]:
    """Those of `returned` that somebody has yet to put right or to answer."""
    return tuple(record for record in returned(station) if not record.reply)


def to_mend(station: Workstation, entity_id: str) -> ToMend | None:
    """Why the newest revision of a record was returned; None when it was not."""
    with station.store.read() as session:
        verdict = verdicts.on_newest(session, entity_id)
    if verdict is None or verdict.state != "returned":
        return None
    return ToMend(dict(verdict.remarks), verdict.general, verdict.deadline)


def remarks_in_words(verdict: Verdict, entity: Entity, data: Mapping[str, Any]) -> str:
    """What a return asks for, in one line: each remark under its caption, the general word last."""
    parts = [f"{caption}：{text}" for caption, text in _labelled(verdict.remarks, entity, _form_of(entity, data))]
    return "；".join([*parts, verdict.general] if verdict.general else parts)


def _form_of(entity: Entity, data: Mapping[str, Any]) -> FormSpec | None:
    place = entity.form_of(data)
    if place is None:
        return None
    form_id, version, _ = place
    try:
        return catalog.form(form_id, version)
    except KeyError:
        return None


def _labelled(
    remarks: tuple[tuple[str, str], ...], entity: Entity, form: FormSpec | None
) -> tuple[tuple[str, str], ...]:
    """The remarks under the captions of the form, or the headings of a kind that has none."""
    headings = {column.path: column.heading for column in entity.columns}

    def caption(field: str) -> str:
        item = form.item_of(field) if form is not None else None
        return item.caption if item is not None else headings.get(field, field) or "总意见"

    return tuple((caption(field), text) for field, text in remarks)
