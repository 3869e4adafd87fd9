"""The village's residents: who stands where in it, for which registers, and due by the earliest of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text as sql

from tests import worlds
from vclinic.domain.resident import Enrolment
from vclinic.services import close_record
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, resident_lists, residents

TODAY = worlds.MORNING.date()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def people(station: Workstation, group: str = "", disease: str = "", after: str = "", limit: int = 50) -> list[str]:
    with station.store.read() as session:
        return [row.name for row in resident_lists.page(session, group, disease, after, limit)]


def line(station: Workstation, resident_id: str) -> resident_lists.ListedResident:
    with station.store.read() as session:
        (row,) = resident_lists.rows(session, [resident_id])
        return row


def test_households_stand_together_heads_first_closed_records_last(station: Workstation) -> None:
    child = worlds.register(station, "何小妹", serial=26, household_head="何大山", born=date(1990, 1, 1))
    head = worlds.register(station, "何大山", serial=27, household_head="何大山", born=date(1960, 1, 1))
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        for resident, relation in ((child, "30"), (head, "02")):
            kept = residents.get(work.session, resident)
            at_home = replace(kept.resident, household_id=child, relation_code=relation)
            residents.save(work, at_home, resident, kept.revision)
    gone = worlds.register(station, "安民", serial=29, household_head="安民", address="一组 1 号", village_group="一组")
    worlds.register(station, "单国英", serial=24, household_head="单国英", address="五组 1 号", village_group="五组")
    close_record.close_record(station, gone, TODAY, "2")
    assert people(station) == ["何大山", "何小妹", "单国英", "安民"]
    assert people(station, group="五组") == ["单国英"]
    assert people(station, after=head, limit=2) == ["何小妹", "单国英"]
    with station.store.read() as session:
        assert (resident_lists.count(session), resident_lists.groups(session)) == (3, ["一组", "二组", "五组"])


def test_a_disease_means_an_entry_in_force(station: Workstation) -> None:
    first, second = worlds.register(station), worlds.register(station, "单国英", serial=24)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        residents.save_enrolment(work, Enrolment(resident_id=first, disease="t2dm", enrolled_on=TODAY))
        ((key, entry, base),) = residents.enrolments(work.session, second)
        residents.save_enrolment(work, replace(entry, ended_on=TODAY), key, base)
    assert people(station, disease="t2dm") == people(station, disease="htn") == ["何秀珍"]
    assert line(station, first).diseases == ("htn", "t2dm")
    assert line(station, second).diseases == ()


def test_due_by_the_earliest_disease(station: Workstation) -> None:
    resident = worlds.register(station)
    assert line(station, resident).due_on is None
    made = worlds.visit(station, resident)
    assert line(station, resident).due_on == made.assessment.next_visit_date
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        residents.save_enrolment(work, Enrolment(resident_id=resident, disease="t2dm", enrolled_on=TODAY))
        visit = follow_ups.get(work.session, made.follow_up_id)
        soon = replace(visit.record, next_visit_date=TODAY + timedelta(days=14))
        follow_ups.save(work, replace(visit, id="", revision=0, disease="t2dm", record=soon))
    assert line(station, resident).due_on == TODAY + timedelta(days=14)


def test_the_last_opened_come_first_and_two_hundred_are_remembered(station: Workstation) -> None:
    first, second = worlds.register(station), worlds.register(station, "单国英", serial=24)
    with station.store.local() as session:
        for minute, resident in enumerate((first, second, first)):
            resident_lists.note_seen(session, resident, worlds.MORNING + timedelta(minutes=minute))
        assert [row.name for row in resident_lists.recent(session, 9)] == ["何秀珍", "单国英"]
        assert resident_lists.seen_at(session, [first]) == {first: worlds.MORNING + timedelta(minutes=2)}
        for number in range(250):
            resident_lists.note_seen(session, f"R-{number}", worlds.MORNING + timedelta(hours=1, minutes=number))
        assert resident_lists.recent(session, 9) == []
        assert len(resident_lists.seen_at(session, [f"R-{number}" for number in range(250)])) == 200


def test_groups_are_in_the_order_they_are_counted() -> None:
    assert resident_lists.in_order(["十组", "三组", "一组", "二组", "东头"]) == ["一组", "二组", "三组", "十组", "东头"]


def test_a_long_list_reads_its_people_from_an_index_alone(station: Workstation) -> None:
    resident = worlds.register(station)
    with station.store.read() as session:
        card = resident_lists.cards(session, [resident, "nobody"])[resident]
        plan = session.connection().execute(sql(f"EXPLAIN QUERY PLAN {resident_lists._CARDS}"), {"ids": "[]"})
        assert any("COVERING INDEX resident_card" in row[3] for row in plan)
        assert resident_lists.cards(session, []) == {}
    row = line(station, resident)
    assert (card.id, card.name, card.birth_date) == (row.id, row.name, row.birth_date)
    assert (card.address, card.household_id, card.village_group) == (row.address, row.household_id, row.village_group)


def test_a_far_page_begins_in_the_index(station: Workstation) -> None:
    last = worlds.register(station)
    asked: list[str] = []
    with station.store.read() as session:
        connection = session.connection()

        @event.listens_for(connection, "before_cursor_execute")
        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            if "LIMIT" in statement:
                plan = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
                asked.extend(row[3] for row in plan)

        assert resident_lists.page(session, "", "", after=last, limit=5) == []
        assert resident_lists.page(session, "", "", after="nobody", limit=5) == []
    assert any("resident_roll ((status,village_group,household_head,household_id)>" in step for step in asked), asked


def test_registers_are_in_the_order_of_the_code_list() -> None:
    assert resident_lists.registers(["gout", "copd", "t2dm", "htn"]) == ("htn", "t2dm", "copd", "gout")


def test_a_walk_takes_the_own_number_or_the_contacts(station: Workstation) -> None:
    own = worlds.register(station, "何大山", serial=27, phone="13800005207", contact_phone="13900001111")
    child = worlds.register(station, "何小妹", serial=26, phone="", contact_phone="13900001111")
    none = worlds.register(station, "安民", serial=29, phone="")
    with station.store.read() as session:
        assert resident_lists.phones(session, [own, child, none]) == {own: "13800005207", child: "13900001111"}
