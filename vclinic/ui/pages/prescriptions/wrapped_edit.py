"""A line of advice as long as it has to be: it wraps and grows, so that nothing of it is out of sight."""

from math import ceil

from PySide6.QtCore import QMimeData, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from vclinic.ui.widgets.basics import polish

_EDGE, _SIDE, _FRAME = 3, 6, 2  # around the text; the frame as wide as it gets with the focus


class WrappedEdit(QPlainTextEdit):
    """``state``: "" or carried; typing makes it changed. Enter goes on, as everywhere.

    Signals:
        typed(str): the text changed by hand.
    """

    typed = Signal(str)

    def __init__(self, text: str, name: str, *, state: str = "") -> None:
        super().__init__()
        self.setProperty("role", "line")
        self.setProperty("state", state)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(_SIDE, _EDGE, _SIDE, _EDGE)
        self.setPlainText(text)
        self.textChanged.connect(self._retyped)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def sizeHint(self) -> QSize:
        return QSize(120, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._height())

    def _height(self) -> int:
        laid_out = self.document().firstBlock().layout().boundingRect().height()
        return ceil(max(laid_out, self.fontMetrics().height())) + 2 * (_EDGE + _FRAME)

    def _grow(self, _size: QSizeF | None = None) -> None:
        self.setFixedHeight(self._height())

    def _retyped(self) -> None:
        if self.property("state") != "changed":
            self.setProperty("state", "changed")
            polish(self)
        self.typed.emit(self.toPlainText())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.focusPreviousChild()
            else:
                self.focusNextChild()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # One line on the card is one paragraph here: what is pasted loses its line breaks.
        self.insertPlainText(" ".join(source.text().split()))
