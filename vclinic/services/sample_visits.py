"""One visit of the sample village: a form for each disease, one prescription for all of them, the drugs handed out."""

from dataclasses import dataclass, field, replace
from typing import Any, cast

from vclinic.diseases.disease import Disease
from vclinic.diseases.visits import Earlier, JudgedVisit, Subject
from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import Assessment
from vclinic.domain.prescription import MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.forms.draft import parse
from vclinic.forms.spec import Context
from vclinic.rules.form_drugs import drug_use
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts
from vclinic.rules.three_prescriptions import draft_three
from vclinic.sample.courses import Event, diseases_of
from vclinic.sample.people import Person
from vclinic.services.sample_drugs import dispense_orders, orders_of
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, prescriptions
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.unit_of_work import UnitOfWork

_LONG = (("R4/4weeks", "病情稳定，评估后开 12 周，本人已签字"),)


@dataclass
class KnownPerson:
    """What the visits made so far say of a person."""

    id: str
    person: Person
    history: dict[str, tuple[Earlier, ...]] = field(default_factory=dict[str, tuple[Earlier, ...]])
    three: ThreePrescriptions | None = None
    prescription_id: str = ""


def record_visit(station: Workstation, work: UnitOfWork, event: Event, who: KnownPerson) -> bool:
    """The forms of one visit, the prescription drawn up for all of them, the drugs handed out."""
    person = who.person
    parts = [(disease, _judged(station, disease, event, who)) for disease in diseases_of(person)]
    routine = all(judged.action == "ROUTINE" for _, judged in parts)
    orders = orders_of(station, event, routine, who.three)
    visits = tuple(
        _stored(station, work, disease, judged=judged, event=event, who=who, orders=orders) for disease, judged in parts
    )
    facts = PersonFacts(
        age=age_on(person.resident.birth_date, event.on),
        sex_code=person.resident.sex_code,
        height_cm=person.height_cm,
        household_size=2,
        drugs=tuple(order.drug_name for order in orders),
    )
    three = draft_three(
        tuple(
            disease.contribute(visit, facts, disease.rules_on(station.rules, event.on), station.catalog)
            for (disease, _), visit in zip(parts, visits, strict=True)
        ),
        lifestyle=lifestyle_of(visits[0].values),
        person=facts,
        regimen=orders,
        previous=who.three,
        catalog=station.catalog,
        days=28,
        issued_on=event.on,
        review_on=min(judged.next_visit_date for _, judged in parts),
    )
    three = replace(
        three,
        resident_id=who.id,
        reasons=tuple(("follow_up", visit.follow_up_id) for visit in visits),
        version=(who.three.version if who.three else 0) + 1,
        supersedes=who.prescription_id,
        medication=orders,
        overrules=_LONG if routine else (),
    )
    prescription_id = prescriptions.save(work, three, *station.signature)
    who.three, who.prescription_id = three, prescription_id
    return dispense_orders(station, work, event.on, resident_id=who.id, prescription_id=prescription_id, orders=orders)


def _judged(station: Workstation, disease: Disease[Any], event: Event, who: KnownPerson) -> Assessment:
    reaction = "2" if event.adr else "1"
    figures = {"visit_date": event.on, "adr": reaction, **disease.habits(), **event.figures[disease.key]}
    history = who.history.get(disease.key, ())
    born = Subject(who.person.resident.birth_date)
    judged = disease.assess(figures, born, history, disease.rules_on(station.rules, event.on))
    if judged is None:
        raise ValueError(event)
    return judged


def _stored(
    station: Workstation,
    work: UnitOfWork,
    disease: Disease[Any],
    judged: Assessment,
    event: Event,
    who: KnownPerson,
    orders: tuple[MedicationOrder, ...],
) -> JudgedVisit:
    """One form of the visit, parsed as a page's would be."""
    form = disease.form
    values: dict[str, Any] = {**_lifestyle(event, who.person), **disease.habits(), **event.figures[disease.key]}
    for source in set(form.stands_for.values()):
        values[source] = (tuple(values[name] for name, written in form.stands_for.items() if written == source),)
    values |= {
        "adr": "2" if event.adr else "1",
        "adr_text": disease.adverse_example if event.adr else "",
        "visit_class": judged.visit_class,
        "drugs": tuple(drug_use(order) for order in orders)[: form.meanings["drugs"].max_items],
        "next_visit_date": judged.next_visit_date,
        "doctor": station.doctor.name,
    }
    if judged.referral == "suggested":
        values |= {"referral_reason": disease.referral_reason(judged), "referral_org_dept": "镇卫生院 内科"}
    known = {name: value for name, value in values.items() if name in form.meanings}
    record = parse(form, form.record, known, Context(event.on, {}))
    if isinstance(record, list):
        raise ValueError(str(cast("list[Problem]", record)))
    whole = disease.values_of(record)
    follow_up_id, _ = follow_ups.save(
        work,
        FollowUp(
            id="",
            revision=0,
            resident_id=who.id,
            disease=disease.key,
            form_id=form.id,
            form_version=form.version,
            record=record,
            assessment=judged,
            overrules=(),
            reasons=(),
            carried=(),
            entry_seconds=25 + event.minute % 30,
            key_actions=10 + event.minute % 6,
            doctor_id=station.doctor.id,
            doctor_name=station.doctor.name,
            status="valid",
            summary=disease.summary(whole),
            measures=disease.figures(whole),
        ),
    )
    who.history[disease.key] = (Earlier(event.on, whole, judged.visit_class, judged.satisfied),)
    return JudgedVisit(disease.key, follow_up_id, whole, judged)


def _lifestyle(event: Event, person: Person) -> dict[str, Any]:
    square = (person.height_cm / 100) ** 2
    return {
        "visit_date": event.on,
        "visit_way": event.way,
        "symptom_codes": ("1",),
        "weight_kg": event.weight_kg,
        "weight_target": round(min(event.weight_kg, 23.9 * square), 1),
        "height_cm": person.height_cm,
        "bmi": round(event.weight_kg / square, 1),
        "bmi_target": round(min(event.weight_kg / square, 23.9), 1),
        "heart_rate": event.heart_rate,
        "smoke_now": 0,
        "smoke_target": 0,
        "drink_now": 0,
        "drink_target": 0,
        "ex_times": 3,
        "ex_minutes": 20,
        "ex_times_target": 5,
        "ex_minutes_target": 30,
        "psych_adjust": "1",
        "compliance_behavior": "1",
        "med_adherence": "1",
    }
