"""The village roll: who stands where in it, for which registers, and due by the earliest of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.domain.resident import Enrolment
from vclinic.services import register_resident
from vclinic.services.desk import Desk
from vclinic.storage import follow_ups, residents, roll

TODAY = worlds.MORNING.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def people(desk: Desk, group: str = "", disease: str = "", offset: int = 0, limit: int = 50) -> list[str]:
    with desk.store.read() as session:
        return [row.name for row in roll.page(session, group, disease, offset, limit)]


def line(desk: Desk, resident_id: str) -> roll.RollRow:
    with desk.store.read() as session:
        (row,) = roll.rows(session, [resident_id])
        return row


def test_households_stand_together_heads_first_closed_records_last(desk: Desk) -> None:
    child = worlds.register(desk, "何小妹", serial=26, household_head="何大山", born=date(1990, 1, 1))
    head = worlds.register(desk, "何大山", serial=27, household_head="何大山", born=date(1960, 1, 1))
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        for resident, relation in ((child, "30"), (head, "02")):
            kept = residents.get(work.session, resident)
            at_home = replace(kept.resident, household_id=child, relation_code=relation)
            residents.save(work, at_home, resident, kept.revision)
    gone = worlds.register(desk, "安民", serial=29, household_head="安民", address="一组 1 号", village_group="一组")
    worlds.register(desk, "单国英", serial=24, household_head="单国英", address="五组 1 号", village_group="五组")
    register_resident.close_record(desk, gone, TODAY, "2")
    assert people(desk) == ["何大山", "何小妹", "单国英", "安民"]
    assert people(desk, group="五组") == ["单国英"]
    assert people(desk, offset=1, limit=2) == ["何小妹", "单国英"]
    with desk.store.read() as session:
        assert (roll.count(session), roll.groups(session)) == (3, ["一组", "二组", "五组"])


def test_a_disease_means_an_entry_in_force(desk: Desk) -> None:
    first, second = worlds.register(desk), worlds.register(desk, "单国英", serial=24)
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        residents.save_enrolment(work, Enrolment(resident_id=first, disease="t2dm", enrolled_on=TODAY))
        ((key, entry, base),) = residents.enrolments(work.session, second)
        residents.save_enrolment(work, replace(entry, ended_on=TODAY), key, base)
    assert people(desk, disease="t2dm") == people(desk, disease="htn") == ["何秀珍"]
    assert line(desk, first).diseases == ("htn", "t2dm")
    assert line(desk, second).diseases == ()


def test_due_by_the_earliest_disease(desk: Desk) -> None:
    resident = worlds.register(desk)
    assert line(desk, resident).due_on is None
    made = worlds.visit(desk, resident)
    assert line(desk, resident).due_on == made.assessment.next_visit_date
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        residents.save_enrolment(work, Enrolment(resident_id=resident, disease="t2dm", enrolled_on=TODAY))
        visit = follow_ups.get(work.session, made.follow_up_id)
        soon = replace(visit.record, next_visit_date=TODAY + timedelta(days=14))
        follow_ups.save(work, replace(visit, id="", revision=0, disease="t2dm", record=soon))
    assert line(desk, resident).due_on == TODAY + timedelta(days=14)


def test_the_last_opened_come_first_and_two_hundred_are_remembered(desk: Desk) -> None:
    first, second = worlds.register(desk), worlds.register(desk, "单国英", serial=24)
    with desk.store.local() as session:
        for minute, resident in enumerate((first, second, first)):
            roll.note_seen(session, resident, worlds.MORNING + timedelta(minutes=minute))
        assert [row.name for row in roll.recent(session, 9)] == ["何秀珍", "单国英"]
        assert roll.seen_at(session, [first]) == {first: worlds.MORNING + timedelta(minutes=2)}
        for number in range(250):
            roll.note_seen(session, f"R-{number}", worlds.MORNING + timedelta(hours=1, minutes=number))
        assert roll.recent(session, 9) == []
        assert len(roll.seen_at(session, [f"R-{number}" for number in range(250)])) == 200


def test_groups_are_in_the_order_they_are_counted() -> None:
    assert roll.in_order(["十组", "三组", "一组", "二组", "东头"]) == ["一组", "二组", "三组", "十组", "东头"]


def test_a_long_list_reads_its_people_from_an_index_alone(desk: Desk) -> None:
    resident = worlds.register(desk)
    with desk.store.read() as session:
        card = roll.cards(session, [resident, "nobody"])[resident]
        plan = session.connection().execute(sql(f"EXPLAIN QUERY PLAN {roll._CARDS}"), {"ids": "[]"})
        assert any("COVERING INDEX resident_card" in row[3] for row in plan)
        assert roll.cards(session, []) == {}
    row = line(desk, resident)
    assert (card.id, card.name, card.birth_date) == (row.id, row.name, row.birth_date)
    assert (card.address, card.household_id, card.village_group) == (row.address, row.household_id, row.village_group)


def test_registers_are_in_the_order_of_the_code_list() -> None:
    assert roll.registers(["gout", "copd", "t2dm", "htn"]) == ("htn", "t2dm", "copd", "gout")
