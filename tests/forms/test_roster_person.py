"""One row of a roster: what it says becomes the person, what it does not say is not guessed, and every fault is told."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from tests.forms.rosters import TODAY, ZHANG, number
from vclinic.domain.resident import Resident
from vclinic.forms.roster_person import read_person

WOMAN = number(1960, 102)


def person(**row: str) -> Resident:
    made = read_person(row, TODAY)
    assert isinstance(made, Resident), made
    return made


def faults(**row: str) -> list[tuple[str, str]]:
    problems = read_person(row, TODAY)
    assert isinstance(problems, list), problems
    assert all(problem.text.endswith("。") for problem in problems)
    return [(problem.field, problem.code) for problem in problems]


def test_an_id_number_says_sex_and_birth_date() -> None:
    made = person(name="张三", id_no=ZHANG)
    assert (made.sex_code, made.birth_date, made.id_type, made.id_missing_reason) == ("1", date(1958, 3, 12), "01", "")


def test_without_a_number_the_row_says_both_and_the_record_says_why() -> None:
    made = person(name="张三", sex="女", birth_date="1958-03-12")
    assert (made.id_no, made.id_type, made.id_missing_reason) == ("", "99", "花名册没有填身份证号")
    assert (made.sex_code, made.birth_date) == ("2", date(1958, 3, 12))


@pytest.mark.parametrize(
    "sex", ["男", "男性", "1", "１", " 男 ", "M", "ｍ", "♂", "男孩", "1男", "1-男", "男（1）", "1.0"]
)
def test_a_sex_in_every_spelling(sex: str) -> None:
    assert person(name="张三", sex=sex, birth_date="1958-03-12").sex_code == "1"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, [("name", "required"), ("sex_code", "required"), ("birth_date", "required")]),
        ({"name": "张三"}, [("sex_code", "required"), ("birth_date", "required")]),
        ({"name": "张三", "sex": "男"}, [("birth_date", "required")]),
        ({"name": "张三", "id_no": ZHANG, "sex": "女"}, [("sex_code", "differs_from_id")]),
        ({"name": "李四", "id_no": WOMAN, "sex": "男"}, [("sex_code", "differs_from_id")]),
        ({"name": "张三", "id_no": ZHANG, "sex": "公"}, [("sex_code", "unknown_code")]),
        ({"name": "张三", "id_no": ZHANG, "birth_date": "1958-03-13"}, [("birth_date", "differs_from_id")]),
        ({"name": "张三", "sex": "不详", "birth_date": "1958-03-12"}, [("sex_code", "required")]),
        ({"name": "张三", "id_no": "123"}, [("id_no", "length")]),
        ({"name": "张三", "id_no": "123", "sex": "公"}, [("id_no", "length"), ("sex_code", "unknown_code")]),
    ],
)  # fmt: skip
def test_every_fault_of_a_row_is_told_at_once(row: dict[str, str], told: list[tuple[str, str]]) -> None:
    assert faults(**row) == told


def test_a_wrong_number_does_not_ask_for_what_it_would_have_said() -> None:
    assert faults(name="张三", id_no=ZHANG[:-1] + "0") == [("id_no", "check_digit")]


@pytest.mark.parametrize(
    ("typed", "kept"), [("138-0000 1111", "13800001111"), ("１３８００００１１１１", "13800001111"), ("0551-6771234", "05516771234")]
)  # fmt: skip
def test_telephone_numbers_lose_their_spaces_and_dashes(typed: str, kept: str) -> None:
    made = person(name="张三", id_no=ZHANG, phone=typed, contact_phone=typed)
    assert (made.phone, made.contact_phone) == (kept, kept)


def test_a_relation_that_has_no_code_is_kept_in_its_own_words() -> None:
    made = person(name="张三", id_no=ZHANG, relation="房客")
    assert (made.relation_code, dict(made.extra)) == ("", {"roster_relation": "房客"})


def test_empty_cells_leave_the_record_as_if_the_column_were_not_there() -> None:
    names = "sex birth_date phone contact_name contact_phone address employer ethnic village_group relation".split()
    assert person(name="张三", id_no=ZHANG, **dict.fromkeys(names, "")) == person(name="张三", id_no=ZHANG)


CELLS = st.text(max_size=12) | st.sampled_from(
    [ZHANG, WOMAN, "张三", "男", "1958-03-12", "汉", "三组", "户主", "13800001111"]
)
NAMES = "name id_no sex birth_date phone contact_name contact_phone address employer ethnic village_group relation"


@given(st.dictionaries(st.sampled_from(NAMES.split()), CELLS))
def test_any_row_is_a_person_or_told_what_is_wrong(row: dict[str, str]) -> None:
    made = read_person(row, TODAY)
    if isinstance(made, Resident):
        assert made.name
        assert date(1900, 1, 1) <= made.birth_date <= TODAY
        assert made.id_no or made.id_missing_reason
    else:
        assert made
        assert all(problem.text.endswith("。") for problem in made)
        told = [(problem.field, problem.code) for problem in made]
        assert len(set(told)) == len(told), "nothing is said twice"


def test_a_name_that_is_none_is_shown_as_it_was_typed() -> None:
    problems = read_person({"name": "1.吴六", "id_no": ZHANG}, TODAY)
    assert isinstance(problems, list)
    assert problems[0].text == "姓名“1.吴六”里有“1”，请写完整的姓名。"


@pytest.mark.parametrize("sex", ["", "0", "9", "不详", "未知", "-"])
def test_a_sex_that_is_not_said_is_the_numbers(sex: str) -> None:
    assert person(name="张三", id_no=ZHANG, sex=sex).sex_code == "1"


def test_an_address_of_two_lines_is_one() -> None:
    assert person(name="张三", id_no=ZHANG, address="柳河村一组\n3 号").address == "柳河村一组 3 号"
