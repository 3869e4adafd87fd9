"""How a chapter becomes what F1 shows: pieces as they stand, and a stop at whatever is not understood."""

import json
from pathlib import Path

import pytest

from resources import build_manual
from resources.build_manual import NotUnderstood, chapter


def only(body: str) -> str:
    """The HTML of a chapter's one section."""
    (section,) = chapter("1-a", f"# 题\n\n{body}\n").sections
    return section.html


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("按「打印」。", "<p>按<b>「打印」</b>。</p>"),
        ("按 `Ctrl+P`，**别急**。", "<p>按 <code>Ctrl+P</code>，<b>别急</b>。</p>"),
        ("上半句，\n下半句。", "<p>上半句，下半句。</p>"),
        ("用 PDF\nviewer 看", "<p>用 PDF viewer 看</p>"),
        ("大于 3 < 5 & 7", "<p>大于 3 &lt; 5 &amp; 7</p>"),
        ("- 一\n- 二\n  接着二", "<ul><li>一</li><li>二接着二</li></ul>"),
        ("1. 一\n2. 二", "<ol><li>一</li><li>二</li></ol>"),
        ("3. 三\n4. 四", '<ol start="3"><li>三</li><li>四</li></ol>'),
        ("| 看到 | 做 |\n|---|---|\n| 甲 | 按「打印」 |", "<table><tr><th>看到</th><th>做</th></tr><tr><td>甲</td><td>按<b>「打印」</b></td></tr></table>"),
        ("```\na < b\n\nc\n```", "<pre>a &lt; b\n\nc</pre>"),
        ("![名单](../../x/today.png)", '<p class="picture"><img src="today.png" alt="名单"></p>\n<p class="caption">名单</p>'),
        ("见 [网页](https://example.org/a)", '<p>见 <a href="https://example.org/a">网页</a></p>'),
    ],
)  # fmt: skip
def test_a_piece_of_a_chapter(written: str, html: str) -> None:
    assert only(written) == html


@pytest.mark.parametrize(
    "body",
    ["### 三级标题", "> 引文", "<b>html</b>", "  缩进", "- 一\n接着", "![没有名字的](x.jpg)", "```\n没有关上"],
)
def test_what_is_not_understood_stops_the_build(body: str) -> None:
    with pytest.raises(NotUnderstood):
        chapter("1-a", f"# 题\n\n{body}\n")


def test_a_chapter_without_a_title_stops_the_build() -> None:
    with pytest.raises(NotUnderstood, match="1-a"):
        chapter("1-a", "没有标题\n")


def test_sections_have_anchors_and_the_pages_that_open_at_them() -> None:
    made = chapter("2-b", "# 题\n\n开头\n\n<!-- F1: today record -->\n## 一\n\n甲\n\n## 二\n乙\n")
    assert [(section.anchor, section.title, section.pages) for section in made.sections] == [
        ("2-b-0", "", ()),
        ("2-b-1", "一", ("today", "record")),
        ("2-b-2", "二", ()),
    ]
    assert made.sections[2].html == "<p>乙</p>"


def test_what_a_search_looks_through_has_no_marks() -> None:
    (section,) = chapter("1-a", "# 题\n\n按「打印」 & `F1`\n").sections
    assert section.text == "按 「打印」 & F1"


def test_the_same_chapters_give_the_same_bytes(tmp_path: Path) -> None:
    build_manual.build(tmp_path / "a")
    build_manual.build(tmp_path / "b")
    for name, title in build_manual.BOOKS.items():
        first = (tmp_path / "a" / name / "book.json").read_bytes()
        assert first == (tmp_path / "b" / name / "book.json").read_bytes()
        assert json.loads(first)["title"] == title
