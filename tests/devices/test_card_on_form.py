"""A card beside what is written: the empty is filled, the different stays, two people are never mixed."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from vclinic.devices.card_on_form import CardOnForm, card_on_form
from vclinic.devices.fields import Value

CARD: dict[str, Value] = {
    "name": "王秀英",
    "sex_code": "2",
    "ethnic_code": "15",
    "birth_date": date(1949, 12, 31),
    "address": "柳河村三组 8 号",
    "id_no": "11010519491231002X",
    "valid_until": date(2030, 1, 1),
}
ALL = {name: CARD[name] for name in CARD if name != "valid_until"} | {"id_type": "01"}


def without(*names: str) -> dict[str, Value]:
    return {name: value for name, value in ALL.items() if name not in names}


@pytest.mark.parametrize(
    ("written", "fills", "differs"),
    [
        ({}, ALL, ()),
        ({"id_type": "01", "phone": "13800000000"}, ALL, ()),
        ({"id_no": "110105"}, ALL, ()),
        ({"id_no": "１１０１０５ 1949"}, ALL, ()),
        ({"id_no": "11010519491231002x", "name": "王秀英"}, ALL, ()),
        ({"name": " 王 秀英"}, ALL, ()),
        ({"address": "柳河村四组"}, without("address"), ("现住址",)),
        ({"address": "柳河村三组 8 号"}, without("address"), ()),
        ({"birth_date": "1949-12-31", "sex_code": "2"}, without("birth_date", "sex_code"), ()),
        ({"birth_date": "1950-12-31"}, without("birth_date"), ("出生日期",)),
        ({"ethnic_code": "01", "sex_code": "1"}, without("ethnic_code", "sex_code"), ("性别", "民族")),
    ],
)
def test_the_empty_is_filled_and_what_is_written_otherwise_is_told(
    written: dict[str, object], fills: dict[str, Value], differs: tuple[str, ...]
) -> None:
    assert card_on_form(CARD, written) == CardOnForm(fills, differs)


@pytest.mark.parametrize(
    "written",
    [{"name": "王秀莲"}, {"id_no": "340123"}, {"id_no": "110105194912310020"}, {"id_no": "E12345678", "id_type": "03"}],
)
def test_the_card_of_somebody_else_fills_nothing(written: dict[str, object]) -> None:
    assert card_on_form(CARD, written) == CardOnForm({}, stranger=True)


def test_a_card_without_address_and_nation_leaves_both_alone() -> None:
    card = {name: CARD[name] for name in ("name", "id_no", "sex_code", "birth_date")}
    assert card_on_form(card, {}).fills == without("address", "ethnic_code")


@given(st.dictionaries(st.sampled_from([*ALL, "phone"]), st.text(max_size=20)))
def test_nothing_written_is_written_over_but_another_spelling_of_number_and_name(written: dict[str, object]) -> None:
    merged = card_on_form(CARD, written)
    over = {name for name in merged.fills if str(written.get(name) or "").strip()}
    assert over <= {"id_no", "name", "id_type"}
