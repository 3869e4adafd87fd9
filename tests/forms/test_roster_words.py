"""Words in a roster's cells: read in any spelling, and never for more than they say."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from tests.forms.rosters import ZHANG, number
from vclinic.domain.identity import IdNo
from vclinic.domain.problem import Problem
from vclinic.forms.roster_cells import LOST_DIGITS
from vclinic.forms.roster_words import (
    name_problem,
    read_birth,
    read_diseases,
    read_ethnic,
    read_id_no,
    read_relation,
)

BORN = date(1958, 3, 12)
SPELLINGS = (
    "{y:04d}-{m:02d}-{d:02d}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}年{m}月{d}日", "{y:04d}{m:02d}{d:02d}", "{y} 年 {m} 月 {d} 日",
    "{y}-{m}-{d} 0:00", "{y}/{m}/{d} 00:00:00", "{y:04d}-{m:02d}-{d:02d}T00:00:00.000", " {y}－{m}－{d} ", "公历{y}年{m}月{d}日", "{y}·{m}·{d}", "{y},{m},{d}", "{y}.{m}.{d}.",
)  # fmt: skip


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(SPELLINGS), st.booleans())
def test_a_birthday_is_the_same_day_in_every_spelling(day: date, spelling: str, wide: bool) -> None:
    text = spelling.format(y=day.year, m=day.month, d=day.day)
    if wide:
        text = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert read_birth(text, None) == day
    assert read_birth(text, day) == day


@given(st.dates(date(1927, 5, 18), date(2099, 12, 31)))
def test_a_spreadsheets_day_number_is_its_day(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    month_too = "19001" <= serial <= "20299" and serial[-1] != "0"  # 19586 is June 1958 as well
    said = read_birth(serial, None)
    assert (isinstance(said, Problem) and said.code == "day_missing") if month_too else said == day
    assert read_birth(serial, day) == day


@pytest.mark.parametrize(
    ("cell", "known", "born"),
    [
        ("19586", None, "可能是 1958 年 6 月"),
        ("19586", date(1958, 6, 3), date(1958, 6, 3)),
        ("19586", date(1953, 8, 15), date(1953, 8, 15)),
        ("20300", None, date(1955, 7, 30)),
        ("00000", None, "看不懂"),
        ("58.10.3", None, "年份只写了两位"),
        ("581003", None, "年份只写了两位"),
        ("581003", date(1958, 10, 3), date(1958, 10, 3)),
        ("民国47年10月3日", None, "民国纪年"),
        ("农历1958年8月20", None, "农历"),
        ("1958年腊月初三", None, "农历"),
        ("1958.10.3（阴历）", None, "农历"),
        ("1958.10.3（阴历）", date(1958, 11, 14), date(1958, 11, 14)),
        ("属狗", None, "属相"),
        ("68岁", None, "年龄"),
        ("68", None, "年龄"),
        ("1958年10月3号", None, date(1958, 10, 3)),
        ("1958、10、3", None, date(1958, 10, 3)),
        ("1958。10。3", None, date(1958, 10, 3)),
        ("1958 10 3", None, date(1958, 10, 3)),
        ("1958年10月03日生", None, date(1958, 10, 3)),
        ("1958-10-03 上午12:00", None, date(1958, 10, 3)),
        ("10/3/1958", None, "看不懂"),
        ("3-Oct-58", None, "看不懂"),
        ("一九五八年十月三日", None, date(1958, 10, 3)),
    ],
)
def test_a_birth_date_is_read_right_or_refused_with_what_is_wrong_with_it(
    cell: str, known: date | None, born: date | str
) -> None:
    said = read_birth(cell, known)
    told = said.text if isinstance(said, Problem) else said
    assert born in told if isinstance(born, str) and isinstance(told, str) else told == born


def test_day_numbers_have_an_end() -> None:
    assert read_birth("73050", None) == date(2099, 12, 31)
    beyond = read_birth("73051", None)
    assert isinstance(beyond, Problem)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1958-02-30", "no_such_date"), ("1958-13-01", "no_such_date"), ("58-3-12", "not_a_date"), ("3/12/1958", "not_a_date"), ("属狗", "not_a_date"),
        ("1958-03", "day_missing"), ("1958年3月", "day_missing"), ("1958年", "day_missing"), ("1958", "day_missing"),
    ],
)  # fmt: skip
def test_a_birthday_that_is_not_said_is_not_guessed(cell: str, code: str) -> None:
    birth = read_birth(cell, None)
    assert isinstance(birth, Problem)
    assert (birth.field, birth.code) == ("birth_date", code)
    assert birth.text.endswith("。")


@pytest.mark.parametrize("cell", ["1958", "1958年", "1958-03", "195803", "1958年3月", "1958.3"])
def test_a_month_or_a_year_will_do_beside_an_id_number(cell: str) -> None:
    assert read_birth(cell, BORN) == BORN


@pytest.mark.parametrize("cell", ["1959", "1958-04", "195812", "1958-03-13", str((BORN - date(1899, 12, 30)).days + 1)])
def test_a_contradiction_to_the_id_number_is_said(cell: str) -> None:
    birth = read_birth(cell, BORN)
    assert isinstance(birth, Problem)
    assert birth.code == "differs_from_id"
    assert "1958-03-12" in birth.text


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(-400, 400).filter(bool))
def test_no_other_day_agrees_with_the_id_number(born: date, off: int) -> None:
    assert isinstance(read_birth(str(born + timedelta(days=off)), born), Problem)


@pytest.mark.parametrize("name", ["张三", "阿卜杜·买买提", "㐂禾", "〇一", "\ue000丽", "Maria"])
def test_names_people_have(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(("name", "code"), [("", "required"), ("张三1", "not_a_name"), ("张三（亡）", "not_a_name"), ("张*", "not_a_name")])  # fmt: skip
def test_names_nobody_has(name: str, code: str) -> None:
    problems = name_problem(name)
    assert problems is not None
    assert problems.code == code


@pytest.mark.parametrize(
    "cell", ["", " ", "无", "不详", "0", "/", "\\", "暂无", "未知", "未上户", "新生儿", "无身份证", "N/A"]
)
def test_a_cell_may_say_that_there_is_no_id_number(cell: str) -> None:
    assert read_id_no(cell) is None


def test_id_numbers_in_any_spelling() -> None:
    for cell in (
        ZHANG,
        f" {ZHANG} ",
        "340123 1958 0312 1019",
        "340123580312101",
        "３４０１２３１９５８０３１２１０１９",
        f"身份证号：{ZHANG}",
    ):
        parsed = read_id_no(cell)
        assert isinstance(parsed, IdNo)
        assert (parsed.number, parsed.birth_date, parsed.sex_code) == (ZHANG, BORN, "1")


@pytest.mark.parametrize("last", "×хХⅩ")
def test_what_looks_like_the_last_x_is_one_where_the_figures_agree(last: str) -> None:
    parsed = read_id_no(f"11010519491231002{last}")
    assert isinstance(parsed, IdNo)
    assert parsed.number == "11010519491231002X"
    assert isinstance(read_id_no(f"{ZHANG[:-1]}{last}"), Problem)


@pytest.mark.parametrize(("cell", "code"), [("3.40123E+17", "digits_lost"), ("3.4e+17", "digits_lost"), (LOST_DIGITS, "digits_lost"), (ZHANG[:-1] + "0", "check_digit"), ("123", "length"), ("340123********1019", "masked")])  # fmt: skip
def test_id_numbers_that_are_none(cell: str, code: str) -> None:
    parsed = read_id_no(cell)
    assert isinstance(parsed, Problem)
    assert parsed.code == code


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("户主", ("02", "")), ("本人", ("02", "")), ("妻子", ("12", "")), ("户主之子", ("20", "")), ("户主的女儿", ("30", "")), ("长女", ("30", "")),
        ("12", ("12", "")), ("", ("", "")), ("老婆", ("12", "")), ("二女儿", ("30", "")), ("长孙", ("40", "")), ("弟弟", ("70", "")), ("邻居", ("", "邻居")), ("77", ("", "77")),
        ("本人或户主", ("02", "")), ("孙子、孙女或外孙子、外孙女", ("40", "")), ("祖父母或外祖父母", ("60", "")), ("祖父母", ("60", "")), ("兄、弟、姐、妹", ("70", "")),
        ("父亲或母亲", ("50", "")), ("父 亲", ("51", "")), ("公公", ("", "公公")),
    ],
)  # fmt: skip
def test_relations(cell: str, listed: tuple[str, str]) -> None:
    assert read_relation(cell) == listed


def test_ethnic_groups() -> None:
    assert [read_ethnic(cell) for cell in ("汉", "汉族", "回族", "01", "达斡尔族", "维族", "蒙", "1", "3.0", "汉 族", "回　族")] == ["01", "01", "03", "01", "31", "05", "02", "01", "03", "01", "03"]  # fmt: skip
    unknown = read_ethnic("火星族")
    assert isinstance(unknown, Problem)
    assert unknown.text == "民族“火星族”看不懂。"


class TestDiseases:
    @pytest.mark.parametrize(
        ("cell", "listed"),
        [
            ("高血压", ("htn",)), ("原发性高血压", ("htn",)), ("高血压病2级（很高危）", ("htn",)), ("患有高血压病史", ("htn",)), ("2型糖尿病", ("t2dm",)),
            ("糖尿病II型", ("t2dm",)), ("高血压、糖尿病", ("htn", "t2dm")), ("高血压伴糖尿病", ("htn", "t2dm")), ("高血压 糖尿病", ("htn", "t2dm")),
            ("高血压，高血压", ("htn",)), ("慢性阻塞性肺疾病", ("copd",)), ("脑梗死后遗症", ("stroke",)), ("中风", ("stroke",)), ("冠心病；慢阻肺", ("chd", "copd")),
            ("高血压：有", ("htn",)), ("□高血压 ☑糖尿病", ("t2dm",)), ("高血压□糖尿病☑", ("t2dm",)), ("高血压√ 糖尿病×", ("htn",)),
            ("(√)高血压 (×)糖尿病", ("htn",)), ("□高血压□糖尿病", ()), ("√高血压", ("htn",)),
            ("①高血压②糖尿病", ("htn", "t2dm")), ("1.高血压 2.糖尿病", ("htn", "t2dm")), ("高血压-2型糖尿病", ("htn", "t2dm")),
        ],
    )  # fmt: skip
    def test_what_is_clearly_said(self, cell: str, listed: tuple[str, ...]) -> None:
        assert read_diseases(cell) == (listed, "")

    @pytest.mark.parametrize("cell", ["", "无", "没有", "否", "健康", "正常", "无慢性病", "无病史", "无疾病"])
    def test_nothing(self, cell: str) -> None:
        assert read_diseases(cell) == ((), "")

    @pytest.mark.parametrize(
        "cell",
        [
            "无高血压", "没有高血压", "非高血压", "无高血压、糖尿病", "否认高血压及糖尿病", "无 高血压", "无、高血压、糖尿病", "高血压 无", "高血压：无",
            "高血压（无）", "高血压病：未患", "高血压(-)", "高血压×", "排除高血压",
        ],
    )  # fmt: skip
    def test_a_denial_enters_nobody_in_a_register(self, cell: str) -> None:
        codes_read, unread = read_diseases(cell)
        assert codes_read == ()
        assert "高血压" in unread

    @pytest.mark.parametrize(
        "cell",
        [
            "疑似高血压", "高血压？", "高血压待查", "高血压待确诊", "高血压前期", "临界高血压", "高血压高危人群", "父亲高血压", "家族高血压史", "妊娠高血压", "妊娠期糖尿病",
            "1型糖尿病", "糖尿病Ⅰ型", "继发性高血压", "肺动脉高血压",
        ],
    )  # fmt: skip
    def test_a_doubt_enters_nobody_in_a_register(self, cell: str) -> None:
        codes_read, unread = read_diseases(cell)
        assert codes_read == ()
        assert unread

    @pytest.mark.parametrize("cell", ["高血压√糖尿病", "√√高血压", "高血压□√糖尿病", "√高血压 √"])
    def test_where_marks_do_not_show_whose_they_are_nobody_is_entered(self, cell: str) -> None:
        assert read_diseases(cell) == ((), cell)

    @pytest.mark.parametrize("cell", ["儿高血压", "妻高血压、糖尿病", "爱人有糖尿病"])
    def test_a_relative_in_one_word_is_not_the_person(self, cell: str) -> None:
        codes_read, unread = read_diseases(cell)
        assert codes_read == ()
        assert unread

    def test_what_is_said_beside_a_denial_counts(self) -> None:
        assert read_diseases("高血压：有；糖尿病：无") == (("htn",), "糖尿病:无")
        assert read_diseases("高血压、无糖尿病") == (("htn",), "无糖尿病")

    @pytest.mark.parametrize(
        ("cell", "listed"),
        [
            ("父亲高血压、糖尿病", ()), ("父母高血压 糖尿病", ()), ("高血压、父亲糖尿病", ("htn",)), ("父亲高血压、本人糖尿病", ("t2dm",)),
        ],
    )  # fmt: skip
    def test_a_list_after_a_relative_is_the_relatives(self, cell: str, listed: tuple[str, ...]) -> None:
        assert read_diseases(cell)[0] == listed

    def test_what_cannot_be_read_is_kept(self) -> None:
        assert read_diseases("高血压20年、痛风") == (("htn",), "20年、痛风")
        assert read_diseases("腰腿痛") == ((), "腰腿痛")

    @given(st.text(max_size=12))
    def test_only_a_cell_that_names_a_disease_enters_a_register(self, cell: str) -> None:
        codes_read, _ = read_diseases(cell)
        assert not codes_read or any(word in cell for word in ("高血压", "糖尿病", "肺", "脑", "中风", "冠心病"))


def test_the_helpers_numbers_are_sound() -> None:
    assert isinstance(read_id_no(number(1958)), IdNo)


@pytest.mark.parametrize(("cell", "born"), [("1958.1", date(1958, 10, 12)), ("1958.1", date(1958, 1, 12)), ("1958.10", date(1958, 10, 12)), ("1958.12", date(1958, 12, 12))])  # fmt: skip
def test_a_month_typed_as_a_number_loses_october_and_the_id_number_tells(cell: str, born: date) -> None:
    assert read_birth(cell, born) == born
    assert isinstance(read_birth(cell, date(1958, 11, 12)), Problem)
    assert isinstance(read_birth(cell, date(1959, born.month, 12)), Problem)
    assert isinstance(read_birth(cell, None), Problem)


@pytest.mark.parametrize("cell", ["属狗", "58-3-12", "3/12/1958", "1958-02-30", "195813", "农历二月"])
def test_what_nobody_can_read_does_not_contradict_an_id_number(cell: str) -> None:
    assert read_birth(cell, BORN) == BORN


def test_a_workbook_may_count_its_days_from_1904() -> None:
    assert read_birth("19794", None, epoch_1904=True) == BORN
    assert read_birth("24107", None, epoch_1904=True) == date(1970, 1, 1)


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("高血压糖尿病", ("htn", "t2dm")), ("高血压2型糖尿病", ("htn", "t2dm")), ("高血压3级糖尿病", ("htn", "t2dm")), ("2型糖尿病高血压", ("t2dm", "htn")),
        ("高血压Ⅱ型糖尿病冠心病", ("htn", "t2dm", "chd")), ("高血压3年糖尿病2年", ("htn", "t2dm")), ("高血压1型糖尿病", ("htn",)), ("高血压疑似糖尿病", ()),
        ("父亲高血压糖尿病", ()), ("疑似高血压糖尿病", ()), ("无高血压糖尿病", ()), ("脑梗死中风", ("stroke",)),
    ],
)  # fmt: skip
def test_diseases_written_together_are_both_where_nothing_else_stands_with_them(
    cell: str, listed: tuple[str, ...]
) -> None:
    assert read_diseases(cell)[0] == listed
