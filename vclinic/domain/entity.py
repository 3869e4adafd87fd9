"""What is declared of a kind of record that travels between clinic and township: enough for both sides to file, name,
list, show and export records of a kind they have no line of code for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

from vclinic.domain.least import Need, as_day, first_wrong

Data = Mapping[str, Any]


def plain(value: Any) -> str:
    """A value as text; nothing is empty, several stand side by side."""
    if isinstance(value, list | tuple):
        return "、".join(plain(part) for part in cast("list[Any]", value))
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Parent:
    """A record that must be there first. ``field`` holds its id; with an empty ``entity`` it holds [[kind, id], …]."""

    field: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where a form's record stands in the data: under ``record`` (empty: the data itself), of the form ``form_id``
    (empty: the data's own ``form_id`` and ``form_version`` name it)."""

    form_id: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column for people: where the value stands (``lines.drug_name``: in every line), its heading, its words."""

    path: str
    heading: str
    words: Callable[[Any], str] = plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A kind of record, declared once.

    Attributes:
        name: what it is called in code, tables and on the wire.
        label: what people call it.
        owner: who writes it; the other side reads.
        about: field with the resident it is about; ``id`` for the resident's own record, empty for nobody.
        day: path of its clinical day in the data; empty for none.
        parents: what must be filed before it.
        least: the least it holds to be filed.
        form: where its official form's record stands; None where there is none.
        reviewed: whether the township accepts or returns its revisions.
        title: fields by which a list names it; empty where its first parent names it.
        told: title and detail of its entry on a resident's timeline; None where it has none.
        spread: lists within lists of which every innermost entry is a row of a table.
        columns: its columns in tables for people, besides those of its form.
        plural: what its table is called on the command line; empty where by its name.
        in_stock: whether it is kept and mended on the page of the pharmacy's stock.
    """

    name: str
    label: str
    owner: Literal["clinic", "township"] = "clinic"
    about: str = "resident_id"
    day: str = ""
    parents: tuple[Parent, ...] = ()
    least: tuple[Need, ...] = ()
    form: FormPlace | None = None
    reviewed: bool = False
    title: tuple[str, ...] = ()
    told: Callable[[Data], tuple[str, str]] | None = None
    spread: tuple[str, ...] = ()
    columns: tuple[Column, ...] = field(default=())
    plural: str = ""
    in_stock: bool = False

    def lacks(self, data: Data) -> str:
        """The first field without which the record cannot be filed; empty when it can."""
        return first_wrong(self.least, data)

    def parents_of(self, data: Data) -> list[tuple[str, str]]:
        """(kind, id) of the records it hangs on, each once."""
        named: dict[tuple[str, str], None] = {}
        for parent in self.parents:
            held = data.get(parent.field)
            for kind, key in ((parent.entity, held),) if parent.entity else _pairs(held):
                if isinstance(key, str) and key:
                    named[kind, key] = None
        return list(named)

    def takes_back(self, data: Data) -> str:
        """The record of its own kind that it takes back; empty for none."""
        for parent in self.parents:
            if parent.entity in ("", self.name):
                return next((key for kind, key in self.parents_of(data) if kind == self.name), "")
        return ""

    def resident_of(self, entity_id: str, data: Data) -> str:
        """The resident it is about; empty for nobody."""
        return entity_id if self.about == "id" else plain(data.get(self.about)) if self.about else ""

    def day_of(self, data: Data) -> date | None:
        """Its clinical day, None where it has none that can be read."""
        return as_day(value_at(data, self.day)) if self.day else None

    def named(self, data: Data) -> str:
        """The words a list names it by; empty where its first parent does."""
        return " ".join(filter(None, (plain(data.get(name)) for name in self.title)))

    def form_of(self, data: Data) -> tuple[str, int, Data] | None:
        """(form id, version, record) of the form it was written on; version 0 for the newest. None without a form."""
        if self.form is None:
            return None
        place = self.form
        within = data.get(place.record) if place.record else data
        version = data.get("form_version", 0)
        return place.form_id or plain(data.get("form_id")), version if isinstance(version, int) else 0, _object(within)

    def flat(self, data: Data) -> dict[str, Any]:
        """Its own fields with those of its form's record beside them, as they are on the wire."""
        place = self.form.record if self.form is not None else ""
        own = {name: value for name, value in data.items() if name != place}
        return own | dict(_object(data.get(place)))

    def rows(self, data: Data) -> Iterator[list[str]]:
        """The cells under its columns as text: one row, or one for every innermost entry of ``spread``."""
        for cells in self.cells(data):
            yield [plain(cell) for cell in cells]

    def cells(self, data: Data) -> Iterator[list[str | float]]:
        """The same for spreadsheets: numbers without words of their own stay numbers."""
        for at in _spread(data, self.spread, ""):
            yield [_in_words(column, _cell(data, at, column.path)) for column in self.columns]


def value_at(data: Data, path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    value: Any = data
    for name in path.split("."):
        value = _object(value).get(name)
    return value


def _object(value: Any) -> Data:
    if type(value) is dict:  # nearly always; to ask for a mapping takes ten times as long
        return cast("Data", value)
    return cast("Data", value) if isinstance(value, Mapping) else {}


def _pairs(value: Any) -> list[tuple[str, Any]]:
    """What of [[kind, id], …] can be read."""
    entries = cast("list[Any]", value) if isinstance(value, list) else []
    pairs = [cast("list[Any]", entry) for entry in entries if isinstance(entry, list)]
    return [(plain(pair[0]), pair[1]) for pair in pairs if len(pair) == 2]


def _spread(data: Data, names: tuple[str, ...], prefix: str) -> Iterator[dict[str, Data]]:
    """The objects a row is made of, by their path; a list that is empty is one row without it."""
    if not names:
        yield {}
        return
    path = f"{prefix}{names[0]}"
    held = data.get(names[0])
    entries = cast("list[Any]", held) if isinstance(held, list) else []
    for within in [_object(entry) for entry in entries] or [_object(None)]:
        for deeper in _spread(within, names[1:], f"{path}."):
            yield {path: within} | deeper


def _in_words(column: Column, value: Any) -> str | float:
    number = column.words is plain and isinstance(value, int | float) and not isinstance(value, bool)
    return value if number else column.words(value)


def _cell(data: Data, at: Mapping[str, Data], path: str) -> Any:
    inmost = max((place for place in at if path.startswith(f"{place}.")), key=len, default="")
    return value_at(at[inmost], path.removeprefix(f"{inmost}.")) if inmost else value_at(data, path)
