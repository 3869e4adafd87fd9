"""What an emergency may leave open of a form, and that nothing else of it gets laxer."""

from datetime import date
from typing import Any

import pytest

from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.disease import Disease
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.forms import draft
from vclinic.forms.spec import Context, FormSpec
from vclinic.forms.unfinished import OFFSET, in_words, is_unfinished, to_complete, unfinished

DAY = date(2026, 11, 24)
BOTH = pytest.mark.parametrize("disease", [HYPERTENSION, DIABETES], ids=lambda disease: disease.key)
LEAST: dict[str, Any] = {
    "visit_date": DAY, "sbp": 186, "dbp": 112, "visit_class": "2", "next_visit_date": date(2026, 12, 8), "doctor": "周国平",
}  # fmt: skip


def least(disease: Disease[Any]) -> dict[str, Any]:
    return LEAST | ({"fbg": 7.0} if disease is DIABETES else {})


def wrong(form: FormSpec, values: dict[str, Any]) -> list[tuple[str, str]]:
    record: object | list[Any] = draft.parse(form, form.record, values, Context(DAY, {}))
    return [(problem.field, problem.code) for problem in record] if isinstance(record, list) else []


@BOTH
def test_readings_and_the_judgement_are_enough_for_it(disease: Disease[Any]) -> None:
    assert wrong(unfinished(disease.form), least(disease)) == []
    assert ("med_adherence", "required") in wrong(disease.form, least(disease))


@BOTH
def test_when_by_whom_and_until_when_is_required_even_then(disease: Disease[Any]) -> None:
    form = unfinished(disease.form)
    for name in ("visit_date", "next_visit_date", "doctor"):
        assert (name, "required") in wrong(form, {**least(disease), name: ""})


@BOTH
def test_what_was_not_measured_and_the_class_that_hangs_on_it_can_be_completed(disease: Disease[Any]) -> None:
    names = (*disease.needed, "visit_class")
    values = least(disease) | dict.fromkeys(names, "")
    assert wrong(unfinished(disease.form), values) == []
    assert set(names) <= set(to_complete(disease.form, values))


@BOTH
def test_a_wrong_value_is_as_wrong_as_ever(disease: Disease[Any]) -> None:
    assert wrong(unfinished(disease.form), least(disease) | {"heart_rate": "7"}) == [("heart_rate", "out_of_bounds")]
    assert wrong(unfinished(disease.form), least(disease) | {"smoke_now": 1, "smoke_target": 5}) == [
        ("smoke_target", "target_above_now")
    ]


def test_a_symptom_to_be_named_can_be_named_later() -> None:
    values = LEAST | {"symptom_codes": ("10",)}
    assert wrong(unfinished(HYPERTENSION.form), values) == []
    assert "symptom_other" in to_complete(HYPERTENSION.form, values)


@BOTH
def test_its_version_is_known_to_no_program_that_has_whole_forms_only(disease: Disease[Any]) -> None:
    form = unfinished(disease.form)
    assert (form.version, is_unfinished(form.version), is_unfinished(disease.form.version)) == (
        disease.form.version + OFFSET,
        True,
        False,
    )


@BOTH
def test_what_is_to_be_completed_is_what_the_whole_form_asks_for(disease: Disease[Any]) -> None:
    asked = {field for field, code in wrong(disease.form, least(disease)) if code == "required"}
    named = to_complete(disease.form, least(disease))
    assert set(named) == asked
    assert list(named) == [name for name in disease.form.meanings if name in asked]


def test_a_nought_is_an_answer() -> None:
    assert "smoke_now" not in to_complete(HYPERTENSION.form, LEAST | {"smoke_now": 0})


def test_it_is_named_by_the_captions_of_the_paper_each_once() -> None:
    names = ("heart_rate", "smoke_now", "smoke_target", "salt_now")
    assert in_words(HYPERTENSION.form, names) == "心率、日吸烟量、摄盐情况"


def test_what_stands_on_no_item_is_named_by_its_meaning() -> None:
    assert in_words(HYPERTENSION.form, ("referral_outcome_on",)) == "问到转诊结果的日期"
