"""The bar above every page: where we are, what alarms, search, reporting, who is at work."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton

from vclinic.services import find_residents
from vclinic.services.workstation import Workstation
from vclinic.ui.icons import icon
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.widgets.basics import key_cap, label, relabel, reshape, reveal, shape
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.search_box import SearchBox
from vclinic.ui.widgets.sync_pill import SyncPill


class TopBar(QFrame):
    """Attributes:
        search: finds anybody. pill: how reporting stands. who: the doctor at work.

    Signals:
        lock_wanted(): the doctor leaves the station. stick_wanted(): to reporting by stick. help_wanted(): the manual.
    """

    lock_wanted = Signal()
    stick_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, station: Workstation) -> None:
        super().__init__()
        self._words: list[str] = [""]
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(48)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        self._back_cap = key_cap("Esc")
        row.addWidget(self._back_cap)
        self.path, self.heading, self.aside = ElidedLabel("second"), ElidedLabel("title"), ElidedLabel("caption")
        for widget in (self.path, self.heading, self.aside):
            row.addWidget(widget)
        self._alarm_shape, self.alarm = shape("", 16), label("", "strong", "danger")
        row.addWidget(self._alarm_shape)
        row.addWidget(self.alarm)
        row.addStretch(1)
        self.search = SearchBox(lambda text: find_residents.find(station, text, 12), self)
        row.addWidget(self.search)
        self.pill = SyncPill()
        row.addWidget(self.pill)
        self.who = self._who_is_at_work(station.doctor.name)
        row.addWidget(self.who)

    def _who_is_at_work(self, name: str) -> QToolButton:
        who = QToolButton()
        who.setObjectName("quiet")
        who.setIcon(icon("person", 20, "#43515a"))
        who.setIconSize(QSize(20, 20))
        who.setText(name)
        who.setToolTip(self.tr("锁屏或换人（Ctrl+L）"))
        who.setAccessibleName(f"{name}，{self.tr('锁屏或换人')}")
        who.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        choices = QMenu(who)
        choices.addAction(f"{self.tr('锁屏或换人')}　Ctrl+L", self.lock_wanted.emit)
        choices.addAction(self.tr("用U盘上报"), self.stick_wanted.emit)
        choices.addAction(f"{self.tr('帮助')}　F1", self.help_wanted.emit)
        who.setMenu(choices)  # one click by mistake must not shut the doctor out
        who.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return who

    def show_path(self, path: list[str], kind: type[AnyPage], *, roomy: bool) -> None:
        """The path to a page, from the outside in."""
        self._words = path
        self._show_path(kind, roomy)
        reveal(self._back_cap, not kind.wide_rail)

    def show_alarm(self, text: str) -> None:
        """What must not be overlooked while the pane that tells it is closed; empty takes it away."""
        reshape(self._alarm_shape, "danger" if text else "")
        relabel(self.alarm, text)

    def fit(self, kind: type[AnyPage], *, roomy: bool) -> None:
        """To the room there is, while a page of ``kind`` is open."""
        self._show_path(kind, roomy)
        self.search.show_narrow(narrow=not roomy)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if roomy else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.who.setToolButtonStyle(style)

    def _show_path(self, kind: type[AnyPage], roomy: bool) -> None:
        """Where we are; on a narrow screen the person alone, or the page."""
        shown, aside = self._words, ""
        if kind.ends_in_remark and len(shown) > 1:
            shown, aside = shown[:-1], shown[-1]
        if not roomy and kind.about_one:
            shown = shown[:1]
        relabel(self.path, " › ".join(shown[:-1]) + (" ›" if len(shown) > 1 else ""))
        relabel(self.heading, shown[-1])
        relabel(self.aside, aside)
        reveal(self.path, roomy and len(shown) > 1)
        reveal(self.aside, roomy)

    def end_of_words(self) -> int:
        """Where the title and the alarm end, from the left edge."""
        return max(self._end_of(part) for part in (self.heading, self.aside, self.alarm))

    def _end_of(self, part: QLabel) -> int:
        if part.isHidden() or not part.text():
            return 0
        return part.mapTo(self, QPoint(0, 0)).x() + min(part.width(), part.sizeHint().width())
