"""A warning is overruled with a reason of its own that says something, and asked again once a fact is new."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.rules.people import order, person
from vclinic.domain.alert import Alert
from vclinic.domain.medication_profile import KeptOverrule
from vclinic.domain.prescription import Check, Severity
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.overrules import (
    already_overruled,
    facts_of,
    lines_that_ask,
    reasons_given,
    remembered,
    says_something,
    with_remembered,
)
from vclinic.rules.person import PastReaction

DAY = date(2026, 11, 24)
PAIR = Check("interaction", "warn", "依那普利/螺内酯", "血钾会升高。", lines=(1, 2), drugs=("依那普利", "螺内酯"))
SECOND = Check("disease", "warn", "依那普利/disease:x", "慎用。", lines=(1,), drugs=("依那普利",))
WHOLE = Check("days", "warn", "R4/4weeks", "56 天超过 4 周。")


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("县医院定的方案", True), ("已签字", True), ("过渡期三天，之后停", True), ("INR ok", True), ("", False), ("  ", False), ("无", False),
        ("1", False), ("。。。。", False), ("12345", False), ("好好好好", False), ("没有", False), ("没有理由", False), ("知道了", False), ("可用", False),
    ],
)  # fmt: skip
def test_a_reason_says_something(reason: str, *, says: bool) -> None:
    assert says_something(reason) is says


def potassium(value: float) -> Labs:
    return Labs(potassium_mmol_l=Lab(value, DAY))


class TestFacts:
    @pytest.mark.parametrize(
        ("kind", "before", "same", "new"),
        [
            ("renal", {"egfr": 38.0}, {"egfr": 34.0}, {"egfr": 29.0}),
            ("vitals", {"heart_rate": 52}, {"heart_rate": 50}, {"heart_rate": 48}),
            ("vitals", {"sbp": 88}, {"sbp": 84}, {"sbp": 78}),
            ("interaction", {"labs": potassium(4.1)}, {"labs": potassium(4.4)}, {"labs": potassium(5.2)}),
            ("duplicate", {}, {"sbp": 150}, {"labs": potassium(5.2)}),
            ("pregnancy", {}, {"age": 59}, {"planning_pregnancy": True}),
            ("allergy", {"allergies": ("penicillin",)}, {"allergies": ("penicillin",), "sbp": 90}, {"allergic_to": frozenset(("阿莫西林",))}),
            ("reaction", {}, {"egfr": 30.0}, {"reactions": (PastReaction(("依那普利",), frozenset(), "cough", "干咳"),)}),
            ("disease", {}, {"egfr": 30.0}, None),
        ],
    )  # fmt: skip
    def test_stay_while_nothing_it_rests_on_changes(
        self, kind: str, before: dict[str, Any], same: dict[str, Any], new: dict[str, Any] | None
    ) -> None:
        check = replace(PAIR, kind=kind)
        assert facts_of(check, person(**before)) == facts_of(check, person(**same))
        if new is not None:
            assert facts_of(check, person(**before)) != facts_of(check, person(**new))

    def test_of_a_dose_are_its_figures(self) -> None:
        dose = Check("dose", "warn", "氨氯地平/over_max", "一天 15 mg。", drugs=("氨氯地平",))
        assert facts_of(dose, person()) != facts_of(replace(dose, text="一天 20 mg。"), person())

    def test_do_not_ask_in_which_order_the_drugs_stand(self) -> None:
        assert facts_of(PAIR, person()) == facts_of(replace(PAIR, drugs=PAIR.drugs[::-1]), person())


class TestRemembered:
    def kept(self, check: Check, **known: Any) -> KeptOverrule:
        return KeptOverrule(code=check.code, facts=facts_of(check, person(**known)), reason="县医院定的方案", on=DAY)

    def test_a_warning_is_not_asked_twice_for_the_same_facts(self) -> None:
        kept = (self.kept(PAIR),)
        (told,) = remembered([PAIR], person(), kept)
        assert told.severity == "note"
        assert (told.text, told.overruled, told.overruled_on) == ("血钾会升高。", "县医院定的方案", DAY)
        assert remembered([SECOND], person(), kept) == (SECOND,)

    def test_a_new_fact_asks_again(self) -> None:
        kept = (self.kept(PAIR),)
        assert remembered([PAIR], person(labs=potassium(5.3)), kept) == (PAIR,)
        assert already_overruled(replace(PAIR, drugs=("依那普利", "螺内酯", "氯化钾")), person(), kept) is None

    @pytest.mark.parametrize(("severity", "asked"), [("note", False), ("ask", True), ("hold", True), ("urgent", True)])
    def test_what_was_measured_today_and_holds_drugs_back_is_asked_today(self, severity: str, *, asked: bool) -> None:
        slow = Check("vitals", "warn", "slow_pulse", "脉搏 48。", drugs=("美托洛尔",))
        facts: dict[str, Any] = {"heart_rate": 48, "alerts": (Alert("slow_pulse", "脉搏过慢", severity, "脉搏 48。"),)}
        kept = (self.kept(slow, **facts),)
        assert (already_overruled(slow, person(**facts), kept) is None) is asked
        pair = (self.kept(PAIR, **facts),)
        assert (
            already_overruled(PAIR, person(**facts), pair) is not None
        )  # what rests on drugs alone is not asked again

    def test_reasons_given_before_are_written_again_and_a_newer_one_stands(self) -> None:
        checks = remembered([PAIR, SECOND], person(), (self.kept(PAIR),))
        assert with_remembered((), checks) == ((PAIR.code, "县医院定的方案"),)
        assert with_remembered(((PAIR.code, "停螺内酯"), ("R4/4weeks", "外出务工")), checks) == (
            (PAIR.code, "停螺内酯"),
            ("R4/4weeks", "外出务工"),
        )
        assert with_remembered((), (PAIR, SECOND)) == ()

    def test_what_is_forbidden_now_stays_forbidden(self) -> None:
        forbidden = replace(PAIR, severity="forbid")
        assert remembered([forbidden], person(), (self.kept(PAIR),)) == (forbidden,)


class TestWhereAReasonIsWritten:
    def test_a_line_answers_one_warning(self) -> None:
        checks = (PAIR, SECOND, WHOLE)
        assert lines_that_ask(checks) == {1: PAIR}
        assert lines_that_ask((SECOND, PAIR)) == {1: SECOND, 2: PAIR}

    @pytest.mark.parametrize("severity", ["forbid", "note", "unchecked"])
    def test_only_a_warning_asks_beside_a_line(self, severity: Severity) -> None:
        assert lines_that_ask((replace(SECOND, severity=severity), PAIR)) == {1: PAIR}

    @pytest.mark.parametrize(
        ("by_line", "by_code", "answered"),
        [
            (("县医院定的方案", ""), (), {"依那普利/螺内酯"}),
            (("", "县医院定的方案"), (), {"依那普利/螺内酯"}),
            (("县医院定的方案", "县医院定的方案"), (), {"依那普利/螺内酯"}),
            (("无", "1"), (), set()),
            (("县医院定的方案", ""), (("依那普利/disease:x", "专科看过了"),), {"依那普利/螺内酯", "依那普利/disease:x"}),
            (("", ""), (("R4/4weeks", "外出务工"), ("依那普利/螺内酯", "。")), {"R4/4weeks"}),
        ],
    )  # fmt: skip
    def test_each_warning_has_its_own(
        self, by_line: Sequence[str], by_code: tuple[tuple[str, str], ...], answered: set[str]
    ) -> None:
        orders = [order("依那普利片", line_no=place, overrule=reason) for place, reason in enumerate(by_line, 1)]
        assert set(reasons_given(orders, by_code, (PAIR, SECOND, WHOLE))) == answered


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        ({"heart_rate": 48}, {"heart_rate": 47}, True),
        ({"heart_rate": 46}, {"heart_rate": 44}, False),  # the same ten, and at once is another thing than today
        ({"sbp": 88, "dbp": 58}, {"sbp": 84, "dbp": 54}, True),
        ({"sbp": 88, "dbp": 58}, {"sbp": 88, "dbp": 48}, False),
    ],
)
def test_an_overrule_of_a_vital_sign_lasts_as_long_as_it_is_no_worse(
    then: dict[str, int], now: dict[str, int], *, same: bool
) -> None:
    code = "slow_pulse" if "heart_rate" in then else "low_pressure"
    facts = [
        facts_of(Check("vitals", "warn", code=code, text="今天的数值。"), person(**known)) for known in (then, now)
    ]
    assert (facts[0] == facts[1]) is same


def test_another_glucose_is_another_warning() -> None:
    told = [Check("vitals", "warn", code="glucose_low", text=f"空腹血糖 {value}。") for value in (3.8, 3.1)]
    assert facts_of(told[0], person()) != facts_of(told[1], person())
