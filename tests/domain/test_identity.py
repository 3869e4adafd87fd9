"""Citizen ID numbers by GB 11643-1999 and archive numbers: what is sound, what is not, and why."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from vclinic.domain.identity import (
    ArchiveNo,
    IdNo,
    check_character,
    make_id_no,
    mistyped,
    nearly_same,
    normal_id_no,
    parse_archive_no,
    parse_id_no,
)
from vclinic.domain.problem import Problem

TODAY = date(2026, 11, 24)
BIRTHS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
SERIALS = st.integers(1, 999)
REGIONS = st.integers(110_000, 839_999).map(str)
NUMBERS = st.builds(make_id_no, REGIONS, BIRTHS, SERIALS)


def sound(text: str) -> IdNo:
    parsed = parse_id_no(text)
    assert isinstance(parsed, IdNo), parsed
    return parsed


def wrong(text: str) -> str:
    parsed = parse_id_no(text)
    assert isinstance(parsed, Problem), parsed
    assert parsed.field == "id_no"
    assert parsed.text.endswith("。")
    return parsed.code


@pytest.mark.parametrize(
    ("text", "born", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "2"),
        ("440524188001010014", date(1880, 1, 1), "1"),
        ("340123195803121019", date(1958, 3, 12), "1"),
        ("340123198906150035", date(1989, 6, 15), "1"),
        ("340123195501010006", date(1955, 1, 1), "2"),
    ],
)
def test_a_sound_number_says_birth_date_and_sex(text: str, born: date, sex: str) -> None:
    assert sound(text) == IdNo(text, born, sex)


@pytest.mark.parametrize(
    "text",
    ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "１１０１０５１９４９１２３１００２ｘ", " 110105 19491231 002X\t", "110105-19491231-002X",
     "110105\u300019491231\u200b002X\ufeff"],
)  # fmt: skip
def test_however_it_is_typed_it_is_the_same_number(text: str) -> None:
    assert sound(text).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("340123196202291025", "no_such_date"),
        ("340123195813121019", "no_such_date"),
        ("340123000000001019", "no_such_date"),
        ("340123195803121010", "check_digit"),
        ("340123195803121011", "check_digit"),
        ("34012319580312101X", "check_digit"),
        ("34012319580312101", "length"),
        ("3401231958031210190", "length"),
        ("", "length"),
        ("34012319580312101A", "characters"),
        ("3401231958031X1019", "characters"),
        ("34012319580312二019", "characters"),
        ("٣٤٠١٢٣١٩٥٨٠٣١٢١٠١٩", "characters"),
        ("34012358031210X", "characters"),
        ("340123581312101", "no_such_date"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_its_reason(text: str, code: str) -> None:
    assert wrong(text) == code


def test_the_sentence_about_the_check_digit_says_what_it_would_be() -> None:
    parsed = parse_id_no("340123195803121010")
    assert isinstance(parsed, Problem)
    assert "最后一位应是 9" in parsed.text


def test_an_old_number_of_15_digits_is_brought_up_to_18() -> None:
    assert sound("340123580312101") == IdNo("340123195803121019", date(1958, 3, 12), "1", upgraded=True)


def test_the_field_of_the_problem_is_the_one_asked_about() -> None:
    parsed = parse_id_no("1", "contact_id")
    assert isinstance(parsed, Problem)
    assert parsed.field == "contact_id"


def test_the_prefix_is_never_a_reason_to_refuse() -> None:
    for region in ("810000", "820000", "830000", "999999", "000000"):
        assert sound(make_id_no(region, date(1970, 5, 6), 12)).sex_code == "2"


@given(REGIONS, BIRTHS, SERIALS)
def test_a_made_number_is_read_back_whole(region: str, born: date, serial: int) -> None:
    number = make_id_no(region, born, serial)
    assert sound(number) == IdNo(number, born, "1" if serial % 2 else "2")


@given(NUMBERS, st.integers(0, 17), st.integers(1, 10))
def test_no_single_wrong_digit_passes(number: str, place: int, by: int) -> None:
    digits = "0123456789X" if place == 17 else "0123456789"
    old = digits.index(number[place])
    new = digits[(old + by) % len(digits)]
    if new != number[place]:
        assert wrong(number[:place] + new + number[place + 1 :]) in {"check_digit", "no_such_date"}


@given(NUMBERS, st.integers(0, 15))
def test_no_two_neighbours_change_places_unseen(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert wrong(swapped) in {"check_digit", "no_such_date"}


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), SERIALS)
def test_every_old_number_becomes_the_new_one_of_the_same_person(born: date, serial: int) -> None:
    new = make_id_no("340123", born, serial)
    parsed = sound(new[:6] + new[8:17])
    assert (parsed.number, parsed.birth_date, parsed.upgraded) == (new, born, True)


@given(st.text(max_size=30))
def test_any_text_at_all_gets_a_number_or_a_reason(text: str) -> None:
    parsed = parse_id_no(text)
    assert isinstance(parsed, IdNo | Problem)
    if isinstance(parsed, IdNo):
        assert parse_id_no(parsed.number) == IdNo(parsed.number, parsed.birth_date, parsed.sex_code)


@given(st.text(max_size=30))
def test_making_a_number_even_twice_changes_nothing_more(text: str) -> None:
    once = normal_id_no(text)
    assert normal_id_no(once) == once


def test_the_check_character_wants_17_digits() -> None:
    assert check_character("11010519491231002") == "X"
    with pytest.raises(ValueError, match="zip"):
        check_character("1101051949123100")


def test_an_archive_number_has_four_parts_and_a_printed_tail() -> None:
    number = parse_archive_no("34012310110500012")
    assert number == ArchiveNo("340123", "101", "105", 12)
    assert isinstance(number, ArchiveNo)
    assert (str(number), number.tail) == ("34012310110500012", "105-00012")


@pytest.mark.parametrize(
    "text", ["", "3401231011050001", "340123101105000123", "3401231011050001X", "34012310110500000", "３４０１２３１０１１０５０００１２", "T3401231011050012"]
)  # fmt: skip
def test_what_is_no_archive_number_is_refused(text: str) -> None:
    parsed = parse_archive_no(text)
    assert isinstance(parsed, Problem)
    assert (parsed.field, parsed.code) == ("archive_no", "archive_no")


@pytest.mark.parametrize(
    ("other", "near"),
    [
        ("340123195507012010", False), ("340123195507012030", True), ("340123195607012010", True), ("340132195507012010", True),
        ("430123195507012010", True), ("340123195507012110", True), ("340123195507013110", False), ("340132195507012110", False),
        ("34012319550701201", False), ("", False),
    ],
)  # fmt: skip
def test_a_number_may_be_another_one_mistyped(other: str, near: bool) -> None:
    assert nearly_same("340123195507012010", other) is near
    assert nearly_same(other, "340123195507012010") is near


@pytest.mark.parametrize(
    ("typed", "probably"),
    [
        ("340123195507012011", True),  # the last character
        ("340123195607012010", True),  # a digit
        ("340123195507010210", True),  # two exchanged
        ("340123195507012010", False),  # the number itself
        ("340123195607022010", False),
        ("34012319550701201", False),
    ],
)
def test_a_number_that_cannot_be_one_is_probably_the_one_it_nearly_is(typed: str, probably: bool) -> None:
    assert mistyped(typed, "340123195507012010") is probably
