"""A visit before it is saved: carried forward from last time, or a stored one reopened; kept as a draft meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from vclinic import diseases
from vclinic.diseases.disease import Disease
from vclinic.diseases.measure import MEASURED, Band
from vclinic.diseases.visits import Earlier, Subject, before as last_before
from vclinic.diseases.whom import whom
from vclinic.domain.dates import beijing_day
from vclinic.domain.follow_up import DrugUse, Overrule
from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.problem import Refused
from vclinic.domain.resident import Resident
from vclinic.forms.document import plain
from vclinic.forms.spec import FormSpec
from vclinic.rules.form_drugs import drugs_now
from vclinic.services import medication_profile
from vclinic.services.past_visits import PastVisit, last_reaction, past_visits
from vclinic.services.regimen import RegimenLine, drug_events, regimen_lines
from vclinic.services.resident_record import ResidentRecord, allergies, resident_record
from vclinic.services.settings import read as read_settings
from vclinic.services.visit_draft import DRAFT, draft_owner, thawed
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, follow_ups, prescriptions, verdicts
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.prescriptions import Prescription

__all__ = ["MEASURED", "Band", "VisitSheet", "drop_draft", "keep_draft", "open_visit", "open_visits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSheet:
    """What the follow-up page starts from.

    Attributes:
        follow_up_id, base_revision: empty and 0 for a new visit; the stored visit's when one is reopened.
        values: starting values by field name (as the record's types).
        carried: fields whose value came from the last visit and is not yet confirmed.
        touched: fields the draft had already confirmed.
        last, last_on: last time's values and day. drugs: what the prescriptions written since then leave of its drugs.
        remarks: the township's remark per field when the visit was returned.
        previous, others: the visit before this one as the sheet was opened; all other valid visits, newest first, for a
            visit whose day is changed.
        subject: whom the judgement is about, with what others gave and a potassium measured lately.
        draft_saved_at: set when ``values`` come from a draft. begun_on: the day a new visit was begun; None for a stored one.
        to_complete: what an emergency left open of the stored visit. overrules: what the doctor decided against the machine.
    """

    resident: ResidentRecord
    disease: Disease[Any]
    follow_up_id: str
    base_revision: int
    values: dict[str, Any]
    carried: frozenset[str]
    touched: frozenset[str]
    last: dict[str, Any]
    last_on: date | None
    drugs: tuple[DrugUse, ...]
    history: tuple[PastVisit, ...]
    drug_events: tuple[tuple[date, str], ...]
    regimen: tuple[RegimenLine, ...]
    allergies: str
    adverse: str
    remarks: dict[str, str]
    general_remark: str
    deadline: date | None
    draft_saved_at: datetime | None
    previous: Earlier | None
    others: tuple[Earlier, ...]
    age: int
    referral_org: str
    to_complete: tuple[str, ...] = ()
    overrules: tuple[Overrule, ...] = ()
    stored_on: date | None = None
    stored_class: str = ""
    has_orders: bool = False
    stored: FollowUp | None = None
    begun_on: date | None = None
    subject: Subject

    @property
    def form(self) -> FormSpec:
        """The form the visit is written on."""
        return self.disease.form

    @property
    def corrects(self) -> bool:
        """A stored visit is corrected; what an emergency left open is completed, and that wants no reason."""
        return self.base_revision > 0 and not self.to_complete

    @property
    def outcome_known(self) -> bool:
        """Whether somebody told already what became of the referral of the stored visit."""
        return self.stored is not None and bool(follow_ups.values_of(self.stored).get("referral_outcome"))

    @property
    def returned_because(self) -> str:
        """What the township wrote when it returned the visit, in a line."""
        return "；".join(text for text in (*self.remarks.values(), self.general_remark) if text)

    @property
    def draft_owner(self) -> str:
        """Whose draft it is: one for each visit, or resident, and disease."""
        return draft_owner(self.follow_up_id or self.resident.id, self.disease)


def open_visits(station: Workstation, resident_id: str) -> tuple[VisitSheet, ...]:
    """A sheet for each disease the resident is followed up for, in the order of the register of diseases.

    Raises:
        Refused: ``not_enrolled``, the resident is in no register that has a follow-up.
    """
    record = resident_record(station, resident_id, with_timeline=False)
    due = diseases.followed(record.diseases)
    if not due:
        name = record.resident.name
        raise Refused("not_enrolled", f"{name}还没有建可以随访的慢病专档。先在档案里建专档，再随访。")
    return tuple(_sheet(station, record, disease, "") for disease in due)


def open_visit(station: Workstation, resident_id: str, follow_up_id: str = "", disease: str = "") -> VisitSheet:
    """The sheet for a new visit of ``disease`` (the resident's first one when not named), or for a stored visit to be
    corrected.

    Raises:
        Refused: ``not_enrolled``; ``newer_record``, the stored visit was written by a newer program.
    """
    record = resident_record(station, resident_id, with_timeline=False)
    if follow_up_id:
        with station.store.read() as session:
            disease = follow_ups.get_to_write(session, follow_up_id).disease
    named = diseases.by_key(disease)
    if named is None:
        return open_visits(station, resident_id)[0]
    return _sheet(station, record, named, follow_up_id)


def _sheet(station: Workstation, record: ResidentRecord, disease: Disease[Any], follow_up_id: str) -> VisitSheet:
    resident_id = record.id
    settings = read_settings(station)
    today = station.clock.today()
    with station.store.read() as session:
        visits = follow_ups.of_resident(session, resident_id, disease.key)
        stored = follow_ups.get(session, follow_up_id) if follow_up_id else None
        orders = prescriptions.of_resident(session, resident_id)
        kept = drafts.load(session, DRAFT, draft_owner(follow_up_id or resident_id, disease))
        verdict = verdicts.on(session, stored.change_id) if stored else None
        prescribed = stored is not None and prescriptions.of_follow_up(session, stored.id) is not None
    before = stored.record.visit_date if stored else today
    earlier = [visit for visit in visits if visit.id != follow_up_id and visit.record.visit_date <= before]
    last = follow_ups.values_of(earlier[0]) if earlier else {}
    taken = _taken(station, last, orders)
    fresh = _reopened(disease, stored, last) if stored else _start(station, record, disease, last | taken)
    values, carried = fresh
    others = tuple(follow_ups.as_earlier(visit) for visit in visits if visit.id != follow_up_id)
    touched: frozenset[str] = frozenset()
    begun = None if stored else today
    if kept is not None:
        content, saved_at = kept
        if stored is None:  # an older program did not keep when a draft was begun
            begun = date.fromisoformat(content.get("begun_on") or beijing_day(saved_at).isoformat())
        touched = frozenset(content["touched"])
        thawn = thawed(disease.form, content["values"], values)
        if stored is None and "height_cm" in values and "height_cm" not in touched:
            thawn["height_cm"] = values["height_cm"]  # the register's, which may have been mended since
        values = thawn
        carried -= touched
    profile = medication_profile.read(station, resident_id)
    written_for = values.get("visit_date")
    judged_on = before if stored is not None or not isinstance(written_for, date) else written_for
    returned = verdict if verdict is not None and verdict.state == "returned" else None
    return VisitSheet(
        resident=record,
        disease=disease,
        follow_up_id=follow_up_id,
        base_revision=stored.revision if stored else 0,
        values=values,
        carried=carried,
        touched=touched,
        last=last,
        last_on=earlier[0].record.visit_date if earlier else None,
        drugs=taken.get("drugs", ()),
        history=past_visits(disease, earlier),
        drug_events=drug_events(orders),
        regimen=regimen_lines(station, record, orders, today),
        allergies=allergies(record.resident),
        adverse=last_reaction(earlier),
        remarks=dict(returned.remarks) if returned else {},
        general_remark=returned.general if returned else "",
        deadline=returned.deadline if returned else None,
        draft_saved_at=kept[1] if kept else None,
        previous=last_before(others, before),
        others=others,
        age=record.age,
        referral_org=settings.referral_org or _default_referral(station),
        to_complete=stored.to_complete if stored else (),
        overrules=stored.overrules if stored else (),
        stored_on=stored.record.visit_date if stored else None,
        stored_class=stored.record.visit_class if stored else "",
        has_orders=prescribed,
        stored=stored,
        begun_on=begun,
        subject=subject_of(record, profile, judged_on),
    )


def day_in_question(station: Workstation, sheet: VisitSheet, written_for: date | None) -> date | None:
    """The day a new visit was begun, where that day is over and the form still bears it: which day is it meant for?"""
    begun = sheet.begun_on
    return begun if begun is not None and begun == written_for and begun < station.clock.today() else None


def on_day(station: Workstation, sheet: VisitSheet, day: date) -> VisitSheet:
    """A new visit's sheet meant for ``day``: with its person as known then, and in question again once that day is over."""
    profile = medication_profile.read(station, sheet.resident.id)
    return replace(sheet, begun_on=day, subject=subject_of(sheet.resident, profile, day))


def keep_draft(
    station: Workstation, sheet: VisitSheet, values: Mapping[str, Any], touched: frozenset[str] | set[str]
) -> None:
    """Keep what was typed so far; survives a power cut, never leaves this machine."""
    content = {
        "resident_id": sheet.resident.id,
        "follow_up_id": sheet.follow_up_id,
        "values": {name: plain(value) for name, value in values.items()},
        "touched": sorted(touched),
        "begun_on": sheet.begun_on.isoformat() if sheet.begun_on is not None else "",
    }
    with station.store.local() as session:
        drafts.keep(session, DRAFT, sheet.draft_owner, content, station.clock.now())


def drop_draft(station: Workstation, sheet: VisitSheet) -> None:
    """Forget what was typed."""
    with station.store.local() as session:
        drafts.drop(session, DRAFT, sheet.draft_owner)


def subject_of(record: ResidentRecord, profile: MedicationProfile, day: date) -> Subject:
    """Whom the judgement of a visit on a day is about."""
    resident = record.resident
    person = {name: getattr(resident, name) for name in ("birth_date", "sex_code", "past_diseases")}
    return whom(person, record.diseases, profile, day, record.height_cm)


def _taken(station: Workstation, last: Mapping[str, Any], orders: list[Prescription]) -> dict[str, tuple[DrugUse, ...]]:
    """The drugs of the last form after a prescription written on its day or later; empty where nothing says any."""
    drugs, day = tuple(last.get("drugs") or ()), last.get("visit_date")
    if orders and (day is None or orders[0].three.issued_on >= day):
        drugs = drugs_now(drugs, orders[0].three.medication, station.catalog)
    return {"drugs": drugs} if drugs or "drugs" in last else {}


def _start(
    station: Workstation, record: ResidentRecord, disease: Disease[Any], last: dict[str, Any]
) -> tuple[dict[str, Any], frozenset[str]]:
    carried = {name: last[name] for name in disease.form.carried if name in last and _filled(last[name])}
    if record.height_cm:
        carried["height_cm"] = record.height_cm  # may have been mended since the last form
    fresh = {"visit_date": station.clock.today(), "doctor": station.doctor.name}
    return carried | fresh, frozenset(carried)


def _reopened(disease: Disease[Any], stored: FollowUp, last: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """A stored visit as it stands; what an emergency left open is offered from last time, to be confirmed."""
    values = follow_ups.values_of(stored)
    if not stored.to_complete:
        return values, frozenset()
    offered = {
        name: last[name]
        for name in disease.form.carried
        if name in last and _filled(last[name]) and not _filled(values.get(name))
    }
    return values | offered, frozenset(offered)


def _filled(value: Any) -> bool:
    return value is not None and value != "" and value != ()


def _default_referral(station: Workstation) -> str:
    return f"{station.clinic.township_name} 内科".strip() if station.clinic.township_name else "镇卫生院 内科"


def person_facts(resident: Resident) -> dict[str, Any]:
    """What the form's conditions need of the person."""
    return {"birth_date": resident.birth_date, "sex_code": resident.sex_code}
