"""How a form is declared: sections, rows and cells in the order of the paper, over a record class that carries the meaning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vclinic.domain.fields import Meaning, meanings
from vclinic.domain.problem import Problem

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may need besides the record: today, and facts of the person (birth date, previous values)."""

    today: date
    facts: Mapping[str, Any]


Condition = Callable[[Values, Context], list[Problem]]


def _no_note(_values: Mapping[str, Any]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item (项目) of the paper form: a caption and the fields written in its cell, in order.

    ``pattern`` shows how the fields stand together in print and on the township's page, with ``{field}`` for each
    value, e.g. ``{smoke_now}/{smoke_target} 支``. ``screen`` is a shorter one for the narrow cell on screen, empty when
    ``pattern`` serves. ``wide`` takes the whole row on screen. ``note`` says what the other values mean for this one.
    ``paper`` false for what is asked and shown, and not printed on the official form.
    """

    caption: str
    fields: tuple[str, ...]
    pattern: str
    wide: bool = False
    screen: str = ""
    note: Callable[[Mapping[str, Any]], str] = _no_note
    paper: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A merged caption at the left of the paper (症状, 体征 …; empty for none) and its items."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form's declaration.

    Attributes:
        id, version: stored with each record; old versions keep rendering.
        title: the official name.
        record: frozen dataclass whose annotated fields carry `Meaning`.
        required: fields that may not be empty.
        computed: fields the program fills in.
        carried: fields carried forward from the last visit.
        cockpit: fields asked beside the form, not printed on it.
        conditions: plain functions over the parsed values.
        stands_for: a computed field → the field it is written in (a mean → its readings).
    """

    id: str
    version: int
    title: str
    record: type[Any]
    sections: tuple[Section, ...]
    required: frozenset[str]
    computed: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    cockpit: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    stands_for: Mapping[str, str] = field(default_factory=lambda: {})

    @property
    def meanings(self) -> dict[str, Meaning]:
        """Field name → meaning, in the record's order."""
        return meanings(self.record)

    def items(self) -> list[tuple[Section, Item]]:
        """Every item with its section, in the order of the paper."""
        return [(section, item) for section in self.sections for item in section.items]

    def item_of(self, field: str) -> Item | None:
        """The item a field is written in."""
        return next((item for _, item in self.items() if field in item.fields), None)
