"""Every text the programs show, read from their sources: what the manuals quote is looked up here."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_CHINESE = re.compile(r"[一-鿿]")
_OF_A_TEMPLATE = re.compile(r"\{[%#].*?[%#]\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
_IN_QUOTES = re.compile(r'"([^"]*)"')


@cache
def shown_texts(root: Path) -> frozenset[str]:
    """Texts of the clinic's program, of the township's, of its pages, and of the setup, without blanks around them."""
    texts: set[str] = set()
    for package in ("vclinic", "sync"):
        for path in (root / package).rglob("*.py"):
            texts.update(_literals(path.read_text("utf-8")))
    for path in (root / "sync" / "server" / "console").rglob("*.html"):
        source = path.read_text("utf-8")
        texts.update(_OF_A_TEMPLATE.split(source))
        texts.update(_IN_QUOTES.findall(source))
        texts.update(text for part in re.findall(r"\{[%{].*?[%}]\}", source, re.DOTALL) for text in _quoted(part))
    for path in (root / "resources" / "installer").glob("*.nsi"):
        texts.update(_IN_QUOTES.findall(path.read_text("utf-8")))
    return frozenset(text.strip().rstrip("：") for text in texts if _CHINESE.search(text))


def _quoted(code: str) -> list[str]:
    return re.findall(r"'([^']*)'", code)


def _literals(source: str) -> Iterator[str]:
    """String literals that are no docstrings."""
    tree = ast.parse(source)
    told = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        for statement in node.body[:1]
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@cache
def keys(root: Path) -> frozenset[str]:
    """Keys as the windows' sources name them, Enter and Esc as the keyboard shows them."""
    named: set[str] = set()
    for path in (root / "vclinic" / "ui").rglob("*.py"):
        for text in _literals(path.read_text("utf-8")):
            named.update(text.split())
    spoken = (("Return", "Enter"), ("Escape", "Esc"), ("PgDown", "PgDn"))
    for written, shown in spoken:
        named |= {name.replace(written, shown) for name in named}
    return frozenset(named)
