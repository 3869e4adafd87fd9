"""The licences of everything the program contains, as a book: what applies to all, then a chapter for each part. Who passes
the program on must pass these on, and they are read here without a network."""

import gzip
import json
from functools import cache
from html import escape
from typing import TypedDict

from vclinic.manual import Book, Chapter, Section
from vclinic.resources import resource
from vclinic.ui.words import tr


class _Part(TypedDict):
    """An entry as `resources.build_licences` writes it; ``texts`` are numbers of whole licences."""

    name: str
    version: str
    licence: str
    home: str
    copyright: str
    note: str
    texts: list[int]
    inside: list[str]


@cache
def licences() -> Book:
    """The book, read once."""
    told = json.loads(gzip.decompress(resource("licences", "licences.json.gz").read_bytes()))
    parts: list[_Part] = told["components"]
    chapters = [_beginning(len(parts)), *(_chapter(number, part, told["texts"]) for number, part in enumerate(parts))]
    return Book(tr("许可和版权"), resource("licences"), tuple(chapters))


def _beginning(parts: int) -> Chapter:
    lines = (
        tr("村医工作站由村医工作站项目组编写。"),
        f"{tr('它用了别人写的')} {parts} {tr('样软件和字体，各按自己的许可使用。左边选一样，右边是它的版权、许可和全文。')}",
        tr("这些许可都准许使用和分发，也都不作保证。按 LGPLv3 使用的 Qt 和 PySide6 怎样换成改过的，写在它们名下。"),
    )
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    title = tr("许可和版权")
    return Chapter("licences", title, (Section("licences", "", html, " ".join(lines), ("licences",)),))


def _chapter(number: int, part: _Part, texts: list[str]) -> Chapter:
    title = f"{part['name']} {part['version']}".strip()
    facts = [f"{tr('许可')}：{part['licence']}", part["copyright"], part["note"], f"{tr('网址')}：{part['home']}"]
    if part["inside"]:
        facts.append(f"{tr('里面还有')}：{'；'.join(part['inside'])}")
    whole = [texts[text] for text in part["texts"]]
    html = "".join(f"<p>{escape(fact)}</p>" for fact in facts if fact)
    html += "".join(f"<hr><pre>{escape(text)}</pre>" for text in whole)
    return Chapter(
        f"part-{number}", title, (Section(f"part-{number}", "", html, " ".join([title, *facts, *whole]), ()),)
    )
