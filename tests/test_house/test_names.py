"""One word, one thing: names that say nothing or that the glossary replaced do not come back, and what is cited exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT, tracked

SOURCE = ("vclinic", "sync", "bench", ".ci")
FILLERS = {"each", "found", "thing", "things", "words"}
CITED = re.compile(r"(?<![\w./-])((?:vclinic|sync|tests|bench|docs|resources|\.ci)/[\w./-]*\w)")
TOO_MANY = 6


@cache
def trees() -> dict[str, ast.Module]:
    """Every Python file of the source by its name."""
    files = [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in SOURCE]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in files}


def variables(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names and lines of what a file's functions and modules call their values; a declared field is not one of them."""
    fields = {
        id(line.target)
        for kind in ast.walk(tree)
        if isinstance(kind, ast.ClassDef)
        for line in kind.body
        if isinstance(line, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in fields:
            yield node.id, node.lineno


def identifiers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Everything in a file that has a name, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name, node.lineno
            case _:
                pass


def parts(name: str) -> list[str]:
    """A name's words: ``StockLedger`` and ``stock_ledger`` are stock and ledger."""
    return [part.lower() for part in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]


def long_calls(tree: ast.Module) -> list[str]:
    """Calls that leave the reader to count which of many values is which."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    counted = [(call, sum(not isinstance(value, ast.Starred) for value in call.args)) for call in calls]
    return [f"{call.lineno}: {ast.unparse(call.func)}" for call, count in counted if count >= TOO_MANY]


def replaced() -> dict[str, str]:
    """The last table of the glossary: the word that does not come back, and what is said instead."""
    section = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").split("## Words that do not come back", 1)[1]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|$", section, re.MULTILINE)
    return dict(rows)


def missing_paths(text: str) -> list[str]:
    """Paths of the repository that a text names and that are not there; ``spoiled`` files are a test's own."""
    cited = {path for path in CITED.findall(text) if "spoiled" not in path}
    return sorted(path for path in cited if not (ROOT / path).exists() and not next(ROOT.glob(f"{path}*"), None))


def test_no_variable_is_a_filler() -> None:
    hits = [
        f"{file}:{line}: {name}" for file, tree in trees().items() for name, line in variables(tree) if name in FILLERS
    ]
    assert not hits, "Name what it holds (a visit, problems, a sentence):\n" + "\n".join(hits)


def test_no_call_has_six_values_without_their_names() -> None:
    hits = [f"{file}:{call}" for file, tree in trees().items() for call in long_calls(tree)]
    assert not hits, "Make it a keyword call:\n" + "\n".join(hits)


def test_a_word_that_was_replaced_does_not_come_back() -> None:
    never = replaced()
    assert {"desk", "shelf", "patient", "htn"} <= set(never), "the table of the glossary is read"
    hits = [
        f"{file}:{line}: {name}, say {never[part]}"
        for file, tree in trees().items()
        for name, line in identifiers(tree)
        for part in parts(name)
        if part in never
    ]
    assert not hits, "\n".join(hits)


def test_what_files_cite_is_there() -> None:
    texts = [path for path in tracked() if path.suffix in {".py", ".md"}]
    hits = [
        f"{path.relative_to(ROOT)}: {cited}"
        for path in texts
        for cited in missing_paths(path.read_text(encoding="utf-8"))
    ]
    assert not hits, "\n".join(hits)


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("for each in rows: pass", ["each"]),
        ("def tell(words): pass", ["words"]),
        ("[thing for thing in rows]", ["thing"]),
        ("if found := rows: pass", ["found"]),
        ("class Caution:\n    words: str", []),
        ("row.found = rows.each", []),
    ],
)
def test_fillers_are_seen_where_they_are_variables(code: str, named: list[str]) -> None:
    assert [name for name, _ in variables(ast.parse(code)) if name in FILLERS] == named


@pytest.mark.parametrize(
    ("code", "count"), [("f(1, 2, 3, 4, 5)", 0), ("f(1, 2, 3, 4, 5, 6)", 1), ("f(1, 2, 3, 4, 5, *rest, last=6)", 0)]
)
def test_calls_are_counted_by_their_values(code: str, count: int) -> None:
    assert len(long_calls(ast.parse(code))) == count


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("open_desk", ["open", "desk"]),
        ("DeskPage", ["desk", "page"]),
        ("desktop", ["desktop"]),
        ("HTN_CODE", ["htn", "code"]),
    ],
)
def test_a_name_is_read_word_by_word(name: str, spelled: list[str]) -> None:
    assert parts(name) == spelled


def test_a_path_that_is_not_there_is_seen() -> None:
    here = Path(__file__).relative_to(ROOT)
    assert missing_paths(f"see {here}, docs/glossary.md, vclinic/domain and docs/" + "nowhere.md") == [
        "docs/" + "nowhere.md"
    ]
