"""The hypertension follow-up form: the paper's order, what must hold between its items, and sentences a doctor uses."""

from dataclasses import fields
from datetime import date
from string import Formatter
from typing import Any

import pytest

from tests.rules.people import VISIT
from vclinic.diseases.hypertension.form import HYPERTENSION_FOLLOW_UP
from vclinic.diseases.hypertension.record import HypertensionFollowUp
from vclinic.domain import codes
from vclinic.forms.document import to_json
from vclinic.forms.draft import parse, parse_values
from vclinic.forms.spec import Context

TODAY = date(2026, 11, 24)
WOMAN = {"birth_date": date(1968, 3, 12), "sex_code": "2"}
PAPER = (
    "随访日期 随访方式 症状 血压 体重 体质指数 心率 其他体征 日吸烟量 日饮酒量 运动 摄盐情况 心理调整 遵医行为 辅助检查 服药依从性 "
    "药物不良反应 此次随访分类 用药情况 原因 机构及科别 下次随访日期 随访医生签名"
).split()


def wrong(facts: dict[str, Any] | None = None, **values: Any) -> list[tuple[str, str]]:
    typed = to_json(VISIT) | values
    parsed = parse(
        HYPERTENSION_FOLLOW_UP, HypertensionFollowUp, typed, Context(TODAY, WOMAN if facts is None else facts)
    )
    if isinstance(parsed, HypertensionFollowUp):
        return []
    assert all(entry.text.endswith(("。", "？")) for entry in parsed)
    return [(problem.field, problem.code) for problem in parsed]


def test_the_items_stand_in_the_order_of_the_paper() -> None:
    assert [item.caption for _, item in HYPERTENSION_FOLLOW_UP.items()] == PAPER
    sections = dict.fromkeys(section.title for section, _ in HYPERTENSION_FOLLOW_UP.items() if section.title)
    assert list(sections) == ["症状", "体征", "生活方式指导", "用药情况", "转诊"]


def test_every_field_stands_on_the_paper_or_beside_it_once() -> None:
    placed = [name for _, item in HYPERTENSION_FOLLOW_UP.items() for name in item.fields]
    everywhere = [*placed, *HYPERTENSION_FOLLOW_UP.cockpit]
    assert len(everywhere) == len(set(everywhere))
    assert set(everywhere) == {field.name for field in fields(HypertensionFollowUp)} - {"extra"}


def test_patterns_show_fields_of_their_own_item_only() -> None:
    for item in (item for section in HYPERTENSION_FOLLOW_UP.sections for item in section.items):
        for pattern in filter(None, (item.pattern, item.screen)):
            shown = [name for _, name, _, _ in Formatter().parse(pattern) if name]
            assert shown == [name for name in item.fields if name in shown]


def test_what_is_required_is_on_the_paper_and_what_is_carried_is_never_the_days_own() -> None:
    form = HYPERTENSION_FOLLOW_UP
    assert all(form.item_of(name) is not None for name in form.required)
    assert form.item_of("height_cm") is None
    days_own = {"visit_date", "heart_rate", "sbp", "dbp", "bp_readings", "aux_exam", "adr_text", "visit_class", "next_visit_date", "doctor"}  # fmt: skip
    assert not form.carried & (days_own | set(form.cockpit) - {"height_cm"} | {"referral_reason", "referral_org_dept"})


def test_codes_are_those_printed_on_the_paper() -> None:
    printed = {
        codes.VISIT_WAY: "1 门诊 2 家庭 3 电话",
        codes.ADHERENCE: "1 规律 2 间断 3 不服药",
        codes.VISIT_CLASS: "1 控制满意 2 控制不满意 3 不良反应 4 并发症",
        codes.GOOD_FAIR_POOR: "1 良好 2 一般 3 差",
    }
    for listed, text in printed.items():
        assert " ".join(f"{code} {label}" for code, label in listed.options) == text


def test_an_ordinary_visit_has_nothing_wrong() -> None:
    assert wrong() == []
    assert wrong(facts={}) == []  # nothing known of the person yet


@pytest.mark.parametrize(("sbp", "dbp", "fine"), [(136, 84, True), (84, 136, False), (90, 90, False), (91, 90, True)])
def test_the_diastolic_pressure_lies_below_the_systolic(sbp: int, dbp: int, *, fine: bool) -> None:
    assert wrong(sbp=sbp, dbp=dbp) == ([] if fine else [("dbp", "diastolic_not_below")])
    readings = {"bp_readings": [[136, 84], [sbp, dbp]]}
    readings |= {"sbp": (136 + sbp + 1) // 2, "dbp": (84 + dbp + 1) // 2} if fine else {}
    assert wrong(**readings) == ([] if fine else [("bp_readings", "diastolic_not_below")])


@pytest.mark.parametrize(
    ("readings", "sbp", "dbp", "fields"),
    [
        ([[136, 84]], 136, 84, []),
        ([[150, 84]], 136, 84, ["sbp"]),
        ([[150, 94]], 136, 84, ["sbp", "dbp"]),
        ([[135, 83], [136, 84]], 136, 84, []),  # half a point goes up
        ([[135, 83], [136, 84]], 135, 83, ["sbp", "dbp"]),
        ([[130, 80], [131, 80], [131, 81]], 131, 80, []),
        ([], 136, 84, []),
    ],
)
def test_what_is_judged_is_what_was_measured(readings: list[list[int]], sbp: int, dbp: int, fields: list[str]) -> None:
    expected = [(field, "not_the_mean") for field in fields]
    assert wrong(bp_readings=readings, sbp=sbp, dbp=dbp) == expected


def test_readings_alone_contradict_nothing() -> None:
    assert parse_values(HYPERTENSION_FOLLOW_UP, {"bp_readings": [[150, 84]]}, Context(TODAY, WOMAN))[1] == []


def test_a_reaction_out_of_control_is_a_reaction() -> None:
    assert wrong(adr="1", adr_uncontrollable=True) == [("adr", "adr_conflict")]
    assert wrong(adr="2", adr_text="氨氯地平，脚踝肿", adr_uncontrollable=True) == []
    assert wrong(adr="1", adr_uncontrollable=False) == []


def test_swapped_pressures_are_asked_about() -> None:
    text = parse_values(HYPERTENSION_FOLLOW_UP, {"sbp": 84, "dbp": 136}, Context(TODAY, {}))[1][0].text
    assert text == "舒张压 136 应低于收缩压 84，是不是填反了？"


@pytest.mark.parametrize(
    ("day", "code"), [("2026-11-24", ""), ("2026-11-25", "future"), ("1968-03-12", ""), ("1968-03-11", "before_birth")]
)
def test_a_visit_lies_between_birth_and_today(day: str, code: str) -> None:
    assert wrong(visit_date=day) == ([("visit_date", code)] if code else [])


@pytest.mark.parametrize(("day", "fine"), [("2026-11-25", True), ("2026-11-24", False), ("2026-11-23", False)])
def test_the_next_visit_comes_after_this_one(day: str, *, fine: bool) -> None:
    assert wrong(next_visit_date=day) == ([] if fine else [("next_visit_date", "not_after")])


@pytest.mark.parametrize("what", ["smoke", "drink"])
def test_nobody_is_told_to_smoke_or_drink_more(what: str) -> None:
    assert wrong(**{f"{what}_now": 5, f"{what}_target": 6}) == [(f"{what}_target", "target_above_now")]
    assert wrong(**{f"{what}_now": 5, f"{what}_target": 5}) == []
    assert wrong(**{f"{what}_now": 0, f"{what}_target": 0}) == []


def test_other_symptoms_and_reactions_are_put_in_words() -> None:
    assert wrong(symptom_codes=["2", "10"]) == [("symptom_other", "required")]
    assert wrong(symptom_codes=["2", "10"], symptom_other="乏力") == []
    assert wrong(adr="2") == [("adr_text", "required")]
    assert wrong(adr="2", adr_text="氨氯地平，脚踝肿") == []


def test_not_taking_drugs_means_drugs_that_were_prescribed() -> None:
    assert wrong(med_adherence="3") == [("med_adherence", "adherence_conflict")]
    assert wrong(med_adherence="3", drugs=[{"name": "氨氯地平", "times_per_day": 1, "dose_text": "5 mg"}]) == []
    assert wrong(med_adherence="2") == []


def test_pregnancy_is_of_women_old_enough() -> None:
    assert wrong({"birth_date": date(1994, 3, 12), "sex_code": "2"}, pregnant=True) == []
    assert wrong({"birth_date": date(1994, 3, 12), "sex_code": "1"}, pregnant=True) == [("pregnant", "impossible")]
    assert wrong({"birth_date": date(2016, 11, 25), "sex_code": "2"}, pregnant=True) == [("pregnant", "impossible")]
    assert wrong({"birth_date": date(2016, 11, 24), "sex_code": "2"}, pregnant=True) == []


def test_conditions_wait_for_what_is_not_typed_yet() -> None:
    typed = {"sbp": 84, "symptom_codes": ["1"], "adr": "2", "med_adherence": "3", "pregnant": True, "smoke_target": 3}
    assert parse_values(HYPERTENSION_FOLLOW_UP, typed, Context(TODAY, WOMAN))[1] == []
