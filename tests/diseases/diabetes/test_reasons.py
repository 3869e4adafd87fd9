"""diabetes.md §4 and §5, row by row: what each looks for, exactly at its limit, and what it says."""

from dataclasses import replace
from typing import Any

import pytest

from tests.diseases.diabetes.people import RULES, facts, last
from vclinic.diseases.diabetes.reasons import adr, consecutive, emergencies, has_reaction, hints, unsatisfied


class TestEmergencies:
    @pytest.mark.parametrize(
        ("fbg", "changes", "dangers"),
        [
            (6.4, {}, 0),
            (16.6, {}, 0), (16.7, {}, 1), (40.0, {}, 1),
            (4.0, {}, 0), (3.91, {}, 0), (3.9, {}, 1), (1.0, {}, 1),
            (6.4, {"pbg": 16.7}, 1), (6.4, {"rbg": 16.69}, 0), (17.0, {"pbg": 22.0, "rbg": 20.0}, 3),
            (6.4, {"pressure": "179/109"}, 0), (6.4, {"pressure": "180/80"}, 1), (6.4, {"pressure": "130/110"}, 1),
            (6.4, {"pressure": "190/120"}, 1),
            (6.4, {"temperature": 39.0}, 0), (6.4, {"temperature": 39.1}, 1),
            (6.4, {"heart_rate": 140}, 0),
            (6.4, {"emergency_signs": ("ketone_breath", "other")}, 1),
            (6.1, {"pregnant": True}, 1), (6.0, {"pregnant": True}, 0), (6.0, {"pregnant": True, "pbg": 7.8}, 1),
            (6.0, {"pregnant": True, "pbg": 7.7}, 0), (6.1, {"pregnant": False}, 0),
        ],
    )  # fmt: skip
    def test_each_at_its_limit(self, fbg: float, changes: dict[str, Any], dangers: int) -> None:
        reasons = emergencies(facts(fbg, **changes), RULES)
        assert len(reasons) == dangers
        assert {reason.code for reason in reasons} <= {"emergency"}

    @pytest.mark.parametrize(
        ("fbg", "changes", "text"),
        [
            (17.5, {}, "空腹血糖 17.5，达到 16.7，属于危急情况，处理后马上转诊。"),
            (3.6, {}, "空腹血糖 3.6，不高于 3.9，属于低血糖危急情况：清醒的先吃 15–20 克糖，15 分钟后再测；叫不醒的不要喂，打 120。"),
            (6.4, {"pressure": "184/100"}, "血压 184/100，达到 180/110，属于危急情况，处理后马上转诊。"),
            (6.4, {"temperature": 39.5}, "体温 39.5 ℃，高于 39 ℃，属于危急情况，处理后马上转诊。"),
            (6.5, {"pregnant": True}, "妊娠期或哺乳期，空腹血糖 6.5，高于正常，马上转诊。"),
        ],
    )  # fmt: skip
    def test_the_figures_stand_in_the_sentence(self, fbg: float, changes: dict[str, Any], text: str) -> None:
        assert emergencies(facts(fbg, **changes), RULES)[0].text == text


class TestReaction:
    @pytest.mark.parametrize(
        ("adverse", "low", "code"),
        [("1", "1", None), ("1", "2", None), ("1", "3", "hypoglycemia"), ("2", "1", "adr"), ("2", "3", "adr")],
    )
    def test_frequent_low_glucose_counts_as_one(self, adverse: str, low: str, code: str | None) -> None:
        visit = facts(6.4, adr=adverse, hypoglycemia=low)
        reason = adr(visit)
        assert (reason.code if reason else None) == code
        assert has_reaction(visit) is (code is not None)


class TestSatisfaction:
    @pytest.mark.parametrize(
        ("fbg", "text"),
        [
            (6.99, None),
            (7.0, "空腹血糖 7.0，没降到 7.0 以下，第一次不满意。"),
            (8.65, "空腹血糖 8.65，没降到 7.0 以下，第一次不满意。"),
        ],
    )
    def test_the_limit_is_exclusive(self, fbg: float, text: str | None) -> None:
        reason = unsatisfied(facts(fbg), RULES)
        assert (reason.text if reason else None) == text

    def test_a_region_may_call_a_low_one_unsatisfactory(self) -> None:
        region = replace(RULES, fbg_unsatisfied_below=4.0)
        reason = unsatisfied(facts(3.95), region)
        assert reason is not None
        assert reason.text == "空腹血糖 3.95，低于 4.0，当地判为不满意，第一次不满意。"
        assert unsatisfied(facts(4.0), region) is None

    @pytest.mark.parametrize(
        ("fbg", "then", "told"),
        [
            (8.0, None, None),
            (8.0, last(6.9), None),
            (8.0, last(7.0), "上次 7.0，也不满意"),
            (6.9, last(9.0), None),
            (8.0, last(None, satisfied=False), "上次也不满意"),
            (8.0, last(None, satisfied=True), None),
            (8.0, last(None, visit_class="2"), "上次也不满意"),
            (8.0, last(None, visit_class="1"), None),
            (8.0, last(None, visit_class="3"), None),
            (8.0, last(6.5, visit_class="2", satisfied=False), None),
        ],
    )
    def test_twice_in_a_row_is_told_from_the_glucose_before_the_class(
        self, fbg: float, then: Any, told: str | None
    ) -> None:
        reason = consecutive(facts(fbg, previous=then), RULES)
        assert (reason is not None) is (told is not None)
        if reason is not None and told is not None:
            assert told in reason.text


class TestHints:
    @pytest.mark.parametrize(
        ("fbg", "changes", "codes"),
        [
            (6.4, {}, []),
            (4.0, {}, ["low_warn"]),
            (4.01, {}, []),
            (3.91, {}, ["low_warn"]),
            (3.9, {}, ["low_may_be_reaction"]),
            (3.9, {"hypoglycemia": "3"}, []),
            (3.9, {"adr": "2"}, []),
            (6.4, {"rbg": 3.5}, ["low_may_be_reaction"]),
            (6.4, {"pbg": 10.0}, ["postprandial_high"]),
            (6.4, {"pbg": 9.99}, []),
            (7.0, {"pbg": 12.0}, []),
        ],
    )
    def test_each_at_its_limit(self, fbg: float, changes: dict[str, Any], codes: list[str]) -> None:
        assert [reason.code for reason in hints(facts(fbg, **changes), RULES)] == codes


@pytest.mark.parametrize(("fbg", "pregnant", "told"), [(5.0, True, True), (5.0, False, False), (6.4, True, False)])
def test_6_a_normal_glucose_with_child_is_still_one_for_the_upper_level(
    fbg: float, *, pregnant: bool, told: bool
) -> None:
    assert ("with_child" in [reason.code for reason in hints(facts(fbg, pregnant=pregnant), RULES)]) is told
