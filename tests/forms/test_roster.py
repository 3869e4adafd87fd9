"""A roster's rows become residents or come back with a reason; nobody is lost, doubled or put in a wrong household."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tests.forms.rosters import TODAY, ZHANG, codes_of, excel_file, number, read, roster
from vclinic.domain.problem import Refused
from vclinic.forms.roster import Roster, read_rows
from vclinic.forms.roster_file import Sheet

HEADER = "姓名,性别,身份证号,出生日期"
LI, WANG, ZHAO = number(1960, 102), number(1985, 103), number(1990, 104)


def rows(header: str, *lines: str) -> Roster:
    """Rows as they come out of any file; an empty word between two commas is a blank cell."""
    cells = tuple(tuple(line.split(",")) for line in (header, *lines))
    return read_rows(Sheet(cells, tuple(range(1, len(cells) + 1))), TODAY)


def reasons(*lines: str, header: str = HEADER) -> list[list[tuple[str, str]]]:
    return [[(problem.field, problem.code) for problem in row.problems] for row in rows(header, *lines).refused]


def names(roster: Roster) -> list[str]:
    return [row.resident.name for row in roster.rows]


def test_a_row_with_an_id_number_needs_nothing_more() -> None:
    (row,) = rows("姓名,身份证号", f"张 三,{ZHANG}").rows
    resident = row.resident
    assert (resident.name, resident.id_no, resident.sex_code, str(resident.birth_date)) == (
        "张三",
        ZHANG,
        "1",
        "1958-03-12",
    )
    assert (resident.id_type, resident.household_head, resident.relation_code, row.household_key, row.diseases) == ("01", "", "", "", ())  # fmt: skip


def test_a_row_without_one_says_so_on_the_record() -> None:
    (row,) = rows(HEADER, "张三,女,无,1958年3月12日").rows
    assert (row.resident.id_no, row.resident.id_type, row.resident.id_missing_reason) == (
        "",
        "99",
        "花名册没有填身份证号",
    )
    assert (row.resident.sex_code, str(row.resident.birth_date)) == ("2", "1958-03-12")


def test_every_column_finds_its_field() -> None:
    header = "姓名,身份证号,民族,组别,电话,联系人,联系人电话,住址,工作单位,与户主关系,慢病,药物过敏史"
    (row,) = rows(
        header, f"张三,{ZHANG},回族,3,138-0000 1111,李四,05516771234,杨湾村 ３ 组 14 号,村小学,户主,高血压20年,青霉素"
    ).rows
    it = row.resident
    assert (it.ethnic_code, it.village_group, it.phone, it.contact_name) == ("03", "三组", "13800001111", "李四")
    assert (it.contact_phone, it.address, it.employer) == ("05516771234", "杨湾村 3 组 14 号", "村小学")
    assert (it.relation_code, it.household_head, row.diseases) == ("02", "张三", ("htn",))
    assert dict(it.extra) == {"roster_diseases": "高血压20年", "roster_allergies": "青霉素"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f",男,{ZHANG},", [("name", "required")]), (f"张3,男,{ZHANG},", [("name", "not_a_name")]), (f"张三,女,{ZHANG},", [("sex_code", "differs_from_id")]),
        (f"张三,公,{ZHANG},", [("sex_code", "unknown_code")]), ("张三,,,1958-03-12", [("sex_code", "required")]), ("张三,男,,", [("birth_date", "required")]),
        ("张三,男,,1958-03", [("birth_date", "day_missing")]), (f"张三,男,{ZHANG},1958-03-13", [("birth_date", "differs_from_id")]),
        (f"张三,男,{ZHANG[:-1]}0,", [("id_no", "check_digit")]), (f"张三,,{ZHANG[:-1]}0,1958-03", [("id_no", "check_digit")]),
        (f"张三,,{ZHANG[:-1]}0,狗年", [("id_no", "check_digit"), ("birth_date", "not_a_date")]), ("张三,男,,2030-01-01", [("birth_date", "future")]),
    ],
)  # fmt: skip
def test_a_refused_row_says_why(line: str, reason: list[tuple[str, str]]) -> None:
    assert reasons(line) == [reason]
    assert codes_of(rows(HEADER, line)) == [[code for _, code in reason]]


def test_an_ethnic_group_that_cannot_be_read_is_noted_and_sends_nobody_back() -> None:
    (row,) = rows("姓名,身份证号,民族,电话", f"张三,{ZHANG},火星族,13800001111").rows
    assert (row.resident.ethnic_code, row.notes) == ("", ("民族“火星族”看不懂，没有记。",))


def test_what_the_sexes_are_called() -> None:
    assert [row.resident.sex_code for row in rows(HEADER, *(f"张{word},{word}性,,1958-03-12" for word in "男女")).rows] == ["1", "2"]  # fmt: skip


def test_a_relation_nobody_knows_is_kept_in_words() -> None:
    (row,) = rows("姓名,身份证号,与户主关系", f"张三,{ZHANG},房客").rows
    assert (row.resident.relation_code, dict(row.resident.extra)) == ("", {"roster_relation": "房客"})


class TestRepetition:
    def test_saying_the_same_again_is_counted(self) -> None:
        roster = rows(HEADER, f"张三,男,{ZHANG},", f"张三,男,{ZHANG},1958-03-12", f"张三,男,{ZHANG},")
        assert (names(roster), roster.repeated, roster.refused) == (["张三"], 2, ())

    def test_saying_something_else_of_the_same_person_is_refused(self) -> None:
        roster = rows("姓名,身份证号,慢病", f"张三,{ZHANG},高血压", f"张三,{ZHANG},", f"张山,{ZHANG},高血压")
        assert names(roster) == ["张三"]
        assert codes_of(roster) == [["duplicate_in_file"], ["duplicate_in_file"]]
        assert roster.refused[0].problems[0].text == f"身份证号 {ZHANG} 和第 2 行重复，但内容不一样，请核对后只留一行。"

    def test_people_without_a_number_are_told_apart_by_birthday(self) -> None:
        roster = rows(
            HEADER, "张三,男,,1958-03-12", "张三,男,,1958-03-12", "张三,男,,1959-03-12", "张三,女,,1958-03-12"
        )
        assert (len(roster.rows), roster.repeated) == (2, 1)
        assert roster.refused[0].problems[0].text.startswith("张三 1958-03-12 和第 2 行重复")

    def test_with_and_without_a_number_may_be_one_person_and_is_asked(self) -> None:
        for lines in (("张三,男,,1958-03-12", f"张三,男,{ZHANG},"), (f"张三,男,{ZHANG},", "张三,男,,1958-03-12")):
            roster = rows(HEADER, *lines)
            assert len(roster.rows) == 1
            assert codes_of(roster) == [["duplicate_in_file"]]

    def test_namesakes_with_numbers_of_their_own_are_two(self) -> None:
        roster = rows(HEADER, f"张三,男,{ZHANG},", f"张三,男,{number(1958, 257)},")
        assert (len(roster.rows), roster.questions) == (2, ())


class TestHouseholds:
    header = "户主,姓名,身份证号,与户主关系,住址"

    def keys(self, *lines: str) -> list[str]:
        return [row.household_key for row in rows(self.header, *lines).rows]

    def test_who_names_one_head_at_one_address_lives_together(self) -> None:
        one, two, other = self.keys(f"张三,张三,{ZHANG},户主,一组 1 号", f"张三,李四,{LI},妻,一组 1 号", f"张三,王五,{WANG},子,一组 2 号")  # fmt: skip
        assert one == two != other

    def test_a_block_below_its_head_needs_no_name_or_address(self) -> None:
        roster = rows(
            self.header, f",张三,{ZHANG},户主,一组 1 号", f",李四,{LI},妻,", f",王五,{WANG},户主,", f",赵六,{ZHAO},女,"
        )
        keys = [row.household_key for row in roster.rows]
        assert keys[0] == keys[1] != keys[2] == keys[3]
        assert [row.resident.household_head for row in roster.rows] == ["张三", "张三", "王五", "王五"]
        assert roster.rows[0].resident.relation_code == "02"

    def test_without_a_relation_nobody_is_put_in_the_block_above(self) -> None:
        assert self.keys(f",张三,{ZHANG},户主,一组 1 号", f",李四,{LI},,")[1] == ""

    def test_a_refused_head_still_heads_the_block(self) -> None:
        roster = rows(self.header, f",张三,{ZHANG[:-1]}0,户主,一组 1 号", f",李四,{LI},妻,")
        assert [row.resident.household_head for row in roster.rows] == ["张三"]

    def test_the_head_is_known_by_name_when_the_relation_is_blank(self) -> None:
        (row,) = rows(self.header, f"张三,张三,{ZHANG},,").rows
        assert row.resident.relation_code == "02"


def test_pasted_pages_repeat_the_header_and_blank_rows_say_nothing() -> None:
    roster = rows(HEADER, f"张三,男,{ZHANG},", "", ",,,", HEADER, f"李四,女,{LI},1960-03-12,多余")
    assert names(roster) == ["张三", "李四"]
    assert [row.number for row in roster.rows] == [2, 6]
    assert roster.header == tuple(HEADER.split(","))


def test_a_second_table_with_its_columns_in_another_order_is_not_read_under_the_first_header() -> None:
    other = HEADER.split(",")
    with pytest.raises(Refused) as caught:
        rows(HEADER, f"张三,男,{ZHANG},", ",".join(reversed(other)), f",{LI},女,李四")
    assert caught.value.code == "several_tables"
    assert caught.value.sentence.startswith("第 3 行又有一个表头")


@pytest.mark.parametrize("beside", [f"李四,{LI}", f"李四,{LI},,"])
def test_of_two_tables_side_by_side_nobody_is_left_out_unsaid(beside: str) -> None:
    with pytest.raises(Refused) as caught:
        rows("姓名,身份证号,,姓名,身份证号", f"王五,{number(1970)}", f"张三,{ZHANG},,{beside}")
    assert caught.value.code == "several_tables"
    assert "左右并排" in caught.value.sentence
    assert "李四" in caught.value.sentence


@pytest.mark.parametrize("beside", ["", f"张三,{ZHANG}", "李四,", f",{LI}"])
def test_a_column_that_says_the_same_person_again_makes_no_second_table(beside: str) -> None:
    roster = rows("姓名,身份证号,,患者姓名,证件号码", f"张三,{ZHANG},,{beside}")
    assert names(roster) == ["张三"]
    assert len(roster.notes) == 2


def test_what_is_no_roster_is_refused_whole() -> None:
    with pytest.raises(Refused):
        rows("药名,规格,数量", "阿莫西林,0.25 g,10")


def test_a_file_is_read_as_its_rows_are(tmp_path: Path) -> None:
    lines = (f"张三,男,{ZHANG},1958-03-12", "李四,男,,")
    roster = read(tmp_path, HEADER, *lines)
    assert (roster.rows, codes_of(roster)) == (rows(HEADER, *lines).rows, [["required"]])


CELLS = st.sampled_from(
    ["张三", "李四", "男", "女", ZHANG, LI, ZHANG[:-1] + "0", "1958-03-12", "1960", "无", "", "高血压", "户主", "妻"]
)


@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=6))
def test_every_row_is_taken_repeated_or_sent_back(lines: list[list[str]]) -> None:
    roster = rows("姓名,性别,身份证号,出生日期,与户主关系,慢病", *(",".join(line) for line in lines))
    said = sum(any(line) for line in lines)
    assert len(roster.rows) + len(roster.refused) + roster.repeated == said
    numbers = [row.resident.id_no for row in roster.rows if row.resident.id_no]
    assert len(numbers) == len(set(numbers))
    assert all(row.problems for row in roster.refused)
    assert all(row.resident.birth_date <= TODAY for row in roster.rows)


COLUMNS = ["姓名", "性别", "身份证号", "出生日期", "住址", "与户主关系", "慢病", "电话", "备注"]
PEOPLE = [
    ["张三", "男", ZHANG, "1958-03-12", "二组 14 号", "户主", "高血压", "13800001111", "五保"],
    ["李四", "女", LI, "", "二组 14 号", "妻", "糖尿病、高血压", "", ""],
    ["王五", "男", WANG[:-1] + ("1" if WANG[-1] != "1" else "2"), "", "", "子", "", "138", "在外"],
    ["张三", "男", ZHANG, "1958-03-12", "二组 14 号", "户主", "高血压", "13800001111", "五保"],
]


@given(st.permutations(range(len(COLUMNS))))
def test_the_order_of_the_columns_says_nothing(order: list[int]) -> None:
    straight = rows(",".join(COLUMNS), *(",".join(person) for person in PEOPLE))
    turned = rows(*(",".join(line[place] for place in order) for line in (COLUMNS, *PEOPLE)))
    assert [(row.number, row.resident, row.diseases, row.household_key) for row in turned.rows] == [
        (row.number, row.resident, row.diseases, row.household_key) for row in straight.rows
    ]
    assert [(row.number, row.problems) for row in turned.refused] == [
        (row.number, row.problems) for row in straight.refused
    ]
    assert turned.repeated == straight.repeated == 1


@given(st.permutations(PEOPLE[:3]), st.integers(0, 3))
def test_people_who_name_no_head_are_the_same_in_any_order(people: list[list[str]], blank: int) -> None:
    header = "姓名,性别,身份证号,慢病"
    lines = [",".join((person[0], person[1], person[2], person[6])) for person in people]
    lines.insert(blank, ",,,")
    read = rows(header, *lines)
    assert {(row.resident.name, row.resident.id_no, row.diseases) for row in read.rows} == {
        ("张三", ZHANG, ("htn",)), ("李四", LI, ("t2dm", "htn")),
    }  # fmt: skip
    assert codes_of(read) == [["check_digit"]]


def test_a_spreadsheet_may_order_its_columns_as_it_likes(tmp_path: Path) -> None:
    header = ["住址", "出生日期", "身份证号", "性别", "姓名"]
    line = ["二组 14 号", "1958-03-12", ZHANG, "男", "张三"]
    (row,) = roster(excel_file(tmp_path, [header, line])).rows
    assert (row.resident.name, row.resident.id_no, row.resident.address) == ("张三", ZHANG, "二组 14 号")


class TestRowsSetAsideAndRowsOfOnePerson:
    HEADER = ("姓名", "性别", "出生日期", "身份证号", "电话")

    def read(self, *rows: tuple[str, ...], answers: dict[str, str] | None = None, **marks: frozenset[int]) -> Roster:
        cells = (self.HEADER, *rows)
        return read_rows(Sheet(cells, tuple(range(1, len(cells) + 1)), **marks), date(2026, 11, 24), answers)

    def test_a_hidden_and_a_struck_row_are_asked_about_and_taken_when_somebody_says_so(self) -> None:
        rows = (
            ("甲", "男", "1950-01-01", "", ""),
            ("乙", "男", "1951-01-01", "", ""),
            ("丙", "男", "1952-01-01", "", ""),
        )
        marks = {"hidden": frozenset((3,)), "struck": frozenset((4,))}
        roster = self.read(*rows, **marks)
        assert [row.resident.name for row in roster.rows] == ["甲"]
        assert [(row.number, row.problems[0].code) for row in roster.refused] == [
            (3, "hidden_rows"),
            (4, "struck_rows"),
        ]
        taken = self.read(*rows, answers={"hidden_rows": "take", "struck_rows": "take"}, **marks)
        assert [row.resident.name for row in taken.rows] == ["甲", "乙", "丙"]

    def test_one_person_twice_in_a_file_with_a_number_and_without(self) -> None:
        rows = (
            ("甲", "男", "1950-03-12", "", "13800005207"),
            ("甲", "男", "1950-03-12", number(1950), ""),
        )
        asked = self.read(*rows)
        assert [question.code for question in asked.questions] == ["same_person"]
        assert [row.number for row in asked.refused] == [3]
        key = asked.questions[0].key
        one = self.read(*rows, answers={key: "same"}).rows
        assert [(row.resident.id_no[:6], row.resident.phone) for row in one] == [("340123", "13800005207")]
        assert len(self.read(*rows, answers={key: "two"}).rows) == 2

    def test_one_digit_apart_the_files_number_may_be_the_right_one(self) -> None:
        written, right = number(1950, 103), number(1950, 101)
        rows = (("甲", "男", "", written, ""), ("甲", "男", "", right, "13800005207"))
        key = self.read(*rows).questions[0].key
        assert self.read(*rows, answers={key: "same_file"}).rows[0].resident.id_no == right
        assert self.read(*rows, answers={key: "same"}).rows[0].resident.id_no == written
        assert len(self.read(*rows, answers={key: "two"}).rows) == 2

    def test_the_same_row_again_counts_once_and_another_content_is_refused(self) -> None:
        written = number(1950)
        roster = self.read(
            ("甲", "男", "", written, ""), ("甲", "男", "", written, ""), ("甲", "男", "", written, "13800005207")
        )
        assert (len(roster.rows), roster.repeated, len(roster.refused)) == (1, 1, 1)
