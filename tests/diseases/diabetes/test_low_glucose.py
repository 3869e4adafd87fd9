"""diabetes.md §5.1: what is offered after a glucose that was too low."""

from dataclasses import replace
from typing import Any

import pytest

from tests.diseases.diabetes.people import RULES, SUBJECT, facts, values
from tests.rules.people import CATALOG
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.diabetes.low_glucose import may_be_too_low, next_contact
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.domain.follow_up import DrugUse


def codes(fbg: float, **changes: Any) -> list[str]:
    return [reason.code for reason in next_contact(facts(fbg, **changes), RULES)]


def test_5_1_8_a_call_today_and_a_visit_within_three_days_are_offered() -> None:
    (reason,) = next_contact(facts(3.9), RULES)
    assert reason.text == (
        "清醒、能吃饭、15 分钟后高于 3.9 的，可以当天打电话问上级，3 天内（11-27 前）再随访：改下次随访日期并写明理由。"
    )


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({"fbg": 4.0}, []),
        ({"fbg": 3.9}, ["low_contact"]),
        ({"fbg": 6.0, "rbg": 3.2}, ["low_contact"]),
        ({"fbg": 6.0, "pbg": 3.9, "rbg": 3.2}, ["low_contact"]),
        ({"fbg": 3.6, "pressure": "184/100"}, []),
        ({"fbg": 3.6, "emergency_signs": ("consciousness",)}, []),
        ({"fbg": 3.6, "temperature": 39.5}, []),
        ({"fbg": 3.6, "rbg": 17.0}, []),
        ({"fbg": 3.6, "drugs": ("二甲双胍片",)}, ["low_contact"]),
        ({"fbg": 3.6, "drugs": ("二甲双胍片", "格列美脲片")}, ["low_watched"]),
        ({"fbg": 3.6, "drugs": ("消渴丸",)}, ["low_watched"]),
        ({"fbg": 3.6, "drugs": ("胰岛素 门冬 30",)}, ["low_watched"]),
    ],
)
def test_it_is_offered_only_where_low_glucose_is_all_there_is(changes: dict[str, Any], offered: list[str]) -> None:
    assert codes(**changes) == offered


def test_5_1_5_what_lets_it_come_back_is_watched_or_referred() -> None:
    (reason,) = next_contact(facts(3.2, drugs=("格列齐特缓释片",)), RULES)
    assert (
        reason.text == "正在用格列齐特缓释片，低血糖容易反复：留观或转诊，醒后至少再看 24–48 小时，问上级要不要减量。"
    )


def test_d9_the_machine_itself_still_refers_and_asks_in_two_weeks() -> None:
    judged = DIABETES.assess(values(fbg=3.9, hypoglycemia="2"), SUBJECT, (), RULES)
    assert judged is not None
    assert (judged.action, judged.referral, f"{judged.next_visit_date:%m-%d}") == ("EMERGENCY_REFER", "urgent", "12-08")
    assert [reason.code for reason in judged.reasons][:2] == ["emergency", "low_contact"]


def test_the_drugs_of_the_form_count_and_its_insulin_too() -> None:
    drugs = (DrugUse("格列美脲片", 1, "2 mg"),)
    insulin = (InsulinUse("甘精", "睡前 12"),)
    for changes in ({"drugs": drugs}, {"insulin": insulin}):
        judged = DIABETES.assess(values(fbg=3.6, **changes), SUBJECT, (), RULES)
        assert judged is not None
        assert judged.reasons[1].code == "low_watched"


@pytest.mark.parametrize(
    ("drugs", "named"),
    [
        ((), ""),
        (("二甲双胍片",), ""),
        (("阿卡波糖片", "格列吡嗪片"), "格列吡嗪片"),
        (("甘精胰岛素注射液",), "甘精胰岛素注射液"),
    ],
)
def test_which_drug_may_bring_it_too_low(drugs: tuple[str, ...], named: str) -> None:
    assert may_be_too_low(drugs, CATALOG) == named


@pytest.mark.parametrize(
    ("taking", "offered"), [((), "low_contact"), (("消渴丸",), "low_watched"), (("二甲双胍", "来得时"), "low_watched")]
)
def test_5_1_5_what_a_hospital_or_a_shop_gave_lets_it_come_back_too(taking: tuple[str, ...], offered: str) -> None:
    judged = DIABETES.assess(values(fbg=3.6), replace(SUBJECT, taking=taking), (), RULES)
    assert judged is not None
    assert [reason.code for reason in judged.reasons][1] == offered
