"""What F1 finds: the section of a page, and whatever holds the words that were typed."""

from pathlib import Path

import pytest

from vclinic.manual import Book, Chapter, Section, manual


def section(anchor: str, title: str, text: str, *pages: str) -> Section:
    return Section(anchor, title, f"<p>{text}</p>", text, pages)


BOOK = Book(
    "手册",
    Path("/nowhere"),
    (
        Chapter("a", "第一天", (section("a-0", "", "装上程序"), section("a-1", "登录", "忘了密码用恢复码", "gate"))),
        Chapter("b", "打印", (section("b-0", "", "纸"), section("b-1", "存 PDF", "先打印，再存", "print", "record"))),
    ),
)


@pytest.mark.parametrize(
    ("page", "anchor"), [("gate", "a-1"), ("print", "b-1"), ("record", "b-1"), ("unheard_of", "a-0")]
)
def test_a_page_leads_to_its_section_and_an_unknown_one_to_the_beginning(page: str, anchor: str) -> None:
    assert BOOK.anchor_of(page) == anchor


def test_a_section_knows_its_chapter() -> None:
    assert [BOOK.chapter_of(anchor).title for anchor in ("a-0", "a-1", "b-1")] == ["第一天", "第一天", "打印"]


@pytest.mark.parametrize(
    ("typed", "anchors"),
    [
        ("", ("a-0", "a-1", "b-0", "b-1")),
        ("  ", ("a-0", "a-1", "b-0", "b-1")),
        ("打印", ("b-0", "b-1")),  # the chapter's title is that of its first section
        ("登录", ("a-1",)),
        ("pdf", ("b-1",)),
        ("恢复码 忘了", ("a-1",)),
        ("存 纸", ()),
        ("骨折", ()),
    ],
)
def test_a_search_wants_everything_that_was_typed_in_one_section(typed: str, anchors: tuple[str, ...]) -> None:
    assert BOOK.search(typed) == anchors


def test_what_has_it_in_the_title_comes_first() -> None:
    book = Book("", Path(), (Chapter("1", "甲", (section("1", "乙", "备份"), section("2", "备份", "丙"))),))
    assert book.search("备份") == ("2", "1")


def test_the_manual_that_ships_is_read_once_and_has_its_pictures() -> None:
    book = manual("doctor")
    assert book is manual("doctor")
    assert [chapter.title for chapter in book.chapters] == [
        "第一天", "一次随访", "发药", "没有网络", "遇到问题怎么办", "备份与换电脑", "读卡器、血压计、扫码枪",
        "更新程序",
    ]  # fmt: skip
    assert (book.folder / "today.png").is_file()


@pytest.mark.parametrize("typed", ["忘了密码", "打印", "换电脑", "u盘", "退回", "批号", "ctrl+k", "草稿"])
def test_what_a_doctor_would_type_is_answered(typed: str) -> None:
    assert manual("doctor").search(typed)
