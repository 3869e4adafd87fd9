"""Names are found by their initials and their pinyin, with surnames read as surnames."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, strategies as st

from vclinic.domain.names import normal_name, search_keys


@pytest.mark.parametrize(
    ("name", "initials", "full"),
    [
        ("张三", "zs", "zhangsan"),
        ("王建国", "wjg", "wangjianguo"),
        ("单国英", "sgy", "shanguoying"),
        ("曾庆林", "zql", "zengqinglin"),
        ("解放", "xf", "xiefang"),
        ("仇桂英", "qgy", "qiuguiying"),
        ("查明亮", "zml", "zhamingliang"),
        ("盖聂", "gn", "genie"),
        ("区志强", "ozq", "ouzhiqiang"),
        ("朴永年", "pyn", "piaoyongnian"),
        ("翟素芬", "zsf", "zhaisufen"),
        ("缪斌", "mb", "miaobin"),
        ("覃艳红", "qyh", "qinyanhong"),
        ("薄一鸣", "bym", "boyiming"),
        ("乐小凤", "yxf", "yuexiaofeng"),
        ("任大山", "rds", "rendashan"),
        ("华国平", "hgp", "huaguoping"),
        ("欧阳建国", "oyjg", "ouyangjianguo"),
        ("尉迟敬德", "ycjd", "yuchijingde"),
        ("长孙无忌", "zswj", "zhangsunwuji"),
        ("万俟卨", "mqx", "moqixie"),
        ("令狐冲", "lhc", "linghuchong"),
        ("澹台明", "ttm", "tantaiming"),
        ("吕丽", "ll", "lvli"),
        ("阿卜杜热合曼·买买提", "abdrhmmmt", "abudurehemanmaimaiti"),
    ],
)
def test_the_reading_of_the_surname_comes_first(name: str, initials: str, full: str) -> None:
    keys = search_keys(name)
    assert keys.initials[0] == initials
    assert keys.full[0] == full


@pytest.mark.parametrize(
    ("name", "other"),
    [("单国英", "danguoying"), ("曾庆林", "cengqinglin"), ("解放", "jiefang"), ("仇桂英", "chouguiying"), ("查明亮", "chamingliang")],
)  # fmt: skip
def test_the_other_reading_finds_them_too(name: str, other: str) -> None:
    assert other in search_keys(name).full


def test_a_surname_of_two_characters_may_also_be_one() -> None:
    keys = search_keys("单于飞")
    assert keys.full[0] == "chanyufei"
    assert "shanyufei" in keys.full
    assert {"cyf", "syf"} <= set(keys.initials)


def test_a_name_is_found_from_any_later_syllable() -> None:
    keys = search_keys("王建国")
    assert {"jg", "jianguo", "g", "guo"} == set(keys.inside)


def test_a_character_families_read_in_two_ways_is_found_by_both() -> None:
    assert {"wanglele", "wangyueyue"} <= set(search_keys("王乐乐").full)


def test_a_single_character_is_no_surname() -> None:
    assert "dan" in search_keys("单").full
    assert search_keys("欧阳").full[0] == "ouyang"


def test_letters_are_found_as_they_are() -> None:
    assert search_keys("Ａnna").full == ("anna",)


def test_nothing_has_no_keys() -> None:
    assert search_keys("") == search_keys(" 　")
    assert search_keys("").full == ()


def test_a_rare_character_without_a_reading_stands_for_itself() -> None:
    assert search_keys("张\ue000").full == ("zhang\ue000",)


def test_many_readings_are_bounded_and_quick() -> None:
    keys = search_keys("单" + "乐行长朝" * 12)
    assert len(keys.full) <= 8


@pytest.mark.parametrize(
    "text",
    ["阿卜杜热合曼·买买提", "阿卜杜热合曼•买买提", "阿卜杜热合曼・买买提", "阿卜杜热合曼．买买提", "阿卜杜热合曼.买买提", "阿卜杜热合曼 ·　买买提", "·阿卜杜热合曼·买买提·"],
)  # fmt: skip
def test_there_is_one_dot_in_minority_names(text: str) -> None:
    assert normal_name(text) == "阿卜杜热合曼·买买提"


def test_gaps_between_characters_are_no_part_of_a_name() -> None:
    assert normal_name(" 张　三\t") == "张三"


UNREAD = "兙兡嗧桛烪瓧瓰瓱瓼甅"  # old units of measure, in nobody's name
CHARACTERS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters=UNREAD)


@given(st.text(CHARACTERS, min_size=1, max_size=6))
def test_every_name_has_keys_a_keyboard_can_type(name: str) -> None:
    keys = search_keys(name)
    assert keys == search_keys(name)
    assert 1 <= len(keys.full) <= 8
    assert all(key.isascii() and key.isalpha() and key.islower() for key in (*keys.full, *keys.initials, *keys.inside))
    assert {len(key) for key in keys.initials} == {len(name)}


def test_a_character_without_a_reading_is_found_by_itself() -> None:
    assert search_keys("王瓧").full == ("wang瓧",)


@given(st.text(max_size=20))
def test_any_text_can_be_a_name_and_is_made_even_once(text: str) -> None:
    once = normal_name(text)
    assert normal_name(once) == once
    assert search_keys(text) == search_keys(once)


def test_phrases_that_are_left_out_change_no_key() -> None:
    code = (
        "import sys\n"
        "if sys.argv[1]: import pypinyin\n"  # with its phrases, before ours is asked
        "from vclinic.domain.names import common_reading\n"
        "print([common_reading(chr(code)) for code in range(0x3400, 0xA000)])\n"
        "import pypinyin.constants as tables\n"
        "print(len(tables.PHRASES_DICT) > 0)"
    )
    with_phrases, without = (
        subprocess.run([sys.executable, "-c", code, word], capture_output=True, text=True, check=True, env=env).stdout
        for word, env in (("phrases", _without_setting()), ("", _without_setting()))
    )
    assert with_phrases.splitlines()[1] == "True"
    assert without.splitlines()[1] == "False"
    assert with_phrases.splitlines()[0] == without.splitlines()[0]


def _without_setting() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYPINYIN_NO_PHRASES"}
