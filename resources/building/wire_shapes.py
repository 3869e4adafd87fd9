"""The order of fields and how each is written, learned from changes of sample villages."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sync.protocol.two import cells
from sync.protocol.two.cells import Running

FIRST = ("id", "recorded_at", "entity_id", "act", "revision", "base_revision", "recorded_by", "data")
_MOST_NAMES = 80  # with more, the names are values themselves
_CHOICES = {"id": ("id", "near"), "day": ("day", "since"), "moment": ("moment",)}
Rows = Sequence[tuple[Any, int, int, str]]


def learned(documents: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Shape by name, as `sync.protocol.two.shapes.node` reads it: the first of each kind's fields come first."""
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for document in documents:
        form = document["data"].get("form_id")
        by_name.setdefault(f"{document['entity']}/{form}" if form else document["entity"], []).append(document)
    return {name: _shape(by_name[name]) for name in sorted(by_name)}


def _shape(documents: Sequence[Mapping[str, Any]]) -> list[Any]:
    rows: list[tuple[Any, int, int, str]] = []
    for document in documents:
        tag = document["id"].partition("-")[0]
        number = cells.id_number(document["id"], tag) or 0
        day = cells.day_number(document["recorded_at"][:10]) or 0
        rows.append(({name: document[name] for name in FIRST}, number, day, tag))
    return _fields(rows, "")


def _fields(rows: Rows, path: str) -> list[Any]:
    names: dict[str, None] = {}
    for value, *_ in rows:
        names.update(dict.fromkeys(cast("dict[str, Any]", value)))
    fields: list[Any] = []
    for name in names:
        below = [(value[name], *facts) for value, *facts in rows if name in value]
        fields.append([name, *_what(cast("Rows", below), f"{path}.{name}" if path else name)])
    return fields


def _what(rows: Rows, path: str) -> list[Any]:
    values = [value for value, *_ in rows if value not in (None, "", [], {})]
    if values and all(isinstance(value, dict) for value, *_ in rows):
        fields = _fields(rows, path)
        return [fields] if len(fields) <= _MOST_NAMES else [""]
    if values and all(isinstance(value, list) and all(isinstance(part, dict) for part in value) for value in values):
        parts = [(part, *facts) for value, *facts in rows for part in value or ()]
        return ["list", _fields(cast("Rows", parts), path)]
    return [_kind(rows, path)]


def _kind(rows: Rows, path: str) -> str:
    """The way of writing that costs least; plain where most values are no id, no day and no moment."""
    if path == "id":
        return "id"  # the one that others are near to
    texts = [(value, *facts) for value, *facts in rows if isinstance(value, str) and value]
    readings = {"id": cells.id_number, "day": cells.day_number, "moment": cells.moment_number}
    for kind, number_of in readings.items():
        fitting = [value for value, _, _, tag in texts if number_of(value, tag) is not None]
        if texts and len(fitting) * 10 >= len(texts) * 9:
            return min(_CHOICES[kind], key=lambda choice: _cost(choice, path, rows))
    return ""


def _cost(kind: str, path: str, rows: Rows) -> float:
    """Bits that the cells of a field would cost at least, if each were coded by how often it comes."""
    often: Counter[str] = Counter()
    running = Running("", 0)
    for value, number, day, tag in rows:
        if tag != running.tag:
            running = Running(tag, 0)
        running.own, running.days = [number], [day]
        often[str(cells.written(kind, path, [value], [0], running)[0])] += 1
    total = sum(often.values())
    return -sum(count * math.log2(count / total) for count in often.values())
