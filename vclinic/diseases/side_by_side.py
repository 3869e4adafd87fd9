"""Two versions of one record beside each other, row by row as its form or its tables name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from vclinic.diseases import catalog
from vclinic.domain.conflict import ANSWERS
from vclinic.domain.entity import Entity, plain
from vclinic.domain.problem import Problem
from vclinic.forms.document import EMPTY, display, item_text
from vclinic.forms.draft import read_values
from vclinic.forms.spec import FormSpec

Data = Mapping[str, Any]
MINE, OTHER = "mine", "other"
_NOTHING: tuple[Any, ...] = (None, "", [], (), False)
# of the act of writing, not of what is written
_STAMP = frozenset((ANSWERS, "correction_reason", "correction_answers", "doctor_id", "doctor_name"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        key: its first field. fields: all fields that stand in it and are chosen together.
        proposed: ``mine`` or ``other`` where only that side changed it; empty where a person must choose.
    """

    key: str
    caption: str
    fields: tuple[str, ...]
    mine: str
    other: str
    differs: bool
    proposed: str = ""


def compare(entity: Entity, mine: Data, other: Data, base: Data | None) -> tuple[Row, ...]:
    """Every row, in the order of the form.

    Args:
        base: what both began with; None where it is not known, and then nothing is proposed.
    """
    form = _form(entity, mine)
    if form is not None and form == _form(entity, other):
        return _by_form(form, record_of(entity, mine), record_of(entity, other), record_of(entity, base or {}), base)
    return _by_columns(entity, mine, other, base)


def record_of(entity: Entity, data: Data) -> Data:
    """The part of the data that is compared and chosen from: the form's record, or all of it."""
    place = entity.form.record if entity.form is not None else ""
    held = data.get(place) if place else data
    return cast("Data", held) if isinstance(held, Mapping) else {}


def merged(entity: Entity, mine: Data, other: Data, rows: Sequence[Row], taken: Mapping[str, str]) -> dict[str, Any]:
    """My version with the other's fields where those were chosen.

    Args:
        taken: row → side; what is left out stays as it is here.
    """
    place = entity.form.record if entity.form is not None else ""
    theirs, chosen = record_of(entity, other), dict(record_of(entity, mine))
    for row in rows:
        if taken.get(row.key) == OTHER:
            for name in row.fields:
                chosen.pop(name, None)
                if name in theirs:
                    chosen[name] = theirs[name]
    document = {**mine, place: chosen} if place else chosen
    return {name: value for name, value in document.items() if name not in _STAMP}


def _form(entity: Entity, data: Data) -> FormSpec | None:
    place = entity.form_of(data)
    if place is None:
        return None
    try:
        return catalog.form(place[0], place[1])
    except KeyError:
        return None


def _by_form(form: FormSpec, mine: Data, other: Data, began: Data, base: Data | None) -> tuple[Row, ...]:
    here, there = _readable(form, mine), _readable(form, other)
    groups: list[tuple[str, tuple[str, ...], str, str]] = [
        (item.caption, item.fields, item_text(form, item, here), item_text(form, item, there))
        for _, item in form.items()
    ]
    shown = {name for _, names, _, _ in groups for name in names}
    for name, meaning in form.meanings.items():
        if name not in shown:
            groups.append((meaning.label, (name,), display(meaning, here.get(name)), display(meaning, there.get(name))))
    beside = form.meanings.keys() | _STAMP | {"record"}
    newer = [name for name in dict.fromkeys([*mine, *other]) if name not in beside]  # fields of a newer program
    groups += [(name, (name,), _text(mine.get(name)), _text(other.get(name))) for name in newer]
    rows = [
        _row(caption, names, texts=(left, right), sides=(mine, other, began if base is not None else None))
        for caption, names, left, right in groups
    ]
    return tuple(row for row in rows if row.differs or set(row.fields) & shown)


def _readable(form: FormSpec, record: Data) -> dict[str, Any]:
    return {name: value for name, value in read_values(form, record).items() if not isinstance(value, Problem)}


def _by_columns(entity: Entity, mine: Data, other: Data, base: Data | None) -> tuple[Row, ...]:
    """A kind without a form, or two versions of it on different ones: by its fields, named as its tables name them."""
    headings: dict[str, list[str]] = {}
    for column in entity.columns:
        headings.setdefault(column.path.partition(".")[0], []).append(column.heading)
    left, right = _cells(entity, mine), _cells(entity, other)
    rows = [
        _row(
            "、".join(headings.get(name, [name])),
            (name,),
            texts=(left.get(name) or _text(mine.get(name)), right.get(name) or _text(other.get(name))),
            sides=(mine, other, base),
        )
        for name in dict.fromkeys([*headings, *mine, *other])
        if name not in _STAMP
    ]
    return tuple(row for row in rows if row.differs or row.key in headings)


def _cells(entity: Entity, data: Data) -> dict[str, str]:
    cells: dict[str, dict[str, None]] = {}
    for row in entity.rows(data):
        for column, text in zip(entity.columns, row, strict=True):
            if text:
                cells.setdefault(column.path.partition(".")[0], {})[text] = None
    return {name: "；".join(texts) for name, texts in cells.items()}


def _text(value: Any) -> str:
    return plain(value) or EMPTY


def _row(caption: str, names: tuple[str, ...], *, texts: tuple[str, str], sides: tuple[Data, Data, Data | None]) -> Row:
    mine, other, base = sides
    differs = any(not _same(mine.get(name), other.get(name)) for name in names)
    proposed = ""
    if differs and base is not None:
        if all(_same(mine.get(name), base.get(name)) for name in names):
            proposed = OTHER
        elif all(_same(other.get(name), base.get(name)) for name in names):
            proposed = MINE
    return Row(names[0], caption, names, mine=texts[0], other=texts[1], differs=differs, proposed=proposed)


def _same(one: Any, two: Any) -> bool:
    return one == two or (one in _NOTHING and two in _NOTHING)
