"""A visit before it is saved: carried forward from last time, judged at every key, kept as a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vclinic.domain.follow_up import DrugUse, HypertensionFollowUp, PreviousVisit
from vclinic.domain.resident import Resident
from vclinic.forms.document import plain
from vclinic.forms.hypertension import HYPERTENSION_FOLLOW_UP
from vclinic.forms.spec import FormSpec
from vclinic.services.desk import Desk
from vclinic.services.regimen import RegimenLine, drug_events, regimen_lines
from vclinic.services.resident_record import ResidentRecord, allergies, resident_record
from vclinic.services.settings import read as read_settings
from vclinic.storage import drafts, follow_ups, notices, prescriptions
from vclinic.storage.follow_ups import FollowUp

DRAFT = "follow_up"
DISEASE = "htn"


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A line of 近三次; ``drug_change`` says what changed in the drugs at that visit."""

    id: str
    visit_date: date
    sbp: int
    dbp: int
    weight_kg: float | None
    visit_class: str
    bp_satisfied: bool
    drug_change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSheet:
    """What the follow-up page starts from.

    Attributes:
        follow_up_id, base_revision: empty and 0 for a new visit; the stored visit's when one is reopened.
        values: starting values by field name (as the record's types).
        carried: fields whose value came from the last visit and is not yet confirmed.
        touched: fields the draft had already confirmed.
        last, last_on: last time's values and day.
        remarks: the township's remark per field when the visit was returned.
        previous, others: the visit before this one as the sheet was opened; all other valid visits, newest first, for a
            visit whose day is changed.
        draft_saved_at: set when ``values`` come from a draft.
    """

    resident: ResidentRecord
    form: FormSpec
    follow_up_id: str
    base_revision: int
    values: dict[str, Any]
    carried: frozenset[str]
    touched: frozenset[str]
    last: dict[str, Any]
    last_on: date | None
    history: tuple[PastVisit, ...]
    drug_events: tuple[tuple[date, str], ...]
    regimen: tuple[RegimenLine, ...]
    allergies: str
    adverse: str
    remarks: dict[str, str]
    general_remark: str
    deadline: date | None
    draft_saved_at: datetime | None
    previous: PreviousVisit | None
    others: tuple[PreviousVisit, ...]
    age: int
    referral_org: str


def open_visit(desk: Desk, resident_id: str, follow_up_id: str = "") -> VisitSheet:
    """The sheet for a new visit, or for a stored one to be corrected."""
    record = resident_record(desk, resident_id, with_timeline=False)
    settings = read_settings(desk)
    today = desk.clock.today()
    with desk.store.read() as session:
        visits = follow_ups.of_resident(session, resident_id, DISEASE)
        stored = follow_ups.get(session, follow_up_id) if follow_up_id else None
        orders = prescriptions.of_resident(session, resident_id)
        kept = drafts.load(session, DRAFT, follow_up_id or resident_id)
        verdict = notices.verdict_on(session, stored.change_id) if stored else None
    before = stored.record.visit_date if stored else today
    earlier = [visit for visit in visits if visit.id != follow_up_id and visit.record.visit_date <= before]
    last = _values(earlier[0].record) if earlier else {}
    values, carried = (_values(stored.record), frozenset[str]()) if stored else _start(desk, record, last)
    touched: frozenset[str] = frozenset()
    if kept is not None:
        content, _ = kept
        values = _thawed(content["values"], values)
        touched = frozenset(content["touched"])
        carried -= touched
    returned = verdict if verdict is not None and verdict.state == "returned" else None
    return VisitSheet(
        resident=record,
        form=HYPERTENSION_FOLLOW_UP,
        follow_up_id=follow_up_id,
        base_revision=stored.revision if stored else 0,
        values=values,
        carried=carried,
        touched=touched,
        last=last,
        last_on=earlier[0].record.visit_date if earlier else None,
        history=_history(earlier),
        drug_events=drug_events(orders),
        regimen=regimen_lines(desk, record, orders, today),
        allergies=allergies(record.resident),
        adverse=next((visit.record.adr_text for visit in earlier if visit.record.adr == "2"), ""),
        remarks=dict(returned.remarks) if returned else {},
        general_remark=returned.general if returned else "",
        deadline=returned.deadline if returned else None,
        draft_saved_at=kept[1] if kept else None,
        previous=follow_ups.previous_of(visits, before, follow_up_id),
        others=tuple(follow_ups.as_previous(visit) for visit in visits if visit.id != follow_up_id),
        age=record.age,
        referral_org=settings.referral_org or _default_referral(desk),
    )


def keep_draft(desk: Desk, sheet: VisitSheet, values: Mapping[str, Any], touched: frozenset[str] | set[str]) -> None:
    """Keep what was typed so far; survives a power cut, never leaves this machine."""
    content = {
        "resident_id": sheet.resident.id,
        "follow_up_id": sheet.follow_up_id,
        "values": {name: plain(value) for name, value in values.items()},
        "touched": sorted(touched),
    }
    with desk.store.local() as session:
        drafts.keep(session, DRAFT, sheet.follow_up_id or sheet.resident.id, content, desk.clock.now())


def drop_draft(desk: Desk, sheet: VisitSheet) -> None:
    """Forget what was typed."""
    with desk.store.local() as session:
        drafts.drop(session, DRAFT, sheet.follow_up_id or sheet.resident.id)


def _values(record: HypertensionFollowUp) -> dict[str, Any]:
    return {name: getattr(record, name) for name in HYPERTENSION_FOLLOW_UP.meanings}


def _start(desk: Desk, record: ResidentRecord, last: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    carried = {name: last[name] for name in HYPERTENSION_FOLLOW_UP.carried if name in last and _filled(last[name])}
    if not carried.get("height_cm") and record.height_cm:
        carried["height_cm"] = record.height_cm
    fresh = {"visit_date": desk.clock.today(), "doctor": desk.doctor.name}
    return carried | fresh, frozenset(carried)


def _filled(value: Any) -> bool:
    return value is not None and value != "" and value != ()


def _thawed(kept: Mapping[str, Any], start: Mapping[str, Any]) -> dict[str, Any]:
    """A draft's plain values over the starting ones; pairs and drug lines get their types back."""
    values = dict(start) | dict(kept)
    for name in ("visit_date", "next_visit_date"):
        if isinstance(values.get(name), str) and values[name]:
            try:
                values[name] = date.fromisoformat(values[name])
            except ValueError:
                continue  # a half-typed date stays as it was typed
    for name in ("symptom_codes", "emergency_signs"):
        values[name] = tuple(values.get(name) or ())
    values["bp_readings"] = tuple(tuple(pair) for pair in values.get("bp_readings") or ())
    values["drugs"] = tuple(_drug(each) for each in values.get("drugs") or ())
    return values


def _drug(kept: Any) -> DrugUse | dict[str, str]:
    """A drug line of a draft; one that was not finished stays as it was typed."""
    if isinstance(kept, DrugUse):
        return kept
    try:
        return DrugUse(str(kept["name"]), float(kept["times_per_day"]), str(kept["dose_text"]))
    except ValueError:
        return dict(kept)


def _history(visits: list[FollowUp]) -> tuple[PastVisit, ...]:
    found: list[PastVisit] = []
    for position, visit in enumerate(visits):
        record = visit.record
        before = visits[position + 1].record.drugs if position + 1 < len(visits) else None
        found.append(
            PastVisit(
                visit.id,
                record.visit_date,
                record.sbp,
                record.dbp,
                record.weight_kg,
                record.visit_class,
                visit.assessment.bp_satisfied,
                _drug_change(before, record.drugs),
            )
        )
    return tuple(found)


def _drug_change(before: tuple[DrugUse, ...] | None, now: tuple[DrugUse, ...]) -> str:
    if before is None or before == now:
        return "未变" if before is not None else "首次"
    old, new = {drug.name: drug for drug in before}, {drug.name: drug for drug in now}
    words = [f"加{name}" for name in new if name not in old]
    words += [f"停{name}" for name in old if name not in new]
    words += [f"调{name}" for name in new if name in old and old[name] != new[name]]
    return "、".join(words) or "未变"


def _default_referral(desk: Desk) -> str:
    return f"{desk.clinic.township_name} 内科".strip() if desk.clinic.township_name else "镇卫生院 内科"


def person_facts(resident: Resident) -> dict[str, Any]:
    """What the form's conditions need of the person."""
    return {"birth_date": resident.birth_date, "sex_code": resident.sex_code}
