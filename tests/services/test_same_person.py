"""Whoever may be known already is shown before a second record is made; the doctor says whether it is one person."""

from collections.abc import Generator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.domain.identity import make_id_no
from vclinic.domain.problem import Problem
from vclinic.services.close_record import close_record
from vclinic.services.register_resident import register
from vclinic.services.resident_record import resident_record
from vclinic.services.same_person import Filled, fill_known, possible_doubles, who_may_it_be
from vclinic.services.workstation import Workstation
from vclinic.storage import revisions

BORN = date(1955, 7, 1)
NUMBER = make_id_no("340123", BORN, 201)
NUMBERLESS: dict[str, Any] = {
    "name": "谢有根", "sex_code": "1", "birth_date": BORN, "id_type": "99", "id_missing_reason": "证件遗失",
}  # fmt: skip
NUMBERED: dict[str, Any] = {"name": "谢有根", "sex_code": "1", "birth_date": BORN, "id_no": NUMBER}


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def made(station: Workstation, values: dict[str, Any], **more: Any) -> str:
    result = register(station, values, **more)
    assert isinstance(result, str), result
    return result


@pytest.mark.parametrize(
    ("known", "typed", "code"),
    [
        (NUMBERLESS, NUMBERED, "same_person"),
        (NUMBERED, NUMBERLESS, "same_person"),
        (NUMBERLESS, NUMBERLESS, "same_person"),
        (NUMBERED, NUMBERED | {"id_no": make_id_no("340123", BORN, 203)}, "digit_apart"),
        (NUMBERED, NUMBERED | {"id_no": make_id_no("340132", BORN, 201)}, "digit_apart"),
        (NUMBERED, NUMBERED | {"id_no": make_id_no("340123", date(1956, 7, 1), 201), "birth_date": date(1956, 7, 1)}, "digit_apart"),
    ],
    ids=["number now", "number before", "no number at all", "one digit", "two exchanged", "a digit of the year"],
)  # fmt: skip
def test_a_second_record_is_not_made_unasked(
    station: Workstation, known: dict[str, Any], typed: dict[str, Any], code: str
) -> None:
    first = made(station, known)
    result = register(station, typed)
    assert isinstance(result, list)
    assert [problem.code for problem in result] == [code]
    assert "是不是同一个人" in result[0].text
    (other,) = who_may_it_be(station, typed)
    assert (other.id, other.code, other.closed) == (first, code, False)
    assert "身份证号" in [label for label, _, _ in other.sides] or known == typed == NUMBERLESS
    assert made(station, typed, somebody_else=True) != first


@pytest.mark.parametrize(
    "typed",
    [
        NUMBERED | {"name": "谢有田", "id_no": make_id_no("340123", BORN, 203)},
        NUMBERLESS | {"birth_date": date(1955, 7, 2)},
        NUMBERED | {"id_no": make_id_no("340123", BORN, 377)},
    ],
    ids=["another name", "another birthday", "a number of their own"],
)
def test_somebody_else_is_not_asked_about(station: Workstation, typed: dict[str, Any]) -> None:
    made(station, NUMBERED)
    assert who_may_it_be(station, typed) == []
    made(station, typed)


def test_what_cannot_be_saved_is_not_compared(station: Workstation) -> None:
    made(station, NUMBERED)
    assert who_may_it_be(station, NUMBERED | {"sex_code": "9x"}) == []


def test_the_same_person_is_filled_in_number_included_and_what_differs_is_told(station: Workstation) -> None:
    first = made(station, NUMBERLESS | {"phone": "13800000001"})
    typed = NUMBERED | {"phone": "13800000002", "address": "一组 1 号"}
    filled = fill_known(station, first, typed, {"htn": date(2026, 11, 24)}, 165)
    assert isinstance(filled, Filled)
    assert [(left.field, left.kept, left.file) for left in filled.left] == [("phone", "13800000001", "13800000002")]
    record = resident_record(station, first)
    resident = record.resident
    assert (resident.id_no, resident.id_type, resident.id_missing_reason) == (NUMBER, "01", "")
    assert (resident.phone, resident.address, record.diseases) == ("13800000001", "一组 1 号", ("htn",))
    assert fill_known(station, first, typed, {"htn": date(2026, 11, 24)}) == filled
    assert resident_record(station, first).revision == record.revision


def test_a_closed_record_is_shown_and_not_filled(station: Workstation) -> None:
    first = made(station, NUMBERLESS)
    assert close_record(station, first, station.clock.today(), "1") == []
    assert [other.closed for other in who_may_it_be(station, NUMBERED)] == [True]
    refused = fill_known(station, first, NUMBERED, {})
    assert isinstance(refused, list)
    assert [problem.code for problem in refused] == ["record_closed"]
    assert resident_record(station, first).resident.id_no == ""


def test_what_cannot_be_read_fills_nothing(station: Workstation) -> None:
    first = made(station, NUMBERLESS)
    result = fill_known(station, first, NUMBERED | {"phone": "12"}, {})
    assert isinstance(result, list)
    assert isinstance(result[0], Problem)
    assert resident_record(station, first).resident.id_no == ""


def test_doubles_are_listed_in_pairs_until_one_is_closed(station: Workstation) -> None:
    first = made(station, NUMBERLESS)
    assert possible_doubles(station) == []
    second = made(station, NUMBERED, somebody_else=True)
    made(station, NUMBERED | {"name": "别人", "id_no": make_id_no("340123", BORN, 377)})
    (double,) = possible_doubles(station)
    assert ({double.first.id, double.second.id}, double.code) == ({first, second}, "same_person")
    close_record(station, second, station.clock.today(), "2")
    assert possible_doubles(station) == []


APART = make_id_no("340123", BORN, 203)


@pytest.mark.parametrize(("typed_number", "right", "other"), [(False, NUMBER, APART), (True, APART, NUMBER)])
def test_of_two_numbers_the_doctor_says_which_is_right_and_the_other_stays_as_the_reason(
    station: Workstation, typed_number: bool, right: str, other: str
) -> None:
    first = made(station, NUMBERED)
    (alike,) = who_may_it_be(station, NUMBERED | {"id_no": APART})
    assert (alike.code, alike.number) == ("digit_apart", NUMBER)
    assert ("身份证号", NUMBER, APART) in alike.sides
    filled = fill_known(station, first, NUMBERED | {"id_no": APART}, {}, typed_number=typed_number)
    assert filled == Filled(first, ())
    assert resident_record(station, first).resident.id_no == right
    with station.store.read() as session:
        reasons = [correction.reason for correction in revisions.corrected(session, "resident", [first])]
    assert reasons == [f"核对是同一个人：身份证号用 {right}，另写过 {other}。"]


def test_a_birth_date_goes_with_the_number_that_is_right(station: Workstation) -> None:
    first = made(station, NUMBERED)
    born = date(1956, 7, 1)
    typed = NUMBERED | {"id_no": make_id_no("340123", born, 201), "birth_date": born}
    assert fill_known(station, first, typed, {}) == Filled(first, ())
    assert resident_record(station, first).resident.birth_date == BORN
    assert fill_known(station, first, typed, {}, typed_number=True) == Filled(first, ())
    assert resident_record(station, first).resident.birth_date == born


def test_a_number_that_somebody_else_has_is_not_taken_over(station: Workstation) -> None:
    first = made(station, NUMBERED)
    made(station, NUMBERED | {"name": "别人", "id_no": APART})
    result = fill_known(station, first, NUMBERED | {"id_no": APART}, {}, typed_number=True)
    assert isinstance(result, list)
    assert result[0].code == "id_no_taken"
    assert resident_record(station, first).resident.id_no == NUMBER


@pytest.mark.parametrize(
    "typed",
    [NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), NUMBER[:9] + "4" + NUMBER[10:], NUMBER[:15] + NUMBER[16] + NUMBER[15] + NUMBER[17]],
    ids=["last character", "a digit of the year", "two exchanged"],
)  # fmt: skip
def test_a_number_that_cannot_be_one_is_shown_beside_the_record_it_nearly_is(station: Workstation, typed: str) -> None:
    first = made(station, NUMBERED)
    values = {"name": " 谢有根", "sex_code": "1", "id_no": typed, "id_type": "01", "phone": "13800000001"}
    (alike,) = who_may_it_be(station, values)
    assert (alike.id, alike.code, alike.number) == (first, "mistyped", NUMBER)
    assert ("身份证号", NUMBER, typed) in alike.sides
    assert fill_known(station, first, values, {}) == Filled(first, ())
    resident = resident_record(station, first).resident
    assert (resident.id_no, resident.birth_date, resident.phone) == (NUMBER, BORN, "13800000001")
    assert isinstance(register(station, values), list), "it is no number of its own"


def test_a_wrong_number_like_nobodys_is_only_wrong(station: Workstation) -> None:
    made(station, NUMBERED)
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    assert who_may_it_be(station, NUMBERED | {"name": "谢有田", "id_no": wrong}) == []
    assert who_may_it_be(station, NUMBERED | {"phone": "12", "id_no": wrong}) == []
