"""Two computers of a clinic change one record: a person sees both versions and says what counts."""

import json
from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from sync.server.database.tables import FollowUpMirror, Inbox, ResidentMirror
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.two_computers import Computer, two_computers
from vclinic.diseases.side_by_side import MINE, OTHER
from vclinic.domain.conflict import ANSWERS, MOST_WHY, REASON
from vclinic.domain.identity import make_id_no
from vclinic.services import answer_conflict, record_follow_up, register_resident, stock_room, visit_sheet
from vclinic.services.answer_conflict import Conflict, open_conflicts
from vclinic.services.set_aside import set_aside
from vclinic.services.sync_status import status
from vclinic.storage import change_states, follow_ups, own_records, residents


@pytest.fixture
def township(tmp_path: Path) -> Generator[RunningTownship]:
    with running(tmp_path / "township") as opened:
        yield opened


@pytest.fixture
def pair(tmp_path: Path, township: RunningTownship) -> Generator[tuple[Computer, Computer]]:
    with two_computers(tmp_path, township) as computers:
        yield computers


def change(computer: Computer, **values: Any) -> None:
    with computer.station.store.read() as session:
        kept = residents.get(session, computer.resident)
    saved = register_resident.change_resident(computer.station, computer.resident, values, kept.revision, reason="改正")
    assert saved == computer.resident, saved


def resident(computer: Computer) -> Any:
    with computer.station.store.read() as session:
        return residents.get(session, computer.resident).resident


def question(computer: Computer) -> Conflict:
    (conflict,) = open_conflicts(computer.station)
    return conflict


def proposed(conflict: Conflict) -> dict[str, str]:
    return {row.key: row.proposed for row in conflict.differing}


def at_township(township: RunningTownship, key: str) -> dict[str, str]:
    with township.store.read() as session:
        rows = session.exec(select(Inbox).where(Inbox.entity_id == key))
        return {json.loads(row.payload)["data"].get("phone", ""): row.state for row in rows}


def clash(first: Computer, second: Computer) -> Conflict:
    """The phone is changed on both, the address on the first, the work place on the second; the first reports first."""
    change(first, phone="13811111111", address="二组 20 号")
    change(second, phone="13822222222", contact_name="何平")
    first.sync()
    assert second.sync().refused == 1
    return question(second)


def test_the_later_one_is_asked_with_both_versions_side_by_side(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    conflict = clash(first, second)
    assert (conflict.what, conflict.name) == ("居民档案", "何秀珍")
    assert {row.key: (row.mine, row.other) for row in conflict.differing} == {
        "phone": ("13822222222", "13811111111"),
        "address": ("二组 14 号", "二组 20 号"),
        "contact_name": ("何平", "—"),
    }
    assert (conflict.mine.who, conflict.other.who) == ("周国平", "周国平")
    assert status(second.station).needs_action == 1
    assert open_conflicts(first.station) == ()


def test_what_only_one_side_changed_is_proposed_and_nothing_is_taken_by_itself(pair: tuple[Computer, Computer]) -> None:
    conflict = clash(*pair)
    assert proposed(conflict) == {"phone": "", "address": OTHER, "contact_name": MINE}
    assert resident(pair[1]).address == "二组 14 号"


def test_an_answer_by_field_goes_up_and_reaches_the_other_computer(
    pair: tuple[Computer, Computer], township: RunningTownship
) -> None:
    first, second = pair
    conflict = clash(first, second)
    taken = proposed(conflict) | {"phone": OTHER}
    assert answer_conflict.answer(second.station, conflict, taken) == []
    assert open_conflicts(second.station) == ()
    assert second.sync().refused == 0
    assert status(second.station).needs_action == status(second.station).pending == 0
    with township.store.read() as session:
        kept = json.loads(session.get_one(ResidentMirror, second.resident).record)
    assert (kept["phone"], kept["address"], kept["contact_name"]) == ("13811111111", "二组 20 号", "何平")
    assert kept["correction_reason"] == REASON
    assert (kept[ANSWERS]["took"], kept[ANSWERS]["fields"]) == ("mixed", ["address", "phone"])
    first.hear()
    assert (resident(first).phone, resident(first).contact_name) == ("13811111111", "何平")
    assert resident(first).extra == resident(second).extra


def test_both_versions_stay_word_for_word_on_both_sides(
    pair: tuple[Computer, Computer], township: RunningTownship
) -> None:
    first, second = pair
    conflict = clash(first, second)
    answer_conflict.answer(second.station, conflict, dict.fromkeys(proposed(conflict), OTHER))
    second.sync()
    assert at_township(township, second.resident)["13822222222"] == "refused"
    (version,) = set_aside(second.station, second.resident)
    assert version.answered
    phone = next(row for row in version.rows if row.key == "phone")
    assert (phone.mine, phone.other) == ("13822222222", "13811111111")
    with second.station.store.read() as session:
        states = [(change.revision, change.state) for change in change_states.state_of(session, second.resident)]
    assert states == [(1, "stored"), (2, "refused"), (3, "stored")]


@pytest.mark.parametrize(("side", "phone"), [(MINE, "13822222222"), (OTHER, "13811111111")])
def test_one_side_is_taken_whole(pair: tuple[Computer, Computer], side: str, phone: str) -> None:
    first, second = pair
    conflict = clash(first, second)
    assert answer_conflict.answer(second.station, conflict, dict.fromkeys(proposed(conflict), side)) == []
    second.sync()
    first.hear()
    assert resident(first).phone == resident(second).phone == phone
    assert first.sync().refused == second.sync().refused == 0


@pytest.mark.parametrize(
    ("why", "kept", "reason"),
    [
        ("", None, REASON),
        ("  ", None, REASON),
        (" 问过\n本人 ", "问过 本人", f"{REASON}：问过 本人"),
        ("字" * MOST_WHY, "字" * MOST_WHY, f"{REASON}：{'字' * MOST_WHY}"),
    ],
)
def test_what_a_person_writes_about_it_is_kept_with_the_answer(
    pair: tuple[Computer, Computer], township: RunningTownship, why: str, kept: str | None, reason: str
) -> None:
    second = pair[1]
    conflict = clash(*pair)
    taken = dict.fromkeys(proposed(conflict), MINE)
    assert answer_conflict.answer(second.station, conflict, taken, why) == []
    assert second.sync().refused == 0
    with township.store.read() as session:
        record = json.loads(session.get_one(ResidentMirror, second.resident).record)
    assert (record[ANSWERS].get("why"), record["correction_reason"]) == (kept, reason)
    (version,) = set_aside(second.station, second.resident)
    assert version.why == (kept or "")
    assert ("选定的理由" in version.sentence) == bool(kept)


def test_too_much_about_it_is_said_and_nothing_is_written(pair: tuple[Computer, Computer]) -> None:
    conflict = clash(*pair)
    taken = dict.fromkeys(proposed(conflict), MINE)
    (problem,) = answer_conflict.answer(pair[1].station, conflict, taken, "字" * (MOST_WHY + 1))
    assert (problem.field, problem.code) == ("why", "too_long")
    assert question(pair[1]) == conflict


def test_a_row_nobody_chose_is_asked_for(pair: tuple[Computer, Computer]) -> None:
    conflict = clash(*pair)
    problems = answer_conflict.answer(pair[1].station, conflict, proposed(conflict))
    assert [(problem.field, problem.code) for problem in problems] == [("phone", "required")]
    assert question(pair[1]) == conflict


def test_a_question_that_was_answered_is_not_answered_twice(pair: tuple[Computer, Computer]) -> None:
    conflict = clash(*pair)
    taken = dict.fromkeys(proposed(conflict), MINE)
    assert answer_conflict.answer(pair[1].station, conflict, taken) == []
    assert [problem.code for problem in answer_conflict.answer(pair[1].station, conflict, taken)] == ["answered"]


def test_the_other_computer_may_be_further_on(pair: tuple[Computer, Computer], township: RunningTownship) -> None:
    first, second = pair
    change(first, phone="13811111111")
    change(first, phone="13811111112")
    change(first, phone="13811111113")
    change(second, address="二组 30 号")
    first.sync()
    second.sync()
    conflict = question(second)
    assert proposed(conflict) == {"phone": OTHER, "address": MINE}
    assert answer_conflict.answer(second.station, conflict, proposed(conflict)) == []
    assert second.sync().refused == 0
    with township.store.read() as session:
        kept = session.get_one(ResidentMirror, second.resident)
        assert (kept.revision, kept.phone, kept.address) == (5, "13811111113", "二组 30 号")
    first.hear()
    assert resident(first).address == "二组 30 号"


def test_whoever_went_on_meanwhile_is_asked_in_turn(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    change(first, phone="13811111111")
    change(second, phone="13822222222")
    change(second, phone="13822222223")
    first.sync()
    assert second.sync().refused == 2
    conflict = question(second)
    assert [row.mine for row in conflict.differing] == ["13822222223"]
    answer_conflict.answer(second.station, conflict, {"phone": MINE})
    second.sync()
    change(first, address="二组 40 号")
    assert first.sync().refused == 1
    asked = question(first)
    assert answer_conflict.answer(first.station, asked, proposed(asked)) == []
    assert first.sync().refused == 0
    second.hear()
    assert (resident(second).phone, resident(second).address) == ("13822222223", "二组 40 号")
    assert resident(first) == resident(second)


def test_an_answer_over_several_versions_reaches_a_computer_that_has_none_of_them(
    pair: tuple[Computer, Computer],
) -> None:
    first, second = pair
    change(first, phone="13811111111")
    change(second, phone="13822222222")
    change(second, phone="13822222223")
    first.sync()
    second.sync()
    answer_conflict.answer(second.station, question(second), {"phone": MINE})
    assert second.sync().refused == 0
    first.hear()
    assert resident(first).phone == "13822222223"
    assert own_records.set_aside(first.station.store) == []
    assert status(first.station).needs_action == 0


def test_an_edit_that_was_not_sent_is_not_written_over_when_the_other_version_comes(
    pair: tuple[Computer, Computer],
) -> None:
    first, second = pair
    change(first, phone="13811111111")
    first.sync()
    change(second, phone="13822222222")
    second.hear()
    assert resident(second).phone == "13822222222"
    assert len(open_conflicts(second.station)) == 1


def test_a_side_that_an_earlier_program_kept_with_a_contradiction_can_still_be_taken(
    pair: tuple[Computer, Computer],
) -> None:
    first, second = pair
    change(first, phone="13811111111")
    with second.station.store.act(second.station.doctor.id, second.station.clock.now()) as work:
        kept = residents.get(work.session, second.resident)
        told = replace(kept.resident, phone="13822222222", drug_allergy_codes=("1",), drug_allergy_other="头孢")
        residents.save(work, told, kept.id, kept.revision)
    first.sync()
    assert second.sync().refused == 1
    conflict = question(second)
    assert answer_conflict.answer(second.station, conflict, {row.key: MINE for row in conflict.differing}) == []
    assert second.sync().refused == 0
    first.hear()
    assert (resident(first).phone, resident(first).drug_allergy_other) == ("13822222222", "头孢")


def visit_changed(computer: Computer, key: str, **values: Any) -> None:
    sheet = visit_sheet.open_visit(computer.station, computer.resident, key)
    entered = {name: value for name, value in sheet.values.items() if name not in record_follow_up.OVERRULABLE}
    entry = record_follow_up.VisitEntry({**entered, **values}, correction_reason="量错了")
    saved = record_follow_up.record(computer.station, sheet, entry)
    assert isinstance(saved, record_follow_up.SavedVisit), saved


def test_fields_of_two_visits_are_judged_anew(pair: tuple[Computer, Computer], township: RunningTownship) -> None:
    first, second = pair
    key = worlds.visit(first.station, first.resident).follow_up_id
    first.sync()
    second.hear()
    visit_changed(first, key, heart_rate=88)
    visit_changed(second, key, bp_readings=((152, 96),), sbp=152, dbp=96)
    first.sync()
    assert second.sync().refused == 1
    conflict = question(second)
    assert (conflict.what, conflict.name) == ("高血压随访", "何秀珍")
    taken = {row.key: OTHER if row.key == "heart_rate" else MINE for row in conflict.differing}
    assert answer_conflict.answer(second.station, conflict, taken, "字" * MOST_WHY) == []
    second.sync()
    with second.station.store.read() as session:
        visit = follow_ups.get(session, key)
    assert (visit.record.heart_rate, visit.record.sbp, visit.record.visit_class) == (88, 152, "2")
    with township.store.read() as session:
        assert session.get_one(FollowUpMirror, key).visit_class == "2"
        assert session.get_one(FollowUpMirror, key).revision == 3
    first.hear()
    with first.station.store.read() as session:
        assert replace(follow_ups.get(session, key), recorded_at=None) == replace(visit, recorded_at=None)


def test_a_visit_is_taken_whole_with_the_judgement_of_its_side(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    key = worlds.visit(first.station, first.resident).follow_up_id
    first.sync()
    second.hear()
    visit_changed(first, key, bp_readings=((152, 96),), sbp=152, dbp=96)
    visit_changed(second, key, heart_rate=88)
    first.sync()
    second.sync()
    conflict = question(second)
    assert answer_conflict.answer(second.station, conflict, {row.key: OTHER for row in conflict.differing}) == []
    assert second.sync().refused == 0
    with first.station.store.read() as session, second.station.store.read() as here:
        theirs, ours = follow_ups.get(session, key), follow_ups.get(here, key)
    assert (ours.record, ours.assessment) == (theirs.record, theirs.assessment)


def test_a_register_entry_without_a_form_is_asked_about_by_its_columns(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    register_resident.enrol_register(first.station, first.resident, "htn", worlds.MORNING.date(), height_cm=158)
    register_resident.enrol_register(second.station, second.resident, "htn", worlds.MORNING.date(), height_cm=161)
    first.sync()
    second.sync()
    conflict = question(second)
    assert conflict.entity == "enrolment"
    assert answer_conflict.answer(second.station, conflict, {"height_cm": OTHER}) == []
    assert second.sync().refused == 0
    with second.station.store.read() as session:
        assert [entry.height_cm for _, entry, _ in residents.enrolments(session, second.resident)] == [158]


def test_the_doubt_about_a_clock_is_said_beside_its_moment(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    first.clock.set(worlds.MORNING.replace(hour=1) + timedelta(days=1))
    change(first, phone="13811111111")
    change(second, phone="13822222222")
    first.sync()
    second.sync()
    conflict = question(second)
    assert "那台电脑的钟" in conflict.other.doubt


def test_an_answer_that_cannot_stand_is_said_and_nothing_is_written(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    number = make_id_no("340123", date(1968, 3, 12), 44)
    change(first, id_no=number)
    worlds.register(second.station, name="李四", serial=44)
    change(second, phone="13822222222")
    first.sync()
    second.sync()
    conflict = question(second)
    problems = answer_conflict.answer(second.station, conflict, {"id_no": OTHER, "phone": MINE})
    assert [(problem.field, problem.code) for problem in problems] == [("id_no", "id_no_taken")]
    assert question(second) == conflict
    assert answer_conflict.answer(second.station, conflict, {"id_no": MINE, "phone": MINE}) == []


def test_movements_of_stock_of_two_computers_never_stand_against_each_other(
    pair: tuple[Computer, Computer], township: RunningTownship
) -> None:
    first, second = pair
    batch = worlds.stock(first.station, batch="B1")
    first.sync()
    second.hear()
    stock_room.adjust(first.station, batch, 290, "破损")
    stock_room.adjust(second.station, batch, 297, "破损")
    for computer in (first, second):
        assert computer.sync().refused == 0
    for computer in (first, second):
        computer.hear()
        assert [row.balance for row in stock_room.stock_rows(computer.station)] == [287]
        assert own_records.set_aside(computer.station.store) == []
        assert open_conflicts(computer.station) == ()
    with township.store.read() as session:
        entries = session.exec(select(Inbox).where(Inbox.entity == "stock_entry"))
        assert sum(json.loads(entry.payload)["data"]["quantity"] for entry in entries) == 287
