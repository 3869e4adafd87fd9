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
        ({"labs": []}, {}, {}, ("labs", "not_an_object")), ({}, {"emergency_signs": 4}, {}, ("visit.emergency_signs", "not_a_list")),
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
