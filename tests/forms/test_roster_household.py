"""Who lives with whom, by number, by head, by block; what is not certain is nobody's household until it is answered."""

import pytest
from hypothesis import given, strategies as st

from tests.forms.rosters import TODAY, number
from vclinic.forms.roster import Roster, read_rows
from vclinic.forms.roster_file import Sheet
from vclinic.forms.roster_household import households
from vclinic.forms.roster_line import Household, Remembered, line_of

HEADER = "户号,户主,组,住址,与户主关系,姓名,身份证号"


def rows(*lines: str, answers: dict[str, str] | None = None, header: str = HEADER) -> Roster:
    """Rows of words; the ID numbers are made, each person their own."""
    cells = [tuple(header.split(","))]
    cells += [(*line.split(","), number(1950 + place, 101 + 14 * place)) for place, line in enumerate(lines)]
    return read_rows(Sheet(tuple(cells), tuple(range(1, len(cells) + 1))), TODAY, answers)


def together(roster: Roster) -> list[str]:
    """The households as names, and last whoever has none."""
    homes: dict[str, list[str]] = {}
    for row in roster.rows:
        homes.setdefault(row.household_key, []).append(row.resident.name)
    alone = homes.pop("", [])
    return sorted("".join(names) for names in homes.values()) + [f"（{name}）" for name in alone]


@pytest.mark.parametrize(
    ("lines", "homes"),
    [
        # 户号 decides, wherever the rows stand and whatever stands between them
        (("1,,,,户主,甲", "2,,,,户主,乙", "1,,,,妻,丙", "2,,,,妻,丁"), ["乙丁", "甲丙"]),
        (("1,,一组,,户主,甲", "1,,,,妻,乙"), ["甲乙"]),
        (("1,,一组,,户主,甲", "1,,二组,,户主,乙", "1,,一组,,妻,丙", "1,,二组,,妻,丁"), ["乙丁", "甲丙"]),
        (("1,,,一组 1 号,户主,甲", "1,,,一组1号,妻,乙", "1,,,在外,子,丙"), ["甲乙丙"]),
        (("1,,,,户主,甲", ",,,,妻,乙", "2,,,,户主,丙", ",,,,妻,丁"), ["丙丁", "甲乙"]),
        # a second 户主 opens a household, of the same name or not
        ((",,一组,,户主,王建国", ",,一组,,妻,乙", ",,五组,,户主,王建国", ",,五组,,妻,丁"), ["王建国丁", "王建国乙"]),
        ((",,,,户主,王建国", ",,,,妻,乙", ",,,,户主,王建国", ",,,,妻,丁"), ["王建国丁", "王建国乙"]),
        # the head's name with group and address
        ((",甲,一组,,,甲", ",甲,五组,,,乙"), ["乙", "甲"]),
        ((",甲,一组,1 号,户主,甲", ",甲,,,妻,乙", ",甲,一组,,子,丙"), ["甲乙丙"]),
        ((",甲,一组,一组 1 号,妻,乙", ",甲,一组,一组1号,户主,甲"), ["乙甲"]),
        # heads that are none
        ((",#N/A,,,,甲", ",#N/A,,,,乙", ",无,,,,丙", ",/,,,,丁", ",不详,,,,戊"), ["（甲）", "（乙）", "（丙）", "（丁）", "（戊）"]),
        (("#REF!,,,,,甲", "#REF!,,,,,乙"), ["（甲）", "（乙）"]),
    ],
)  # fmt: skip
def test_what_is_certain_is_not_asked(lines: tuple[str, ...], homes: list[str]) -> None:
    roster = rows(*lines)
    assert together(roster) == homes
    assert roster.questions == ()


@pytest.mark.parametrize(
    ("lines", "concerned", "careful", "choice", "homes"),
    [
        (("1,,,,户主,甲", "1,,,,户主,乙", "1,,,,妻,丙"), (2, 3, 4), ["（甲）", "（乙）", "（丙）"], "one", ["甲乙丙"]),
        (("1,,一组,,户主,甲", "1,,二组,,妻,乙"), (2, 3), ["（甲）", "（乙）"], "one", ["甲乙"]),
        (("1,甲,,,,甲", "1,乙,,,,丙"), (2, 3), ["（甲）", "（丙）"], "one", ["甲丙"]),
        ((",,,1 号,户主,甲", ",,,2 号,妻,乙", ",,,,子,丙"), (3, 4), ["甲", "（乙）", "（丙）"], "above", ["甲乙丙"]),
        ((",,一组,,户主,甲", ",,二组,,妻,乙"), (3,), ["甲", "（乙）"], "above", ["甲乙"]),
        ((",甲,一组,1 号,户主,甲", ",甲,一组,2 号,妻,乙"), (3,), ["甲", "（乙）"], "1", ["甲乙"]),
        ((",甲,一组,,户主,甲", ",甲,五组,,户主,甲", ",甲,,,妻,乙"), (4,), ["甲", "甲", "（乙）"], "2", ["甲", "甲乙"]),
        ((",甲,,,户主,甲", ",甲,,,妻,乙", ",甲,,,户主,甲", ",甲,,,妻,丁"), (2, 3, 4, 5), ["（甲）", "（乙）", "（甲）", "（丁）"], "by_order", ["甲丁", "甲乙"]),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_asked_once_for_all_rows(
    lines: tuple[str, ...], concerned: tuple[int, ...], careful: list[str], choice: str, homes: list[str]
) -> None:
    roster = rows(*lines)
    (question,) = roster.questions
    assert (question.code, question.rows, question.default) == ("household", concerned, "none")
    assert together(roster) == careful
    assert together(rows(*lines, answers={question.key: choice})) == homes


def test_a_row_sent_back_keeps_the_household_its_block_gave_it() -> None:
    roster = rows(",,,1 号,户主,甲", ",,,,妻,乙7", ",,,2 号,户主,丙", ",,,,妻,丁7")
    assert [row.household.head for row in roster.refused] == ["甲", "丙"]
    assert together(roster) == ["丙", "甲"]


PEOPLE = [
    f"{no},{head},{group},{address},{relation},{name}"
    for no, head, group, address, members in (
        ("01", "王建国", "一组", "1 号", "王建国 朱秀英 王小明"),
        ("02", "王建国", "五组", "9 号", "王建国 秦小梅"),
        ("03", "李四", "一组", "2 号", "李四 赵六"),
        ("04", "孙七", "二组", "", "孙七"),
    )
    for name, relation in zip(members.split(), ("户主", "妻", "子"), strict=False)
]
PERSONS = [(*line.split(","), number(1940 + place, 101 + 14 * place)) for place, line in enumerate(PEOPLE)]


@given(st.permutations(PERSONS), st.permutations(range(7)), st.sampled_from(["户号", "户主"]))
def test_with_a_number_or_a_head_on_each_row_no_order_matters(
    persons: list[tuple[str, ...]], columns: list[int], left_out: str
) -> None:
    header = HEADER.split(",")
    kept = [column for column in columns if header[column] != left_out]
    cells = [tuple(header[column] for column in kept)]
    cells += [tuple(person[column] for column in kept) for person in persons]
    roster = read_rows(Sheet(tuple(cells), tuple(range(1, len(cells) + 1))), TODAY)
    homes: dict[str, set[str]] = {}
    for row in roster.rows:
        homes.setdefault(row.household_key, set()).add(row.resident.name)
    assert sorted("".join(sorted(names)) for names in homes.values()) == [
        "孙七",
        "朱秀英王小明王建国",
        "李四赵六",
        "王建国秦小梅",
    ]
    assert roster.questions == ()


@pytest.mark.parametrize(
    ("name", "id_no", "back", "home"),
    [
        ("丙", "340123195304041743", "5", "二组|吕满仓"),  # put right: the number differs in its last digits
        ("丙", "", "5", "二组|吕满仓"),
        ("另一个", "340123195304041740", "5", "二组|吕满仓"),  # the name put right
        ("另一个", "340123195304049999", "5", ""),
        ("另一个", "3401231953040417", "5", ""),
        ("丙", "340123195304041743", "4", ""),
        ("丙", "340123195304041743", "", ""),
    ],
)
def test_a_row_given_back_belongs_where_it_belonged(name: str, id_no: str, back: str, home: str) -> None:
    known = Remembered(5, "丙", "340123195304041740", Household("二组|吕满仓", "", "吕满仓", "二组", ""))
    line = line_of(3, {"name": name, "id_no": id_no}, sent_back_as=back)
    homes, questions = households([line], {}, [known])
    assert (homes[3].key, questions) == (home, ())


def test_what_was_remembered_is_nobodys_who_is_on_file_and_no_namesakes_of_another_group() -> None:
    known = Remembered(2, "李四", "340123195304041740", Household("一组|李四", "", "李四", "一组", ""))
    near = {"name": "李四", "id_no": "340123195304041842", "household_head": "李四"}
    line = line_of(3, near, sent_back_as="2")
    assert households([line], {}, [known])[0][3].group == "一组", "a digit put right"
    assert households([line], {}, [known], {line.id_no})[0][3].group == ""
    elsewhere = line_of(3, near | {"village_group": "三组"}, sent_back_as="2")
    assert households([elsewhere], {}, [known])[0][3].group == "三组"


GIVEN_BACK = "原表行号,户主,组,与户主关系,姓名,身份证号"


@pytest.mark.parametrize(
    ("lines", "concerned", "choices", "answer", "homes"),
    [
        # 原表行号 alone: once for all, nobody by a guess
        (("2,,,户主,甲", "5,,,妻,乙", "6,,,子,丙"), (3, 4), "none above skip", "", ["甲", "（乙）", "（丙）"]),
        (("2,,,户主,甲", "5,,,妻,乙", "6,,,子,丙"), (3, 4), "none above skip", "above", ["甲乙丙"]),
        # the order of the first file, not of this one
        (("9,,,妻,丁", "7,,,户主,丙", "5,,,妻,乙", "2,,,户主,甲"), (2, 4), "none above skip", "above", ["丁丙", "乙甲"]),
        # another group is another household
        (("2,,一组,户主,甲", "5,,五组,妻,乙", "6,,一组,子,丙"), (3, 4), "none above skip", "above", ["甲丙", "（乙）"]),
        # no head before them
        (("5,,,妻,乙", "8,,,户主,甲"), (2,), "none skip", "above", ["甲", "（乙）"]),
        (("5,,,妻,乙",), (2,), "none skip", "skip", []),
        # nothing said of what they are to a head, where others say it
        (("2,甲,,户主,甲", "5,,,,乙"), (3,), "none above skip", "above", ["甲乙"]),
    ],
)  # fmt: skip
def test_rows_given_back_whose_household_nobody_remembers_are_asked_about_once(
    lines: tuple[str, ...], concerned: tuple[int, ...], choices: str, answer: str, homes: list[str]
) -> None:
    (asked,) = rows(*lines, header=GIVEN_BACK).questions
    assert (asked.key, asked.rows, asked.default) == ("given_back", concerned, "none")
    assert [choice.key for choice in asked.choices] == choices.split()
    read = rows(*lines, header=GIVEN_BACK, answers={"given_back": answer})
    assert [home for home in together(read) if home] == homes
    left_out = {row.number: row.problems[0].code for row in read.refused}
    assert left_out == (dict.fromkeys(concerned, "given_back") if answer == "skip" else {})


def test_thirty_rows_given_back_are_one_question_and_the_first_twenty_are_named() -> None:
    (asked,) = rows(*(f"{place},,,妻,乙{chr(0x4E00 + place)}" for place in range(2, 32)), header=GIVEN_BACK).questions
    assert len(asked.rows) == 30
    assert "有 30 行" in asked.text
    assert "、20、21等 行" in asked.text


def test_rows_given_back_from_a_roster_without_households_are_not_asked_about() -> None:
    assert rows("2,,,,甲", "5,,,,乙", header=GIVEN_BACK).questions == ()
