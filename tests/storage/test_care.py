"""Who is under care, compared with judging everything anew after random acts; a day and a restore change nothing in it."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import text as sql

from tests import worlds
from vclinic import diseases
from vclinic.domain.resident import Enrolment
from vclinic.rules.schedule import standing
from vclinic.services import backup, due_today, restore
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.workstation import Workstation
from vclinic.storage import care, follow_ups, resident_lists, residents
from vclinic.storage.follow_ups import FollowUp

TODAY = worlds.MORNING.date()
REGISTERS = ("htn", "t2dm", "copd")
_DANGER = ("danger", "warn", "info", "none")

days_ago = st.sampled_from((0, 1, 13, 14, 80, 90, 101, 200))
acts = st.one_of(
    st.tuples(st.just("enrol"), st.sampled_from(REGISTERS), days_ago, st.booleans()),
    st.tuples(st.just("visit"), st.sampled_from(REGISTERS[:2]), days_ago, st.booleans()),
    st.tuples(st.just("visit"), st.sampled_from(REGISTERS[:2]), days_ago, st.booleans()),
    st.tuples(st.just("correct"), st.integers(0, 9), days_ago, st.booleans()),
    st.tuples(st.just("void"), st.integers(0, 9), days_ago, st.booleans()),
    st.tuples(st.just("end"), st.sampled_from(REGISTERS), days_ago, st.booleans()),
    st.tuples(st.just("close"), st.just(""), days_ago, st.booleans()),
)


class Person:
    """One resident to whom things happen through the store."""

    def __init__(self, station: Workstation, serial: int, pattern: FollowUp) -> None:
        self.station, self.pattern = station, pattern
        self.id = worlds.register(station, f"何{'甲乙丙丁戊己庚辛'[serial % 8]}", serial=serial)
        self.visits: list[str] = []

    def undergo(self, act: tuple[str, Any, int, bool]) -> None:
        kind, which, ago, good = act
        getattr(self, f"_{kind}")(which, TODAY - timedelta(days=ago), good)

    def _work(self) -> Any:
        return self.station.store.act(self.station.doctor.id, self.station.clock.now())

    def _enrolment(self, disease: str) -> tuple[str, Enrolment, int] | None:
        with self.station.store.read() as session:
            known = residents.enrolments(session, self.id)
        return next((entry for entry in known if entry[1].disease == disease), None)

    def _enrol(self, disease: str, day: date, _good: bool) -> None:
        key, entry, base = self._enrolment(disease) or (
            "",
            Enrolment(resident_id=self.id, disease=disease, enrolled_on=day),
            0,
        )
        with self._work() as work:
            residents.save_enrolment(work, replace(entry, enrolled_on=day, ended_on=None), key, base)

    def _end(self, disease: str, day: date, _good: bool) -> None:
        known = self._enrolment(disease)
        if known is not None:
            with self._work() as work:
                residents.save_enrolment(work, replace(known[1], ended_on=day), known[0], known[2])

    def _close(self, _which: str, day: date, good: bool) -> None:
        with self._work() as work:
            kept = residents.get(work.session, self.id)
            status = {"status": "0", "closed_on": None} if good else {"status": "1", "closed_on": day}
            residents.save(work, replace(kept.resident, **status), self.id, kept.revision)

    def _visit(self, disease: str, day: date, good: bool) -> None:
        visit = replace(self.pattern, id="", revision=0, resident_id=self.id, disease=disease)
        self.visits.append(self._save(visit, day, good))

    def _correct(self, which: int, day: date, good: bool) -> None:
        if self.visits:
            self._save(self._known(which), day, good)

    def _void(self, which: int, _day: date, good: bool) -> None:
        if self.visits:
            visit = self._known(which)
            self._save(replace(visit, status="void"), visit.record.visit_date, good)

    def _known(self, which: int) -> FollowUp:
        with self.station.store.read() as session:
            return follow_ups.get(session, self.visits[which % len(self.visits)])

    def _save(self, visit: FollowUp, day: date, good: bool) -> str:
        due = day + timedelta(days=90 if good else 14)
        record = replace(visit.record, visit_date=day, next_visit_date=due)
        judged = replace(visit.assessment, satisfied=good, action="ROUTINE" if good else "REFER", next_visit_date=due)
        summary = f"{day:%m%d}{'+' if good else '-'}"
        with self._work() as work:
            return follow_ups.save(work, replace(visit, record=record, assessment=judged, summary=summary))[0]


Seen = dict[str, tuple[str, str, date | None, str]]


def anew(station: Workstation, day: date) -> Seen:
    """Who is due, how dangerously, by when and after which visits, with every visit read again."""
    seen: Seen = {}
    with station.store.read() as session:
        for person in resident_lists.page(session, "", "", 0, 10_000):
            kept = residents.get(session, person.id).resident
            lines: list[tuple[date | None, str, Any]] = []
            for _, entry, _ in residents.enrolments(session, person.id):
                disease = diseases.by_key(entry.disease)
                if disease is None or entry.ended_on is not None or kept.status != "0":
                    continue
                visits = follow_ups.of_resident(session, person.id, entry.disease, 1_000)
                last = max(visits, key=lambda visit: (visit.record.visit_date, visit.id), default=None)
                facts = (
                    (entry.enrolled_on, None, None, None, None)
                    if last is None
                    else (
                        entry.enrolled_on, last.record.visit_date, last.record.next_visit_date,
                        last.assessment.satisfied, last.assessment.action,
                    )
                )  # fmt: skip
                lines.append(
                    (facts[2], last.summary if last else "", standing(facts, day, disease.rules_on(station.rules, day)))
                )
            due = [(on or day, listed) for on, _, listed in lines if listed is not None]
            if due:
                first = min(due, key=lambda line: line[0])[1]
                danger = min((result.danger for _, result in due), key=_DANGER.index)
                next_on = min((on for on, _, _ in lines if on is not None), default=None)
                seen[person.id] = (first.tile, danger, next_on, "，".join(sorted(said for _, said, _ in lines if said)))
    return seen


def listed(station: Workstation, day: date) -> Seen:
    return {
        row.resident_id: (row.tile, row.danger, row.due_on, "，".join(sorted(row.last_text.split("，"))))
        for row in due_today.worklist(station, day).rows
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workstation, FollowUp]]:
    folder = tmp_path_factory.mktemp("care") / "clinic"
    with worlds.clinic(folder) as (station, _):
        saved = worlds.visit(station, worlds.register(station))
        with station.store.read() as session:
            yield station, follow_ups.get(session, saved.follow_up_id)


_BEGUN = [("visit", "htn", 80, True), ("visit", "htn", 80, False), ("enrol", "t2dm", 90, True)]  # twice on one day
_SERIALS = iter(range(30, 900))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts, min_size=1, max_size=14), st.integers(-30, 120))
def test_after_any_acts_care_is_what_the_records_say(
    world: tuple[Workstation, FollowUp], happened: list[tuple[str, Any, int, bool]], ahead: int
) -> None:
    station, pattern = world
    person = Person(station, next(_SERIALS), pattern)
    for act in (*_BEGUN, *happened):
        person.undergo(act)
    with station.store.read() as session:
        assert care.differing(session) == 0
    for day in (TODAY, TODAY + timedelta(days=ahead)):
        assert listed(station, day) == anew(station, day)


def _busy(station: Workstation, pattern: FollowUp) -> None:
    rng = random.Random(7)
    for serial in range(900, 906):
        person = Person(station, serial, pattern)
        for _ in range(8):
            kind = rng.choice(("enrol", "visit", "visit", "correct", "end", "close"))
            which: Any = rng.randint(0, 5) if kind == "correct" else rng.choice(REGISTERS[:2])
            person.undergo((kind, which, rng.randint(0, 150), rng.random() < 0.6))


def test_a_restore_needs_nothing_more(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        saved = worlds.visit(station, worlds.register(station))
        with station.store.read() as session:
            pattern = follow_ups.get(session, saved.follow_up_id)
        _busy(station, pattern)
        before = listed(station, TODAY + timedelta(days=100))
        backup.backup(station, tmp_path / "copy.vcbak")
    restore.restore(
        tmp_path / "other", tmp_path / "copy.vcbak", restore.Opener(worlds.SETUP.login, worlds.PASSWORD), clock
    )
    restored = open_clinic(tmp_path / "other", worlds.SETUP.login, worlds.PASSWORD, clock)
    try:
        assert before == listed(restored, TODAY + timedelta(days=100)) == anew(restored, TODAY + timedelta(days=100))
        assert not backup.check(restored).problems
    finally:
        restored.store.close()


def test_what_is_wrong_in_care_is_noticed_and_made_anew(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        first, second = worlds.register(station), worlds.register(station, "单国英", serial=24)
        worlds.visit(station, first)
        right = listed(station, TODAY)
        with station.store.local() as session:
            session.connection().execute(
                sql("UPDATE care SET next_visit_on = '2020-01-01' WHERE resident_id = :id"), {"id": first}
            )
            session.connection().execute(sql("DELETE FROM care WHERE resident_id = :id"), {"id": second})
            assert care.differing(session) == 2
        (told,) = backup.check(station).problems
        assert "2 项" in told
        assert listed(station, TODAY) == right
        assert not backup.check(station).problems
