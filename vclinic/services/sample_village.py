"""Fill an empty clinic with the sample village: residents, registers, stock, and the visits of its courses."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from vclinic.diseases.disease import Disease
from vclinic.diseases.visits import Earlier, JudgedVisit, Subject
from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import Assessment, DrugUse
from vclinic.domain.prescription import MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Problem, Refused
from vclinic.domain.resident import Enrolment
from vclinic.forms.draft import parse
from vclinic.forms.spec import Context
from vclinic.rules.allocation import allocate
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts
from vclinic.rules.quantities import base_units, times_per_day
from vclinic.rules.three_prescriptions import draft_three
from vclinic.sample.courses import Course, Event, diseases_of, make_course
from vclinic.sample.people import Person, make_people
from vclinic.services.regimen import usage
from vclinic.services.register_resident import save_new
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, follow_ups, prescriptions, residents, stock_ledger
from vclinic.storage.dispensings import DispensedLine, DispensingRecord, Taken
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.unit_of_work import UnitOfWork

_STOCKED = (
    ("氨氯地平", "5 mg", "片剂", 150),
    ("缬沙坦", "80 mg", "胶囊", 280),
    ("依那普利", "10 mg", "片剂", 120),
    ("氢氯噻嗪", "25 mg", "片剂", 40),
    ("美托洛尔", "25 mg", "片剂", 110),
    ("二甲双胍", "0.5 g", "片剂", 90),
    ("格列美脲", "2 mg", "片剂", 160),
    ("对乙酰氨基酚", "0.5 g", "片剂", 50),
    ("阿莫西林", "0.25 g", "胶囊", 130),
    ("布洛芬", "0.3 g", "缓释胶囊", 260),
)
_LONG = (("R4/4weeks", "病情稳定，评估后开 12 周，本人已签字"),)


@dataclass
class _Known:
    """What a course has left behind so far."""

    id: str
    person: Person
    history: dict[str, tuple[Earlier, ...]] = field(default_factory=dict[str, tuple[Earlier, ...]])
    three: ThreePrescriptions | None = None
    prescription_id: str = ""


def refuse_real_clinic(station: Workstation) -> None:
    """Invented people must never get among real ones, nor to the township.

    Raises:
        Refused: somebody has a record here.
    """
    with station.store.read() as session:
        if residents.any_record(session):
            raise Refused("not_empty", "这里已经有居民档案。样板村只能造在新建的空卫生室里，以免假资料混进真资料。")


def fill(station: Workstation, count: int, months: int, seed: int) -> dict[str, int]:
    """Make the village; people who are there already (by ID number) are kept and get their courses.

    Returns:
        How many residents, enrolments, visits, prescriptions, dispensings and batches there are of it.
    """
    rng = random.Random(seed)
    today = station.clock.today()
    people = make_people(count, rng, today, station.clinic.village_code[:6])
    courses = {
        place: make_course(person, rng, today, months) for place, person in enumerate(people) if diseases_of(person)
    }
    start = today - timedelta(days=31 * max(1, months) + 30)
    known = _register(station, people, courses, start)
    made = {"residents": len(people), "enrolments": sum(len(person.registers) for person in people)}
    made["batches"] = _stock(station, start, today, count, months)
    visits = sorted(
        ((event, known[place]) for place, course in courses.items() for event in course.events),
        key=lambda each: (each[0].on, each[0].hour, each[0].minute, each[1].id),
    )
    made |= {"visits": 0, "prescriptions": 0, "dispensings": 0}
    by_day: dict[date, list[tuple[Event, _Known]]] = {}
    for event, who in visits:
        by_day.setdefault(event.on, []).append((event, who))
    for day, entries in by_day.items():
        with station.store.act(station.doctor.id, _at(station, day, 17, 59)) as work:
            for event, who in entries:
                work.at = _at(station, event.on, event.hour, event.minute)
                given = _visit(station, work, event, who)
                made["visits"] += len(event.figures)
                made["prescriptions"] += 1
                made["dispensings"] += int(given)
    _close(station, courses, known)
    return made


def _at(station: Workstation, day: date, hour: int, minute: int) -> datetime:
    now = station.clock.now()
    moment = datetime.combine(day, time(hour, minute), now.tzinfo)
    return min(moment, now) if day == now.date() else moment


def _register(station: Workstation, people: list[Person], courses: dict[int, Course], start: date) -> dict[int, _Known]:
    known: dict[int, _Known] = {}
    homes: dict[int, str] = {}
    with station.store.act(station.doctor.id, _at(station, start, 9, 0)) as work:
        there = residents.by_id_no(work.session, [person.resident.id_no for person in people])
        for place, person in enumerate(people):
            kept = there.get(person.resident.id_no)
            if kept is not None:
                resident_id = kept.id
                homes.setdefault(person.household, kept.resident.household_id)
            else:
                home = homes.get(person.household, "")
                resident_id = save_new(work, replace(person.resident, household_id=home))
                homes.setdefault(person.household, resident_id)
            known[place] = _Known(resident_id, person)
            entries = {
                entry.disease: (key, entry, base)
                for key, entry, base in residents.enrolments(work.session, resident_id)
            }
            for disease in person.registers:
                day = courses[place].enrolled_on if place in courses else start - timedelta(days=200)
                key, old, base = entries.get(disease, ("", None, 0))
                fresh = Enrolment(resident_id=resident_id, disease=disease, enrolled_on=day, height_cm=person.height_cm)
                if old is None or old.height_cm is None:
                    residents.save_enrolment(work, fresh, key, base)
    return known


def _stock(station: Workstation, start: date, today: date, count: int, months: int) -> int:
    """Enough of each drug in two batches, one of them near its expiry, and a few tablets that have expired."""
    need = 60 * max(10, count // 6) * max(2, months)
    batches = 0
    with station.store.act(station.doctor.id, _at(station, start, 10, 0)) as work:
        for place, (generic, strength, form, cost) in enumerate(_STOCKED):
            drug = station.catalog.find(generic, strength, form)
            if drug is None:
                continue
            for letter, expires, quantity in (
                ("A", today + timedelta(days=68 + 11 * place), need // 2),
                ("B", today + timedelta(days=430 + 17 * place), need),
            ):
                batch = stock_ledger.add_batch(work, drug, f"{letter}{expires:%y%m}{place + 1:02d}", expires, cost)
                stock_ledger.enter(work, batch, "receive", quantity, start, "入库")
                batches += 1
            if place == 1:
                old = stock_ledger.add_batch(work, drug, "V240903", today - timedelta(days=24), cost)
                stock_ledger.enter(work, old, "receive", 4, start, "入库")
                batches += 1
    return batches


def _visit(station: Workstation, work: UnitOfWork, event: Event, who: _Known) -> bool:
    """The forms of one visit, the prescription drawn up for all of them, the drugs handed out."""
    person = who.person
    parts = [(disease, _judged(station, disease, event, who)) for disease in diseases_of(person)]
    routine = all(judged.action == "ROUTINE" for _, judged in parts)
    orders = _orders(station, event, routine, who.three)
    visits = tuple(_stored(station, work, disease, judged, event, who, orders) for disease, judged in parts)
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
    return _dispense(station, work, event.on, who.id, prescription_id, orders)


def _judged(station: Workstation, disease: Disease[Any], event: Event, who: _Known) -> Assessment:
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
    who: _Known,
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
        "drugs": tuple(_use(order) for order in orders)[: form.meanings["drugs"].max_items],
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


def _use(order: MedicationOrder) -> DrugUse:
    dose = f"{order.dose_value:g} {order.dose_unit}"
    return DrugUse(order.drug_name, float(times_per_day(order.frequency) or 1), dose)


def _orders(
    station: Workstation, event: Event, routine: bool, before: ThreePrescriptions | None
) -> tuple[MedicationOrder, ...]:
    old = {order.drug_name for order in before.medication} if before else set[str]()
    days = 84 if routine else 14
    found: list[MedicationOrder] = []
    for place, taken in enumerate(event.drugs, 1):
        drug = next(
            each for name, size, form, _ in _STOCKED if (name, size) == (taken.generic, taken.strength)
            if (each := station.catalog.find(name, size, form)) is not None
        )  # fmt: skip
        found.append(
            MedicationOrder(
                line_no=place,
                drug_id=drug.id,
                drug_name=drug.name,
                strength=drug.strength,
                dose_value=taken.dose,
                dose_unit=taken.unit,
                frequency=taken.frequency,
                days=days,
                quantity=base_units(taken.dose, taken.unit, taken.frequency, days, drug),
                base_unit=drug.base_unit,
                timing="早晨" if taken.frequency == "qd" else "",
                change="same" if drug.name in old else "new",
            )
        )
    return tuple(found)


def _dispense(
    station: Workstation,
    work: UnitOfWork,
    day: date,
    resident_id: str,
    prescription_id: str,
    orders: tuple[MedicationOrder, ...],
) -> bool:
    stock = stock_ledger.batches(work.session, [order.drug_id for order in orders])
    lines: list[DispensedLine] = []
    for order in orders:
        found = allocate(order.drug_id, order.quantity, stock.get(order.drug_id, []), day)
        taken = tuple(Taken(b.id, b.batch_no, b.expires_on, quantity, b.price) for b, quantity in found.taken)
        reason = "库存不足" if found.short else ""
        lines.append(
            DispensedLine(
                order.line_no,
                order.drug_id,
                order.drug_name,
                order.base_unit,
                usage(order, station.catalog.get(order.drug_id)),
                order.days,
                order.quantity,
                found.given,
                taken,
                reason,
            )
        )
    if not any(line.quantity for line in lines):
        return False
    dispensings.save(work, resident_id, prescription_id, DispensingRecord(tuple(lines), True), day, station.signature)
    return True


def _close(station: Workstation, courses: dict[int, Course], known: dict[int, _Known]) -> None:
    for place, course in courses.items():
        if course.ended is None:
            continue
        day, reason = course.ended
        with station.store.act(station.doctor.id, _at(station, day, 16, 0)) as work:
            kept = residents.get(work.session, known[place].id)
            closed = replace(kept.resident, status="1", closed_on=day, closed_reason=reason)
            residents.save(work, closed, kept.id, kept.revision)
            for key, entry, base in residents.enrolments(work.session, kept.id):
                residents.save_enrolment(work, replace(entry, ended_on=day, ended_reason=reason), key, base)
