"""The diabetes form: the order of the paper, and a sentence at its field for everything that cannot be."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from tests.diseases.diabetes.people import DAY, VISIT
from vclinic.diseases.diabetes.form import DIABETES_FOLLOW_UP
from vclinic.diseases.diabetes.record import DiabetesFollowUp, InsulinUse
from vclinic.domain.problem import Problem
from vclinic.forms.document import from_json, item_text, to_json
from vclinic.forms.draft import entry_from, parse, parse_values
from vclinic.forms.spec import Context

CONTEXT = Context(DAY, {"birth_date": date(1966, 5, 1), "sex_code": "1"})
PAPER = (
    "随访日期 随访方式 症状 血压 体重 体质指数 足背动脉搏动 其他体征 日吸烟量 日饮酒量 运动 主食 心理调整 遵医行为 "
    "空腹血糖 糖化血红蛋白 其他检查 服药依从性 药物不良反应 低血糖反应 此次随访分类 用药情况 胰岛素 原因 机构及科别 "
    "下次随访日期 随访医生签名"
).split()


def wrong(**changes: Any) -> dict[str, str]:
    """Field → sentence of what is wrong."""
    parsed = parse(DIABETES_FOLLOW_UP, DiabetesFollowUp, to_json(VISIT) | changes, CONTEXT)
    return {problem.field: problem.text for problem in parsed} if isinstance(parsed, list) else {}


def test_the_items_stand_in_the_order_of_the_paper() -> None:
    assert [item.caption for _, item in DIABETES_FOLLOW_UP.items() if item.paper] == PAPER


def test_every_field_has_one_place() -> None:
    placed = [name for _, item in DIABETES_FOLLOW_UP.items() for name in item.fields]
    everywhere = [*placed, *DIABETES_FOLLOW_UP.cockpit]
    assert len(everywhere) == len(set(everywhere))
    assert set(everywhere) == {field.name for field in fields(DiabetesFollowUp)} - {"extra"}
    assert DIABETES_FOLLOW_UP.required | DIABETES_FOLLOW_UP.computed | DIABETES_FOLLOW_UP.carried <= set(everywhere)


def test_a_whole_form_is_read_and_kept() -> None:
    document = to_json(VISIT) | {"insulin": [{"kind": "门冬 30", "usage": "早 12 晚 10 单位 餐前"}], "newer": 1}
    parsed = parse(DIABETES_FOLLOW_UP, DiabetesFollowUp, document, CONTEXT)
    assert isinstance(parsed, DiabetesFollowUp)
    assert parsed.insulin == (InsulinUse("门冬 30", "早 12 晚 10 单位 餐前"),)
    assert parsed.extra == (("newer", 1),)
    assert from_json(DiabetesFollowUp, to_json(parsed)) == parsed


def test_what_was_measured_is_never_carried_as_todays() -> None:
    measured = {
        "sbp",
        "dbp",
        "bp_readings",
        "fbg",
        "pbg",
        "rbg",
        "hba1c",
        "dorsalis_pedis",
        "heart_rate",
        "temperature",
    }
    assert not measured & DIABETES_FOLLOW_UP.carried


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"fbg": "126"}, "fbg", "126 不像 mmol/L，像是 mg/dL：换算是 7.0"),
        ({"fbg": 45}, "fbg", "换算是 2.5"),
        ({"fbg": "12.0 mg/dL"}, "fbg", "换算是 0.7"),
        ({"fbg": "900"}, "fbg", "900 不在 1–40"),
        ({"fbg": ""}, "fbg", "请填写空腹血糖"),
        ({"fbg": "高 mg/dL"}, "fbg", "要填数字"),
        ({"symptom_codes": ["1", "2"]}, "symptom_codes", "就不能再选"),
        ({"symptom_codes": ["10"]}, "symptom_other", "请写明"),
        ({"insulin": [{"kind": "", "usage": "早 10"}]}, "insulin", "没有写胰岛素种类"),
        ({"insulin": [{"kind": "甘精", "usage": ""}]}, "insulin", "没有写用法和用量"),
        ({"dorsalis_pedis": ""}, "dorsalis_pedis", "足背动脉"),
        ({"dorsalis_pedis": "", "visit_way": "2"}, "dorsalis_pedis", "足背动脉"),
        ({"hba1c": 6.8, "hba1c_date": "2026-12-01"}, "hba1c_date", "还没到"),
        ({"sbp": 80, "dbp": 130}, "dbp", "填反"),
        ({"staple_now": ""}, "staple_now", "请填写主食"),
        ({"adr": "2"}, "adr_text", "写明药名"),
        (
            {"drugs": [{"name": f"药{n}", "times_per_day": 1, "dose_text": "1 片"} for n in range(5)]},
            "drugs",
            "最多 4 行",
        ),
    ],
)
def test_a_sentence_at_its_field(changes: dict[str, Any], field: str, text: str) -> None:
    assert text in wrong(**changes)[field]


def test_who_uses_insulin_alone_may_say_that_he_does_not() -> None:
    assert wrong(med_adherence="3", insulin=[{"kind": "甘精", "usage": "睡前 12"}]) == {}
    assert list(wrong(med_adherence="3")) == ["med_adherence"]


def test_what_may_be_left_out() -> None:
    assert wrong(dorsalis_pedis="", visit_way="3") == {}
    assert wrong(hba1c=6.8, hba1c_date="2026-11-01") == wrong(hba1c=6.8) == {}
    assert wrong(insulin=[]) == {}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("130 mg/dL", 7.2), ("130mg/dl", 7.2), ("7.2 mmol/L", 7.2), ("126 MG/DL", 7.0), ("6.95", 6.95), (6.4, 6.4)],
)
def test_mg_dl_is_converted_where_it_is_named(typed: Any, kept: float) -> None:
    values, problems = parse_values(DIABETES_FOLLOW_UP, {"fbg": typed}, CONTEXT)
    assert (values["fbg"], problems) == (kept, [])


def test_an_insulin_line_reads_as_its_class() -> None:
    line = {"kind": "甘精", "usage": "睡前 12 单位"}
    assert entry_from(DIABETES_FOLLOW_UP, "insulin", line) == InsulinUse("甘精", "睡前 12 单位")
    drug = entry_from(DIABETES_FOLLOW_UP, "drugs", {"name": "二甲双胍", "times_per_day": "2", "dose_text": "0.5 g"})
    assert drug.times_per_day == 2.0


def test_the_foot_pulse_is_printed_in_words() -> None:
    item = DIABETES_FOLLOW_UP.item_of("dorsalis_pedis")
    assert item is not None
    assert item_text(DIABETES_FOLLOW_UP, item, {"dorsalis_pedis": "3"}) == "3 左减弱"


def test_problems_name_fields_of_the_form() -> None:
    parsed = parse(DIABETES_FOLLOW_UP, DiabetesFollowUp, {}, CONTEXT)
    assert isinstance(parsed, list)
    assert all(isinstance(problem, Problem) and problem.field in DIABETES_FOLLOW_UP.meanings for problem in parsed)
