"""The register of diseases, and what it does with what it does not know."""

from datetime import date

import pytest

from vclinic import diseases
from vclinic.diseases.disease import Disease
from vclinic.diseases.shared import drugs_of, previous_pressure
from vclinic.diseases.visits import Subject
from vclinic.domain.follow_up import DrugUse


def test_a_disease_is_found_by_its_register_and_by_its_form() -> None:
    for disease in diseases.DISEASES:
        assert diseases.by_key(disease.key) is disease
        assert all(diseases.of_form(form.id) is disease for form in disease.forms)
        assert disease.follow_up_label.endswith("随访")
        assert disease.form is disease.forms[-1]
        assert set(disease.needed) <= set(disease.form.meanings)
        assert {name for measure in disease.measures for name in measure.fields} <= set(disease.form.meanings)
        assert {flag.field for flag in disease.flags} <= set(disease.form.cockpit)
        assert disease.asked_first in disease.form.meanings


def test_registers_without_a_follow_up_here_are_left_alone() -> None:
    assert diseases.by_key("palmistry") is None
    assert diseases.of_form("palm_reading") is None
    assert [entry.key for entry in diseases.followed(("copd", "t2dm", "htn"))] == ["htn", "t2dm"]
    assert diseases.diagnosis_of("htn") == "原发性高血压"
    assert diseases.diagnosis_of("chd") == "冠心病"


def test_forms_and_rule_sets_of_all_diseases_are_known() -> None:
    assert len(diseases.forms()) >= len(diseases.DISEASES)
    book = diseases.rule_book()
    for disease in diseases.DISEASES:
        rules = disease.rules_on(book, date(2026, 11, 24))
        assert disease.rules_named(book, rules.id) is rules
        assert disease.rules_named(book, "another county's") is None


def test_an_age_that_was_told_serves_where_no_birth_date_is_known() -> None:
    day = date(2026, 11, 24)
    assert Subject(None, age=60).age_on(day) == 60
    assert Subject(None).age_on(day) is None


@pytest.mark.parametrize(
    ("values", "wrong"),
    [({"sbp": 150, "dbp": 90}, False), ({"sbp": 90, "dbp": 150}, True), ({"sbp": 150}, False), ({}, False)],
)
def test_a_last_pressure_the_wrong_way_round(values: dict[str, int], *, wrong: bool) -> None:
    assert bool(previous_pressure(values)) is wrong


def test_the_drugs_of_a_form() -> None:
    assert drugs_of({"drugs": (DrugUse("二甲双胍片", 2, "0.5 g"),)}) == ("二甲双胍片",)
    assert drugs_of({}) == ()


def test_a_disease_need_not_answer_everything() -> None:
    plain = diseases.DISEASES[0]
    assert Disease.previous_problems(plain, {}) == []
    assert plain.from_field_list({"sbp": 130}) == ({"sbp": 130}, [])
