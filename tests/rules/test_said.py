"""A text cut into known words and the rest."""

from hypothesis import given, strategies as st

from vclinic.rules.said import Part, Word, evened, parts_of, sentences

WORDS = (
    Word("糖尿病前期", "not", ("pre",)),
    Word("糖尿病", "ill", ("dm",)),
    Word("病", "noise", ()),
    Word("DM", "ill", ("dm",)),
)


def test_the_longest_word_is_taken_and_not_looked_at_again() -> None:
    assert parts_of("糖尿病前期病", WORDS) == [Part("糖尿病前期", "not", ("pre",)), Part("病", "noise")]


def test_latin_words_are_none_inside_longer_ones() -> None:
    assert [part.kind for part in parts_of("DM", WORDS)] == ["ill"]
    assert [part.kind for part in parts_of("DM2", WORDS)] == ["ill", "rest"]
    assert [part.kind for part in parts_of("ADMIN", WORDS)] == ["rest"]
    assert [part.kind for part in parts_of("GDM", WORDS)] == ["rest"]


def test_a_text_falls_into_sentences_and_clauses() -> None:
    assert sentences("Ａ，b；c。\n ，、") == [["A", "B"], ["C"], ["、"]]
    assert sentences("") == []


def test_marks_between_names_and_spaces_stand_alone() -> None:
    assert [part.kind for part in parts_of("甲、乙 丙/丁", ())] == [
        "rest",
        "list",
        "rest",
        "space",
        "rest",
        "list",
        "rest",
    ]


@given(st.text(max_size=30))
def test_nothing_of_a_text_is_lost(text: str) -> None:
    whole = evened(text)
    assert "".join(part.text for part in parts_of(whole, WORDS)) == whole
    assert evened(whole) == whole
