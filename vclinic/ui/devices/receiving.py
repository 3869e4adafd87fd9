"""Where a reading goes: to the page that is open; an identity card, where nothing is being written, opens whose it is."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from vclinic.devices.reading import Reading
from vclinic.services.person_of_card import person_of_card
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import Destination, OpenRecord, OpenRegister
from vclinic.ui.devices.listening import DEVICES, GAVE_UP
from vclinic.ui.devices.sayings import in_a_line
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.words import tr


class Receiving(QObject):
    """Hears the devices for as long as its frame lives. Behind the lock, over a question of its own window and while
    the data cannot be read, nothing is taken.

    Args:
        page: the page that is open. go: opens another.
    """

    def __init__(
        self, frame: QWidget, station: Workstation, page: Callable[[], AnyPage], go: Callable[[Destination], None]
    ) -> None:
        super().__init__(frame)
        self._frame, self._station, self._page, self._go = frame, station, page, go
        DEVICES.read.connect(self._take)
        DEVICES.wrong.connect(self._say_wrong)
        DEVICES.gave_up.connect(self._say_gave_up)

    def _take(self, reading: Reading) -> None:
        if self._closed():
            return
        if self._page().take_reading(reading):
            return
        if reading.kind == "id_card" and self._page().gives_way_to_card:
            self._open(reading)
        else:
            MESSAGES.info(f"{in_a_line(reading)}：{tr('这一页用不上，没有填入。')}")

    def _closed(self) -> bool:
        away = not self._frame.isVisible() or QApplication.activeModalWidget() is not None
        return away or bool(self._station.store.trouble())

    def _open(self, reading: Reading) -> None:
        known = person_of_card(self._station, str(reading.fields["id_no"]))
        if known is not None:
            self._go(OpenRecord(known.id))
            return
        self._go(OpenRegister())
        self._page().take_reading(reading)

    def _say_wrong(self, sentence: str) -> None:
        if not self._closed():
            MESSAGES.warn(sentence)

    def _say_gave_up(self) -> None:
        if not self._closed():
            MESSAGES.info(GAVE_UP)
