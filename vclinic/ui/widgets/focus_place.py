"""Where the hands were on a page: found again after a preview, in the same field and at the same letter."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from vclinic.ui.widgets.figure_edit import BACK
from vclinic.ui.widgets.line_edit import LineEdit

_PUT_AWAY = Qt.WidgetAttribute.WA_WState_ExplicitShowHide


@dataclass(frozen=True, slots=True)
class FocusPlace:
    """A field of a page, by what it is and which of its like it is: the page may have been built anew meanwhile."""

    kind: type[QWidget]
    name: str
    number: int
    cursor: int

    @classmethod
    def of(cls, page: QWidget, focused: QWidget | None) -> FocusPlace | None:
        """The place of what has the focus; None when that is nothing of the page."""
        if focused is None or focused is page or not page.isAncestorOf(focused):
            return None
        kind, name = type(focused), focused.accessibleName()
        alike = _alike(page, kind, name)
        if focused not in alike:
            return None
        number = alike.index(focused)
        return cls(kind, name, number, focused.cursorPosition() if isinstance(focused, QLineEdit) else 0)

    def restore(self, page: QWidget) -> bool:
        """Give the focus back, nothing selected; False when the field is not there any longer."""
        alike = _alike(page, self.kind, self.name)
        if self.number >= len(alike):
            return False
        give_back(alike[self.number])
        field = alike[self.number]
        if isinstance(field, QLineEdit):
            field.setCursorPosition(min(self.cursor, len(field.text())))
        return True


def give_back(field: QWidget) -> None:
    """The focus returns to a field: what is written there stays until it is asked to go."""
    field.setFocus(BACK)
    keep_written(field)


def keep_written(field: QWidget | None) -> None:
    """Select nothing of what is written in a field; the next key adds to it."""
    if isinstance(field, LineEdit):
        field.keep_written()


def _alike(page: QWidget, kind: type[QWidget], name: str) -> list[QWidget]:
    return [
        widget
        for widget in page.findChildren(kind)
        if type(widget) is kind and widget.accessibleName() == name and _is_there(widget, page)
    ]


def _is_there(widget: QWidget, page: QWidget) -> bool:
    """Nothing between it and the page was put away; what was made just now is shown in the next turn of the event loop."""
    shown: QWidget | None = widget
    while shown is not None and shown is not page:
        if shown.testAttribute(_PUT_AWAY) and shown.isHidden():
            return False
        shown = shown.parentWidget()
    return True
