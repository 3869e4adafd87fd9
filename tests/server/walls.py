"""Whether a statement stays within one township: each table it names, under each of its names, is bound to a township.

A statement is read as text, as it goes to the database. What is compared: how often a table is named under a name, and how
often ``name.township_id = value`` stands there (or ``= other.township_id`` where the other is bound).
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pytest
from sqlalchemy import Engine, event

from sync.server.database.tables import Row
from sync.server.database.township_id import TOWNSHIP, WHOLE

_WORDS = (
    "where set on join left right inner outer cross full group order limit having union using values select for returning "
    "natural offset and or as default"
)
_VALUE = r"(?:\?|%\(\w+\)s(?:::\w+)?|:\w+|\$\d+(?:::\w+)?)"
_NAME = r'(?:"?\w+"?\.)?"?(?P<table>\w+)"?'
_ALIAS = rf"(?:\s+(?:AS\s+)?(?!(?:{_WORDS.replace(' ', '|')})\b)(?P<alias>\w+))?"
_NAMED = re.compile(rf"\b(?P<verb>FROM|JOIN|UPDATE|INTO)\s+(?:ONLY\s+)?{_NAME}{_ALIAS}", re.IGNORECASE)
_AFTER_COMMA = re.compile(rf"\s*,\s*{_NAME}{_ALIAS}", re.IGNORECASE)
_BOUND = re.compile(rf'(?:(?P<name>\w+)\.)?"?\btownship_id"?\s*=\s*{_VALUE}', re.IGNORECASE)
_EQUAL = re.compile(r"(\w+)\.township_id\s*=\s*(\w+)\.township_id", re.IGNORECASE)
_SCHEMA = re.compile(
    r"\s*(CREATE|ALTER|DROP|PRAGMA|EXPLAIN|BEGIN|COMMIT|ROLLBACK|SET|SAVEPOINT|RELEASE)\b", re.IGNORECASE
)


@lru_cache(4096)
def unbound(statement: str) -> tuple[str, ...]:
    """The names of tables that a statement reads or writes without saying of which township."""
    if _SCHEMA.match(statement):
        return ()
    told = re.sub(r"'(?:[^']|'')*'", "''", statement)
    named: Counter[str] = Counter()
    wrong: list[str] = []
    for match in _NAMED.finditer(told):
        if match["verb"].upper() == "INTO":
            columns = re.match(r"[^()]*\(([^()]*)\)", told[match.end("table") :])
            if _ours(match["table"]) and (columns is None or "township_id" not in columns[1].split(",")[0]):
                wrong.append(match["table"])
            continue
        _count(named, match)
        end = match.end()
        while match["verb"].upper() == "FROM" and (more := _AFTER_COMMA.match(told, end)) is not None:
            _count(named, more)
            end = more.end()
    bound: Counter[str] = Counter(match["name"] or "" for match in _BOUND.finditer(told))
    equal = [match.groups() for match in _EQUAL.finditer(told)]
    for one, other in (*equal, *equal):  # a second time for what hangs on what hangs on a bound one
        for here, there in ((one, other), (other, one)):
            if not bound[here] and bound[there]:
                bound[here] += 1
    lacking = {name: times - bound[name] for name, times in named.items() if times > bound[name]}
    if len(named) == 1 and sum(lacking.values()) <= bound[""]:  # a single table needs no name before its column
        lacking = {}
    return (*wrong, *sorted(lacking))


def _ours(table: str) -> bool:
    return table.lower() in Row.metadata.tables


def _count(named: "Counter[str]", match: "re.Match[str]") -> None:
    if _ours(match["table"]):
        named[match["alias"] or match["table"]] += 1


@contextmanager
def watched() -> Iterator[list[str]]:
    """Every statement run on a township's database is looked at, for the length of the block; returns those that are wrong."""
    wrong: list[str] = []

    def look(connection: Any, _cursor: object, statement: str, _values: object, context: Any, _many: object) -> None:
        options = dict(connection.get_execution_options()) | dict(context.execution_options if context else {})
        if TOWNSHIP not in options or options.get(WHOLE):
            return
        lacking = unbound(statement)
        if lacking:
            wrong.append(f"{', '.join(lacking)} of no township in: {statement}")
            raise AssertionError(wrong[-1])

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield wrong
    finally:
        event.remove(Engine, "before_cursor_execute", look)


@pytest.fixture(scope="session")
def statements() -> Iterator[list[str]]:
    with watched() as wrong:
        yield wrong


@pytest.fixture(autouse=True)
def walls(statements: list[str]) -> Iterator[list[str]]:
    """Whatever a test runs stays within one township; a fault that the program caught is found too."""
    statements.clear()
    yield statements
    assert statements == []
