"""Several forms on one page: what is shared is asked once, what is not has a key of its own, and nothing gets lost."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pytest
from hypothesis import given, strategies as st

from vclinic import diseases
from vclinic.domain.fields import CodeList, Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.spec import FormSpec, Item, Section, ShownWhen
from vclinic.forms.together import Block, alone, joined, together

_COUGH = CodeList("a", (("1", "无"), ("2", "咳")))
_WHEEZE = CodeList("b", (("1", "无"), ("2", "喘")))
_DAY, _WEIGHT = Meaning("日期", "date"), Meaning("体重", "decimal", "kg", decimals=1)
_HEIGHT, _NOTE = Meaning("身高", "decimal", "cm"), Meaning("其他", "text")
_FIGURE = Meaning("读数", "pairs", max_items=3)
_MEAN = Meaning("均值", "integer")


@dataclass(frozen=True, kw_only=True)
class One:
    day: Annotated[date, _DAY]
    weight: Annotated[float | None, _WEIGHT] = None
    height: Annotated[float | None, _HEIGHT] = None
    signs: Annotated[tuple[str, ...], Meaning("症状", "codes", codes=_COUGH)] = ()
    signs_other: Annotated[str, _NOTE] = ""
    verdict: Annotated[str, _NOTE] = ""
    readings: Annotated[tuple[tuple[int, int], ...], _FIGURE] = ()
    mean: Annotated[int | None, _MEAN] = None


@dataclass(frozen=True, kw_only=True)
class Two:
    day: Annotated[date, _DAY]
    weight: Annotated[float | None, _WEIGHT] = None
    waist: Annotated[float | None, Meaning("腰围", "decimal", "cm")] = None
    height: Annotated[float | None, _HEIGHT] = None
    signs: Annotated[tuple[str, ...], Meaning("症状", "codes", codes=_WHEEZE)] = ()
    signs_other: Annotated[str, _NOTE] = ""
    verdict: Annotated[str, _NOTE] = ""
    mean: Annotated[int | None, _MEAN] = None


@dataclass(frozen=True, kw_only=True)
class Three:
    day: Annotated[date, _DAY]
    signs: Annotated[tuple[str, ...], Meaning("症状", "codes", codes=_WHEEZE)] = ()


_SIGNS = Item(
    "症状", ("signs", "signs_other"), "{signs} {signs_other}", shown_when=(ShownWhen("signs_other", "signs", ("2",)),)
)
_VERDICT = Section("", (Item("分类", ("verdict",), "{verdict}"),))
ONE = FormSpec(
    "one", 1, "甲", One,
    (
        Section("", (Item("日期", ("day",), "{day}"), _SIGNS)),
        Section("体征", (
            Item("体重", ("weight",), "体重 {weight} kg", asked_with=("height",)),
            Item("读数", ("mean", "readings"), "{mean}", screen="{readings}"),
        )),
        _VERDICT,
    ),
    required=frozenset(), stands_for={"mean": "readings"}, own=frozenset(("verdict",)),
)  # fmt: skip
TWO = FormSpec(
    "two", 1, "乙", Two,
    (
        Section("", (Item("日期", ("day",), "{day}"), _SIGNS)),
        Section("体征", (
            Item("身材", ("weight", "waist"), "现在 {weight} kg / {waist} cm", last="{weight}/{waist}", asked_with=("height",)),
            Item("均值", ("mean",), "{mean}"),
        )),
        _VERDICT,
    ),
    required=frozenset(),
)  # fmt: skip
THREE = FormSpec(
    "three", 1, "丙", Three, (Section("", (Item("日期", ("day",), "{day}"), Item("症状", ("signs",), "{signs}"))),),
    required=frozenset(),
)  # fmt: skip


def asked(block: Block) -> list[tuple[str, ...]]:
    return [item.fields for section in block.sections for item in section.items]


def test_one_form_keeps_everything_under_its_own_names() -> None:
    for block in (alone(ONE), *together([("a", ONE)])):
        assert block.sections == ONE.sections
        assert all(key == name for name, key in block.keys.items())
        values = {"day": "2026-11-24", "signs": ("2",), "of_a_newer_form": 7}
        assert block.keyed(values) == values
        assert block.own_values(values) == values


def test_what_means_the_same_has_one_key_and_what_does_not_has_two() -> None:
    first, second = together([("a", ONE), ("b", TWO)])
    shared = {name for name in first.keys if first.keys[name] == second.keys.get(name)}
    assert shared == {"day", "weight", "height"}
    assert all(first.keys[name] == name for name in shared)
    assert (first.keys["signs"], second.keys["signs"]) == ("a.signs", "b.signs")  # another code list
    assert (first.keys["signs_other"], second.keys["signs_other"]) == (
        "a.signs_other",
        "b.signs_other",
    )  # asked after it
    assert (first.keys["verdict"], second.keys["verdict"]) == ("a.verdict", "b.verdict")  # one form calls it its own
    assert (first.keys["mean"], second.keys["mean"]) == ("a.mean", "b.mean")  # only one of them takes readings
    assert (first.keys["readings"], second.keys["waist"]) == ("readings", "waist")  # nobody else has them


def test_a_later_form_asks_what_nobody_has_asked() -> None:
    first, second = together([("a", ONE), ("b", TWO)])
    assert first.sections == ONE.sections
    assert asked(second) == [("signs", "signs_other"), ("waist",), ("mean",), ("verdict",)]
    waist = next(item for section in second.sections for item in section.items if item.fields == ("waist",))
    assert (waist.pattern, waist.screen, waist.last, waist.asked_with) == ("{waist} cm", "", "{waist}", ())
    assert second.form is TWO  # stored and printed whole


def test_a_form_without_anything_of_its_own_has_no_rows() -> None:
    first, second = together([("a", THREE), ("b", FormSpec("x", 1, "", Three, THREE.sections, frozenset()))])
    assert asked(first) == [("day",), ("signs",)]
    assert second.sections == ()


def test_forms_that_agree_against_a_third_share_the_key_of_the_first_of_them() -> None:
    one, two, three = together([("a", ONE), ("b", TWO), ("c", THREE)])
    assert (one.keys["signs"], two.keys["signs"], three.keys["signs"]) == ("a.signs", "b.signs", "b.signs")
    assert asked(three) == []


def test_two_forms_need_two_prefixes() -> None:
    with pytest.raises(ValueError, match="prefix"):
        together([("a", ONE), ("a", TWO)])


def test_values_go_together_and_come_apart() -> None:
    blocks = together([("a", ONE), ("b", TWO)])
    one = {"day": 1, "weight": None, "signs": ("1",), "later": "x"}
    two = {"day": 2, "weight": 70.5, "signs": ("2",), "waist": 80.0, "later": "y"}
    page = joined(blocks, [one, two])
    assert page == {
        "day": 1, "weight": 70.5, "a.signs": ("1",), "b.signs": ("2",), "waist": 80.0, "a.later": "x", "b.later": "y",
    }  # fmt: skip
    assert blocks[0].own_values(page) == {"day": 1, "weight": 70.5, "signs": ("1",), "later": "x"}
    assert blocks[1].own_values(page) == {"day": 1, "weight": 70.5, "waist": 80.0, "signs": ("2",), "later": "y"}
    assert joined(blocks, [one, two], first=1)["day"] == 2


def test_names_and_problems_move_like_values() -> None:
    blocks = together([("a", ONE), ("b", TWO)])
    assert blocks[1].keyed_names(["day", "signs"]) == {"day", "b.signs"}
    assert blocks[1].own_names(["day", "a.signs", "b.signs", "weight"]) == {"day", "signs", "weight"}
    moved = blocks[1].problems([Problem("signs", "required", "请填写。"), Problem("day", "future", "还没到。")])
    assert [(problem.field, problem.code) for problem in moved] == [("b.signs", "required"), ("day", "future")]


@given(st.data())
def test_no_form_loses_or_gains_a_value(data: st.DataObject) -> None:
    """What the page has is what each form gets back, whatever was filled in."""
    specs = [("htn", diseases.by_key("htn")), ("t2dm", diseases.by_key("t2dm"))]
    blocks = together([(key, disease.form) for key, disease in specs if disease is not None])
    keys = sorted({key for block in blocks for key in block.keys.values()})
    page: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(keys), st.integers()))
    own = [block.own_values(page) for block in blocks]
    assert joined(blocks, own) == page
    assert all(set(values) <= set(block.form.meanings) for block, values in zip(blocks, own, strict=True))


def test_the_official_forms_share_what_one_visit_measures_and_judge_apart() -> None:
    htn, t2dm = diseases.by_key("htn"), diseases.by_key("t2dm")
    assert htn is not None
    assert t2dm is not None
    first, second = together([("htn", htn.form), ("t2dm", t2dm.form)])
    once = (
        "visit_date visit_way sbp dbp bp_readings weight_kg weight_target height_cm bmi bmi_target other_signs smoke_now "
        "smoke_target drink_now drink_target ex_times ex_minutes ex_times_target ex_minutes_target psych_adjust "
        "compliance_behavior heart_rate pregnant drugs doctor"
    ).split()
    assert {name for name in first.keys if first.keys[name] == second.keys.get(name)} == set(once)
    fields = [name for names in asked(second) for name in names]
    assert not set(fields) & set(once)
    for name in ("symptom_codes", "adr", "visit_class", "next_visit_date", "referral_reason"):
        assert (first.keys[name], second.keys[name]) == (f"htn.{name}", f"t2dm.{name}")
        assert name in fields
    assert {"fbg", "dorsalis_pedis", "staple_now", "insulin", "hypoglycemia", "hba1c"} <= set(fields)
