"""What a form hands to the guard over vital signs, and what its alerts mean for exercise and for a reading left alone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from vclinic.diseases import DISEASES, rule_book
from vclinic.diseases.disease import Disease
from vclinic.diseases.guarded import (
    Felt,
    alerts_of,
    asked,
    exercise_care,
    exercise_stop,
    known_of,
    not_taken_again,
    vital_signs,
    with_alerts,
)
from vclinic.diseases.visits import Subject
from vclinic.domain.follow_up import Assessment, DrugUse
from vclinic.rules.guard import renewable
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.person import PersonFacts

FELT = Felt(unwell=frozenset("256"), ankles="9")
DAY = date(2026, 11, 24)


def values(**changes: Any) -> dict[str, Any]:
    return {"visit_date": DAY, "sbp": 132, "dbp": 80} | changes


def test_nothing_written_is_nothing_measured() -> None:
    signs = vital_signs({}, Subject(None), FELT)
    assert (signs.sbp, signs.heart_rate, signs.potassium, signs.glucoses, signs.unwell) == (None, None, None, (), False)


def test_drugs_are_looked_for_wherever_they_come_from_and_each_once() -> None:
    on_form = (DrugUse("美托洛尔片", 2, "25 mg"), DrugUse("氨氯地平片", 1, "5 mg"))
    signs = vital_signs(values(drugs=on_form), Subject(None, taking=("美托洛尔片", "地高辛片")), FELT)
    assert signs.slowing_drugs == ("美托洛尔片", "地高辛片")
    assert signs.swelling_drugs == ("氨氯地平片",)


@pytest.mark.parametrize(
    ("changes", "unwell"),
    [({"symptom_codes": ("2",)}, True), ({"symptom_codes": ("4",)}, False), ({"symptom_other": "出冷汗"}, True)],
)
def test_unwell_is_ticked_or_written(changes: dict[str, Any], *, unwell: bool) -> None:
    assert vital_signs(values(**changes), Subject(None), FELT).unwell is unwell


def test_a_potassium_of_the_visit_goes_before_a_known_one() -> None:
    known = Subject(None, potassium=5.8)
    assert vital_signs(values(), known, FELT).potassium == 5.8
    assert vital_signs(values(potassium_mmol_l=4.1), known, FELT).potassium == 4.1


@pytest.mark.parametrize(
    ("key", "diabetic", "codes"),
    [("t2dm", False, ["foot_words"]), ("htn", True, ["foot_words"]), ("htn", False, [])],
)
def test_a_broken_foot_of_a_diabetic_is_never_an_ordinary_visit(key: str, codes: list[str], *, diabetic: bool) -> None:
    disease = next(disease for disease in DISEASES if disease.key == key)
    visit = values(adr="1", fbg=6.2, other_signs="右脚破了流脓")
    subject, rules = Subject(date(1960, 5, 1), diabetic=diabetic), disease.rules_on(rule_book(), DAY)
    assessment = disease.assess(visit, subject, (), rules)
    assert assessment is not None
    assert [alert.code for alert in assessment.alerts] == codes
    assert (assessment.action == "ROUTINE") is (not codes)
    assert not codes or (assessment.next_visit_date - DAY).days == 1
    assert renewable(assessment.alerts) is (not codes)
    question = disease.ask(visit, subject, rules)
    assert ("foot" in question) is (key == "t2dm")  # the form of hypertension asks for anything else
    assert ("other" in question) is bool(codes)


@pytest.mark.parametrize("key", ["htn", "t2dm"])
def test_danger_in_words_is_asked_about_and_never_an_ordinary_visit(key: str) -> None:
    disease = next(disease for disease in DISEASES if disease.key == key)
    visit = values(adr="1", fbg=6.2, other_signs="拉黑屎两天，夜里憋醒，心慌")
    subject, rules = Subject(date(1960, 5, 1)), disease.rules_on(rule_book(), DAY)
    assessment = disease.assess(visit, subject, (), rules)
    assert assessment is not None
    assert [alert.code for alert in assessment.alerts] == ["danger_words", "bleeding_words"]
    assert "写了喘憋不能平卧" in assessment.alerts[0].text
    assert (assessment.action, assessment.referral, (assessment.next_visit_date - DAY).days) == (
        "ADJUST",
        "suggested",
        1,
    )
    assert exercise_stop(assessment.alerts)
    question = disease.ask(visit, subject, rules)
    assert {"orthopnoea", "chest_pain", "other"} <= set(question)
    assert ("bleeding" in question) is (key == "htn")  # the form of diabetes asks for anything else


@pytest.mark.parametrize(
    ("changes", "taking", "codes"),
    [
        ({"other_signs": "恶心，肚子痛"}, ("达格列净片",), ["ketosis_drug"]),
        ({"emergency_signs": ("gut",)}, ("恩格列净片",), ["ketosis_drug"]),
        ({"symptom_codes": ("3",)}, ("达格列净片",), ["ketosis_drug"]),
        ({"other_signs": "呼气有烂苹果味"}, (), ["ketosis_words"]),
        ({"other_signs": "恶心"}, ("二甲双胍片",), []),
        ({}, ("达格列净片",), []),
    ],
)
def test_ketones_are_thought_of(changes: dict[str, Any], taking: tuple[str, ...], codes: list[str]) -> None:
    felt = Felt(sick=frozenset("3"), diabetic=True)
    assert [alert.code for alert in alerts_of(values(**changes), Subject(None, taking=taking), felt)] == codes


def test_what_is_known_of_the_person_goes_to_the_guard() -> None:
    labs = Labs(potassium_mmol_l=Lab(5.8, DAY))
    who = PersonFacts(age=66, sex_code="2", diseases=frozenset(("t2dm",)), drugs=("倍他乐克",), labs=labs)
    visit = values(heart_rate=48, other_signs="脚破了")
    told = with_alerts(who, visit, Subject(None)).alerts
    assert {alert.code for alert in told} == {"slow_pulse", "potassium_high", "foot_words"}
    assert "正在吃倍他乐克" in next(alert.text for alert in told if alert.code == "slow_pulse")
    assert with_alerts(who, {**visit, "visit_date": None}, Subject(None)) == who


def test_lungs_told_of_as_worse_count_for_the_medicines_of_somebody_who_has_copd() -> None:
    who = PersonFacts(age=66, sex_code="1", diseases=frozenset(("copd",)))
    worse = values(other_signs="痰多，喘得比平时厉害")
    assert "copd_exacerbation" in with_alerts(who, worse, Subject(None)).diseases
    assert "copd_exacerbation" not in with_alerts(who, values(other_signs="喘，同前"), Subject(None)).diseases
    assert "copd_exacerbation" not in with_alerts(replace(who, diseases=frozenset()), worse, Subject(None)).diseases


def test_metformin_pauses_on_days_without_food() -> None:
    visit = values(other_signs="呕吐，吃不下两天")
    assert [alert.code for alert in alerts_of(visit, Subject(None, taking=("格华止",)), FELT)] == ["sick_day_drug"]
    assert alerts_of(visit, Subject(None, taking=("拜糖平",)), FELT) == ()


def test_every_sign_is_asked_once_in_one_order() -> None:
    signs = asked(values(heart_rate=48), Subject(None), FELT, ("chest_pain", "other", "consciousness"))
    assert signs == ("consciousness", "chest_pain", "slow_pulse", "other")
    assert asked({}, Subject(None), FELT, ()) == ()


@pytest.mark.parametrize(
    ("changes", "stop", "care"),
    [
        ({}, "", ""),
        ({"heart_rate": 48}, "", "脉搏过慢：先问上级，只慢走"),
        ({"heart_rate": 40}, "今日不运动：脉搏过慢，先处理", ""),
        ({"sbp": 86, "dbp": 54}, "今日不运动：血压过低，先处理", "血压过低：先问上级，只慢走"),
        ({"other_signs": "右侧肢体无力"}, "今日不运动：疑卒中待查，先处理", "疑卒中待查：先问上级，只慢走"),
        ({"sbp": 98, "dbp": 60}, "", ""),
        ({"sbp": 146, "pregnant": True}, "", ""),  # referred, and walks gently meanwhile
    ],
)
def test_exercise_under_an_alert(changes: dict[str, Any], stop: str, care: str) -> None:
    alerts = alerts_of(values(**changes), Subject(None), FELT)
    assert (exercise_stop(alerts), exercise_care(alerts)) == (stop, care)


@pytest.mark.parametrize(
    ("readings", "left_alone"),
    [
        ((), False), (((150, 90),), False), (((182, 90),), True), (((150, 90), (150, 110)), True),
        (((182, 90), (150, 90)), False), (((182, 90), (184, 92)), False),
    ],
)  # fmt: skip
def test_a_severe_reading_is_taken_again(readings: tuple[tuple[int, int], ...], *, left_alone: bool) -> None:
    text = not_taken_again(values(bp_readings=readings))
    assert bool(text) is left_alone
    if left_alone:
        assert "/".join(map(str, readings[-1])) in text


ACTIONS = ("ROUTINE", "ADJUST", "REFER", "EMERGENCY_REFER")
WORSE_DOWN = {"sbp": (60, 132), "heart_rate": (30, 72)}
WORSE_UP = {"sbp": (132, 240), "dbp": (80, 125), "heart_rate": (72, 200), "temperature": (36, 42)}


def judged(place: int, **changes: Any) -> Assessment:
    disease = DISEASES[place]
    visit = values(adr="1", fbg=6.2, heart_rate=72, temperature=36.6, dbp=58) | changes
    assessment = disease.assess(visit, Subject(date(1960, 5, 1)), (), disease.rules_on(rule_book(), DAY))
    assert assessment is not None
    return assessment


@pytest.mark.parametrize("place", range(len(DISEASES)), ids=[disease.key for disease in DISEASES])
@pytest.mark.parametrize(
    ("name", "down"), [*((name, True) for name in WORSE_DOWN), *((name, False) for name in WORSE_UP)]
)
@settings(max_examples=40)
@given(st.data())
def test_a_worse_vital_sign_is_never_taken_more_lightly(place: int, name: str, down: bool, data: st.DataObject) -> None:
    figures = st.integers(*(WORSE_DOWN if down else WORSE_UP)[name])
    low, high = sorted((data.draw(figures), data.draw(figures)))
    better, worse = (judged(place, **{name: figure}) for figure in ((high, low) if down else (low, high)))
    assert ACTIONS.index(worse.action) >= ACTIONS.index(better.action)
    assert worse.next_visit_date <= better.next_visit_date
    assert renewable(better.alerts) or not renewable(worse.alerts)


@given(st.permutations(("2", "5", "8", "9")), st.integers(0, len(DISEASES) - 1))
def test_the_order_of_symptoms_does_not_matter(symptoms: list[str], place: int) -> None:
    assert judged(place, symptom_codes=tuple(symptoms), heart_rate=50) == judged(
        place, symptom_codes=("2", "5", "8", "9"), heart_rate=50
    )


@pytest.mark.parametrize("disease", DISEASES, ids=[disease.key for disease in DISEASES])
@pytest.mark.parametrize(
    ("changes", "reasons", "days"),
    [
        ({"emergency_signs": ("speech",)}, ["emergency", "stroke", "not_measured", "schedule"], 1),
        ({"emergency_signs": ("consciousness",)}, ["emergency", "not_measured", "schedule"], 14),
        ({"heart_rate": 40}, ["slow_pulse_urgent", "not_measured", "schedule"], 7),
    ],
)
def test_danger_is_an_emergency_before_anything_is_measured(
    disease: Disease[Any], changes: dict[str, Any], reasons: list[str], days: int
) -> None:
    visit = {"visit_date": DAY, "adr": "1"} | changes
    subject, rules = Subject(date(1960, 5, 1)), disease.rules_on(rule_book(), DAY)
    assert disease.assess(visit, subject, (), rules) is None
    judged = disease.at_once(visit, subject, rules)
    assert judged is not None
    assert (judged.visit_class, judged.action, judged.referral) == ("", "EMERGENCY_REFER", "urgent")
    assert [reason.code for reason in judged.reasons] == reasons
    assert (judged.next_visit_date - DAY).days == days
    missing = next(reason.text for reason in judged.reasons if reason.code == "not_measured")
    assert missing.startswith("空腹血糖" if disease.key == "t2dm" else "收缩压")


@pytest.mark.parametrize("disease", DISEASES, ids=[disease.key for disease in DISEASES])
@pytest.mark.parametrize(
    "changes",
    [{}, {"heart_rate": 48}, {"other_signs": "左侧无力"}, {"visit_date": None, "emergency_signs": ("speech",)}],
)
def test_what_is_no_emergency_waits_for_its_figures(disease: Disease[Any], changes: dict[str, Any]) -> None:
    visit = {"visit_date": DAY, "adr": "1"} | changes
    assert disease.at_once(visit, Subject(date(1960, 5, 1)), disease.rules_on(rule_book(), DAY)) is None


def test_weakness_on_one_side_asks_before_the_pressure_is_taken() -> None:
    for disease in DISEASES:
        visit = {"visit_date": DAY, "other_signs": "左侧肢体无力"}
        question = disease.ask(visit, Subject(date(1960, 5, 1)), disease.rules_on(rule_book(), DAY))
        assert {"one_side_weak", "speech"} <= set(question)


@pytest.mark.parametrize(("on", "potassium"), [(date(2026, 11, 10), 6.1), (date(2026, 11, 9), None)])
def test_what_is_known_of_a_person_is_known_of_the_visit(on: date, potassium: float | None) -> None:
    labs = Labs(potassium_mmol_l=Lab(6.1, on), hba1c_percent=Lab(9.4, date(2026, 9, 1)))
    who = PersonFacts(age=60, sex_code="1", drugs=("达格列净片",), diseases=frozenset(("t2dm",)), labs=labs)
    told = Subject(date(1966, 5, 1), "1")
    known = replace(told, taking=("达格列净片",), potassium=potassium, diabetic=True, hba1c=9.4)
    assert known_of(who, told, DAY) == known
    assert known_of(PersonFacts(age=60, sex_code="1"), told, DAY) == told
