"""Fill an empty clinic with the sample village: residents, registers, stock, and the visits of its courses."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from vclinic.domain.problem import Refused
from vclinic.domain.resident import Enrolment
from vclinic.sample.courses import Course, Event, diseases_of, make_course
from vclinic.sample.people import Person, make_people
from vclinic.services.register_resident import save_new
from vclinic.services.sample_stock import receive_stock
from vclinic.services.sample_visits import KnownPerson, record_visit
from vclinic.services.workstation import Workstation
from vclinic.storage import residents


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
    with station.store.act(station.doctor.id, _at(station, start, 10, 0)) as work:
        made["batches"] = receive_stock(station, work, start, count, months)
    visits = sorted(
        ((event, known[place]) for place, course in courses.items() for event in course.events),
        key=lambda visit: (visit[0].on, visit[0].hour, visit[0].minute, visit[1].id),
    )
    made |= {"visits": 0, "prescriptions": 0, "dispensings": 0}
    by_day: dict[date, list[tuple[Event, KnownPerson]]] = {}
    for event, who in visits:
        by_day.setdefault(event.on, []).append((event, who))
    for day, entries in by_day.items():
        with station.store.act(station.doctor.id, _at(station, day, 17, 59)) as work:
            for event, who in entries:
                work.at = _at(station, event.on, event.hour, event.minute)
                given = record_visit(station, work, event, who)
                made["visits"] += len(event.figures)
                made["prescriptions"] += 1
                made["dispensings"] += int(given)
    _close(station, courses, known)
    return made


def _at(station: Workstation, day: date, hour: int, minute: int) -> datetime:
    now = station.clock.now()
    moment = datetime.combine(day, time(hour, minute), now.tzinfo)
    return min(moment, now) if day == now.date() else moment


def _register(
    station: Workstation, people: list[Person], courses: dict[int, Course], start: date
) -> dict[int, KnownPerson]:
    known: dict[int, KnownPerson] = {}
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
            known[place] = KnownPerson(resident_id, person)
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


def _close(station: Workstation, courses: dict[int, Course], known: dict[int, KnownPerson]) -> None:
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
