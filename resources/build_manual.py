"""Compile the manuals of ``docs/manual`` into what F1 and the console show: a ``book.json`` in ``resources/manual`` for each.

Usage: ``python -m resources.build_manual``. A book is a folder of chapters in Markdown, in the order of their names; the
same chapters give the same bytes. Of Markdown only what the chapters use is read, and anything else stops the build:
headings, paragraphs, lists of one level, tables, pictures, fenced lines, **bold**, `keys` and [links](https://…).
「…」 quotes a text of the program. ``<!-- F1: today -->`` before a section names the pages that open at it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from html import escape, unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "docs" / "manual"
TARGET = ROOT / "resources" / "manual"
BOOKS = {"doctor": "村医手册", "reviewer": "审核手册", "technician": "技术员手册"}

_F1 = re.compile(r"<!-- F1: ([a-z_ ]+) -->")
_PICTURE = re.compile(r"!\[([^\]]+)\]\((?:[^)]*/)?([\w-]+\.png)\)")
_ITEM = re.compile(r"(-|\d+\.) (.+)")
_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<b>\1</b>"),
    (re.compile(r"「([^」]+)」"), r"<b>「\1」</b>"),
    (re.compile(r"\[([^\]]+)\]\((https://[^)]+)\)"), r'<a href="\2">\1</a>'),
)


class NotUnderstood(Exception):
    """A line of a chapter that is none of what is read here."""


@dataclass(frozen=True, slots=True)
class Section:
    """``anchor`` is unique in its book; ``text`` is what a search looks through; ``pages`` open here under F1."""

    anchor: str
    title: str
    html: str
    text: str
    pages: tuple[str, ...]


@dataclass(slots=True)
class Chapter:
    """The first section has no title of its own: it is what stands before the first heading."""

    name: str
    title: str
    sections: list[Section] = field(default_factory=list["Section"])


def chapter(name: str, source: str) -> Chapter:
    """One chapter; ``name`` is that of its file, without the ending."""
    blocks = [block.split("\n") for block in _blocks(source)]
    heading, *rest = blocks
    if len(heading) != 1 or not heading[0].startswith("# "):
        raise NotUnderstood(f"{name}: a chapter begins with its title")
    made = Chapter(name, heading[0][2:])
    title, body = "", list[list[str]]()
    pages = waiting = tuple[str, ...]()
    for block in [*rest, ["## "]]:
        marked = _F1.fullmatch(block[0])
        if marked:
            waiting = tuple(marked[1].split())
        lines = block[1:] if marked else block
        if lines and lines[0].startswith("## "):
            if body or title:
                made.sections.append(_section(made, title, body, pages))
            title, pages, waiting = lines[0][3:], waiting, ()
            body = [lines[1:]] if lines[1:] else []
        elif lines:
            body.append(lines)
    return made


def _blocks(source: str) -> Iterator[str]:
    """What blank lines divide; fenced lines stay together."""
    fenced: list[str] = []
    for block in source.strip().split("\n\n"):
        fenced.append(block)
        if sum(part.count("```") for part in fenced) % 2 == 0:
            yield "\n\n".join(fenced).strip("\n")
            fenced.clear()
    if fenced:
        raise NotUnderstood("a fence is not closed")


def _section(made: Chapter, title: str, body: list[list[str]], pages: tuple[str, ...]) -> Section:
    anchor = f"{made.name}-{len(made.sections)}"
    html = "\n".join(_block(made.name, block) for block in body)
    plain = unescape(re.sub(r"<[^>]+>", " ", html))
    return Section(anchor, title, html, re.sub(r"\s+", " ", plain).strip(), pages)


def _block(name: str, block: list[str]) -> str:
    first = block[0]
    if first.startswith("```"):
        return f"<pre>{escape(chr(10).join(block[1:-1]))}</pre>"
    if picture := _PICTURE.fullmatch(first):
        shown = f'<img src="{picture[2]}" alt="{escape(picture[1])}">'
        return f'<p class="picture">{shown}</p>\n<p class="caption">{escape(picture[1])}</p>'
    if first.startswith("|"):
        return _table(block)
    if _ITEM.fullmatch(first):
        return _list(name, block)
    if re.match(r"[#>!<+=]|\s|- ?-", first):
        raise NotUnderstood(f"{name}: {first}")
    return f"<p>{_inline(_joined(block))}</p>"


def _list(name: str, block: list[str]) -> str:
    items: list[list[str]] = []
    for line in block:
        if item := _ITEM.fullmatch(line):
            items.append([item[2]])
        elif line.startswith("  "):
            items[-1].append(line.strip())
        else:
            raise NotUnderstood(f"{name}: {line}")
    number = block[0].split(".", 1)[0]
    kind = "ul" if block[0].startswith("-") else "ol"
    begins = kind if kind == "ul" or number == "1" else f'{kind} start="{number}"'  # steps go on after a fenced line
    inside = "".join(f"<li>{_inline(_joined(item))}</li>" for item in items)
    return f"<{begins}>{inside}</{kind}>"


def _table(block: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block]
    head, _rule, *body = rows
    cells = "".join(f"<th>{_inline(cell)}</th>" for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><tr>{cells}</tr>{lines}</table>"


def _joined(lines: list[str]) -> str:
    """Lines of a paragraph: Chinese goes on without a blank, words of letters with one."""
    text = lines[0]
    for line in lines[1:]:
        text += (" " if text[-1].isascii() and line[0].isascii() else "") + line
    return text


def _inline(text: str) -> str:
    made = escape(text, quote=False)
    for pattern, html in _INLINE:
        made = pattern.sub(html, made)
    return made


def book(name: str) -> str:
    """The whole book as JSON."""
    chapters = [chapter(path.stem, path.read_text("utf-8")) for path in sorted((SOURCES / name).glob("*.md"))]
    told = {"title": BOOKS[name], "chapters": [asdict(made) for made in chapters]}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def build(target: Path = TARGET) -> None:
    """Write every book."""
    for name in BOOKS:
        (target / name).mkdir(parents=True, exist_ok=True)
        (target / name / "book.json").write_text(book(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build()
