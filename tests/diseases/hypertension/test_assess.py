"""The hypertension tables, row by row: domain §3, §4, §4.1 (E1–E18) and §5."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.rules.people import DAY, RULES, before, facts
from vclinic.diseases.hypertension.assess import (
    assess,
    bp_satisfied,
    is_emergency,
    needs_emergency_question,
    treatment_goal,
)

ROUTINE, EARLY = date(2027, 2, 24), DAY + timedelta(days=14)


@pytest.mark.parametrize(
    ("age", "pressure", "satisfied"),
    [
        (58, "140/80", False), (58, "139/89", True), (58, "139/90", False), (64, "140/89", False),
        (65, "150/80", False), (65, "149/89", True), (65, "140/90", False), (90, "149/89", True),
    ],
)  # fmt: skip
def test_limits_are_exclusive_and_change_at_65(age: int, pressure: str, satisfied: bool) -> None:
    sbp, dbp = map(int, pressure.split("/"))
    assert bp_satisfied(sbp, dbp, age, RULES) is satisfied


@pytest.mark.parametrize(
    ("name", "age", "pressure", "more", "visit_class", "next_date", "referral", "action"),
    [
        ("E1", 58, "136/84", {"previous": before(visit_class="1")}, "1", ROUTINE, "none", "ROUTINE"),
        ("E2", 58, "142/84", {"previous": before("130/80", visit_class="1")}, "2", EARLY, "none", "ADJUST"),
        ("E3", 58, "142/84", {"previous": before("150/90", visit_class="2")}, "2", EARLY, "suggested", "REFER"),
        ("E4", 70, "148/86", {"previous": before(visit_class="1")}, "1", ROUTINE, "none", "ROUTINE"),
        ("E5", 70, "150/86", {"previous": before(visit_class="1")}, "2", EARLY, "none", "ADJUST"),
        ("E6", 70, "138/90", {"previous": before(visit_class="1")}, "2", EARLY, "none", "ADJUST"),
        ("E7", 64, "148/86", {"previous": before(visit_class="1")}, "2", EARLY, "none", "ADJUST"),
        ("E8", 65, "148/86", {"previous": before(visit_class="1")}, "1", ROUTINE, "none", "ROUTINE"),
        ("E9", 50, "134/82", {"adr": "2", "previous": before(visit_class="1")}, "3", EARLY, "none", "ADJUST"),
        ("E10", 50, "134/82", {"adr": "2", "previous": before("130/80", adr="2")}, "3", EARLY, "suggested", "REFER"),
        ("E11", 50, "146/92", {"previous": before("130/80", adr="2", visit_class="3")}, "2", EARLY, "none", "ADJUST"),
        ("E11, class alone", 50, "146/92", {"previous": before(adr="2", visit_class="3")}, "2", EARLY, "none", "ADJUST"),
        ("E12", 62, "132/80", {"new_complication": True}, "4", EARLY, "suggested", "REFER"),
        ("E13", 62, "150/94", {"adr": "2", "previous": before("152/96", visit_class="2")}, "3", EARLY, "suggested", "REFER"),
        ("E14", 60, "182/96", {"previous": before(visit_class="1")}, "2", EARLY, "urgent", "EMERGENCY_REFER"),
        ("E15", 60, "150/110", {"previous": before(visit_class="1")}, "2", EARLY, "urgent", "EMERGENCY_REFER"),
        ("E16", 32, "142/92", {"pregnant": True}, "2", EARLY, "urgent", "EMERGENCY_REFER"),
        ("E17", 58, "136/84", {"previous": before("150/90", visit_class="2")}, "1", ROUTINE, "none", "ROUTINE"),
        ("E18", 58, "138/86", {"emergency_signs": ("chest_tightness", "orthopnoea")}, "1", EARLY, "urgent", "EMERGENCY_REFER"),
        ("E18, judged worse", 58, "138/86", {"emergency_signs": ("orthopnoea",), "new_complication": True}, "4", EARLY, "urgent", "EMERGENCY_REFER"),
        ("the doctor's tick", 50, "134/82", {"adr": "2", "adr_uncontrollable": True}, "3", EARLY, "suggested", "REFER"),
        ("pregnant and normal", 32, "138/88", {"pregnant": True}, "1", ROUTINE, "none", "ROUTINE"),
        ("complication before adverse reaction", 50, "150/95", {"new_complication": True, "adr": "2"}, "4", EARLY, "suggested", "REFER"),
        ("class 3 whose pressure was high", 50, "146/92", {"previous": before("150/96", adr="2", visit_class="3")}, "2", EARLY, "suggested", "REFER"),
    ],
)  # fmt: skip
def test_the_examples_of_the_table(
    name: str,
    age: int,
    pressure: str,
    more: dict[str, Any],
    visit_class: str,
    next_date: date,
    referral: str,
    action: str,
) -> None:
    assessment = assess(facts(age, pressure, **more), RULES)
    assert (assessment.visit_class, assessment.next_visit_date, assessment.referral, assessment.action) == (
        visit_class,
        next_date,
        referral,
        action,
    ), name
    assert assessment.rule_set_id == RULES.id
    assert all(reason.text and reason.clause for reason in assessment.reasons)


@pytest.mark.parametrize("pressure", ["180/80", "120/110"])
def test_the_limit_itself_is_an_emergency(pressure: str) -> None:
    assert assess(facts(60, pressure), RULES).referral == "urgent"
    assert is_emergency(facts(60, pressure), RULES)


def test_just_below_the_limit_is_not() -> None:
    assert assess(facts(60, "179/109"), RULES).referral == "none"
    assert not is_emergency(facts(60, "179/109"), RULES)


@pytest.mark.parametrize(
    ("day", "three_months"),
    [
        (date(2026, 11, 30), date(2027, 2, 28)), (date(2027, 11, 30), date(2028, 2, 29)), (date(2026, 10, 31), date(2027, 1, 31)),
        (date(2026, 8, 31), date(2026, 11, 30)), (date(2026, 12, 1), date(2027, 3, 1)),
    ],
)  # fmt: skip
def test_three_months_fall_back_to_the_end_of_a_shorter_month(day: date, three_months: date) -> None:
    visit = replace(facts(58, "130/80"), visit_date=day)
    assert assess(visit, RULES).next_visit_date == three_months


class TestThePreviousPressure:
    def test_is_judged_at_the_age_of_its_own_day(self) -> None:
        born = DAY.replace(year=DAY.year - 65)
        assessment = assess(facts(65, "152/86", birth_date=born, previous=before("148/86")), RULES)
        assert assessment.referral == "suggested"
        assert "上次 148/86，没降到 140/90 以下（当时不到 65 岁）" in assessment.reasons[0].text

    def test_was_satisfactory_when_already_65_that_day(self) -> None:
        born = date(DAY.year - 65, 1, 1)
        assert assess(facts(65, "152/86", birth_date=born, previous=before("148/86")), RULES).action == "ADJUST"

    def test_without_a_birthday_the_stored_judgement_settles_what_age_leaves_open(self) -> None:
        stored = before("148/86", satisfied=False)
        assert assess(facts(65, "152/86", previous=stored), RULES).action == "REFER"
        assert assess(facts(65, "152/86", previous=before("148/86")), RULES).action == "ADJUST"

    def test_pressures_come_before_a_stored_judgement_that_contradicts_them(self) -> None:
        assert assess(facts(58, "152/86", previous=before("150/96", satisfied=True)), RULES).action == "REFER"

    @pytest.mark.parametrize(
        ("known", "action"),
        [({"satisfied": False}, "REFER"), ({"satisfied": True}, "ADJUST"), ({"visit_class": "2"}, "REFER"),
         ({"visit_class": "1"}, "ADJUST"), ({"visit_class": "3"}, "ADJUST"), ({}, "ADJUST")],
    )  # fmt: skip
    def test_without_pressures_what_was_stored_and_then_the_class_tell(
        self, known: dict[str, Any], action: str
    ) -> None:
        assessment = assess(facts(58, "152/86", previous=before(**known)), RULES)
        assert assessment.action == action
        assert ("上次也不满意" in assessment.reasons[0].text) is (action == "REFER")

    def test_of_the_same_day_has_todays_age(self) -> None:
        assert assess(facts(65, "152/86", previous=before("148/86", on=DAY)), RULES).action == "ADJUST"

    def test_years_ago_is_judged_years_younger(self) -> None:
        assessment = assess(facts(66, "152/86", previous=before("148/86", on=date(2024, 1, 2))), RULES)
        assert assessment.action == "REFER"


class TestReasons:
    def test_carry_the_numbers_the_limit_and_the_age(self) -> None:
        assessment = assess(facts(58, "148/92", previous=before("152/94")), RULES)
        assert assessment.reasons[0].code == "consecutive_unsatisfied"
        assert "今天 148/92，上次 152/94，都没降到 140/90 以下（58 岁）" in assessment.reasons[0].text
        assert assessment.reasons[0].clause.startswith("规范第三版")

    def test_say_the_date_last(self) -> None:
        assert assess(facts(58, "130/80"), RULES).reasons[-1].text == "满意的 3 个月内再随访，最迟 2027-02-24。"
        assert assess(facts(58, "150/80"), RULES).reasons[-1].text == "2 周内再随访，最迟 2026-12-08。"
        assert assess(facts(58, "190/80"), RULES).reasons[-1].text == "2 周内问转诊结果，最迟 2026-12-08。"

    @pytest.mark.parametrize(("code", "label"), [("2", "间断"), ("3", "不服药")])
    def test_missed_drugs_come_before_a_change_of_drugs(self, code: str, label: str) -> None:
        texts = {reason.code: reason.text for reason in assess(facts(58, "150/80", med_adherence=code), RULES).reasons}
        assert label in texts["adherence_first"]

    def test_regular_drugs_or_a_good_pressure_say_nothing_of_adherence(self) -> None:
        for visit in (facts(58, "150/80", med_adherence="1"), facts(58, "130/80", med_adherence="3")):
            assert "adherence_first" not in {reason.code for reason in assess(visit, RULES).reasons}

    def test_an_emergency_still_tells_the_rest(self) -> None:
        visit = facts(58, "190/80", new_complication=True, adr="2")
        codes = [reason.code for reason in assess(visit, RULES).reasons]
        assert codes == ["emergency", "complication", "adr", "unsatisfied", "schedule"]

    def test_confirmed_signs_are_named(self) -> None:
        assessment = assess(facts(58, "130/80", emergency_signs=("vision", "手脚没力")), RULES)
        assert "视力模糊、手脚没力" in assessment.reasons[0].text


class TestTheEmergencyQuestion:
    @pytest.mark.parametrize(
        ("symptoms", "asked"),
        [
            (("1",), []), ((), []),
            (("8",), ["consciousness", "one_side_weak", "speech", "other"]),
            (("9",), ["consciousness", "edema_breath", "orthopnoea", "other"]),
            (("3",), ["consciousness", "vomiting", "other"]),
            (("6",), ["consciousness", "palpitation", "chest_tightness", "chest_pain", "other"]),
            (("2",), ["consciousness", "headache", "speech", "one_side_weak", "other"]),
            (("4", "5"), ["consciousness", "vision", "eye_pain", "orthopnoea", "chest_pain", "other"]),
            (("7",), ["consciousness", "bleeding", "other"]), (("10",), ["consciousness", "other"]),
        ],
    )  # fmt: skip
    def test_follows_the_symptoms_ticked(self, symptoms: tuple[str, ...], asked: list[str]) -> None:
        assert needs_emergency_question(symptoms) == asked

    def test_a_ticked_symptom_alone_is_never_an_emergency(self) -> None:
        everything = tuple(str(number) for number in range(2, 11))
        assert assess(facts(58, "130/80", symptom_codes=everything), RULES).action == "ROUTINE"


def test_the_treatment_goal_is_words_only() -> None:
    assert treatment_goal(79, RULES) == "治疗目标 <130/80"
    assert treatment_goal(80, RULES).startswith("治疗目标 <150/90")
    assert assess(facts(79, "138/84"), RULES).visit_class == "1"
