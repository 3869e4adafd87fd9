"""A visit's prescriptions and dispensing read out of documents that any program may have written."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from sync.server.console import paper
from sync.server.console.paper import Order, Taken
from tests.server.papers import batch, dispensing, prescription

LINE: dict[str, Any] = {
    "drug_name": "苯磺酸氨氯地平片", "strength": "5 mg", "dose_value": 5.0, "dose_unit": "mg", "route": "口服",
    "frequency": "qd", "timing": "早晨", "days": 84, "quantity": 84, "base_unit": "片", "change": "same", "note": "",
}  # fmt: skip


def order(**values: Any) -> Order:
    (made,) = paper.prescription({"medication": [LINE | values]}).orders
    return made


def test_a_drug_is_said_as_on_the_paper() -> None:
    assert order() == Order(
        name="苯磺酸氨氯地平片 5 mg", dose="5 mg，口服", frequency="每天 1 次，早晨", days="84", quantity="84 片", change="不变", note="",
        reason="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"dose_value": 2.5}, "dose", "2.5 mg，口服"),
        ({"dose_value": 0.25, "dose_unit": "g", "route": ""}, "dose", "0.25 g"),
        ({"quantity": 0}, "quantity", "自备"),
        ({"quantity": None}, "quantity", "自备"),
        ({"frequency": "bid", "timing": ""}, "frequency", "每天 2 次"),
        ({"frequency": "every_blue_moon"}, "frequency", "every_blue_moon，早晨"),
        ({"change": "new"}, "change", "新加"),
        ({"change": "swapped"}, "change", "swapped"),
        ({"change": "stopped"}, "quantity", "—"),
        ({"change": "stopped"}, "days", "—"),
        ({"change": "stopped"}, "dose", "—"),
        ({"change": "stopped"}, "change", "停用"),
        ({"overrule": "已和上级医生商量"}, "reason", "已和上级医生商量"),
        ({"strength": ""}, "name", "苯磺酸氨氯地平片"),
    ],
)
def test_each_part_of_a_drug_has_its_words(values: dict[str, Any], field: str, said: str) -> None:
    assert getattr(order(**values), field) == said


def test_reasons_are_said_once() -> None:
    pairs = [["R1", "病情稳定"], ["R2", "病情稳定"], ["R3", "本人已签字"], ["R4"], "R5"]
    assert paper.prescription({"overrules": pairs}).reasons == ("病情稳定", "本人已签字")


def test_exercise_says_what_how_often_how_long_and_how_hard() -> None:
    made = paper.prescription(prescription().data)
    assert [caption for caption, _ in made.exercise] == [
        "做什么",
        "几次",
        "多久",
        "心率",
        "感觉",
        "力量",
        "怎么加",
        "医生加",
    ]
    assert dict(made.exercise)["心率"] == "每分钟 90–105 次，(220 − 70) × 60%–70%"


@pytest.mark.parametrize(
    ("advice", "said"),
    [
        ({"allowed": False, "blocked_because": "血压太高", "times_per_week": 5}, (("今日不运动", "血压太高"),)),
        ({"allowed": False}, (("今日不运动", "—"),)),
        ({"allowed": False, "doctor_notes": ["在家走"]}, (("今日不运动", "—"), ("医生加", "在家走"))),
        ({"hr_low": 90}, ()),
        ({"hr_low": 90, "hr_high": 105}, (("心率", "每分钟 90–105 次"),)),
        ({"hr_explain": "量力"}, (("心率", "量力"),)),
        ({"minutes": 30.0}, (("多久", "每次 30 分钟"),)),
        ({}, ()),
    ],
)
def test_what_is_not_advised_is_not_said(advice: dict[str, Any], said: tuple[tuple[str, str], ...]) -> None:
    assert paper.prescription({"exercise": advice}).exercise == said


def test_what_was_handed_out_is_said_batch_by_batch() -> None:
    (given_out,) = paper.dispensing(dispensing().data, {"B-1": batch().data})
    assert (given_out.wanted, given_out.quantity, given_out.short, given_out.usage) == (
        "84 片", "70 片", True, "每天 1 次，每次 1 片（5 mg），84 天",
    )  # fmt: skip
    assert given_out.taken == (Taken("A270201", "2027-02-02", False, "70 片", "0.125", "8.75", ""),)


@pytest.mark.parametrize(
    ("known", "markup"),
    [({"B-1": {"cost": 125}}, ""), ({"B-1": {"cost": 100}}, "0.025"), ({"B-1": {"cost": 130}}, "-0.005"), ({}, None),
     ({"B-1": {}}, None), ({"B-1": {"cost": "dear"}}, None), ({"B-2": {"cost": 100}}, None)],
)  # fmt: skip
def test_what_was_added_to_the_cost_is_seen(known: dict[str, dict[str, Any]], markup: str | None) -> None:
    (given_out,) = paper.dispensing(dispensing().data, known)
    assert given_out.taken[0].markup == markup


@pytest.mark.parametrize(
    ("expires", "day", "expired"),
    [("2026-11-15", "2026-11-16", True), ("2026-11-16", "2026-11-16", False), ("", "2026-11-16", False)],
)
def test_a_batch_is_good_until_the_end_of_its_day(expires: str, day: str, expired: bool) -> None:
    line = {"batches": [{"expires_on": expires}]}
    (given_out,) = paper.dispensing({"dispensed_on": day, "lines": [line]}, {})
    assert given_out.taken[0].expired == expired


@pytest.mark.parametrize(
    ("wanted", "quantity", "short"),
    [(84, 84, False), (84, 83, True), (None, 1, False), ("84", 1, False), (84, 85, False)],
)
def test_less_than_was_prescribed_is_short(wanted: Any, quantity: Any, short: bool) -> None:
    (given_out,) = paper.dispensing({"lines": [{"wanted": wanted, "quantity": quantity}]}, {})
    assert given_out.short == short


@pytest.mark.parametrize(
    ("value", "said"), [(8750, "8.75"), (0, "0.00"), (-8750, "-8.75"), (None, "—"), ("8", "—"), (8.5, "—")]
)
def test_a_sum_is_said_in_yuan(value: Any, said: str) -> None:
    assert paper.total(value) == said


def test_the_batches_of_a_dispensing_are_named_once() -> None:
    batches = [{"batch_id": "B-1"}, {"batch_id": "B-2"}, {"batch_id": "B-1"}]
    assert paper.batch_ids({"lines": [{"batches": batches}, {"batches": "none"}, 5]}) == {"B-1", "B-2"}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*sorted(LINE), "batches"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
PARTS = ("medication", "diet", "exercise", "warnings", "overrules", "lines", "dispensed_on")


@given(st.dictionaries(st.sampled_from(PARTS), anything))
def test_no_document_breaks_the_page(data: dict[str, Any]) -> None:
    made = paper.prescription(data)
    assert all(isinstance(text, str) for drug in made.orders for text in (drug.name, drug.dose, drug.quantity))
    assert all(isinstance(given_out.quantity, str) for given_out in paper.dispensing(data, {}))
    paper.batch_ids(data)


@pytest.mark.parametrize(
    ("thousandths", "said"), [(150, "0.15"), (125, "0.125"), (12000, "12.00"), (5, "0.005"), (-30, "-0.03")]
)
def test_the_price_of_one_unit_is_said_to_the_last_place(thousandths: int, said: str) -> None:
    assert paper.each_unit(thousandths) == said
