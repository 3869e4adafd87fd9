"""Everything said and written of a person becomes one set of facts."""

from datetime import date
from typing import Any

import pytest

from vclinic.rules.labs import Lab, SaidLab
from vclinic.rules.person import PersonFacts
from vclinic.rules.person_from import PersonWords, SaidReaction, person_from

DAY = date(2026, 11, 24)


def _words(**said: Any) -> PersonWords:
    return PersonWords(**{"sex_code": "2", "birth_date": date(1956, 11, 24), **said})


def _person(**said: Any) -> PersonFacts:
    return person_from(_words(**said), DAY)


def test_of_somebody_nobody_asked_nothing_is_known() -> None:
    days = (DAY - date(1956, 11, 24)).days
    assert _person() == PersonFacts(age=70, sex_code="2", age_months=70 * 12, age_days=days)


def test_registers_texts_and_operations_are_one() -> None:
    person = _person(
        disease_keys=frozenset(("htn",)), diseases=("痛风；怀疑冠心病", "母亲哮喘"), surgeries=("心脏搭桥", "左膝置换"), details=("某型",),
        family_keys=frozenset(("t2dm",)),
    )  # fmt: skip
    assert person.diseases == {"htn", "gout", "chd", "cabg"}
    assert person.suspected == frozenset()  # the operation confirms what was suspected
    assert person.family == {"asthma", "t2dm"}
    assert person.unread == ()


def test_said_to_be_cured_is_still_a_disease() -> None:
    person = _person(diseases=("糖尿病已治愈，肺结核已治愈",))
    assert (person.diseases, person.said_cured) == ({"t2dm"}, {"t2dm"})


def test_words_nobody_could_read_are_kept_until_the_doctor_says_what_they_mean() -> None:
    said = _words(diseases=("高血压、怪病",), allergies=("某某药",))
    assert person_from(said, DAY).unread == ("怪病", "某某")
    told = _words(diseases=said.diseases, allergies=said.allergies, read_as=(("怪病", "痛风"), ("某某", "青霉素过敏")))
    person = person_from(told, DAY)
    assert person.unread == ()
    assert "gout" in person.diseases
    assert person.allergies == ("penicillin",)


def test_an_allergy_written_among_the_diseases_is_heard() -> None:
    person = _person(diseases=("高血压，青霉素过敏",))
    assert (person.allergies, person.allergic_to, person.unread) == (("penicillin",), {"青霉素"}, ())
    assert _person(diseases=("某某过敏",)).unread == ("某某过敏",)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, False),
        ({"allergies": ("无",)}, True),
        ({"allergies": ("不详",)}, False),
        ({"diseases": ("无药物过敏史",)}, True),
        ({"diseases": ("无高血压，过敏体质",)}, False),
        ({"diseases": ("怪病",), "read_as": (("怪病", "无"),)}, False),
        ({"allergies": ("青霉素",)}, True),
        ({"allergies": ("卡托普利干咳",)}, True),
        ({"allergies_asked": True}, True),
        ({"allergy_groups": ("penicillin",)}, True),
    ],
)
def test_none_is_an_answer_and_silence_is_not(said: dict[str, Any], asked: bool) -> None:
    assert _person(**said).allergies_asked is asked


def test_reactions_are_kept_apart_from_allergies() -> None:
    person = _person(reactions=(SaidReaction("依那普利 干咳", DAY),), allergies=("二甲双胍 拉肚子",))
    assert [(one.ingredients, one.kind, one.on) for one in person.reactions] == [
        (("依那普利",), "cough", DAY),
        (("二甲双胍",), "other", None),
    ]
    assert person.allergies == ()
    assert person.allergic_to == frozenset()


def test_a_kind_somebody_chose_stands() -> None:
    (reaction,) = _person(reactions=(SaidReaction("卡托普利 难受", None, "anaphylaxis"),)).reactions
    assert reaction.kind == "anaphylaxis"


def test_no_reaction_is_none() -> None:
    assert _person(reactions=(SaidReaction("无"), SaidReaction("没有"))).reactions == ()


def test_swelling_from_a_pril_forbids_its_kin() -> None:
    assert _person(reactions=(SaidReaction("卡托普利 脸肿"),)).allergies == ("angioedema",)
    assert _person(reactions=(SaidReaction("阿司匹林 脸肿"),)).allergies == ()


def test_a_rash_told_as_a_reaction_is_an_allergy_as_well() -> None:
    person = _person(reactions=(SaidReaction("头孢克肟 皮疹"),))
    assert (person.allergies, person.allergic_to) == (("cephalosporin",), {"头孢克肟"})


def test_labs_give_the_filtration_rate_unless_they_say_nothing_of_the_kidneys() -> None:
    labs = (SaidLab("creatinine_umol_l", 110, DAY),)
    assert _person(labs=labs).egfr == 46.6
    assert _person(labs=labs).labs.egfr == Lab(46.6, DAY)
    assert _person(labs=labs, pregnant=True).egfr is None
    assert _person(labs=labs, diseases=("尿毒症透析",)).egfr is None


def test_pregnancy_is_heard_of_women_only() -> None:
    assert _person(diseases=("怀孕6个月",)).pregnant
    assert not _person(diseases=("怀孕6个月",), sex_code="1").pregnant


@pytest.mark.parametrize(
    ("said", "planning"),
    [
        ({"planning_pregnancy": False, "planning_asked_on": date(2025, 11, 24)}, False),
        ({"planning_pregnancy": False, "planning_asked_on": date(2025, 11, 23)}, None),
        ({"planning_pregnancy": True}, None),
        ({"diseases": ("备孕",)}, True),
    ],
)
def test_a_wish_for_a_child_is_an_answer_of_this_year(said: dict[str, Any], planning: bool | None) -> None:
    assert _person(**said).planning_pregnancy is planning


def test_what_a_hospital_started_is_known_by_its_ingredients() -> None:
    assert _person(hospital_started=("倍博特",)).hospital_started >= {"缬沙坦", "氨氯地平"}


@pytest.mark.parametrize(("liang", "grams", "drinks"), [(None, None, False), (0, 0, False), (2.0, 41.6, True)])
def test_drink_is_counted_in_grams(liang: float | None, grams: float | None, drinks: bool) -> None:
    person = _person(drink_liang=liang)
    assert (person.alcohol_g_day, person.drinks) == (grams, drinks)


def test_what_only_advice_asks_for_is_heard_and_read() -> None:
    person = _person(diseases=("独居、吞咽呛咳",))
    assert person.unread == ()
    assert len(person.diseases) == 2
