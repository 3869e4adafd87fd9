"""Records as documents: JSON for storage and travel, and the words a person reads in print, export and console."""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache, lru_cache, partial
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

from vclinic.domain.fields import Meaning, type_hints
from vclinic.forms.spec import FormSpec, Item, Lines

Json = dict[str, Any]
T = TypeVar("T")
EMPTY = "—"
_AS_IT_IS = frozenset((str, int, float, bool, type(None)))
_HOLE = "\0"  # no text of a record may hold it, so that a dash the doctor wrote is never taken for nothing


def to_json(record: Any) -> Json:
    """A dataclass as plain JSON: dates ISO, tuples as lists, ``extra`` merged at the top level untouched."""
    document: Json = {}
    kind: type[Any] = record.__class__
    for name in _names(kind):
        value = getattr(record, name)
        document[name] = value if value.__class__ in _AS_IT_IS else plain(value)
    for name, value in cast("tuple[tuple[str, Any], ...]", getattr(record, "extra", ())):
        document.setdefault(name, value)
    return document


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name != "extra")


def plain(value: Any) -> Any:
    """Any value of a record as JSON knows it."""
    if value.__class__ in _AS_IT_IS:
        return value
    if is_dataclass(value):
        return to_json(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in cast("list[Any]", value)]
    return value


def from_json(kind: type[T], document: Mapping[str, Any]) -> T:
    """The record a document holds; names it does not know are kept in ``extra`` where the record has one.

    Raises:
        ValueError, TypeError, KeyError: the document is not one of ours. Callers that read foreign documents use
            `vclinic.forms.draft.parse` instead.
    """
    readers = _readers(kind)
    known: Json = {}
    extra: list[tuple[str, Any]] = []
    for name, value in document.items():
        read = readers.get(name)
        if read is not None:
            known[name] = read(value)
        else:
            extra.append((name, value))
    if extra and "extra" in type_hints(kind):
        known["extra"] = tuple(extra)
    return kind(**known)


@cache
def _readers(kind: type[Any]) -> dict[str, Callable[[Any], Any]]:
    """What reads each field of a record but ``extra``, put together once for a kind."""
    return {name: _reader(hint) for name, hint in type_hints(kind).items() if name != "extra"}


@lru_cache(maxsize=1000)
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What makes a document's value into one of a type: looked up once for a type, not for every value."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        present = _reader(next(choice for choice in inner if choice is not type(None)))
        return lambda value: None if value is None else present(value)
    if origin is Literal:
        return partial(_one_of, frozenset(inner))
    if origin is tuple and inner[-1] is Ellipsis:
        item = _reader(inner[0])
        return lambda values: tuple(map(item, values))
    if origin is tuple:
        places = [_reader(place) for place in inner]
        return lambda values: tuple(read(value) for read, value in zip(places, values, strict=True))
    if hint is datetime or hint is date:
        return hint.fromisoformat
    if is_dataclass(hint):
        return partial(from_json, cast("type[Any]", hint))
    if hint is float:
        return float
    return partial(_exactly, hint) if hint in (int, str, bool) else lambda value: value


def _one_of(choices: frozenset[Any], value: Any) -> Any:
    if value not in choices:
        raise ValueError(value)
    return value


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not {kind.__name__}")
    return value


def number(value: float, decimals: int = 1) -> str:
    """A number as a doctor writes it: 64.5, but 1 rather than 1.0 for whole figures when ``decimals`` is 0."""
    return f"{value:.{decimals}f}" if decimals else f"{round(value)}"


def decimal_text(meaning: Meaning, value: float) -> str:
    """A decimal as it is written on the form: one place at least (more where they say something), and without ``.0``
    where the meaning trims it."""
    whole, point, places = number(value, meaning.decimals).partition(".")
    text = f"{whole}{point}{places[:1]}{places[1:].rstrip('0')}"
    return text.removesuffix(".0") if meaning.trims else text


def display(meaning: Meaning, value: Any) -> str:
    """One value in words without its unit: codes as ``1 良好``, dates as YYYY-MM-DD, nothing as —."""
    if value is None or value == "" or value == () or value == []:
        return EMPTY
    match meaning.kind:
        case "code":
            return f"{value} {meaning.codes.label(str(value))}" if meaning.codes else str(value)
        case "codes":
            labels = [f"{code} {meaning.codes.label(code)}" if meaning.codes else code for code in value]
            return "、".join(labels)
        case "date":
            return value.isoformat() if isinstance(value, date) else str(value)
        case "decimal":
            return decimal_text(meaning, float(value))
        case "flag":
            return "是" if value else "否"
        case "pairs":
            return "；".join(f"{high}/{low}" for high, low in value)
        case "entries":
            return "；".join(_entry_words(meaning, entry) for entry in value)
        case _:
            return str(value)


def _entry_words(meaning: Meaning, entry: Any) -> str:
    values = cast("Json", entry if isinstance(entry, Mapping) else to_json(entry))
    parts = [(display(part, values.get(name)), part.unit) for name, part in meaning.entry]
    return " ".join(f"{word} {unit}".strip() for word, unit in parts if word != EMPTY)


def item_text(form: FormSpec, item: Item, values: Mapping[str, Any]) -> str:
    """What stands in one item's cell, e.g. ``5/0 支``; — when none of its fields is filled."""
    known = form.meanings
    text = _filled(item.pattern, {name: display(known[name], values.get(name)) for name in item.fields})
    note = item.note(values) if text != EMPTY else ""
    return f"{text}（{note}）" if note else text


def last_text(form: FormSpec, item: Item, values: Mapping[str, Any]) -> str:
    """`item_text` of last time in the space of a narrow column: no units, no year, no note, no words to leave out."""
    known = form.meanings
    text = _filled(
        item.last or item.pattern, {name: _brief(item, known[name], values.get(name)) for name in item.fields}
    )
    for name in item.fields:
        unit = known[name].unit
        text = text.removesuffix(f" {unit}") if unit else text
    return text.replace(item.omit, "") if item.omit else text


def line_texts(meaning: Meaning, lines: Lines, entry: Any) -> tuple[str, str]:
    """What names a line of an ``entries`` field, and how it is used: (氨氯地平, 每日 1 次 每次 5 mg)."""
    values = cast("Json", plain(entry))
    texts = {name: display(part, values.get(name)) for name, part in meaning.entry}
    usage = lines.pattern.partition("}")[2]
    return texts[meaning.entry[0][0]], _filled(usage, texts)


def _brief(item: Item, meaning: Meaning, value: Any) -> str:
    text = display(meaning, value)
    if meaning.kind == "date" and text != EMPTY:
        return text[-5:]
    return text.partition(" ")[2] if meaning.kind == "code" and not item.numbered and text != EMPTY else text


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """A pattern with its words; what is empty goes with the space before it, all empty is —."""
    if all(word == EMPTY for word in values.values()):
        return EMPTY
    marked = {name: _HOLE if word == EMPTY else word for name, word in values.items()}
    return pattern.format(**marked).replace(f" {_HOLE}", "").replace(_HOLE, EMPTY).strip()
