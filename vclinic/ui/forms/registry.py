"""Editors by kind of value, or by the key an item names: the only place that decides what a value is written in.

An editor knows the meaning of its value and where to put it; it knows no field, no code and no form. A new kind of
editor is one function here and one line in `EDITORS`.
"""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from vclinic.domain.dates import weekday
from vclinic.domain.fields import Meaning
from vclinic.forms.document import decimal_text
from vclinic.forms.spec import FormSpec, Item
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.readings_edit import ReadingsEdit
from vclinic.ui.forms.two_units_edit import TwoUnitsEdit
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label, relabel

_WIDTHS = {"integer": 42, "decimal": 54, "date": 108, "month": 84}
_IN_A_ROW = 5  # options of a multiple choice


@dataclass(frozen=True, slots=True)
class Place:
    """Where an editor stands, and whom it tells.

    Attributes:
        put: the value as typed. entered: Enter (True) or Shift+Enter. full: the value is complete, go on by itself.
        measured: one of several measurements is complete, and which. reached: the focus came.
    """

    form: FormSpec
    item: Item
    name: str
    put: Callable[[Any], None]
    entered: Callable[[bool], None]
    full: Callable[[], None]
    measured: Callable[[int], None]
    reached: Callable[[], None]

    @property
    def meaning(self) -> Meaning:
        """Of the value."""
        return self.form.meanings[self.name]


@dataclass(frozen=True, slots=True)
class Made:
    """An editor and how to use it.

    Attributes:
        show: shows a value without telling anybody. show_state: shows its state and a tool tip.
        stretch: takes the room that is left. after: what stands behind it, for a field that stands alone.
    """

    widget: QWidget
    show: Callable[[Any], None]
    show_state: Callable[[str, str], None]
    stretch: bool = False
    after: QWidget | None = None


def _line(place: Place) -> Made:
    meaning = place.meaning
    edit = ValueEdit(meaning, _WIDTHS.get(meaning.kind, 0))
    edit.typed.connect(place.put)
    edit.full.connect(place.full)
    edit.entered.connect(place.entered)
    edit.reached.connect(place.reached)

    def show(value: Any) -> None:
        edit.show_text(written(meaning, value), same=_same(edit.text(), value))

    return Made(edit, show, edit.show_state, stretch=meaning.kind == "text")


def _date(place: Place) -> Made:
    made = _line(place)
    if place.item.fields != (place.name,):
        return made  # beside other values there is no room for the day of the week
    day = label("", "second")

    def show(value: Any) -> None:
        made.show(value)
        try:
            relabel(day, weekday(date.fromisoformat(written(place.meaning, value))))
        except ValueError:
            relabel(day, "")

    return Made(made.widget, show, made.show_state, after=day)


def _code(place: Place) -> Made:
    group = _options(place, multiple=False)

    def show(value: Any) -> None:
        group.show_codes((value,))

    group.chosen.connect(lambda codes: place.put(codes[0]))
    return Made(group, show, group.show_state)


def _codes(place: Place) -> Made:
    group = _options(place, multiple=True)

    def show(value: Any) -> None:
        group.show_codes(tuple(value or ()))

    group.chosen.connect(place.put)
    return Made(group, show, group.show_state, stretch=True)


def _options(place: Place, *, multiple: bool) -> OptionGroup:
    codes = place.meaning.codes
    if codes is None:
        raise ValueError(f"{place.name} has no code list")
    group = OptionGroup(
        codes,
        multiple=multiple,
        columns=_IN_A_ROW if multiple else 0,
        numbered=place.item.numbered,
        name=place.meaning.label,
    )
    group.complete.connect(place.full)
    group.entered.connect(place.entered)
    group.reached.connect(place.reached)
    return group


def _readings(place: Place) -> Made:
    form = place.form
    high, low = (form.meanings[mean] for mean, source in form.stands_for.items() if source == place.name)
    edit = ReadingsEdit(place.meaning, high, low)

    def show(value: Any) -> None:
        edit.show_pairs(value or ())

    edit.typed.connect(place.put)
    edit.complete.connect(place.measured)
    edit.entered.connect(place.entered)
    edit.reached.connect(place.reached)
    return Made(edit, show, edit.show_state, stretch=True)


def _two_units(place: Place) -> Made:
    edit = TwoUnitsEdit(place.meaning)

    def show(value: Any) -> None:
        edit.show_text(written(place.meaning, value), same=_same(edit.edit.text(), value))

    edit.typed.connect(place.put)
    edit.edit.entered.connect(place.entered)
    edit.edit.reached.connect(place.reached)
    return Made(edit, show, edit.show_state, stretch=True)


EDITORS: Mapping[str, Callable[[Place], Made]] = {
    "text": _line,
    "integer": _line,
    "decimal": _line,
    "month": _line,
    "date": _date,
    "code": _code,
    "codes": _codes,
    "pairs": _readings,
    "two_units": _two_units,
}


def made_for(place: Place) -> Made:
    """The editor of a field: the one its item names (for the item's first field), else the one for its kind of value.

    Raises:
        KeyError: nobody has registered such an editor.
    """
    named = place.item.editor if place.name == place.item.fields[0] else ""
    return EDITORS[named or place.meaning.kind](place)


def written(meaning: Meaning, value: Any) -> str:
    """A value as it stands in an editor: text as typed, figures and days as the form writes them."""
    if value is None:
        return ""
    if isinstance(value, float):
        return decimal_text(meaning, value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _same(text: str, value: Any) -> bool:
    """What is being typed already says the value, if in other words: 64. is 64.0."""
    try:
        return float(text) == float(value)
    except (TypeError, ValueError):
        return False
