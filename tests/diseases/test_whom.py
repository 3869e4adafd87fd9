"""Whom a visit is about: what is kept of the person, as it was known on the day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from vclinic.diseases import rule_book
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.diseases.hypertension.rules import HypertensionRules
from vclinic.diseases.whom import whom
from vclinic.domain.medication_profile import LabResult, MedicationProfile, TakenElsewhere
from vclinic.domain.resident import PastDisease
from vclinic.forms.document import from_json, to_json

DAY = date(2026, 11, 24)
WOMAN: dict[str, Any] = {"birth_date": date(1960, 5, 1), "sex_code": "2"}
RULES: HypertensionRules = HYPERTENSION.rules_on(rule_book(), DAY)


def profile(**known: Any) -> MedicationProfile:
    return MedicationProfile(resident_id="R-1", told_on=DAY, **known)


def medicine(name: str, days: int = 0, means: str = "") -> TakenElsewhere:
    return TakenElsewhere(name=name, source="hospital", told_on=DAY - timedelta(days=days), means=means)


def test_what_was_told_by_the_day_counts_and_an_unknown_name_by_what_it_is() -> None:
    kept = profile(
        medicines=(
            medicine("倍他乐克"),
            medicine("小白片", means="地高辛"),
            medicine("降压片"),
            medicine("可乐定", -1),
        ),
        read_as=(("降压片", "氨氯地平"),),
    )
    assert whom(WOMAN, (), kept, DAY).taking == ("倍他乐克", "地高辛", "氨氯地平")


@pytest.mark.parametrize(("days", "known"), [(0, 5.8), (14, 5.8), (15, None), (-1, None)])
def test_a_potassium_counts_for_two_weeks(days: int, known: float | None) -> None:
    kept = profile(labs=(LabResult(code="potassium_mmol_l", value=5.8, on=DAY - timedelta(days=days)),))
    assert whom(WOMAN, (), kept, DAY).potassium == known


@pytest.mark.parametrize(
    ("enrolled", "past", "diabetic"),
    [(("htn", "t2dm"), (), True), (("htn",), (PastDisease(code="3"),), True), (("htn",), ({"code": "3"},), True),
     (("htn",), (PastDisease(code="2"),), False), ((), (), False)],
)  # fmt: skip
def test_a_diabetic_is_known_by_register_or_by_past_disease(
    enrolled: tuple[str, ...], past: tuple[Any, ...], *, diabetic: bool
) -> None:
    assert whom(WOMAN | {"past_diseases": past}, enrolled, None, DAY).diabetic is diabetic


@pytest.mark.parametrize(("on", "known"), [(DAY, 9.4), (date(2026, 8, 24), 9.4), (date(2026, 8, 23), None)])
def test_an_hba1c_counts_for_three_months(on: date, known: float | None) -> None:
    kept = profile(labs=(LabResult(code="hba1c_percent", value=9.4, on=on),))
    assert whom(WOMAN, (), kept, DAY).hba1c == known


def test_nothing_kept_is_nothing_known() -> None:
    subject = whom({}, (), None, DAY)
    assert (subject.birth_date, subject.sex_code, subject.taking, subject.potassium) == (None, "", (), None)


@given(
    st.lists(st.sampled_from(("倍他乐克", "氨氯地平片", "达格列净片", "地高辛片", "不知名")), unique=True, max_size=4),
    st.none() | st.floats(2.0, 7.0),
    st.booleans(),
    st.fixed_dictionaries(
        {"heart_rate": st.integers(40, 140), "sbp": st.integers(80, 190), "symptom_codes": st.sampled_from((("1",), ("3",), ("9",)))}
    ),
    st.sampled_from(("", "右脚破了", "恶心", "左侧无力")),
)  # fmt: skip
def test_the_clinic_and_the_township_make_the_same_of_the_same_facts(
    names: list[str], potassium: float | None, diabetic: bool, figures: dict[str, Any], seen: str
) -> None:
    labs = () if potassium is None else (LabResult(code="potassium_mmol_l", value=potassium, on=DAY),)
    kept = profile(medicines=tuple(map(medicine, names)), labs=labs)
    registers = ("htn", "t2dm") if diabetic else ("htn",)
    visit = {"visit_date": DAY, "dbp": 70, "adr": "1", "other_signs": seen} | figures
    here = HYPERTENSION.assess(visit, whom(WOMAN, registers, kept, DAY), (), RULES)
    sent = from_json(MedicationProfile, to_json(kept) | {"doctor_id": "D-1"})  # the township has it out of the change
    assert HYPERTENSION.assess(visit, whom(WOMAN, registers, sent, DAY), (), RULES) == here


@pytest.mark.parametrize(
    ("past", "born", "age"),
    [
        ((PastDisease(code="2", confirm_month="1989-05"),), date(1960, 5, 1), 29),
        ((PastDisease(code="2", confirm_month="1990-05"),), date(1960, 5, 1), 30),
        ((PastDisease(code="2", confirm_month="1990-05"),), date(1960, 5, 2), 29),
        ((PastDisease(code="2", confirm_month=""),), date(1960, 5, 1), None),
        ((PastDisease(code="3", confirm_month="1985-01"),), date(1960, 5, 1), None),
        ((PastDisease(code="2", confirm_month="1989-05"),), None, None),
        ((), date(1960, 5, 1), None),
    ],
)
def test_the_age_high_blood_pressure_was_found_at(
    past: tuple[PastDisease, ...], born: date | None, age: int | None
) -> None:
    assert whom(WOMAN | {"birth_date": born, "past_diseases": past}, (), None, DAY).onset_age == age


@pytest.mark.parametrize(
    ("on", "protein"),
    [(DAY, 2), (date(2026, 8, 24), 2), (date(2026, 8, 23), None), (date(2026, 11, 25), None)],
)
def test_protein_in_the_urine_counts_for_three_months(on: date, protein: float | None) -> None:
    kept = profile(labs=(LabResult(code="urine_protein", value=2, on=on),))
    assert whom(WOMAN, (), kept, DAY).urine_protein == protein


def test_a_newer_negative_strip_takes_the_place_of_the_older() -> None:
    older, newer = (
        LabResult(code="urine_protein", value=2, on=date(2026, 10, 1)),
        LabResult(code="urine_protein", value=0, on=DAY),
    )
    assert whom(WOMAN, (), profile(labs=(older, newer)), DAY).urine_protein == 0
