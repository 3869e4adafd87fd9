"""One of the three columns: head with its key, lines, checks at the foot."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vclinic.domain.prescription import Check
from vclinic.ui.icons import pixmap
from vclinic.ui.widgets.basics import clear, key_cap, label, line, shape
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

WIDTH = 268  # three beside each other on a screen at 150 %
_LOW = 330
_LONG, _WHOLE = 44, 2  # the first warnings are shown whole, the rest as far as there is room
_SHAPES = {"forbid": "danger", "warn": "warn", "note": "info", "unchecked": "info", "ok": "ok"}


class Column(QFrame):
    """Attributes:
    body: where lines go.
    """

    def __init__(self, title: str, icon: str, key: str, more: Callable[[], Any]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame()
        head.setObjectName("head")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head.setFixedHeight(40)
        row = QHBoxLayout(head)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(4)
        picture = label()
        picture.setPixmap(pixmap(icon, 20, "#182125"))
        row.addWidget(picture)
        row.addWidget(label(title, "name"))
        row.addWidget(key_cap(key))
        row.addStretch(1)
        self.more = KeyButton(tr("加一条"), "Ins", more, self, "row", scope=False)
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.more)
        column.addWidget(head)
        holder = QWidget()
        holder.setObjectName("surface")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scrolled = QVBoxLayout(holder)
        self._scrolled.setContentsMargins(0, 0, 0, 0)
        self._scrolled.setSpacing(0)
        self.body = QVBoxLayout()
        self._scrolled.addLayout(self.body, 1)
        self.body.setContentsMargins(12, 4, 12, 4)
        self.body.setSpacing(2)
        scroll = QScrollArea()
        scroll.setWidget(holder)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(scroll, 1)
        self._foot = QFrame()
        self._foot.setObjectName("lastcell")
        self._checks = QGridLayout(self._foot)
        self._checks.setContentsMargins(12, 6, 12, 8)
        self._checks.setHorizontalSpacing(8)
        self._checks.setVerticalSpacing(2)
        column.addWidget(line())
        self._whole = column
        self._whole.addWidget(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low column the checks scroll with the lines instead of taking their place."""
        super().resizeEvent(event)
        place = self._scrolled if event.size().height() < _LOW else self._whole
        if place.indexOf(self._foot) < 0:
            place.addWidget(self._foot)

    def clear(self) -> None:
        """Take all lines out."""
        clear(self.body)

    def first_edit(self) -> QWidget | None:
        """Where writing in this column begins."""
        return next(iter(self._edits()), None)

    def last_edit(self) -> QWidget:
        """The line added last."""
        return self._edits()[-1]

    def _edits(self) -> list[QWidget]:
        kinds = (QLineEdit, QPlainTextEdit)
        return [edit for edit in self.findChildren(QWidget) if isinstance(edit, kinds) and not edit.isHidden()]

    def show_checks(self, caption: str, checks: Sequence[Check]) -> None:
        """Ticks two in a row; anything else takes a row with its sentence."""
        clear(self._checks)
        self._checks.addWidget(label(caption, "caption"), 0, 0, 1, 4)
        row, side = 1, 0
        ordered = sorted(checks, key=lambda check: check.severity == "ok")
        pressing = [check for check in checks if check.severity in ("forbid", "warn")][:_WHOLE]
        for check in ordered:
            if check.severity != "ok":
                self._checks.addWidget(shape(_SHAPES[check.severity], 16), row, 0, Qt.AlignmentFlag.AlignTop)
                whole = len(check.text) <= _LONG or check in pressing
                line = label(check.text if whole else f"{check.text[:_LONG]}…", wrap=True)
                line.setToolTip(f"{check.text}（{check.source}）")
                self._checks.addWidget(line, row, 1, 1, 3)
                row += 1
                continue
            self._checks.addWidget(shape("ok", 16), row, 2 * side)
            line = label(_tick_words(check))
            line.setToolTip(check.text)
            self._checks.addWidget(line, row, 2 * side + 1)
            side = 1 - side
            row += side == 0
        self._checks.setColumnStretch(1, 1)
        self._checks.setColumnStretch(3, 1)


def _tick_words(check: Check) -> str:
    return check.source if check.kind in ("allergy", "duplicate", "dose", "interaction") else tr(check.text)
