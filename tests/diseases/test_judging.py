"""The table all chronic diseases share (third edition, §4): its order, its classes, its days and its sentences."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import DAY, RULES
from vclinic.diseases.answers import Answers
from vclinic.diseases.judging import Clauses, Rows, judged
from vclinic.domain.follow_up import Assessment, Reason

CLAUSES = Clauses("分类", "间隔")
IN_ORDER = ("emergencies", "complication", "uncontrollable", "consecutive", "reaction", "unsatisfied")
ACTIONS = ("EMERGENCY_REFER", "REFER", "REFER", "REFER", "ADJUST", "ADJUST")
CODES = {
    "emergencies": "emergency",
    "complication": "complication",
    "uncontrollable": "adr_uncontrollable",
    "consecutive": "consecutive_unsatisfied",
    "reaction": "adr",
    "unsatisfied": "unsatisfied",
}
QUIET = Rows(
    emergencies=(),
    complication=None,
    uncontrollable=None,
    consecutive=None,
    reaction=None,
    unsatisfied=None,
    still_unsatisfied=Reason("unsatisfied", "还没达标。", "分类"),
    satisfied=Reason("satisfied", "达标。", "分类"),
)
ROWS = st.sets(st.sampled_from(IN_ORDER))
ANSWERS = st.builds(
    lambda complication, adherence: Answers(
        visit_date=DAY, adr="1", new_complication=complication, med_adherence=adherence
    ),
    st.booleans(),
    st.sampled_from(("", "1", "2", "3")),
)


def rows(*names: str, **more: Any) -> Rows:
    """The rows of these names apply."""
    reasons: dict[str, Any] = {name: Reason(CODES[name], f"{name}。", "分类") for name in names}
    if "emergencies" in reasons:
        reasons["emergencies"] = (reasons["emergencies"],)
    return replace(QUIET, **(reasons | more))


def of(*names: str, satisfied: bool = True, day: date = DAY, adherence: str = "", **more: Any) -> Assessment:
    answers = Answers(
        visit_date=day, adr="1", new_complication=more.pop("new_complication", False), med_adherence=adherence
    )
    return judged(answers, rows(*names, **more), RULES, CLAUSES, satisfied=satisfied)


class TestOrder:
    @pytest.mark.parametrize(("place", "name"), list(enumerate(IN_ORDER)))
    def test_the_first_row_that_applies_decides_over_all_below(self, place: int, name: str) -> None:
        judgement = of(*IN_ORDER[place:], satisfied=False)
        assert judgement.action == ACTIONS[place]
        assert judgement.reasons[0].code == CODES[name]

    @given(ROWS)
    def test_whatever_applies_the_highest_row_decides(self, names: set[str]) -> None:
        action = of(*names).action
        highest = [ACTIONS[place] for place, name in enumerate(IN_ORDER) if name in names]
        assert action == (highest[0] if highest else "ROUTINE")

    @pytest.mark.parametrize(
        ("action", "referral"),
        [("EMERGENCY_REFER", "urgent"), ("REFER", "suggested"), ("ADJUST", "none"), ("ROUTINE", "none")],
    )
    def test_a_referral_goes_with_its_action(self, action: str, referral: str) -> None:
        names = {"EMERGENCY_REFER": "emergencies", "REFER": "complication", "ADJUST": "reaction"}
        given_rows = (names[action],) if action in names else ()
        assert of(*given_rows).referral == referral


class TestClass:
    """§4.0: the most serious one that applies; class and action do not overwrite each other."""

    @pytest.mark.parametrize(
        ("names", "satisfied", "complication", "visit_class"),
        [
            ((), True, False, "1"),
            ((), False, False, "2"),
            (("unsatisfied",), False, False, "2"),
            (("reaction",), True, False, "3"),
            (("reaction",), False, False, "3"),
            (("reaction",), False, True, "4"),
            ((), True, True, "4"),
            (("emergencies",), True, False, "1"),
            (("uncontrollable",), True, False, "1"),
            (("consecutive",), False, False, "2"),
        ],
    )
    def test_table(self, names: tuple[str, ...], satisfied: bool, complication: bool, visit_class: str) -> None:
        assert of(*names, satisfied=satisfied, new_complication=complication).visit_class == visit_class

    @given(ROWS, st.sampled_from(IN_ORDER), st.booleans(), ANSWERS)
    def test_one_more_row_never_lowers_it(self, names: set[str], more: str, satisfied: bool, answers: Answers) -> None:
        one = judged(answers, rows(*names), RULES, CLAUSES, satisfied=satisfied)
        two = judged(answers, rows(*names, more), RULES, CLAUSES, satisfied=satisfied)
        assert two.visit_class >= one.visit_class
        assert ("none", "suggested", "urgent").index(two.referral) >= ("none", "suggested", "urgent").index(
            one.referral
        )
        assert two.next_visit_date <= one.next_visit_date


class TestNextVisit:
    @pytest.mark.parametrize(
        ("day", "following"),
        [
            (date(2026, 11, 24), date(2027, 2, 24)),
            (date(2026, 11, 30), date(2027, 2, 28)),
            (date(2027, 11, 30), date(2028, 2, 29)),
            (date(2026, 10, 31), date(2027, 1, 31)),
            (date(2026, 1, 31), date(2026, 4, 30)),
        ],
    )
    def test_three_months_are_calendar_months_and_end_with_the_month(self, day: date, following: date) -> None:
        judgement = of(day=day)
        assert judgement.next_visit_date == following
        assert judgement.reasons[-1].text == f"满意的 3 个月内再随访，最迟 {following}。"

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("unsatisfied", "2 周内再随访，最迟 2026-12-08。"),
            ("reaction", "2 周内再随访，最迟 2026-12-08。"),
            ("complication", "2 周内问转诊结果，最迟 2026-12-08。"),
            ("emergencies", "2 周内问转诊结果，最迟 2026-12-08。"),
        ],
    )
    def test_everything_else_is_seen_again_in_two_weeks_and_says_what_for(self, name: str, text: str) -> None:
        judgement = of(name)
        assert judgement.next_visit_date == DAY + timedelta(days=14)
        assert (judgement.reasons[-1].text, judgement.reasons[-1].clause) == (text, "间隔")

    def test_a_countys_own_days_are_followed(self) -> None:
        rules = replace(RULES, revisit_days=7, routine_months=1)
        answers = Answers(visit_date=DAY, adr="1")
        early = judged(answers, rows("unsatisfied"), rules, CLAUSES, satisfied=False)
        usual = judged(answers, QUIET, rules, CLAUSES, satisfied=True)
        assert (early.next_visit_date, usual.next_visit_date) == (date(2026, 12, 1), date(2026, 12, 24))
        assert early.reasons[-1].text.startswith("1 周内")
        assert usual.reasons[-1].text.startswith("满意的 1 个月内")


class TestReasons:
    def test_a_quiet_visit_says_why_and_when(self) -> None:
        assert [reason.code for reason in of().reasons] == ["satisfied", "schedule"]

    @pytest.mark.parametrize(
        ("names", "satisfied", "codes"),
        [
            (("emergencies", "complication"), True, ["emergency", "complication"]),
            (("emergencies", "reaction"), False, ["emergency", "adr", "unsatisfied"]),
            (("complication", "reaction"), True, ["complication", "adr"]),
            (("complication",), False, ["complication", "unsatisfied"]),
            (("uncontrollable", "reaction"), False, ["adr_uncontrollable", "unsatisfied"]),
            (("consecutive", "reaction"), False, ["consecutive_unsatisfied", "adr"]),
            (("reaction", "unsatisfied"), False, ["adr", "unsatisfied"]),
            (("unsatisfied",), False, ["unsatisfied"]),
        ],
    )
    def test_what_else_is_true_is_said_too_and_nothing_twice(
        self, names: tuple[str, ...], satisfied: bool, codes: list[str]
    ) -> None:
        assert [reason.code for reason in of(*names, satisfied=satisfied).reasons] == [*codes, "schedule"]

    def test_every_emergency_is_said_the_first_one_first(self) -> None:
        emergencies = tuple(Reason("emergency", f"危急 {number}。", "危急") for number in (1, 2, 3))
        judgement = of(emergencies=emergencies)
        assert judgement.reasons[:3] == emergencies

    def test_hints_come_before_the_day_and_change_nothing(self) -> None:
        hint = Reason("low_warn", "偏低。", "提示")
        judgement, plain = of(hints=(hint,)), of()
        assert [reason.code for reason in judgement.reasons] == ["satisfied", "low_warn", "schedule"]
        assert replace(judgement, reasons=()) == replace(plain, reasons=())

    @pytest.mark.parametrize(("adherence", "label"), [("2", "间断"), ("3", "不服药")])
    def test_drugs_are_taken_before_they_are_changed(self, adherence: str, label: str) -> None:
        texts = [reason.text for reason in of("unsatisfied", satisfied=False, adherence=adherence).reasons]
        assert f"服药依从性是“{label}”，先纠正服药，再考虑调药。" in texts

    @pytest.mark.parametrize(("adherence", "satisfied"), [("1", False), ("", False), ("2", True)])
    def test_who_takes_them_or_is_satisfied_is_not_lectured(self, adherence: str, satisfied: bool) -> None:
        names = () if satisfied else ("unsatisfied",)
        codes = [reason.code for reason in of(*names, satisfied=satisfied, adherence=adherence).reasons]
        assert "adherence_first" not in codes

    @given(ROWS, st.booleans(), ANSWERS)
    def test_a_judgement_always_begins_with_its_cause_and_ends_with_the_day(
        self, names: set[str], satisfied: bool, answers: Answers
    ) -> None:
        judgement = judged(answers, rows(*names), RULES, CLAUSES, satisfied=satisfied)
        assert judgement.reasons[-1].code == "schedule"
        assert str(judgement.next_visit_date) in judgement.reasons[-1].text
        assert judgement.rule_set_id == RULES.id
        assert len(set(judgement.reasons)) == len(judgement.reasons)
