"""What people type, made even: as it looks, so it is read."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from vclinic.domain.typed import cleaned, line, plain, plain_code, shown, spellings

ORDINARY = st.text(alphabet="王建国𠮷䶮〇·，。（）abcXYZ019 -/:\n\ue000", max_size=30)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("⽂小⽂", "文小文"),  # Kangxi radicals
        ("⻢⻰⻅", "马龙见"),  # of the supplement
        ("喻\uf9f7明", "喻立明"),  # a compatibility ideograph
        ("柏\u200e大山", "柏大山"),
        ("水\xad生", "水生"),
        ("章\u3164伟", "章伟"),
        ("\u202a34012319\u202c", "34012319"),
        ("\ufeff赵大山\u200b", "赵大山"),
        ("葛\U000e0100城", "葛城"),
        ("赵\u3000大\xa0山", "赵 大 山"),
        ("一行\u2028二行", "一行\n二行"),
        ("a\x00b\x1a", "ab"),
        ("１２３ＡＢ：", "123AB:"),
    ],
)
def test_what_looks_alike_is_alike(typed: str, meant: str) -> None:
    assert plain(typed) == meant
    assert unicodedata.is_normalized("NFC", plain(typed))


@pytest.mark.parametrize("name", ["𠮷田", "䶮", "王〇", "买买提·艾力", "\ue123", "神〇一二"])
def test_rare_characters_of_names_stay(name: str) -> None:
    assert plain(name) == cleaned(name) == shown(name) == name


def test_punctuation_and_widths_of_a_text_stay_where_it_is_kept_word_for_word() -> None:
    assert cleaned("头晕，乏力：１ 天（轻）") == "头晕，乏力：１ 天（轻）"
    assert plain("头晕，１") == "头晕,1"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ＡＢ２３－ｃｄ４５", "AB23CD45"),
        (" ab23 cd45\u200b", "AB23CD45"),
        ("AB23—CD45。", "AB23CD45"),
        ("", ""),
        ("接入码：ＡＢ２３‐cd４５（请收好）", "AB23CD45"),
        ("AB23−CD45－", "AB23CD45"),
    ],
)
def test_a_code_is_read_however_it_is_written(typed: str, code: str) -> None:
    assert plain_code(typed) == code


def test_what_cannot_be_seen_is_named_in_a_sentence() -> None:
    assert shown("章\u3164伟\n") == "章〔不可见字符〕伟\n"
    assert shown("⽂") == "⽂"


@given(ORDINARY)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert cleaned(text) == text


@given(st.text())
def test_made_even_twice_is_made_even_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert cleaned(cleaned(text)) == cleaned(text)
    assert plain_code(plain_code(text)) == plain_code(text)


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S")), min_size=1))
def test_nothing_that_can_be_seen_is_lost(text: str) -> None:
    seen = [character for character in text if shown(character) == character]
    assert len(plain(text)) >= len(seen)


@pytest.mark.parametrize("typed", ["wang", "ｗａｎｇ", " wang\u3000", "wang\u3164", "\u2068ｗang\u2069", "wa\xadng"])
def test_a_login_is_one_line_however_it_was_typed(typed: str) -> None:
    assert line(typed) == "wang"


@pytest.mark.parametrize(
    ("typed", "tried"),
    [
        ("Chun tian-7", ("Chun tian-7",)),
        ("Ｃhuntian７", ("Ｃhuntian７", "Chuntian7")),
        ("  blanks ", ("  blanks ",)),
        ("春天\u200b2026", ("春天\u200b2026", "春天2026")),
    ],
)
def test_a_password_is_tried_as_typed_and_then_made_even(typed: str, tried: tuple[str, ...]) -> None:
    assert spellings(typed) == tried
