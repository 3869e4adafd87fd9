"""Python's search for garbage, kept out of the doctor's typing.

A whole search takes a tenth of a second and more, most of it for the forms of visits that are done with. By itself it
would come in the middle of a word; here it comes while nobody presses a key.
"""

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS = 2_000
_YOUNG = 10_000  # new objects until the young are searched: several visits' worth of typing
_GENERATIONS = (10, 1_000)  # by itself a whole search comes after 100 million new objects: never, but for a fault


class Collecting(QObject):
    """From `begin` to `end` a whole search waits for a pause of ``pause_ms``.

    The search is the process's: with two windows it is as before only when both have ended, whichever comes first.
    """

    _begun: ClassVar[int] = 0
    _usual: ClassVar[tuple[int, int, int]]

    def __init__(self, parent: QObject | None = None, pause_ms: int = _PAUSE_MS) -> None:
        super().__init__(parent)
        self._on = False
        self._set_aside = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._collect)

    def begin(self) -> None:
        """From now on nothing is searched but the young, until there is a pause."""
        if not self._on:
            self._on = True
            if not Collecting._begun:
                Collecting._usual = gc.get_threshold()
                gc.set_threshold(_YOUNG, *_GENERATIONS)
            Collecting._begun += 1
        self._pause.start()

    def put_off(self) -> None:
        """A key was pressed: the pause begins anew."""
        if self._on:
            self._pause.start()

    def end(self) -> None:
        """As it was before `begin`; what was set aside is searched again like everything else."""
        self._pause.stop()
        if self._set_aside:
            self._set_aside = False
            gc.unfreeze()
        if self._on:
            self._on = False
            Collecting._begun -= 1
            if not Collecting._begun:
                gc.set_threshold(*Collecting._usual)

    def _collect(self) -> None:
        gc.collect()
        if not gc.get_freeze_count():  # somebody else may have set things aside
            self._set_aside = True
            gc.freeze()  # what is there after the first pause stays for the day, and is not searched again
