"""Records of one shape as columns: for each field one list of the values of all records, and one value where all agree.

A column is ``[]`` (absent everywhere), a plain value (the same everywhere), ``{"c": value}`` (the same list or object
everywhere), ``[value, …]`` (one a record) or ``{"a": "0110", "v": [value, …]}`` (absent where 0 stands). Of a field that
holds a list of objects it is ``[column of lengths, [columns of all objects]]``. ``{"s": n}`` stands for n columns that
are absent everywhere; at the end they are left out. ``{"b": {"row": {…}}}`` holds what no column has, by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sync.protocol import wire
from sync.protocol.two.cells import ABSENT, Running, day_number, id_number, read, written
from sync.protocol.two.shapes import Leaf, Node

MAX_BYTES = 16 * 1024 * 1024  # what a body may hold once its constants are written out
_CELL = 16

Document = dict[str, Any]


def write(shape: Node, documents: Sequence[Mapping[str, Any]], running: Running) -> list[Any]:
    """The columns of some documents, with what has no column behind them."""
    beside: dict[str, dict[str, Any]] = {}
    columns = _shortened(_columns(shape, documents, running, beside))
    return [*columns, {"b": beside}] if beside else columns


def _columns(
    shape: Node, documents: Sequence[Mapping[str, Any]], running: Running, beside: dict[str, dict[str, Any]], *path: str
) -> Iterator[Any]:
    there = set[str]().union(*documents)  # most fields of a form are absent in most records
    if not there <= shape.children.keys():
        for row, document in enumerate(documents):
            for name in document.keys() - shape.children.keys():
                _put_aside(beside, row, (*path, name), document[name])
    for name, child in shape.children.items():
        if name not in there:
            yield from _nothing(child, len(documents), running)
            continue
        values = [document.get(name, ABSENT) for document in documents]
        if isinstance(child, Node):
            for row, value in enumerate(values):
                if value is not ABSENT and not (isinstance(value, dict) and value):
                    _put_aside(beside, row, (*path, name), value)
            inner = [cast("Document", value) if isinstance(value, dict) else {} for value in values]
            yield from _columns(child, inner, running, beside, *path, name)
        elif child.items is not None:
            for row, value in enumerate(values):
                if value is not ABSENT and not _is_list_of_objects(value):
                    _put_aside(beside, row, (*path, name), value)
                    values[row] = ABSENT
            yield _column_of_lists(child.items, values, running)
        else:
            yield _column(child, values, running)
            _count_from(child, values, running)


def _nothing(child: Node | Leaf, count: int, running: Running) -> Iterator[Any]:
    """The columns of a field that is absent everywhere."""
    if isinstance(child, Leaf):
        _count_from(child, [None] * count, running)
        yield []
        return
    for within in child.children.values():
        yield from _nothing(within, count, running)


def _count_from(leaf: Leaf, values: Sequence[Any], running: Running) -> None:
    """Keep what other fields are counted from: the ids of changes and their days."""
    if leaf.path == "id":
        running.own = [_number(id_number, value, running.tag) for value in values]
    elif leaf.path == "recorded_at":
        running.days = [_day(value) for value in values]


def _column(leaf: Leaf, values: Sequence[Any], running: Running) -> Any:
    rows = [row for row, value in enumerate(values) if value is not ABSENT]
    cells = written(leaf.kind, leaf.path, [values[row] for row in rows], rows, running)
    return _form(cells, rows, len(values))


def _form(cells: list[Any], rows: Sequence[int], count: int) -> Any:
    if len(cells) < count:
        there = set(rows)
        return {"a": "".join("1" if row in there else "0" for row in range(count)), "v": cells}
    first: Any = cells[0]
    if isinstance(first, list | dict):
        whole = cast("Any", first)
        return {"c": whole} if count > 1 and _all_as(whole, cells) else cells
    return first if all(_same(cell, first) for cell in cells) else cells


def _column_of_lists(items: Node, values: Sequence[Any], running: Running) -> Any:
    rows = [row for row, value in enumerate(values) if value is not ABSENT]
    lengths = [len(values[row]) for row in rows]
    if not rows:
        return []
    inner = _of_items(running, rows, lengths)
    columns = write(items, [part for row in rows for part in values[row]], inner)
    return [_form(list[Any](lengths), rows, len(values)), columns]


def _of_items(running: Running, rows: Sequence[int], lengths: Sequence[int]) -> Running:
    """The same state for the parts of lists: each part's change is that of its list."""
    owners = [row for row, length in zip(rows, lengths, strict=True) for _ in range(length)]
    own, days = ([numbers[row] for row in owners] if numbers else () for numbers in (running.own, running.days))
    return Running(running.tag, running.made_at, running.last, own, days)


def _shortened(columns: Iterator[Any]) -> list[Any]:
    short: list[Any] = []
    absent = 0
    for column in columns:
        if column == [] and isinstance(column, list):
            absent += 1
            continue
        if absent:
            short.append([] if absent == 1 else {"s": absent})
        absent = 0
        short.append(column)
    return short


def _put_aside(beside: dict[str, dict[str, Any]], row: int, path: Sequence[str], value: Any) -> None:
    place = beside.setdefault(str(row), {})
    for name in path[:-1]:
        place = place.setdefault(name, {})
    place[path[-1]] = value


class Budget:
    """How much a body may still grow while it is written out: a few bytes may name a constant for every record."""

    def __init__(self) -> None:
        self.left = MAX_BYTES

    def take(self, size: int) -> None:
        """Use up ``size`` bytes.

        Raises:
            ValueError: there are not as many left.
        """
        self.left -= size
        if self.left < 0:
            raise ValueError("too large once written out")


def read_documents(shape: Node, count: int, columns: Sequence[Any], running: Running, budget: Budget) -> list[Document]:
    """The documents that `write` was given, each a dictionary of its own.

    Raises:
        ValueError, TypeError, KeyError, IndexError, OverflowError: these are no columns of this shape.
    """
    budget.take(count * _CELL * shape.leaves)
    whole = list(columns)
    beside: dict[str, Any] = whole.pop()["b"] if whole and isinstance(whole[-1], dict) and "b" in whole[-1] else {}
    documents = _objects(shape, count, _lengthened(whole), running, budget)
    result: list[Document] = [document or {} for document in documents]
    for row, rest in beside.items():
        _merge(result[int(row)], rest)
    return result


def _lengthened(columns: Sequence[Any]) -> Iterator[Any]:
    for column in columns:
        if isinstance(column, dict) and "s" in column:
            yield from ([] for _ in range(min(cast("dict[str, int]", column)["s"], 10_000)))
        else:
            yield column
    while True:
        yield []


def _objects(shape: Node, count: int, columns: Iterator[Any], running: Running, budget: Budget) -> list[Any]:
    """One dictionary a record; None where nothing of it is there. Most fields of a form are absent in most records, so
    that a column that holds nothing is passed over at once."""
    names: list[str] = []
    parts: list[list[Any]] = []
    whole = True
    for name, child in shape.children.items():
        if isinstance(child, Node):
            inner = _objects(child, count, columns, running, budget)
            values = None if inner == [None] * count else [ABSENT if part is None else part for part in inner]
            complete = values is not None and ABSENT not in values
        else:
            values, complete = _field(child, count, next(columns), running, budget)
        if values is not None:
            names.append(name)
            parts.append(values)
            whole = whole and complete
    if not names:
        return [None] * count
    if whole:
        return [dict(zip(names, values, strict=True)) for values in zip(*parts, strict=True)]
    made = [
        {name: value for name, value in zip(names, values, strict=True) if value is not ABSENT}
        for values in zip(*parts, strict=True)
    ]
    return [document or None for document in made]


def _field(leaf: Leaf, count: int, column: Any, running: Running, budget: Budget) -> tuple[list[Any] | None, bool]:
    """The values of a field, None where no record has it, and whether every record has it."""
    if column == []:
        values, complete = None, False
    elif leaf.items is not None:
        values, complete = _lists(leaf.items, count, column, running, budget)
    else:
        values, complete = _values(leaf, count, column, running, budget)
    _count_from(leaf, values or [None] * count, running)
    return values, complete


def _cells(count: int, column: Any, budget: Budget) -> tuple[list[Any], Sequence[int]]:
    """Cells and the rows they stand in."""
    if isinstance(column, dict):
        form = cast("dict[str, Any]", column)
        if "c" in form:
            budget.take(len(_text(form["c"])) * count)
            return [_copied(form["c"]) for _ in range(count)], range(count)
        there: str = form["a"]
        if len(there) != count:
            raise ValueError("another number of records")
        return form["v"], [row for row, mark in enumerate(there) if mark == "1"]
    if isinstance(column, list):
        cells = cast("list[Any]", column)
        return cells, range(count) if cells else ()
    if isinstance(column, str):
        budget.take(len(column) * count)
    return [column] * count, range(count)


def _values(leaf: Leaf, count: int, column: Any, running: Running, budget: Budget) -> tuple[list[Any], bool]:
    cells, rows = _cells(count, column, budget)
    if len(cells) != len(rows):
        raise ValueError("another number of records")
    values = read(leaf.kind, leaf.path, cells, rows, running)
    if len(rows) == count:
        return values, True
    spread: list[Any] = [ABSENT] * count
    for row, value in zip(rows, values, strict=True):
        spread[row] = value
    return spread, False


def _lists(items: Node, count: int, column: Any, running: Running, budget: Budget) -> tuple[list[Any], bool]:
    lengths, columns = column
    cells, rows = _cells(count, lengths, budget)
    if any(type(cell) is not int or cell < 0 for cell in cells):
        raise ValueError("no length")
    total = sum(cells)
    budget.take(total * _CELL)
    documents = iter(read_documents(items, total, columns, _of_items(running, rows, cells), budget))
    values: list[Any] = [ABSENT] * count
    for row, length in zip(rows, cells, strict=True):
        values[row] = [next(documents) for _ in range(length)]
    return values, len(rows) == count


def _merge(document: dict[str, Any], rest: dict[str, Any]) -> None:
    for name, value in rest.items():
        there = document.get(name)
        if isinstance(there, dict) and isinstance(value, dict):
            _merge(cast("dict[str, Any]", there), cast("dict[str, Any]", value))
        else:
            document[name] = value


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, dict) for part in cast("list[Any]", value))


def _same(one: Any, other: Any) -> bool:
    """Whether two plain values are spelled alike: 1, 1.0 and true are not, nor 0.0 and -0.0."""
    return type(one) is type(other) and (repr(one) == repr(other) if isinstance(one, float) else one == other)


def _all_as(first: Any, cells: Sequence[Any]) -> bool:
    """Whether all cells are spelled as the first one is, a list or an object."""
    if any(cell != first for cell in cells):
        return False
    text = _text(first)  # 1, 1.0 and true are equal
    return not first or all(_text(cell) == text for cell in cells)


def _copied(value: Any) -> Any:
    """A constant of its own for one record: what is done to it there is not done to the others."""
    if isinstance(value, dict):
        return {name: _copied(part) for name, part in cast("Document", value).items()}
    return list(map(_copied, cast("list[Any]", value))) if isinstance(value, list) else value


def _text(value: Any) -> str:
    return wire.compact(value)


def _number(reading: Any, value: Any, tag: str) -> int:
    return (reading(value, tag) or 0) if isinstance(value, str) else 0


def _day(value: Any) -> int:
    """The day written at the beginning of a moment; only its text counts, whatever its zone."""
    return (day_number(value[:10]) or 0) if isinstance(value, str) else 0
