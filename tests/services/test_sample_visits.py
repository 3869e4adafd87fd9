"""A visit of the sample village is a real one: a form for each disease, one prescription, drugs over the counter."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.sample.courses import Event, diseases_of, make_course
from vclinic.sample.people import Person, make_people
from vclinic.services.sample_stock import receive_stock
from vclinic.services.sample_visits import KnownPerson, record_visit
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, follow_ups, prescriptions

TODAY = worlds.MORNING.date()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def somebody(*registers: str) -> tuple[Person, tuple[Event, ...]]:
    """A person in these registers whose course has two visits at least."""
    rng = random.Random(7)
    for person in make_people(300, rng, TODAY, "340123"):
        if person.registers == registers:
            course = make_course(person, rng, TODAY, 12)
            if len(course.events) >= 2:
                return person, course.events
    raise AssertionError(registers)


def seen(station: Workstation, *registers: str, **more: object) -> tuple[KnownPerson, list[bool]]:
    """The person after the first two visits, and whether drugs were handed out at each."""
    person, events = somebody(*registers)
    resident = worlds.register(station, registers=registers)
    who = KnownPerson(resident, person)
    given: list[bool] = []
    for event in events[:2]:
        moment = worlds.MORNING.replace(year=event.on.year, month=event.on.month, day=event.on.day)
        with station.store.act(station.doctor.id, moment) as work:
            given.append(record_visit(station, work, replace(event, **more), who))  # type: ignore[arg-type]
    return who, given


@pytest.mark.parametrize("registers", [("htn",), ("t2dm",), ("htn", "t2dm")])
def test_each_disease_has_its_form_and_all_of_them_one_prescription(
    station: Workstation, registers: tuple[str, ...]
) -> None:
    who, _ = seen(station, *registers)
    assert {disease.key for disease in diseases_of(who.person)} == set(registers)
    with station.store.read() as session:
        visits = follow_ups.of_resident(session, who.id)
        versions = prescriptions.of_resident(session, who.id)
    assert sorted(visit.disease for visit in visits) == sorted(registers * 2)
    assert [version.three.version for version in versions] == [2, 1]
    assert [len(version.three.reasons) for version in versions] == [len(registers)] * 2
    assert versions[0].three.diseases == registers
    assert (versions[0].three.supersedes, versions[1].three.supersedes) == (versions[1].id, "")
    assert who.prescription_id == versions[0].id


def test_a_form_is_readable_and_carries_what_the_prescription_orders(station: Workstation) -> None:
    who, _ = seen(station, "htn")
    with station.store.read() as session:
        visit = follow_ups.of_resident(session, who.id)[0]
    assert visit.readable
    assert who.three is not None
    named = [use.name for use in follow_ups.values_of(visit)["drugs"]]
    assert named == [order.drug_name for order in who.three.medication][: len(named)]
    assert visit.record.visit_date == who.three.issued_on
    assert visit.assessment.next_visit_date >= who.three.review_on


def test_a_reaction_is_written_out(station: Workstation) -> None:
    who, _ = seen(station, "htn", adr=True)
    with station.store.read() as session:
        values = follow_ups.values_of(follow_ups.of_resident(session, who.id)[0])
    assert values["adr"] == "2"
    assert values["adr_text"]


def test_drugs_go_over_the_counter_where_there_are_some(station: Workstation) -> None:
    _, bare = seen(station, "htn")
    assert bare == [False, False]


def test_and_are_of_the_prescription_of_that_visit(station: Workstation) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        receive_stock(station, work, TODAY - timedelta(days=400), 60, 12)
    who, given = seen(station, "htn")
    assert given == [True, True]
    with station.store.read() as session:
        handed = dispensings.of_resident(session, who.id)
        versions = prescriptions.of_resident(session, who.id)
    assert {one.prescription_id for one in handed} == {version.id for version in versions}
    assert [one.dispensed_on for one in handed] == [version.three.issued_on for version in versions]


def test_a_visit_that_no_form_takes_is_our_bug(station: Workstation) -> None:
    with pytest.raises(ValueError, match="weight_kg"):
        seen(station, "htn", weight_kg=900.0)
