"""A person with visit, drugs and orders from one line of JSON: what is read, and what is answered with problems."""

import json
from typing import Any

import pytest

from vclinic.rules.catalog import load_catalog
from vclinic.services.assess_input import AssessInput, drug_for, read_line

CATALOG = load_catalog()
WHO: dict[str, Any] = {"sex_code": "2", "birth_date": "1968-05-01"}
DAY: dict[str, Any] = {"date": "2026-11-24"}


def read(person: Any = None, visit: Any = None, **rest: Any) -> AssessInput | list[tuple[str, str]]:
    """What a line is read as, or (field, code) of its problems."""
    line = {"person": WHO | (person or {}), "visit": DAY | (visit or {})} | rest
    answer = read_line(json.dumps(line, ensure_ascii=False).encode(), CATALOG)
    return [(problem.field, problem.code) for problem in answer] if isinstance(answer, list) else answer


def wrong(person: Any = None, visit: Any = None) -> list[tuple[str, str]]:
    answer = read(person, visit)
    assert isinstance(answer, list)
    return answer


def good(person: Any = None, visit: Any = None, **rest: Any) -> AssessInput:
    answer = read(person, visit, **rest)
    assert isinstance(answer, AssessInput), answer
    return answer


@pytest.mark.parametrize("line", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b"3"])
def test_what_is_no_object_is_answered(line: bytes) -> None:
    assert isinstance(read_line(line, CATALOG), list)


@pytest.mark.parametrize(
    ("person", "visit", "rest", "problem"),
    [
        ({"birth_date": None}, {}, {}, ("person.birth_date", "required")), ({"sex_code": ""}, {}, {}, ("person.sex_code", "required")),
        ({}, {"date": ""}, {}, ("visit.date", "required")), ({"birth_date": "2027-01-01"}, {}, {}, ("person.birth_date", "after_visit")),
        ({"birth_date": "1850-01-01"}, {}, {}, ("person.birth_date", "out_of_bounds")), ({}, {"date": "2300-01-01"}, {}, ("visit.date", "out_of_bounds")),
        ({"diseases": 3}, {}, {}, ("person.diseases", "not_a_list")), ({"pregnant": "也许"}, {}, {}, ("person.pregnant", "not_a_flag")),
        ({"labs": []}, {}, {}, ("person.labs", "not_an_object")), ({}, {"emergency_signs": 4}, {}, ("visit.emergency_signs", "not_a_list")),
        ({}, {}, {"taking": {"a": 1}}, ("taking", "not_a_list")), ({}, {}, {"orders": "x"}, ("orders", "not_a_list")),
        ({}, {}, {"orders": [{"dose": "5 mg"}]}, ("orders.1.drug", "required")), ({}, {}, {"orders": [{"drug": "氨氯地平", "dose": "很多"}]}, ("orders.1.dose", "not_a_dose")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_problem_of_its_field(
    person: dict[str, Any], visit: dict[str, Any], rest: dict[str, Any], problem: tuple[str, str]
) -> None:
    answer = read(person, visit, **rest)
    assert isinstance(answer, list)
    assert problem in answer


def test_a_figure_out_of_its_bounds_is_named_by_its_field() -> None:
    answer = read({}, {"sbp": 900, "temperature": "热"}, orders=[{"drug": "氨氯地平", "frequency": "总是", "days": 0}])
    assert isinstance(answer, list)
    assert {field for field, _ in answer} >= {"visit.sbp", "visit.temperature", "orders.1.frequency", "orders.1.days"}


def test_fields_of_every_form_are_read() -> None:
    values = good({}, {"sbp": 136, "dbp": 84, "fbg": 6.4, "salt_now": "2", "temperature": 36.8, "spo2": 97}).values
    assert (values["sbp"], values["fbg"], values["salt_now"], values["temperature"], values["spo2"]) == (
        136,
        6.4,
        "2",
        36.8,
        97,
    )


def test_a_person_is_read_with_all_that_was_said() -> None:
    person = good(
        {
            "diseases": ["高血压", "痛风"],
            "labs": {"creatinine_umol_l": 190, "potassium_mmol_l": {"value": 5.2, "on": "2026-11-01"}},
            "household_size": 3,
        },
        {"drink_now": 2},
        taking=["代文"],
    ).person
    assert {"htn", "gout"} <= person.diseases
    assert person.egfr is not None
    assert person.egfr < 30
    assert person.labs.potassium_mmol_l is not None
    assert (person.household_size, person.drugs, person.drinks) == (3, ("代文",), True)


@pytest.mark.parametrize(
    ("dose", "value", "unit"), [("5 mg", 5, "mg"), ("2.5mg", 2.5, "mg"), ("半片", 0.5, "片"), ("1 片", 1, "片"), (2, 2, "片"), (None, 0, "片")]
)  # fmt: skip
def test_a_dose_is_read_as_it_is_written(dose: Any, value: float, unit: str) -> None:
    (order,) = good(orders=[{"drug": "苯磺酸氨氯地平片", "dose": dose, "frequency": "qd", "days": 28}]).orders
    assert (order.dose_value, order.dose_unit, order.frequency, order.days) == (value, unit, "qd", 28)


def test_the_strength_that_makes_the_dose_whole_is_taken() -> None:
    assert getattr(drug_for(CATALOG, "阿司匹林肠溶片", "", 100, "mg"), "strength", "") == "0.1 g"
    assert getattr(drug_for(CATALOG, "依那普利片", "2.5 mg", 10, "mg"), "strength", "") == "2.5 mg"
    assert drug_for(CATALOG, "降压神茶", "", 1, "包") is None
    assert drug_for(CATALOG, "依那普利片", "7 mg", 10, "mg") is not None


def test_keys_nobody_reads_are_named() -> None:
    line = good(
        {"labs": {"alt": 200, "egfr": 40, "ck": None}, "weight": 60, "smoke_now": 10},
        {"fob": 3, "sbp": 136, "fbg_unit": "1"},
        orders=[{"drug": "氨氯地平片", "dose": "5 mg", "frequency": "qd", "days": 7, "brand": "络活喜"}],
        medicines=["代文"],
    )
    assert sorted(line.unread) == sorted(
        ["medicines", "person.labs.alt", "person.weight", "visit.fob", "orders.1.brand"]
    )


@pytest.mark.parametrize("name", ["name", "want"])
def test_what_a_file_of_cases_writes_beside_a_line_is_no_key_of_it(name: str) -> None:
    assert good(**{name: "x"}).unread == ()


def test_what_the_form_asks_may_be_said_of_the_person() -> None:
    line = good({"smoke_now": 20, "drink_now": 2}, {"drink_now": 0})
    assert (line.values["smoke_now"], line.values["drink_now"]) == (20, 0)
    assert line.unread == ()


@pytest.mark.parametrize(
    ("asked_on", "answer"), [(None, False), ("2026-06-01", False), ("2025-11-24", False), ("2025-11-23", None)]
)
def test_a_wish_for_a_child_is_answered_for_a_year(asked_on: str | None, answer: bool | None) -> None:
    person = good({"sex_code": "2", "planning_pregnancy": False, "planning_asked_on": asked_on}).person
    assert person.planning_pregnancy is answer


def test_what_a_hospital_began_is_read_by_its_names() -> None:
    assert good({"hospital_started": ["波立维", "拜阿司匹灵"]}).person.hospital_started >= {"氯吡格雷", "阿司匹林"}
    assert ("person.hospital_started", "not_a_list") in wrong({"hospital_started": True}, {})


def test_a_result_of_the_visit_counts_like_one_on_record() -> None:
    labs = good(
        {"labs": {"potassium_mmol_l": {"value": 4.2, "on": "2026-10-01"}}}, {"potassium_mmol_l": 5.8}
    ).person.labs
    assert labs.potassium_mmol_l is not None
    assert labs.potassium_mmol_l.value == 5.8
    assert ("visit.egfr", "not_a_number") in wrong({}, {"egfr": "低"})


def test_pressures_after_standing_up_are_read() -> None:
    assert good({}, {"standing_bp": [[104, 70]]}).values["standing_bp"] == ((104, 70),)


@pytest.mark.parametrize("labs", ["", 3, True, [], ["x"]])
def test_labs_that_are_no_object(labs: Any) -> None:
    assert ("person.labs", "not_an_object") in wrong({"labs": labs}, {})


@pytest.mark.parametrize("missing", [None, "", []])
@pytest.mark.parametrize("key", ["diseases", "allergies", "reactions", "surgeries", "hospital_started"])
def test_nothing_said_is_not_known(key: str, missing: Any) -> None:
    line = good({key: missing})
    assert line.person.allergies_asked is False
    assert (line.person.diseases, line.person.reactions) == (frozenset(), ())


def test_a_line_without_a_visit_asks_for_its_day() -> None:
    given = b'{"person": {"sex_code": "1", "birth_date": "1964-05-01"}, "orders": null}'
    answer = read_line(given, CATALOG)
    assert isinstance(answer, list)
    assert [(problem.field, problem.code) for problem in answer] == [("visit.date", "required")]


@pytest.mark.parametrize(("quantity", "counted"), [(None, 28), (60, 60), (0, 0)])
def test_a_quantity_is_the_doctors_where_he_wrote_one(quantity: int | None, counted: int) -> None:
    (order,) = good(
        orders=[{"drug": "苯磺酸氨氯地平片", "dose": "5 mg", "frequency": "qd", "days": 28, "quantity": quantity}]
    ).orders
    assert order.quantity == counted


def test_a_frequency_nobody_wrote_is_not_taken_for_once_a_day() -> None:
    (order,) = good(orders=[{"drug": "苯磺酸氨氯地平片", "dose": "5 mg", "days": 28}]).orders
    assert (order.frequency, order.quantity) == ("", 0)
