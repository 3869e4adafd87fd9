"""A visit is judged alike wherever it is read: from the record as the clinic keeps it, and from its document as the
township reads it, field by field."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.diseases.diabetes import people as diabetic
from tests.rules import people as hypertensive
from tests.rules.people import BOOK, DAY
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.diseases.disease import Disease
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.diseases.visits import Earlier, Subject
from vclinic.domain.follow_up import Assessment, DrugUse
from vclinic.domain.problem import Problem
from vclinic.forms.document import from_json, to_json
from vclinic.forms.draft import read_values

PRESSURES = st.tuples(st.integers(60, 250), st.integers(35, 130)).filter(lambda pair: pair[0] > pair[1])
BORN = st.dates(date(1930, 1, 1), date(2000, 12, 31))
SHARED = {
    "visit_date": st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    "adr": st.sampled_from("12"),
    "med_adherence": st.sampled_from("123"),
    "new_complication": st.booleans(),
    "adr_uncontrollable": st.booleans(),
    "pregnant": st.booleans(),
    "drugs": st.sampled_from(((), (DrugUse("格列美脲片", 1, "2 mg"),), (DrugUse("二甲双胍片", 2, "0.5 g"),))),
    "heart_rate": st.integers(30, 180),
    "other_signs": st.sampled_from(("", "站立 1 分钟 100/60", "右侧肢体无力", "心律不齐，头晕", "双下肢无水肿")),
    "symptom_codes": st.lists(st.sampled_from("23456789"), unique=True, max_size=4).map(tuple),
}
OF_PRESSURE = st.fixed_dictionaries(
    SHARED | {"emergency_signs": st.sampled_from(((), ("headache",), ("orthopnoea", "other")))}
)
OF_GLUCOSE = st.fixed_dictionaries(
    SHARED
    | {
        "fbg": st.integers(100, 4000).map(lambda hundredths: hundredths / 100),
        "pbg": st.none() | st.integers(100, 4000).map(lambda hundredths: hundredths / 100),
        "hypoglycemia": st.sampled_from("123"),
        "temperature": st.none() | st.integers(350, 420).map(lambda tenths: tenths / 10),
        "insulin": st.sampled_from(((), (InsulinUse("甘精", "睡前 12"),))),
        "emergency_signs": st.sampled_from(((), ("ketone_breath",))),
    }
)


def sent(record: Any) -> dict[str, Any]:
    """The record's document after its way through the wire."""
    return json.loads(json.dumps(to_json(record)))


def at_the_township(disease: Disease[Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the township reads them: what cannot be read is left out."""
    given_values = read_values(disease.form, document)
    return {name: value for name, value in given_values.items() if not isinstance(value, Problem)}


def judge(disease: Disease[Any], values: Mapping[str, Any], subject: Subject, last: Mapping[str, Any]) -> Assessment:
    day = values["visit_date"]
    history = (Earlier(day - timedelta(days=90), last, "2", satisfied=None),)
    judgement = disease.assess(values, subject, history, disease.rules_on(BOOK, day))
    assert judgement is not None
    return judgement


def same(disease: Disease[Any], record: Any, last: Any, subject: Subject) -> None:
    here = judge(disease, disease.values_of(record), subject, disease.values_of(last))
    there = judge(disease, at_the_township(disease, sent(record)), subject, at_the_township(disease, sent(last)))
    assert here == there


@settings(max_examples=60)
@given(OF_PRESSURE, PRESSURES, PRESSURES, BORN)
def test_hypertension(changes: dict[str, Any], now: tuple[int, int], then: tuple[int, int], born: date) -> None:
    record = replace(hypertensive.VISIT, **changes, sbp=now[0], dbp=now[1])
    same(HYPERTENSION, record, replace(hypertensive.VISIT, sbp=then[0], dbp=then[1]), Subject(born))


@settings(max_examples=60)
@given(OF_GLUCOSE, OF_GLUCOSE, PRESSURES, BORN)
def test_diabetes(changes: dict[str, Any], then: dict[str, Any], now: tuple[int, int], born: date) -> None:
    record = replace(diabetic.VISIT, **changes, sbp=now[0], dbp=now[1])
    same(DIABETES, record, replace(diabetic.VISIT, **then), Subject(born))


@settings(max_examples=60)
@given(OF_GLUCOSE)
def test_a_record_comes_back_from_its_document_as_it_was(changes: dict[str, Any]) -> None:
    record = replace(diabetic.VISIT, **changes)
    assert from_json(type(record), sent(record)) == record


@pytest.mark.parametrize("disease", [HYPERTENSION, DIABETES], ids=lambda disease: disease.key)
def test_fields_of_a_newer_form_change_no_judgement(disease: Disease[Any]) -> None:
    visit = hypertensive.VISIT if disease is HYPERTENSION else diabetic.VISIT
    values = disease.values_of(visit)
    subject, rules = Subject(date(1966, 5, 1)), disease.rules_on(BOOK, DAY)
    newer = values | {"a_field_of_tomorrow": "7", "extra": (("b", 1),)}
    assert disease.assess(newer, subject, (), rules) == disease.assess(values, subject, (), rules)


@pytest.mark.parametrize("disease", [HYPERTENSION, DIABETES], ids=lambda disease: disease.key)
def test_what_a_judgement_does_not_need_may_be_missing(disease: Disease[Any]) -> None:
    visit = hypertensive.VISIT if disease is HYPERTENSION else diabetic.VISIT
    values = disease.values_of(visit)
    bare = {name: values[name] for name in ("visit_date", *disease.needed)}
    subject, rules = Subject(date(1966, 5, 1)), disease.rules_on(BOOK, DAY)
    assert disease.assess(bare, subject, (), rules) == disease.assess(values, subject, (), rules)
    for name in bare:
        assert disease.assess(bare | {name: None}, subject, (), rules) is None
