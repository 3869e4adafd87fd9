"""What the shell needs of every page."""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from vclinic.devices.reading import Reading
from vclinic.services.sync_status import SyncStatus
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import Destination
from vclinic.ui.widgets.nav_rail import Place

D = TypeVar("D", bound=Destination)


class Page(QWidget, Generic[D]):
    """A page of the program; ``D`` is what it can be opened with. Its class declares all that the frame must know of it.

    Attributes:
        name: identifies it.
        opens: the destinations that lead here.
        place: its place in the rail; None for a page that is reached from others.
        behind: name of the page in the rail whose place stays marked while this one is open.
        wide_rail: list pages have the wide rail; pages about one person the narrow one.
        about_one: a step in the care of one person: its path begins with the person, and `Back` passes over it.
        ends_in_remark: the last word of its path is a remark, not a place.
        shows_reporting: what it shows changes with a round of reporting, so it is opened again after one.
        hints: (key, words) for the hint bar; empty hides it.
        gives_way_to_card: nothing is written here, so an identity card on the reader opens whose it is.

    Signals:
        navigate(Destination): open what is named.
        titled(list): the path to show in the top bar.
        stored(): something was saved; counts may have changed.
        person_opened(str): the doctor reads about this resident; passing over one in a list is not reading.
        rest_wanted(): the hands go where the pane stands alone now; it gives way again.
        restore_wanted(): a backup should come back in the place of the store.
    """

    name: ClassVar[str]
    opens: ClassVar[tuple[type[Destination], ...]]
    place: ClassVar[Place | None] = None
    behind: ClassVar[str] = ""
    wide_rail: ClassVar[bool] = True
    about_one: ClassVar[bool] = False
    ends_in_remark: ClassVar[bool] = False
    shows_reporting: ClassVar[bool] = False
    hints: ClassVar[tuple[tuple[str, str], ...]] = ()
    gives_way_to_card: ClassVar[bool] = False
    navigate = Signal(object)
    titled = Signal(list)
    stored = Signal()
    person_opened = Signal(str)
    rest_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, station: Workstation) -> None:
        super().__init__()
        self.station = station
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @classmethod
    def count(cls, station: Workstation, status: SyncStatus) -> int:
        """The number beside its name in the rail; 0 shows none."""
        return 0

    def open(self, destination: D) -> None:
        """Show what is named; called each time the page is navigated to."""

    def new_day(self, destination: D) -> None:
        """Another day has come while the page is shown: what it says of days is said anew, what is typed stays."""
        self.open(destination)

    def side(self) -> QWidget | None:
        """The pane at the right that gives way on a narrow screen; F11 brings it back."""
        return None

    def make_room(self, *, alone: bool) -> None:
        """``alone``: the pane is shown on a screen too narrow for it and the rest, so the rest gives way, or draws closer.
        Nothing is left to be read sideways."""

    def alarm(self) -> str:
        """What must be seen even while the pane is away: allergies. Empty for nothing."""
        return ""

    def take_reading(self, reading: Reading) -> bool:
        """A device has read something; False where this page has no use for it."""
        return False

    def leave(self) -> None:
        """The page is about to be left: keep drafts, stop counting."""


AnyPage: TypeAlias = Page[Any]  # `Pages` hands a page only what it declares to open


def shortcut(page: QWidget, key: str, call: Callable[[], Any]) -> None:
    """A key that works anywhere on a page."""
    action = QAction(page)
    action.setShortcut(QKeySequence(key))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked=False: call())
    page.addAction(action)
