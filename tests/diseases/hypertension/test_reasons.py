"""hypertension.md §3 to §5, row by row: what each looks for, exactly at its limit, and what it says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.rules.people import RULES, before, facts
from vclinic.diseases.hypertension.reasons import (
    PreviousVisit,
    consecutive,
    emergency,
    satisfied,
    still_unsatisfied,
    unsatisfied,
    with_child,
)


@pytest.mark.parametrize(
    ("pressure", "changes", "text"),
    [
        ("179/109", {}, None),
        ("180/80", {}, "今天 180/80，达到 180/110，属于危急情况，处理后马上转诊。"),
        ("120/110", {}, "今天 120/110，达到 180/110，属于危急情况，处理后马上转诊。"),
        ("138/88", {"pregnant": True}, None),
        ("140/80", {"pregnant": True}, "妊娠期或哺乳期，今天 140/80，高于正常，马上转诊。"),
        ("130/90", {"pregnant": True}, "妊娠期或哺乳期，今天 130/90，高于正常，马上转诊。"),
        ("184/112", {"pregnant": True}, "今天 184/112，达到 180/110，属于危急情况，处理后马上转诊。"),
    ],
)
def test_s5_an_emergency_at_its_limit(pressure: str, changes: dict[str, Any], text: str | None) -> None:
    reason = emergency(facts(32, pressure, **changes), RULES)
    assert (reason.text if reason else None) == text


def test_s5_what_the_doctor_confirmed_is_named_in_words() -> None:
    reason = emergency(facts(60, "130/80", emergency_signs=("orthopnoea", "vision")), RULES)
    assert reason is not None
    assert reason.text.startswith("医生确认有危急情况：")
    assert "、" in reason.text
    assert "orthopnoea" not in reason.text


@pytest.mark.parametrize(
    ("age", "pressure", "told"),
    [
        (64, "139/89", "低于 140/90（64 岁）"),
        (65, "149/89", "低于 150/90（65 岁）"),
    ],
)
def test_s3_a_satisfactory_visit_names_the_limits_of_the_age(age: int, pressure: str, told: str) -> None:
    assert told in satisfied(facts(age, pressure), RULES).text


@pytest.mark.parametrize(("age", "limits"), [(64, "140/90"), (65, "150/90")])
def test_s3_one_that_is_not_names_them_too(age: int, limits: str) -> None:
    visit = facts(age, "156/94")
    first = unsatisfied(visit, satisfied=False, rules=RULES)
    assert first is not None
    assert first.text == f"今天 156/94，没降到 {limits} 以下（{age} 岁），第一次不满意。"
    assert still_unsatisfied(visit, RULES).text == f"今天 156/94，没降到 {limits} 以下（{age} 岁）。"
    assert unsatisfied(visit, satisfied=True, rules=RULES) is None


class TestTwiceInARow:
    @pytest.mark.parametrize(
        ("then", "told"),
        [
            (None, False),
            (before("138/86"), False),
            (before("150/80"), True),
            (before("130/94"), True),
            (before("130/80", visit_class="3", satisfied=False), False),
            (before(satisfied=False), True),
            (before(satisfied=True, visit_class="2"), False),
            (before(visit_class="2"), True),
            (before(visit_class="1"), False),
            (before(visit_class="3"), False),
            (before(), False),
        ],
    )
    def test_the_pressure_goes_before_what_was_stored_and_that_before_the_class(
        self, then: PreviousVisit | None, *, told: bool
    ) -> None:
        reason = consecutive(facts(58, "152/94", previous=then), satisfied=False, rules=RULES)
        assert (reason is not None) is told

    def test_both_figures_are_named_where_they_are_known(self) -> None:
        visit = facts(58, "152/94", previous=before("150/92"))
        reason = consecutive(visit, satisfied=False, rules=RULES)
        assert reason is not None
        assert reason.text == "今天 152/94，上次 150/92，都没降到 140/90 以下（58 岁），建议转上级。"

    def test_a_birthday_of_65_between_the_visits_leaves_the_last_one_unsatisfactory(self) -> None:
        visit = facts(65, "152/94", previous=before("146/88"), birth_date=date(1961, 11, 1))
        reason = consecutive(visit, satisfied=False, rules=RULES)
        assert reason is not None
        assert "没降到 140/90 以下（当时不到 65 岁）" in reason.text

    def test_a_satisfactory_visit_ends_the_count(self) -> None:
        assert consecutive(facts(58, "136/84", previous=before("160/100")), satisfied=True, rules=RULES) is None

    def test_where_the_county_refers_at_once_no_last_visit_is_needed(self) -> None:
        reason = consecutive(facts(58, "152/94"), satisfied=False, rules=replace(RULES, referral_trigger_count=1))
        assert reason is not None
        assert reason.code == "unsatisfied_refer"


@pytest.mark.parametrize(
    ("pressure", "pregnant", "told"),
    [("138/88", True, True), ("138/88", False, False), ("140/80", True, False), ("130/90", True, False)],
)
def test_6_a_normal_pressure_with_child_is_still_one_for_the_upper_level(
    pressure: str, *, pregnant: bool, told: bool
) -> None:
    assert [reason.code for reason in with_child(facts(32, pressure, pregnant=pregnant), RULES)] == (
        ["with_child"] if told else []
    )
