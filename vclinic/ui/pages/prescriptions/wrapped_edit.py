"""A line of advice as long as it has to be: it wraps and grows, so that nothing of it is out of sight."""

from math import ceil

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from vclinic.domain.typed import cleaned
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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(_SIDE, _EDGE, _SIDE, _EDGE)
        self.setPlainText(text)
        self.textChanged.connect(self._retyped)

    def toPlainText(self) -> str:
        """What was typed, without marks nobody sees."""
        return cleaned(super().toPlainText())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = QTextLayout(self.toPlainText() or " ", self.font())
        option = QTextOption()
        option.setWrapMode(self.wordWrapMode())
        layout.setTextOption(option)
        layout.beginLayout()
        tall = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width - 2 * (_SIDE + _FRAME)))
            tall += line.height()
        layout.endLayout()
        return ceil(tall) + 2 * (_EDGE + _FRAME)

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(120, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().height() + 2 * (_EDGE + _FRAME))

    def _retyped(self) -> None:
        if self.property("state") != "changed":
            self.setProperty("state", "changed")
            polish(self)
        self.updateGeometry()
        self.typed.emit(self.toPlainText())

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
