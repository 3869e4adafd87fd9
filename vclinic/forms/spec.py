"""How a form is declared: sections, rows and cells in the order of the paper, over a record class that carries the meaning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vclinic.domain.dates import latest_day
from vclinic.domain.fields import Meaning, meanings
from vclinic.domain.problem import Problem

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may need besides the record: today, and facts of the person (birth date, previous values).

    Attributes:
        elsewhere: another machine wrote it, whose day may be another one.
    """

    today: date
    facts: Mapping[str, Any]
    elsewhere: bool = False

    @property
    def latest(self) -> date:
        """The latest day that is not in the future."""
        return latest_day(self.today) if self.elsewhere else self.today


Condition = Callable[[Values, Context], list[Problem]]


def _no_note(_values: Mapping[str, Any]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class ShownWhen:
    """A field that is asked only while another one has a certain answer: ``field`` is shown while ``of`` is, or holds,
    one of ``codes``."""

    field: str
    of: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """How an item of several lines (用药情况, 胰岛素) is written, one entry a line.

    Attributes:
        captions: one for each line on the screen; a form has as many lines as captions, two in a row.
        printed: one for each line on the paper.
        pattern: a line's parts and the words between them: ``{name} 每日 {times_per_day} 次 每次 {dose_text}``. The first
            part names the line.
        usage: caption of the paper's row for the parts that follow the first.
        spare: how many of the last lines are not on the official paper, and printed only when they are used.
    """

    captions: tuple[str, ...]
    printed: tuple[str, ...]
    pattern: str
    usage: str
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One item (项目) of the paper form: a caption and the fields written in its cell, in order.

    Everything a screen must know of an item is said here; editors are chosen by the kind of value, and none of them
    knows a field, a code or a form.

    Attributes:
        caption: as on the paper.
        pattern: how the fields stand together in print and on the township's page, with ``{field}`` for each value, e.g.
            ``{smoke_now}/{smoke_target} 支``.
        wide: takes the whole row on screen; the options of a wide item share out its room.
        screen: which fields are asked on screen and the words between them, where the paper's pattern does not fit the
            narrow cell or shows values that are written elsewhere; empty when ``pattern`` serves.
        note: what the other values mean for this one.
        paper: false for what is asked and shown, and not printed on the official form.
        on_screen: the caption on screen; empty when ``caption`` serves.
        last: how last time's value stands in its narrow column; empty: ``pattern`` without its units.
        omit: a word left out of last time's value.
        asked_with: fields asked in front of this item's own as long as nothing is known of them: the height without
            which there is no body mass index.
        shown_when: fields asked only while another has a certain answer.
        editor: key of an editor of its own; empty: the one for the kind of value.
        numbered: options show their digits.
        auto: what the program fills in carries the mark 自动.
        strong: what the program fills in is set bold.
        lines: for ``entries``.
    """

    caption: str
    fields: tuple[str, ...]
    pattern: str
    wide: bool = False
    screen: str = ""
    note: Callable[[Mapping[str, Any]], str] = _no_note
    paper: bool = True
    on_screen: str = ""
    last: str = ""
    omit: str = ""
    asked_with: tuple[str, ...] = ()
    shown_when: tuple[ShownWhen, ...] = ()
    editor: str = ""
    numbered: bool = True
    auto: bool = True
    strong: bool = False
    lines: Lines | None = None


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
        own: fields never shared with another form on the same page, however alike they look: judged per disease.
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
    own: frozenset[str] = frozenset()

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
