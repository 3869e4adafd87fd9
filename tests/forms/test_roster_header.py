"""The header of a roster is found in whatever order and wording it came."""

import pytest
from hypothesis import given, strategies as st

from vclinic.domain.problem import Refused
from vclinic.forms.roster_header import COLUMNS, LOOK_AT, doubled, find_header, is_header, meaning_of


@given(st.permutations(["姓名", "性别", "身份证号", "联系电话", "备注", "与户主关系", "慢病"]))
def test_columns_are_known_by_their_words_not_their_place(header: list[str]) -> None:
    place, columns = find_header([header])
    assert place == 0
    text = {
        "姓名": "name",
        "性别": "sex",
        "身份证号": "id_no",
        "联系电话": "phone",
        "与户主关系": "relation",
        "备注": "remark",
        "慢病": "diseases",
    }
    assert columns == {name: header.index(word) for word, name in text.items()}


@pytest.mark.parametrize(
    "cell", ["姓名", " 姓 名 ", "*姓名", "姓名（必填）", "姓名：", "【姓名】", "姓\n名", "　姓　名"]
)
def test_decoration_does_not_hide_a_column(cell: str) -> None:
    assert find_header([[cell, "身份证号"]])[1] == {"name": 0, "id_no": 1}


def test_the_first_of_two_columns_of_one_meaning_counts() -> None:
    header = ["姓名", "身份证号", "电话", " 手机 "]
    assert find_header([header])[1]["phone"] == 2
    assert doubled(header) == ("第 3 栏“电话”和第 4 栏“手机”是同一项，取的是第 3 栏，第 4 栏没有读。",)
    assert doubled(["姓名", "身份证号", "籍贯", "籍贯", "序号", "序号"]) == ()


@pytest.mark.parametrize(
    ("row", "header"),
    [(["姓名", "身份证号"], True), (["姓名", "出生日期"], True), (["姓名", "电话"], False), (["身份证号"], False), ([], False), (["张三", "340123195803121019"], False)],
)  # fmt: skip
def test_a_header_names_people_and_tells_them_apart(row: list[str], *, header: bool) -> None:
    assert is_header(row) is header


def test_titles_above_the_header_are_skipped_as_far_as_anybody_looks() -> None:
    title = [["杨湾村居民花名册"]]
    assert find_header([*title * (LOOK_AT - 1), ["姓名", "身份证号"]])[0] == LOOK_AT - 1
    with pytest.raises(Refused) as caught:
        find_header([*title * LOOK_AT, ["姓名", "身份证号"]])
    assert caught.value.code == "not_a_roster"
    assert caught.value.sentence.endswith("。")


def test_no_word_means_two_columns() -> None:
    assert COLUMNS["联系人电话"] == "contact_phone"
    assert COLUMNS["联系电话"] == "phone"
    assert {"name", "id_no", "birth_date"} <= set(COLUMNS.values())


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("身份证号码\n(18位)", "id_no"), ("出生日期（例:1958-03-12）", "birth_date"), ("姓 名", "name"), ("本人电话1", "phone"), ("聯繫電話", "phone"),
        ("身份證號", "id_no"), ("與戶主關係", "relation"), ("備註", "remark"), ("户编号", "household_no"), ("去世时间", "death_date"), ("是否死亡", "died"),
        ("慢病｜高血压", "disease:htn"), ("慢病｜其他", "diseases"), ("基本信息｜姓名", "name"), ("联系人｜电话", "contact_phone"), ("户主｜姓名", "household_head"),
        ("户主｜关系", "relation"), ("配偶｜姓名", None), ("配偶｜电话", None), ("是否高血压", "disease:htn"), ("糖尿病患者", "disease:t2dm"),
        ("2型糖尿病", "disease:t2dm"), ("有无高血压", "disease:htn"), ("高血压病史", "disease:htn"), ("脑卒中（√）", "disease:stroke"), ("慢阻肺", "disease:copd"),
        ("高血压分级", None), ("高血压随访日期", None), ("籍贯", None), ("年龄", "ignore"), ("电话2", None), ("", None), ("姓名｜", "name"), ("冠心病", "disease:chd"),
    ],
)  # fmt: skip
def test_a_heading_means_one_thing_or_nothing(heading: str, meaning: str | None) -> None:
    assert meaning_of(heading) == meaning


def test_what_a_doctor_has_said_of_a_heading_goes_before_what_we_think() -> None:
    assert meaning_of("电 话", {"电话": "contact_phone"}) == "contact_phone"
    assert find_header([["姓名", "证"]], {"证": "id_no"})[1] == {"name": 0, "id_no": 1}


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        ("户籍姓名 人员姓名 本人姓名 姓名*", "name"),
        ("身份证件号 公民身份证号 居民身份证号码 身份证号（18位）", "id_no"),
        ("家庭号 住户编号 户口本号", "household_no"),
        ("家庭户主 所属户主 户主名字", "household_head"),
        ("成员关系 与户主称谓 和户主关系", "relation"),
        ("村组 组名 所属小组 生产队", "village_group"),
        ("详细地址 现居住地 常住地址", "address"),
        ("联系号码 本人手机号 座机", "phone"),
        ("有无药物过敏 过敏药", "allergies"),
    ],
)
def test_more_ways_to_head_a_column_are_understood(headings: str, field: str) -> None:
    assert [meaning_of(heading) for heading in headings.split()] == [field] * len(headings.split())


@pytest.mark.parametrize("heading", ["户主身份证号", "户主电话", "医生姓名", "父亲身份证号"])
def test_what_is_said_of_other_people_is_not_the_persons(heading: str) -> None:
    assert meaning_of(heading) is None
