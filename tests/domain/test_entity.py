"""What a declaration alone makes of a record, whatever the record holds."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.domain.test_entities import SAMPLES
from vclinic.domain.entities import ENTITIES
from vclinic.domain.entity import Column, Entity, FormPlace, Parent, plain, value_at
from vclinic.domain.least import Need, text

BASKET = Entity(
    name="basket",
    label="篮子",
    day="picked.on",
    parents=(Parent("resident_id", "resident"), Parent("reasons")),
    least=(Need("resident_id", text(10, 1)),),
    spread=("fruits", "pieces"),
    columns=(
        Column("picked.on", "日期"),
        Column("fruits.name", "名称"),
        Column("fruits.pieces.grams", "克"),
        Column("fruits.pieces.ripe", "熟", lambda ripe: "熟" if ripe else "生"),
    ),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def cells(**data: Any) -> list[list[str | float]]:
    return list(BASKET.cells(data))


def test_every_innermost_entry_is_a_row_with_what_stands_around_it() -> None:
    fruits = [
        {"name": "梨", "pieces": [{"grams": 120, "ripe": True}, {"grams": 95.5, "ripe": False}]},
        {"name": "桃", "pieces": [{"grams": 80, "ripe": True}]},
    ]
    assert cells(picked={"on": "2026-11-24"}, fruits=fruits) == [
        ["2026-11-24", "梨", 120, "熟"],
        ["2026-11-24", "梨", 95.5, "生"],
        ["2026-11-24", "桃", 80, "熟"],
    ]


@pytest.mark.parametrize("pieces", [[], None, "none", 5, {}])
def test_an_entry_without_entries_of_its_own_is_one_row(pieces: Any) -> None:
    assert cells(fruits=[{"name": "梨", "pieces": pieces}]) == [["", "梨", "", "生"]]


@pytest.mark.parametrize("fruits", [[], None, "梨", {"name": "梨"}, [5], [None]])
def test_a_record_without_entries_is_one_row(fruits: Any) -> None:
    assert cells(fruits=fruits) == [["", "", "", "生"]]


def test_rows_are_the_cells_as_text() -> None:
    data = {"fruits": [{"name": "梨", "pieces": [{"grams": 120, "ripe": True}]}]}
    assert list(BASKET.rows(data)) == [["", "梨", "120", "熟"]]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
@given(field=st.data())
def test_no_value_in_any_field_breaks_listing_or_filing(entity: Entity, field: st.DataObject) -> None:
    sample = SAMPLES[entity.name]
    data = sample | {field.draw(st.sampled_from(sorted(sample))): field.draw(ANYTHING)}
    assert entity.lacks(data) in {"", *(need.field for need in entity.least)}
    assert all(len(row) == len(entity.columns) for row in entity.rows(data))
    assert all(isinstance(key, str) and key for _, key in entity.parents_of(data))
    assert entity.day_of(data) is None or isinstance(entity.day_of(data), date)
    assert isinstance(entity.named(data), str)
    assert isinstance(entity.resident_of("the-id", data), str)


@given(st.dictionaries(st.text(max_size=6), ANYTHING, max_size=4), st.text(max_size=12))
def test_any_path_in_any_record_has_a_value_or_none(data: dict[str, Any], path: str) -> None:
    expected: Any = data
    for name in path.split("."):
        expected = expected.get(name) if isinstance(expected, dict) else None
    assert value_at(data, path) == expected


@pytest.mark.parametrize(
    ("data", "parents"),
    [
        ({"resident_id": "r-1"}, [("resident", "r-1")]),
        ({"resident_id": ""}, []),
        ({"reasons": [["follow_up", "f-1"], ["follow_up", "f-1"]]}, [("follow_up", "f-1")]),
        ({"resident_id": "r-1", "reasons": [["resident", "r-1"], ["follow_up", ""], ["x", 5]]}, [("resident", "r-1")]),
        ({"reasons": [["follow_up"], ["a", "b", "c"], "ab", None]}, []),
        ({"reasons": {"follow_up": "f-1"}}, []),
    ],
)
def test_parents_are_read_where_they_can_be_and_each_once(data: dict[str, Any], parents: list[tuple[str, str]]) -> None:
    assert BASKET.parents_of(data) == parents


@pytest.mark.parametrize(
    ("day", "read"),
    [("2026-11-24", date(2026, 11, 24)), ("2026-02-30", None), ("", None), (None, None), (20261124, None), (["2026-11-24"], None)],
)  # fmt: skip
def test_a_clinical_day_is_a_day_or_none(day: Any, read: date | None) -> None:
    assert BASKET.day_of({"picked": {"on": day}}) == read


@pytest.mark.parametrize(
    ("about", "data", "whose"),
    [("id", {}, "the-id"), ("", {"resident_id": "r-1"}, ""), ("resident_id", {"resident_id": "r-1"}, "r-1"), ("resident_id", {}, "")],
)  # fmt: skip
def test_whom_a_record_is_about(about: str, data: dict[str, Any], whose: str) -> None:
    assert Entity(name="toy", label="玩具", about=about).resident_of("the-id", data) == whose


@pytest.mark.parametrize(
    ("place", "data", "form"),
    [
        (None, {"form_id": "x"}, None),
        (FormPlace("card"), {"name": "甲"}, ("card", 0, {"name": "甲"})),
        (FormPlace("card", "record"), {"record": {"name": "甲"}, "form_version": 3}, ("card", 3, {"name": "甲"})),
        (FormPlace(record="record"), {"form_id": "card", "form_version": "3", "record": None}, ("card", 0, {})),
        (FormPlace(), {"form_version": 2}, ("", 2, {"form_version": 2})),
    ],
)
def test_where_a_form_stands_in_a_record(place: FormPlace | None, data: dict[str, Any], form: Any) -> None:
    assert Entity(name="toy", label="玩具", form=place).form_of(data) == form


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0, "0"), (False, "False"), ([], ""), (["甲", ["乙", None]], "甲、乙、"), ((1, 2.5), "1、2.5")]
)  # fmt: skip
def test_a_value_as_text(value: Any, text: str) -> None:
    assert plain(value) == text
