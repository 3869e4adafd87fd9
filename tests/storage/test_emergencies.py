"""Emergencies are found by an index, not by reading every visit, and only those that still want something."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.domain.resident import Enrolment
from vclinic.services.workstation import Workstation
from vclinic.storage import emergencies, follow_ups, residents
from vclinic.storage.tables import FollowUpRow
from vclinic.storage.unit_of_work import compact

DAY = worlds.MORNING.date()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def keep(station: Workstation, resident: str, day: date = DAY, action: str = "EMERGENCY_REFER", **record: Any) -> str:
    """A visit judged so on a day."""
    with station.store.read() as session:
        before = len(follow_ups.of_resident(session, resident))
    made = worlds.visit(station, resident, heart_rate=76 + before).follow_up_id
    with station.store.read() as session:
        visit = follow_ups.get(session, made)
    judged = replace(visit.assessment, action=action)
    kept = replace(visit, assessment=judged, record=replace(visit.record, visit_date=day, **record))
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return follow_ups.save(work, kept)[0]


def waiting(station: Workstation) -> list[tuple[str, bool]]:
    with station.store.read() as session:
        return [(one.visit.id, one.outcome_open) for one in emergencies.open_ones(session)]


def test_an_emergency_waits_for_its_outcome_and_no_other_visit_does(station: Workstation) -> None:
    resident = worlds.register(station)
    keep(station, worlds.register(station, "单国英", serial=24), action="REFER")
    made = keep(station, resident)
    assert waiting(station) == [(made, True)]


def test_one_with_its_outcome_and_a_whole_form_waits_for_nothing(station: Workstation) -> None:
    keep(station, worlds.register(station), referral_outcome="2", referral_outcome_on=DAY)
    assert waiting(station) == []


def without_outcome(station: Workstation, follow_up_id: str) -> None:
    """The visit as a program kept it that could not be told an outcome."""
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        row = work.session.get_one(FollowUpRow, follow_up_id)
        record = {name: value for name, value in json.loads(row.record).items() if name != "referral_outcome"}
        known = FollowUpRow(**row.model_dump() | {"record": compact(record)})
        work.session.expunge(row)
        work.put(known, {"resident_id": row.resident_id, "record": record}, row.revision)


def test_no_later_visit_ends_it_while_nobody_knows_the_outcome(station: Workstation) -> None:
    resident = worlds.register(station)
    first = keep(station, resident, DAY - timedelta(days=1))
    keep(station, resident, DAY, action="ADJUST")
    assert waiting(station) == [(first, True)]


def test_where_no_outcome_could_be_told_a_later_day_is_a_contact_and_another_hour_is_none(station: Workstation) -> None:
    resident = worlds.register(station)
    first = keep(station, resident, DAY - timedelta(days=1))
    without_outcome(station, first)
    assert waiting(station) == [(first, True)]
    keep(station, resident, DAY - timedelta(days=1), action="ADJUST")
    assert waiting(station) == [(first, True)]
    keep(station, resident, DAY, action="ADJUST")
    assert waiting(station) == []


def test_whoever_is_no_longer_under_management_is_asked_about_no_more(station: Workstation) -> None:
    resident = worlds.register(station)
    keep(station, resident)
    with station.store.read() as session:
        ((entry_id, enrolment, revision),) = residents.enrolments(session, resident)
    ended: Enrolment = replace(enrolment, ended_on=DAY, ended_reason="1")
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        residents.save_enrolment(work, ended, entry_id, revision)
    assert waiting(station) == []


def test_the_oldest_is_told_first(station: Workstation) -> None:
    late = keep(station, worlds.register(station))
    early = keep(station, worlds.register(station, "单国英", serial=24), DAY - timedelta(days=3))
    assert [number for number, _ in waiting(station)] == [early, late]


def test_the_emergencies_of_a_day_are_those_of_that_day(station: Workstation) -> None:
    resident = worlds.register(station)
    made = keep(station, resident)
    with station.store.read() as session:
        assert [visit.id for visit in emergencies.on_day(session, resident, DAY)] == [made]
        assert emergencies.on_day(session, resident, DAY - timedelta(days=1)) == []


def test_they_are_found_without_reading_every_visit(station: Workstation) -> None:
    with station.store.read() as session:
        plan = session.connection().execute(sql(f"EXPLAIN QUERY PLAN {emergencies.OPEN}")).all()
    steps = [str(row[-1]) for row in plan]
    assert any("follow_up_emergency" in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN f") and "INDEX" not in step], steps
