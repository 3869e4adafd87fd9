"""The judgement of a diabetes visit: the worked cases of the domain by their names, and the edges of every limit."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.diseases.diabetes.people import DAY, RULES, SUBJECT, facts, last, values
from vclinic.diseases.diabetes.assess import assess, needs_emergency_question, treatment_goal
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.visits import Earlier, Subject
from vclinic.rules.rule_set import RuleHead

QUARTER, FORTNIGHT = date(2027, 2, 24), DAY + timedelta(days=14)


@pytest.mark.parametrize(
    ("fbg", "pressure", "before", "more", "visit_class", "following", "referral"),
    [
        pytest.param(6.4, "130/80", 6.5, {}, "1", QUARTER, "none", id="D1"),
        pytest.param(7.0, "130/80", 6.5, {}, "2", FORTNIGHT, "none", id="D2"),
        pytest.param(7.0, "130/80", 7.8, {}, "2", FORTNIGHT, "suggested", id="D3"),
        pytest.param(6.9, "130/80", 7.8, {}, "1", QUARTER, "none", id="D4"),
        pytest.param(6.2, "130/80", 6.3, {"adr": "2"}, "3", FORTNIGHT, "none", id="D5"),
        pytest.param(8.6, "130/80", 8.2, {"new_complication": True}, "4", FORTNIGHT, "suggested", id="D7"),
        pytest.param(16.7, "130/80", 7.2, {}, "2", FORTNIGHT, "urgent", id="D8"),
        pytest.param(3.9, "120/70", 6.5, {"hypoglycemia": "2"}, "1", FORTNIGHT, "urgent", id="D9"),
        pytest.param(16.6, "130/80", 6.5, {}, "2", FORTNIGHT, "none", id="D10"),
        pytest.param(4.0, "120/70", 6.5, {}, "1", QUARTER, "none", id="D11"),
        pytest.param(6.8, "184/100", 6.5, {}, "1", FORTNIGHT, "urgent", id="D12"),
        pytest.param(6.8, "130/80", 6.5, {"hypoglycemia": "3"}, "3", FORTNIGHT, "none", id="D13"),
        pytest.param(7.2, "130/80", 6.5, {}, "2", FORTNIGHT, "none", id="D15"),
    ],
)
def test_worked_cases(
    fbg: float, pressure: str, before: float, more: dict[str, Any], visit_class: str, following: date, referral: str
) -> None:
    assessment = assess(facts(fbg, pressure, previous=last(before), **more), RULES)
    assert (assessment.visit_class, assessment.next_visit_date, assessment.referral) == (
        visit_class,
        following,
        referral,
    )


def test_d6_a_reaction_that_was_there_last_time_too_is_referred() -> None:
    assessment = assess(facts(6.2, adr="2", previous=last(6.3, adr="2")), RULES)
    assert (assessment.visit_class, assessment.action, assessment.referral) == ("3", "REFER", "suggested")
    by_class = assess(facts(6.2, adr="2", previous=last(6.3, visit_class="3")), RULES)
    assert by_class.reasons[0].code == "adr_uncontrollable"
    said_none = assess(facts(6.2, adr="2", previous=last(6.3, adr="1", visit_class="3")), RULES)
    assert said_none.reasons[0].code == "adr"
    often = assess(facts(6.2, hypoglycemia="3", previous=last(6.3, hypoglycemia="3")), RULES)
    assert often.reasons[0].code == "adr_uncontrollable"


@pytest.mark.parametrize(("fbg", "urgent"), [(3.9, True), (3.91, False), (16.69, False), (16.7, True)])
def test_the_limits_of_an_emergency(fbg: float, *, urgent: bool) -> None:
    assert (assess(facts(fbg), RULES).referral == "urgent") is urgent


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"pbg": 17.0}, "餐后血糖 17.0"),
        ({"rbg": 3.2}, "随机血糖 3.2"),
        ({"temperature": 39.1}, "体温 39.1"),
        ({"emergency_signs": ("ketone_breath",)}, "烂苹果味"),
        ({"pregnant": True}, "妊娠期或哺乳期，空腹血糖 6.4"),
        ({"pregnant": True, "fbg": 5.0, "pbg": 7.8}, "妊娠期或哺乳期，餐后血糖 7.8"),
    ],
)
def test_what_else_is_an_emergency(more: dict[str, Any], word: str) -> None:
    assessment = assess(facts(**({"fbg": 6.4} | more)), RULES)
    assert (assessment.action, assessment.referral) == ("EMERGENCY_REFER", "urgent")
    assert word in assessment.reasons[0].text


def test_what_is_not_yet_one() -> None:
    assert assess(facts(6.4, temperature=39.0), RULES).action == "ROUTINE"
    assert assess(facts(6.0, pregnant=True, pbg=7.7), RULES).action == "ROUTINE"
    assert assess(facts(6.4, "179/109"), RULES).action == "ROUTINE"
    assert assess(facts(6.4, "150/110"), RULES).referral == "urgent"


def test_an_emergency_still_says_what_else_is_true() -> None:
    assessment = assess(facts(17.2, adr="2", new_complication=True, med_adherence="2"), RULES)
    codes = [reason.code for reason in assessment.reasons]
    assert codes == ["emergency", "complication", "adr", "unsatisfied", "adherence_first", "schedule"]
    assert assessment.visit_class == "4"


def test_every_emergency_is_told() -> None:
    assessment = assess(facts(17.2, "184/112", rbg=19.0, temperature=39.5), RULES)
    said = [reason.text.split("，")[0] for reason in assessment.reasons if reason.code == "emergency"]
    assert said == ["空腹血糖 17.2", "随机血糖 19.0", "血压 184/112", "体温 39.5 ℃"]


def test_d9_a_dangerously_low_glucose_leaves_the_class_to_the_doctor() -> None:
    assessment = assess(facts(3.9, "120/70", hypoglycemia="2", previous=last(6.5)), RULES)
    assert (
        "建议改为 3 不良反应，由医生定"
        in {reason.code: reason.text for reason in assessment.reasons}["low_may_be_reaction"]
    )
    reaction = assess(facts(3.9, "120/70", adr="2"), RULES)
    assert "low_may_be_reaction" not in {reason.code for reason in reaction.reasons}


def test_low_glucose_is_warned_of_and_changes_no_class() -> None:
    assert "low_warn" in [reason.code for reason in assess(facts(4.0), RULES).reasons]
    assert "low_warn" not in [reason.code for reason in assess(facts(4.1), RULES).reasons]
    strict = replace(RULES, fbg_unsatisfied_below=4.0)
    assessment = assess(facts(3.95), strict)
    assert (assessment.visit_class, assessment.action, assessment.satisfied) == ("2", "ADJUST", False)
    assert assessment.reasons[0].text == "空腹血糖 3.95，低于 4.0，当地判为不满意，第一次不满意。"
    again = assess(facts(3.95, previous=last(7.8), new_complication=True), strict)
    assert again.reasons[1].text == "空腹血糖 3.95，低于 4.0，当地判为不满意。"


def test_a_high_glucose_after_a_meal_is_said_and_the_class_stays_fasting() -> None:
    assessment = assess(facts(6.4, pbg=10.0), RULES)
    assert (assessment.visit_class, assessment.action) == ("1", "ROUTINE")
    assert "postprandial_high" in [reason.code for reason in assessment.reasons]
    assert "postprandial_high" not in [reason.code for reason in assess(facts(6.4, pbg=9.9), RULES).reasons]
    assert "postprandial_high" not in [reason.code for reason in assess(facts(7.4, pbg=11.0), RULES).reasons]


@pytest.mark.parametrize(
    ("previous", "action"),
    [
        (last(7.0), "REFER"),
        (last(6.99), "ADJUST"),
        (last(None, satisfied=False), "REFER"),
        (last(None, satisfied=True), "ADJUST"),
        (last(None, visit_class="2"), "REFER"),
        (last(None, visit_class="3"), "ADJUST"),
        (None, "ADJUST"),
    ],
)
def test_two_in_a_row_by_last_times_own_glucose(previous: Any, action: str) -> None:
    assert assess(facts(7.4, previous=previous), RULES).action == action


def test_without_last_times_figure_it_is_not_made_up() -> None:
    said = assess(facts(7.4, previous=last(None, satisfied=False)), RULES).reasons[0].text
    assert said == "空腹血糖 7.4，没降到 7.0 以下；上次也不满意，连续两次，建议转上级。"
    assert "上次 7.8，也不满意" in assess(facts(7.4, previous=last(7.8)), RULES).reasons[0].text


def test_a_county_may_refer_at_the_first_unsatisfactory_visit() -> None:
    assessment = assess(facts(7.4), replace(RULES, referral_trigger_count=1))
    assert (assessment.action, assessment.reasons[0].code) == ("REFER", "unsatisfied_refer")


def test_the_doctor_may_say_that_a_reaction_cannot_be_controlled() -> None:
    assert assess(facts(6.2, adr="2", adr_uncontrollable=True), RULES).reasons[0].code == "adr_uncontrollable"
    assert assess(facts(6.2, adr="2", previous=last(6.3)), RULES).action == "ADJUST"


class TestTheQuestion:
    def test_symptoms_ask_and_never_decide(self) -> None:
        assert needs_emergency_question(("2", "4"), None, RULES) == [
            "consciousness", "thirst", "gut", "ketone_breath", "deep_breath", "other",
        ]  # fmt: skip
        everything = tuple(str(number) for number in range(2, 11))
        assert assess(facts(6.4, symptom_codes=everything), RULES).action == "ROUTINE"

    def test_a_fast_pulse_asks(self) -> None:
        assert "tachycardia" in needs_emergency_question(("1",), 101, RULES)
        assert needs_emergency_question(("1",), 100, RULES) == []
        assert assess(facts(6.4, heart_rate=130), RULES).action == "ROUTINE"

    def test_one_fast_pulse_asks_and_is_seen_again_soon_and_a_lasting_one_is_an_emergency(self) -> None:
        once = DIABETES.assess(values(heart_rate=116), SUBJECT, (), RULES)
        assert once is not None
        assert (once.action, once.referral, (once.next_visit_date - DAY).days) == ("ADJUST", "suggested", 3)
        assert "tachycardia" in DIABETES.ask(values(heart_rate=116), SUBJECT, RULES)
        lasting = DIABETES.assess(values(heart_rate=116, emergency_signs=("tachycardia",)), SUBJECT, (), RULES)
        assert lasting is not None
        assert (lasting.action, lasting.referral) == ("EMERGENCY_REFER", "urgent")

    def test_a_broken_foot_that_the_doctor_saw_is_a_complication(self) -> None:
        seen = DIABETES.assess(values(emergency_signs=("foot",)), SUBJECT, (), RULES)
        assert seen is not None
        assert (seen.visit_class, seen.action) == ("4", "EMERGENCY_REFER")

    @pytest.mark.parametrize("codes", [("1",), ("3",), ("7", "8"), ()])
    def test_other_symptoms_ask_nothing(self, codes: tuple[str, ...]) -> None:
        assert needs_emergency_question(codes, None, RULES) == []


def test_the_goal_is_a_hint() -> None:
    assert treatment_goal(RULES) == "治疗目标 空腹 4.4–7.0，餐后 <10.0，血压 <130/80"


class TestAskedAsADisease:
    def test_values_and_history_make_the_facts(self) -> None:
        history = (
            Earlier(DAY + timedelta(days=3), {"fbg": 6.0}),
            Earlier(DAY - timedelta(days=90), {"fbg": 7.8}, "2", False),
        )
        assessment = DIABETES.assess(values(fbg=7.4), SUBJECT, history, RULES)
        assert assessment is not None
        assert assessment.action == "REFER"

    @pytest.mark.parametrize("missing", ["visit_date", "fbg", "sbp", "dbp"])
    def test_without_what_it_needs_there_is_no_judgement(self, missing: str) -> None:
        given = values() | {missing: None}
        assert DIABETES.assess(given, SUBJECT, (), RULES) is None
        assert DIABETES.ask(given, Subject(None), RULES) == ()

    def test_contradicting_reactions_count_as_the_graver(self) -> None:
        assessment = DIABETES.assess(values(adr_uncontrollable=True), SUBJECT, (), RULES)
        assert assessment is not None
        assert (assessment.visit_class, assessment.action) == ("3", "REFER")

    def test_signs_are_asked_about(self) -> None:
        assert "vision" in DIABETES.ask(values(symptom_codes=("5",)), SUBJECT, RULES)
        assert "vision" in DIABETES.ask({"symptom_codes": ("5",)}, SUBJECT, RULES)  # before anything is measured

    def test_swollen_legs_ask_for_a_failing_heart_as_in_everybody(self) -> None:
        asked = ("consciousness", "edema_breath", "orthopnoea", "other")
        assert DIABETES.ask(values(symptom_codes=("8",)), SUBJECT, RULES) == asked

    def test_readings_and_weights_are_worked_out(self) -> None:
        assert DIABETES.typed({"bp_readings": ((130, 80),)}) == {"sbp": 130, "dbp": 80}
        assert DIABETES.compute(values()) == {"bmi": 24.2, "bmi_target": 23.5}
        assert DIABETES.goal(60, RULES) == treatment_goal(RULES)


def test_half_a_rule_set_or_one_of_three_visits_is_loud() -> None:
    head = RuleHead("x", DAY)
    whole = {name: getattr(RULES, name) for name in RULES.__slots__ if name not in ("id", "effective_from")}
    assert DIABETES.read_rules(head, whole).fbg_below == 7.0
    with pytest.raises(ValueError, match="referral_trigger_count"):
        DIABETES.read_rules(head, whole | {"referral_trigger_count": 3})
    with pytest.raises(ValueError, match="reading_gap"):
        DIABETES.read_rules(head, whole | {"reading_gap": 10.5})
