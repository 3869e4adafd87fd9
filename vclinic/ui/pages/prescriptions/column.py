"""One of the three columns: head with its key, lines, checks at the foot."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vclinic.domain.prescription import Check
from vclinic.services.regimen_checks import names_unknown
from vclinic.ui.icons import pixmap
from vclinic.ui.widgets.basics import clear, key_cap, label, line, shape, tool_button
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

WIDTH = 268  # three beside each other on a screen at 150 %
_LOW = 330
_LONG, _SENTENCES = 44, 2  # as many are shown, each as far as there is room; the rest behind a button
_SHARE, _SMALL_SHARE, _LEAST, _BAR = 0.4, 0.24, 110, 14
_KINDS = {"allergy": "过敏", "duplicate": "重复", "dose": "剂量", "interaction": "相互作用"}
_SHAPES = {"forbid": "danger", "warn": "warn", "note": "info"}
_UNCHECKED = "没有查："


class Column(QFrame):
    """Attributes:
    pinned: stays in sight while the lines scroll; top: above the lines, for what has to be decided first; body: where lines go.
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
        self.pinned = label("", "strong", wrap=True)
        self.pinned.setContentsMargins(12, 4, 12, 4)
        self.pinned.hide()
        column.addWidget(self.pinned)
        holder = QWidget()
        holder.setObjectName("surface")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scrolled = QVBoxLayout(holder)
        self._scrolled.setContentsMargins(0, 0, 0, 0)
        self._scrolled.setSpacing(0)
        self.top = QVBoxLayout()
        self._scrolled.addLayout(self.top)
        self.body = QVBoxLayout()
        self._scrolled.addLayout(self.body, 1)
        self.body.setContentsMargins(12, 2, 12, 2)
        self.body.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidget(holder)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(scroll, 1)
        self._foot = QFrame()
        self._foot.setObjectName("lastcell")
        self._checks = QGridLayout(self._foot)
        self._checks.setContentsMargins(12, 4, 12, 3)
        self._checks.setHorizontalSpacing(8)
        self._checks.setVerticalSpacing(2)
        self._unfolded = False
        self._shown: tuple[str, Sequence[Check]] = ("", ())
        column.addWidget(line())
        self._below = QScrollArea()
        self._below.setWidget(self._foot)
        self._below.setWidgetResizable(True)
        self._below.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._below.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._below)
        self._foot.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low column the checks scroll with the lines instead of taking their place."""
        super().resizeEvent(event)
        low = event.size().height() < _LOW
        if low and self._scrolled.indexOf(self._foot) < 0:
            self._below.takeWidget()
            self._scrolled.addWidget(self._foot)
            self._foot.show()
        elif not low and self._scrolled.indexOf(self._foot) >= 0:
            self._scrolled.removeWidget(self._foot)
            self._below.setWidget(self._foot)
        self._below.setVisible(not low)
        self._fit()

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
        """Ticks two in a row; anything else takes a row with its sentence: what was not compared in words, whole, and
        more than a few behind a button."""
        self._shown = (caption, checks)
        clear(self._checks)
        self._foot.setHidden(not checks)
        self._checks.addWidget(label(caption, "caption"), 0, 0, 1, 4)
        row = self._outcomes(1, checks)
        open_checks = [check for check in checks if check.severity == "unchecked"]
        sentences = sorted(open_checks, key=lambda check: not names_unknown(check))
        sentences += [check for check in checks if check.severity == "note" and not check.overruled]  # said above
        shown = sentences if self._unfolded else sentences[:_SENTENCES]
        for check in shown:
            row = self._sentence(row, check)
        if len(sentences) > _SENTENCES:
            rest = f"{tr('还有')} {len(sentences) - _SENTENCES} {tr('条：没有查的、提示')}"
            fold = tool_button(tr("收起") if self._unfolded else rest)
            fold.clicked.connect(self._fold)
            self._checks.addWidget(fold, row, 0, 1, 4, alignment=Qt.AlignmentFlag.AlignLeft)
        self._checks.setColumnStretch(1, 1)
        self._checks.setColumnStretch(3, 1)
        QTimer.singleShot(0, self, self._fit)  # what is added now counts for nothing until it is shown

    def _outcomes(self, row: int, checks: Sequence[Check]) -> int:
        """Two in a row: a tick where everything was compared, else where the tick would stand that it was not, or how
        much was found."""
        cells = [(shape("ok", 16), label(_tick_words(check)), check.text) for check in checks if check.severity == "ok"]
        clear_kinds = {check.kind for check in checks if check.severity == "ok"}
        open_kinds = {check.kind for check in checks if check.severity == "unchecked"}
        nameless = any(names_unknown(check) for check in checks)
        medication = any(check.kind in _KINDS for check in checks)
        for kind, text in _KINDS.items() if medication else ():
            if kind in clear_kinds:
                continue
            count = sum(1 for check in checks if check.kind == kind and check.severity in _SHAPES)
            not_all = kind in open_kinds or nameless
            if count:
                outcome = f"{tr(text)} {count} {tr('，没查全') if not_all else tr('条')}"
                cells.append((shape("warn", 16), label(outcome, "", "warn", wrap=True), ""))
            elif not_all:
                cells.append((_question(), label(f"{tr('没有查')}{tr(text)}", "", "warn", wrap=True), ""))
        for place, (mark, outcome, tip) in enumerate(cells):
            outcome.setToolTip(tip)
            self._checks.addWidget(mark, row + place // 2, 2 * (place % 2))
            self._checks.addWidget(outcome, row + place // 2, 2 * (place % 2) + 1)
        return row + (len(cells) + 1) // 2

    def _sentence(self, row: int, check: Check) -> int:
        """One check in words; returns the next free row."""
        whole = len(check.text) <= _LONG or self._unfolded
        text = check.text if whole else f"{check.text[:_LONG]}…"
        open_check = check.severity == "unchecked"
        mark = _question() if open_check else shape(_SHAPES[check.severity], 16)
        self._checks.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        sentence = label(f"{_UNCHECKED}{text}" if open_check else text, wrap=True)
        sentence.setToolTip(f"{check.text}（{check.source}）")
        self._checks.addWidget(sentence, row, 1, 1, 3)
        if check.source and not open_check:
            self._checks.addWidget(label(check.source, "caption", wrap=True), row + 1, 1, 1, 3)
            return row + 2
        return row + 1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the checks say was laid out anew."""
        if watched is self._foot and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """The checks take a part of the column at most; what is more scrolls."""
        layout = self._checks
        tall = layout.hasHeightForWidth()
        wanted = layout.totalHeightForWidth(self.width() - _BAR) if tall else layout.totalSizeHint().height()
        share = _SHARE if self.pinned.isHidden() else _SMALL_SHARE  # what has to be decided needs the room
        height = min(wanted, max(_LEAST, int(self.height() * share)))
        if height != self._below.minimumHeight():  # what it has may be of the layout before
            self._below.setFixedHeight(height)

    def _fold(self) -> None:
        self._unfolded = not self._unfolded
        self.show_checks(*self._shown)


def _question() -> QLabel:
    mark = label("?", "strong", "warn")
    mark.setFixedWidth(16)
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    mark.setAccessibleName(tr("没有查"))
    return mark


def _tick_words(check: Check) -> str:
    return check.source if check.kind in ("allergy", "duplicate", "dose", "interaction") else tr(check.text)
