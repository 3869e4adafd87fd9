"""The form of a visit and the person beside it, sharing the page's width."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from vclinic.ui.forms.columns import NARROW, ROOMY
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.known.known_card import KnownCard
from vclinic.ui.pages.follow_up.pane import WIDTH, PersonPane
from vclinic.ui.widgets.basics import clear
from vclinic.ui.widgets.scrolling import scrolling

_MARGIN, _BAR = 8, 12
_ANY = 16_777_215  # Qt's own bound of a width


class VisitBody(QWidget):
    """Empty until `show_visit`.

    Attributes:
        form, pane: of the visit that is open. side: what scrolls the pane.
    """

    form: FormView
    pane: PersonPane
    side: QScrollArea

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self._row.setSpacing(8)
        self._scroll: QScrollArea | None = None
        self._alone = False

    def show_visit(self, form: FormView, pane: PersonPane) -> None:
        """Show another visit in the place of the one before."""
        clear(self._row)
        self.form, self.pane, self._alone = form, pane, False
        self._scroll = scrolling(form)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._bar_changed)
        self._fit(self.width())
        self._row.addWidget(self._scroll, 1)
        self.side = scrolling(pane)  # while a question takes its room the pane scrolls, it is never squeezed
        pane.setAutoFillBackground(False)  # what is scrolled would have the system's grey for its ground
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._row.addWidget(self.side)
        self._give_way()

    def show_person_alone(self, alone: bool) -> None:
        """The person has the whole width; the form comes back with the hands where they were."""
        if self._scroll is None or self._alone == alone:
            return
        self._alone = alone
        self._scroll.setHidden(alone)
        self._give_way()
        if alone:
            self.side.setFocus()
        else:
            self.form.focus_again()

    def begin_known(self, begin: Callable[[KnownCard], None]) -> bool:
        """Start an answer in what is known of the person; False while the person is out of sight."""
        if not self.side.isVisible():
            return False
        begin(self.pane.known)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        """On a narrow screen the form draws its columns closer; what is narrower still scrolls."""
        if self._scroll is None:
            return
        narrow = width < ROOMY.paper + 2 * _MARGIN + _BAR
        self.form.show_narrow(narrow=narrow)
        self._row.setContentsMargins(0 if narrow else _MARGIN, 0, 0 if narrow else _MARGIN, 0)
        fits = width >= NARROW.paper + _BAR
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._scroll.setHorizontalScrollBarPolicy(policy)

    def _bar_changed(self, _low: int, _high: int) -> None:
        self._give_way()

    def _give_way(self) -> None:
        """A scroll bar takes its room from the pane, never from last time's values."""
        if self._scroll is None or self._row.count() < 2:
            return
        bar = self._scroll.verticalScrollBar()
        width = WIDTH - (bar.sizeHint().width() if bar.maximum() > bar.minimum() else 0)
        self.side.setMinimumWidth(width)
        self.side.setMaximumWidth(_ANY if self._alone else width)
