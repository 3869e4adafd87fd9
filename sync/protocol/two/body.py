"""The changes of a batch as one JSON list: what their ids begin with, their order, then groups of one shape each.

A group of whole records is ``[shape, count, column, …]``; of edits ``[-1 - shape, count, [digests], {"row": [paths that
are gone]}, column, …]``; of a kind without a shape ``[document, …]``. Few records go one a group, in their order; many
go in one group a shape and are put back in order by their ids.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, cast

from sync.protocol import wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import MAX_CHANGES
from sync.protocol.two import columns
from sync.protocol.two.cells import Running
from sync.protocol.two.columns import Budget
from sync.protocol.two.edits import Edit, Item, Whole
from sync.protocol.two.shapes import Edition

AS_THEY_STAND, BY_ID = 0, 1
_DEEPER = 4  # lists around a record that are not in protocol 1


def write(items: Sequence[Item], edition: Edition, made_at: int, *, grouped: bool) -> bytes:
    """A body.

    Args:
        made_at: seconds of the batch's moment, as its head says it.
        grouped: one group a shape, rather than one a record.
    """
    running = Running(_tag(items), made_at)
    groups: list[tuple[Any, list[int]]] = []
    places: dict[Any, int] = {}
    for place, item in enumerate(items):
        shape = edition.number_of(str(item.document.get("entity")), _form(item))
        key = (shape, isinstance(item, Edit))
        if not grouped or key not in places:
            places[key] = len(groups)
            groups.append((shape, []))
        groups[places[key]][1].append(place)
    order = [place for _, members in groups for place in members]
    told = [_group(edition, shape, [items[place] for place in members], running) for shape, members in groups]
    return wire.compact([running.tag, _order(items, order), *told]).encode("utf-8")


def _group(edition: Edition, shape: int | None, items: Sequence[Item], running: Running) -> list[Any]:
    if shape is None:
        return [_verbatim(item) for item in items]
    documents = [{name: value for name, value in item.document.items() if name != "entity"} for item in items]
    running.own = running.days = [0] * len(items)
    head: list[Any] = [shape, len(items)]
    edits = [item for item in items if isinstance(item, Edit)]
    if edits:
        gone = {str(row): item.gone for row, item in enumerate(edits) if item.gone}
        head = [-1 - shape, len(items), [item.digest for item in edits], gone]
    return [*head, *columns.write(edition.shapes[shape], documents, running)]


def _verbatim(item: Item) -> Any:
    if isinstance(item, Edit):
        return [item.document, item.digest, item.gone]
    return item.document


def _form(item: Item) -> str:
    if isinstance(item, Edit):
        return item.form
    data = item.document.get("data")
    return str(cast("dict[str, Any]", data).get("form_id")) if isinstance(data, dict) else ""


def _order(items: Sequence[Item], order: Sequence[int]) -> Any:
    if list(order) == sorted(order):
        return AS_THEY_STAND
    ids = [_id(item) for item in items]
    return BY_ID if all(before < after for before, after in pairwise(ids)) else list(order)


def _tag(items: Iterable[Item]) -> str:
    """What most ids of the batch begin with."""
    tags = Counter(_id(item).partition("-")[0] for item in items)
    return min(tags, key=lambda tag: (-tags[tag], tag), default="")


def _id(item: Item) -> str:
    return str(item.document.get("id"))


def read(content: bytes, edition: Edition, made_at: int) -> list[Item]:
    """The changes of a body, in the order they were given.

    Raises:
        ProtocolError: ``malformed``, or ``too_large`` for more than `messages.MAX_CHANGES`.
    """
    document = wire.read(content, wire.MAX_DEPTH + _DEEPER)
    if not isinstance(document, list):  # a text would come apart into its signs
        raise ProtocolError("malformed", wire.MALFORMED)
    try:
        tag, order, *groups = cast("list[Any]", document)
        if not isinstance(tag, str):
            raise TypeError("no tag")
        if sum(_count(group) for group in groups) > MAX_CHANGES:
            raise ProtocolError("too_large", f"一次最多 {MAX_CHANGES} 条，请分几次上报。")
        running, budget = Running(tag, made_at), Budget()
        items = [item for group in groups for item in _items(group, edition, running, budget)]
        return _in_order(items, order)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, RecursionError) as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault


def _count(group: list[Any]) -> int:
    if type(group[0]) is not int:
        return len(group)
    if type(group[1]) is not int or group[1] < 1:
        raise ValueError("no number of records")
    return group[1]


def _items(group: list[Any], edition: Edition, running: Running, budget: Budget) -> Iterable[Item]:
    if type(group[0]) is not int:
        return [
            Whole(_object(item)) if isinstance(item, dict) else Edit(_object(item[0]), int(item[1]), _paths(item[2]))
            for item in group
        ]
    shape, count, rest = int(group[0]), int(group[1]), group[2:]
    edited = shape < 0
    number = -1 - shape if edited else shape
    running.own = running.days = [0] * count
    columns_told = rest[2:] if edited else rest
    documents = columns.read_documents(edition.shapes[number], count, columns_told, running, budget)
    entity = edition.entity_of(number)
    for document in documents:
        document["entity"] = entity
    if not edited:
        return [Whole(document) for document in documents]
    digests, gone = rest[0], cast("dict[str, Any]", rest[1])
    return [
        Edit(document, int(told), _paths(gone.get(str(row), [])))
        for row, (document, told) in enumerate(zip(documents, digests, strict=True))
    ]


def _object(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise TypeError("no object")
    return cast("dict[str, Any]", document)


def _paths(paths: Any) -> list[list[str]]:
    checked = [[str(name) for name in path] for path in paths]
    if not all(checked):
        raise ValueError("no path")
    return checked


def _in_order(items: list[Item], order: Any) -> list[Item]:
    if order == AS_THEY_STAND:
        return items
    if order == BY_ID:
        return sorted(items, key=_id)
    placed: list[Item | None] = [None] * len(items)
    for item, place in zip(items, order, strict=True):
        placed[place] = item
    if not all(placed):
        raise ValueError("no order")
    return [item for item in placed if item is not None]
