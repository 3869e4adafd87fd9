"""How values of records are said in tables and on a timeline; what cannot be read is said as it is, never dropped."""

from typing import Any

import pytest

from vclinic.domain import entity_words


@pytest.mark.parametrize(
    ("thousandths", "yuan"),
    [(0, "0.000"), (150, "0.150"), (1, "0.001"), (4200, "4.200"), (-4200, "-4.200"), (10**9, "1000000.000"), ("150", ""), (None, ""), (1.5, "")],
)  # fmt: skip
def test_money_is_exact_to_a_thousandth_of_a_yuan(thousandths: Any, yuan: str) -> None:
    assert entity_words.money(thousandths) == yuan


@pytest.mark.parametrize(
    ("keys", "said"),
    [(["htn"], "高血压"), (["htn", "t2dm"], "高血压、糖尿病"), ([], ""), (["of_tomorrow"], "of_tomorrow"), (None, ""), ("htn", "")],
)  # fmt: skip
def test_diseases_by_their_names(keys: Any, said: str) -> None:
    assert entity_words.diseases(keys) == said


@pytest.mark.parametrize(
    ("kind", "given", "moved"),
    [("dispense", "发药", "dispense"), ("reversal", "冲销", "reversal"), ("receive", "receive", "入库"), ("adjust", "adjust", "盘点"), ("lent", "lent", "lent"), (None, "", "")],
)  # fmt: skip
def test_kinds_of_movements(kind: Any, given: str, moved: str) -> None:
    assert entity_words.given_or_taken_back(kind) == given
    assert entity_words.in_or_counted(kind) == moved


@pytest.mark.parametrize(
    ("data", "title", "detail"),
    [
        ({}, "三处方第 1 版", "没有开药"), ({"version": 2, "medication": []}, "三处方第 2 版", "没有开药"),
        ({"medication": [{"drug_name": "氨氯地平"}, {"drug_name": "二甲双胍"}]}, "三处方第 1 版", "氨氯地平、二甲双胍"),
        ({"medication": [5, {"drug_name": "氨氯地平"}, None]}, "三处方第 1 版", "氨氯地平"),
        ({"medication": "氨氯地平"}, "三处方第 1 版", "没有开药"),
    ],
)  # fmt: skip
def test_prescriptions_on_a_timeline(data: dict[str, Any], title: str, detail: str) -> None:
    assert entity_words.told_prescription(data) == (title, detail)


@pytest.mark.parametrize(
    ("data", "title", "detail"),
    [
        ({"total": 4200, "lines": []}, "发药 4.20 元", ""),
        ({"total": 0, "lines": [{"drug_name": "甲", "quantity": 28, "base_unit": "片"}]}, "发药 0.00 元", "甲 28 片"),
        ({"kind": "reversal", "reason": "发错", "lines": [{"drug_name": "甲", "quantity": -28, "base_unit": "片"}]}, "冲销发药", "发错：退回 甲 -28 片"),
        ({"kind": "reversal"}, "冲销发药", "：退回 "),
    ],
)  # fmt: skip
def test_dispensings_on_a_timeline(data: dict[str, Any], title: str, detail: str) -> None:
    assert entity_words.told_dispensing(data) == (title, detail)


def test_what_is_kept_of_medicines_is_said_in_words() -> None:
    assert [entity_words.medicine_source(code) for code in ("hospital", "of_tomorrow", None)] == [
        "医院开的", "of_tomorrow", "",
    ]  # fmt: skip
    assert [entity_words.yes_or_no(answer) for answer in (None, True, False)] == ["", "是", "否"]
    assert entity_words.reasons([{"reason": "牙痛三天"}, 5, {"reason": "已查肾功能"}]) == "牙痛三天、已查肾功能"
    assert (entity_words.labs(None), entity_words.reactions("torn")) == ("", "")
