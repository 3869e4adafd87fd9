"""Who is due, read without reading a visit."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.domain.resident import Enrolment
from vclinic.services.workstation import Workstation
from vclinic.storage import residents, worklist

TODAY = worlds.MORNING.date()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_a_line_holds_the_last_visit_and_nothing_before_the_first(station: Workstation) -> None:
    resident = worlds.register(station)
    with station.store.read() as session:
        (line,) = worklist.of_residents(session, [resident])
    assert (line.resident_id, line.disease, line.summary) == (resident, "htn", "")
    assert (line.follow_up_id, line.visited_on, line.next_visit_on, line.satisfied, line.action) == (None,) * 5
    saved = worlds.visit(station, resident, 152, 94)
    with station.store.read() as session:
        (line,) = worklist.of_residents(session, [resident])
    assert (line.follow_up_id, line.visited_on, line.summary) == (saved.follow_up_id, TODAY, "152/94")
    assert (line.next_visit_on, line.satisfied) == (saved.assessment.next_visit_date, False)


def test_due_up_to_a_day_with_everything_else_of_the_same_person(station: Workstation) -> None:
    first, second = worlds.register(station), worlds.register(station, "单国英", serial=24)
    due_on = worlds.visit(station, first).assessment.next_visit_date
    worlds.visit(station, second)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        for disease in ("t2dm", "copd"):
            residents.save_enrolment(work, Enrolment(resident_id=first, disease=disease, enrolled_on=TODAY))
    with station.store.read() as session:
        early = worklist.due(session, ["htn", "t2dm"], TODAY, TODAY)
        assert {(line.resident_id, line.disease) for line in early} == {
            (first, "htn"),
            (first, "t2dm"),
            (first, "copd"),
        }
        assert worklist.due(session, ["htn"], due_on - timedelta(days=1), TODAY) == []
        assert {line.resident_id for line in worklist.due(session, ["htn"], due_on, TODAY)} == {first, second}


def test_nothing_of_nobody(station: Workstation) -> None:
    with station.store.read() as session:
        assert worklist.of_residents(session, []) == worklist.due(session, [], TODAY, TODAY) == []


def test_entry_times_of_a_day(station: Workstation) -> None:
    worlds.visit(station, worlds.register(station))
    with station.store.read() as session:
        assert worklist.entry_seconds_on(session, TODAY) == [0]
        assert worklist.entry_seconds_on(session, TODAY + timedelta(days=1)) == []


def test_no_visit_is_read_for_the_list(station: Workstation) -> None:
    with station.store.read() as session:
        parameters = {"until": "2026-12-04", "today": "2026-11-24", "diseases": '["htn"]'}
        plan = session.connection().execute(sql(f"EXPLAIN QUERY PLAN {worklist._OF_DUE}"), parameters)
        steps = " ".join(row[3] for row in plan)
    assert "follow_up" not in steps
    assert "care" in steps


def test_the_latest_visit_of_anybody(station: Workstation) -> None:
    with station.store.read() as session:
        assert worklist.latest_visit(session) is None
    worlds.visit(station, worlds.register(station))
    with station.store.read() as session:
        assert worklist.latest_visit(session) == TODAY
