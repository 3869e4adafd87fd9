"""A health record is made once, corrected on its newest revision, and entered in registers."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.domain.identity import make_id_no
from vclinic.domain.problem import Refused
from vclinic.services.close_record import close_record
from vclinic.services.due_today import worklist
from vclinic.services.register_resident import change_resident, enrol_register, register
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, residents

TODAY = worlds.MORNING.date()
VALUES = {"name": "别人", "sex_code": "2", "birth_date": "1968-03-12", "id_no": "340123196803120221"}


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def record(station: Workstation, resident_id: str) -> ResidentRecord:
    return resident_record(station, resident_id, with_timeline=False)


def registers(station: Workstation, resident_id: str) -> dict[str, tuple[date, date | None, float | None]]:
    """Disease → (enrolled, ended, height)."""
    return {
        entry.disease: (entry.enrolled_on, entry.ended_on, entry.height_cm)
        for entry in record(station, resident_id).enrolments
    }


def test_one_person_one_record(station: Workstation) -> None:
    worlds.register(station)
    again = register(station, VALUES)
    assert isinstance(again, list)
    assert again[0].code == "id_no_taken"
    assert "何秀珍" in again[0].text
    assert "二组 14 号" in again[0].text


def test_a_new_record_has_a_provisional_number_and_is_a_household_of_its_own(station: Workstation) -> None:
    resident_id = register(station, VALUES | {"name": "何秀珍"})
    assert isinstance(resident_id, str)
    resident = record(station, resident_id).resident
    assert resident.archive_no == f"T{resident_id.replace('-', '')}"
    assert (resident.household_id, resident.household_head) == (resident_id, "何秀珍")


def test_a_record_and_its_register_entries_are_one_act(station: Workstation) -> None:
    resident_id = register(station, VALUES, {"htn": date(2020, 1, 1), "t2dm": date(2024, 5, 6)}, 156.5)
    assert isinstance(resident_id, str)
    assert registers(station, resident_id) == {
        "htn": (date(2020, 1, 1), None, 156.5),
        "t2dm": (date(2024, 5, 6), None, 156.5),
    }
    with station.store.read() as session:
        log = changes.pending(session, 0, 100)
    acts = {change.act for change in log if change.entity in ("resident", "enrolment")}
    assert len(acts) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"id_no": "340123196803120222"}, "id_no"),
        ({"sex_code": "1"}, "sex_code"),
        ({"birth_date": "1968-02-30"}, "birth_date"),
        ({"phone": "没有"}, "phone"),
        ({"phone": "1234"}, "phone"),
    ],
)
def test_what_cannot_be_stands_at_its_field_and_no_record_is_made(
    station: Workstation, wrong: dict[str, str], field: str
) -> None:
    problems = register(station, VALUES | wrong, {"htn": date(2020, 1, 1)})
    assert isinstance(problems, list)
    assert field in {problem.field for problem in problems}
    assert all(problem.text.endswith(("。", "？")) for problem in problems)
    with station.store.read() as session:
        assert residents.by_id_no(session, [VALUES["id_no"]]) == {}


def test_a_correction_changes_what_is_given_and_keeps_the_rest(station: Workstation) -> None:
    resident_id = worlds.register(station, drug_allergy_codes=["2"], contact_name="张德福")
    before = record(station, resident_id)
    assert change_resident(station, resident_id, {"phone": "13911112222"}, before.revision) == resident_id
    after = record(station, resident_id)
    assert (after.revision, after.resident.phone) == (before.revision + 1, "13911112222")
    assert (after.resident.drug_allergy_codes, after.resident.contact_name) == (("2",), "张德福")
    assert after.resident.archive_no == before.resident.archive_no


def test_what_a_newer_program_wrote_beside_the_form_outlives_a_correction(station: Workstation) -> None:
    resident_id = worlds.register(station)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        kept = residents.get(work.session, resident_id)
        residents.save(work, replace(kept.resident, extra=(("of_tomorrow", "x"),)), resident_id, kept.revision)
    change_resident(station, resident_id, {"phone": "13911112222"}, 2)
    assert record(station, resident_id).resident.extra == (("of_tomorrow", "x"),)


def test_a_correction_of_an_older_revision_is_refused_and_changes_nothing(station: Workstation) -> None:
    resident_id = worlds.register(station)
    change_resident(station, resident_id, {"phone": "13911112222"}, 1)
    with pytest.raises(Refused, match="刚刚在别处改过"):
        change_resident(station, resident_id, {"phone": "13922223333"}, 1)
    assert record(station, resident_id).resident.phone == "13911112222"


def test_a_correction_takes_nobody_elses_number(station: Workstation) -> None:
    worlds.register(station)
    other = worlds.register(station, "单国英", serial=24)
    problems = change_resident(station, other, {"id_no": VALUES["id_no"]}, 1)
    assert isinstance(problems, list)
    assert [(problem.field, problem.code) for problem in problems] == [("id_no", "id_no_taken")]
    assert change_resident(station, other, {"id_no": "340123196803120248"}, 1) == other, "its own number is no clash"


def test_a_wrong_correction_is_a_problem_and_keeps_the_record(station: Workstation) -> None:
    resident_id = worlds.register(station)
    problems = change_resident(station, resident_id, {"birth_date": "2030-01-01"}, 1)
    assert isinstance(problems, list)
    assert "birth_date" in {problem.field for problem in problems}
    assert record(station, resident_id).revision == 1


@pytest.mark.parametrize("disease", ["htn", "t2dm"])
def test_entering_a_register_makes_somebody_due(station: Workstation, disease: str) -> None:
    resident_id = worlds.register(station, registers=())
    assert worklist(station).rows == ()
    enrol_register(station, resident_id, disease, date(2026, 11, 1), date(2026, 10, 1), 160)
    (entry,) = record(station, resident_id).enrolments
    assert (entry.enrolled_on, entry.confirmed_on, entry.height_cm) == (date(2026, 11, 1), date(2026, 10, 1), 160)
    (row,) = worklist(station).rows
    assert (row.resident_id, set(row.diseases)) == (resident_id, {disease})


COMPLETED: dict[str, tuple[dict[str, Any], tuple[date | None, float | None]]] = {
    "nothing new": ({}, (date(2019, 5, 6), 156)),
    "a day of diagnosis": ({"confirmed_on": date(2018, 1, 1)}, (date(2018, 1, 1), 156)),
    "a height": ({"height_cm": 158.0}, (date(2019, 5, 6), 158)),
}


@pytest.mark.parametrize("case", COMPLETED)
def test_entering_a_register_again_completes_the_entry_that_is_there(station: Workstation, case: str) -> None:
    given, (confirmed, height) = COMPLETED[case]
    resident_id = register(station, VALUES)
    assert isinstance(resident_id, str)
    first = enrol_register(station, resident_id, "htn", date(2020, 1, 1), date(2019, 5, 6), 156)
    again = enrol_register(station, resident_id, "htn", date(2026, 11, 24), **given)
    (entry,) = record(station, resident_id).enrolments
    assert (again, entry.enrolled_on) == (first, date(2020, 1, 1))
    assert (entry.confirmed_on, entry.height_cm) == (confirmed, height)


def test_a_register_that_had_ended_is_entered_again(station: Workstation) -> None:
    resident_id = worlds.register(station)
    close_record(station, resident_id, TODAY, "2")
    enrol_register(station, resident_id, "htn", TODAY)
    (entry,) = record(station, resident_id).enrolments
    assert (entry.ended_on, entry.ended_reason, entry.enrolled_on) == (None, "", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"name": "何秀贞"}, True),
        ({"id_no": "340123196803120248"}, True),
        ({"id_no": "", "id_missing_reason": "证件丢失补办中"}, True),
        ({"id_no": make_id_no("340123", date(1970, 3, 12), 22), "birth_date": "1970-03-12"}, True),
        ({"id_no": make_id_no("340123", date(1968, 3, 12), 21), "sex_code": "1"}, True),
        ({"phone": "13911112222"}, False),
        ({"address": "三组 1 号", "village_group": "三组", "phone": ""}, False),
        ({"name": "何秀珍", "birth_date": "1968-03-12"}, False),
    ],
)
def test_who_somebody_is_changes_only_with_a_reason_and_a_telephone_asks_nothing(
    station: Workstation, change: dict[str, Any], asked: bool
) -> None:
    resident_id = worlds.register(station)
    result = change_resident(station, resident_id, change, 1)
    assert isinstance(result, list) is asked, result
    if isinstance(result, list):
        assert [(problem.field, problem.code) for problem in result] == [("correction_reason", "reason_required")]
        assert record(station, resident_id).revision == 1
        assert change_resident(station, resident_id, change, 1, reason="录错") == resident_id
        assert record(station, resident_id).revision == 2


def test_a_number_that_was_missing_is_filled_in_without_a_question(station: Workstation) -> None:
    resident_id = register(station, VALUES | {"id_no": "", "id_missing_reason": "证件丢失补办中"})
    assert isinstance(resident_id, str), resident_id
    assert change_resident(station, resident_id, {"id_no": VALUES["id_no"], "id_missing_reason": ""}, 1) == resident_id


def test_what_changes_nothing_writes_nothing(station: Workstation) -> None:
    resident_id = worlds.register(station)
    kept = record(station, resident_id)
    same = {"name": "何秀珍", "birth_date": "1968-03-12", "phone": "13800005207", "drug_allergy_codes": []}
    assert change_resident(station, resident_id, same, 1) == resident_id
    assert record(station, resident_id) == kept
    with station.store.read() as session:
        assert len(change_states.state_of(session, resident_id)) == 1


def test_the_person_page_says_what_became_what_and_why_and_a_later_telephone_does_not_hide_it(
    station: Workstation,
) -> None:
    resident_id = worlds.register(station)
    assert change_resident(station, resident_id, {"name": "何秀贞"}, 1, reason=" 改名 ") == resident_id
    assert change_resident(station, resident_id, {"phone": "13911112222"}, 2) == resident_id
    told = [entry for entry in resident_record(station, resident_id).timeline if entry.entity == "resident"]
    assert [(entry.title, entry.detail) for entry in told] == [("更正档案", "姓名何秀珍 → 何秀贞；更正：改名")]
    assert told[0].on == TODAY
