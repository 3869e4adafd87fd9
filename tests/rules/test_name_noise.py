"""What stands around a name: forms, strengths, makers and how it is taken say nothing of the drug; anything else does."""

import pytest
from hypothesis import given, strategies as st

from vclinic.rules.name_noise import even, form_in, is_noise, pieces, without_noise


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("ａｐｃ 片", "APC片"),
        ("先锋霉素Ⅳ", "先锋霉素IV"),
        ("　心 痛 定\t", "心痛定"),
        ("（５ｍｇ）", "(5MG)"),
        ("", ""),
    ],
)
def test_one_way_of_writing(written: str, text: str) -> None:
    assert even(written) == text
    assert even(text) == text


@pytest.mark.parametrize(
    "piece",
    [
        "片",
        "肠溶片",
        "缓释胶囊",
        "5MG",
        "0.5G",
        "30片德国拜耳",
        "江苏豪森药业",
        "盐酸",
        "钠",
        "每日2次口服",
        "医院开的",
        "早晚各一片",
        "国产",
    ],
)
def test_what_is_around_a_name_is_noise(piece: str) -> None:
    assert is_noise(piece)


@pytest.mark.parametrize("piece", ["神茶", "复方", "左", "普利", "神奇片", "片神", "降压", ""])
def test_what_may_be_a_name_is_none(piece: str) -> None:
    assert not is_noise(piece)


@given(st.lists(st.sampled_from(["片剂", "片", "剂", "盐酸", "5", "MG", "神"]), max_size=400))
def test_a_long_text_is_judged_at_once(parts: list[str]) -> None:
    text = "".join(parts)
    assert is_noise(text) is (bool(text) and "神" not in text)


@pytest.mark.parametrize(
    ("piece", "left"),
    [
        ("速尿片20MG", "速尿"),
        ("吃速尿", "速尿"),
        ("盐酸速尿", "速尿"),
        ("速尿", "速尿"),
        ("片", "片"),
        ("医院开的速尿每天一次", "速尿"),
    ],
)
def test_a_short_name_is_freed_of_what_stands_at_its_ends(piece: str, left: str) -> None:
    assert without_noise(piece) == left


@pytest.mark.parametrize(
    ("text", "form"),
    [("红霉素软膏", "软膏"), ("噻吗洛尔滴眼液", "滴眼液"), ("沙丁胺醇气雾剂", "气雾剂"), ("吲哚美辛栓", "栓"), ("鼻炎康片", ""), ("耳聋左慈丸", ""), ("", "")],
)  # fmt: skip
def test_a_form_that_is_not_swallowed(text: str, form: str) -> None:
    assert form_in(text) == form


def test_pieces_are_what_stands_between_marks() -> None:
    assert pieces("(络活喜)，5MG×7/盒") == ["络活喜", "5MG", "7", "盒"]
    assert pieces("，。") == []
