"""What stands between the password and Today is loaded while the doctor types: importing it takes longer than showing
the window and asking.

The store's libraries and the shipped tables load in a thread of their own. What belongs to the windows follows step by
step on the windows' thread, between two keys, because Qt's classes may not be made in two threads at once.
"""

import linecache
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from threading import Thread

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, QTimer

Step = Callable[[], object]
_PASSWORD = ("argon2.low_level", "cryptography.hazmat.primitives.ciphers.aead")  # needed first of all
_NOT_BEFORE_TODAY = (
    (
        "assess_advice",
        "assess_input",
        "assess_lines",
        "assess_prescription",
        "export",
        "json_lines",
        "restore",
        "restore_preview",
    ),
    ("sample_drugs", "sample_stock", "sample_village", "sample_visits"),  # as those above, of the command line
    ("import_roster", "roster_columns", "roster_decide", "roster_known"),  # most days end without a roster
)
_WINDOWS = ("vclinic.ui.shell", "vclinic.ui.pages.today.page", "vclinic.wiring")
_CLASSES_A_STEP = 40
_VALUES = ("QStyleOption", "QGraphicsScene")  # what a style is told, events of a scene
_PAUSE_MS = 10


def load_libraries() -> None:
    """Import all that is no window, and read the shipped tables."""
    from vclinic import services

    for name in _PASSWORD:
        import_module(name)
    later = {name for names in _NOT_BEFORE_TODAY for name in names}
    for module in pkgutil.iter_modules(services.__path__):
        if module.name not in later:
            import_module(f"{services.__name__}.{module.name}")
    from vclinic.diseases import rule_book
    from vclinic.rules.catalog import load_catalog
    from vclinic.storage.prepared import prepare

    prepare()
    rule_book()
    load_catalog()
    forget_sources()


def window_steps() -> Iterator[Step]:
    """Import the windows, and have Qt's classes made that the first list would otherwise wait for: PySide makes all that
    descend from its objects when it meets one whose class it does not know yet. Most of them are widgets; most of the
    other modules' classes are values, three megabytes of which nobody would ever meet."""
    for name in _WINDOWS:
        yield partial(import_module, name)
    yield forget_sources
    names = [name for name in dir(QtWidgets) if name.startswith("Q") and not name.startswith(_VALUES)]
    for start in range(0, len(names), _CLASSES_A_STEP):
        yield partial(_make_classes, names[start : start + _CLASSES_A_STEP])


def forget_sources() -> None:
    """Give back the text of every module imported so far: PySide reads it at each import, to see whether the module uses
    Qt, and Python keeps it for tracebacks, which read it again when one is written."""
    linecache.clearcache()


def _make_classes(names: list[str]) -> None:
    for name in names:
        getattr(QtWidgets, name)


class Loading(QObject):
    """One load in the background. Nobody may use what it loads before `finish` has returned.

    Args:
        libraries: what runs in the thread.
        steps: what then runs on the windows' thread, one at a time.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        libraries: Callable[[], None] = load_libraries,
        steps: Callable[[], Iterator[Step]] = window_steps,
    ) -> None:
        super().__init__(parent)
        self._libraries = libraries
        self._steps = list(steps())
        self._thread: Thread | None = None
        self._loaded = False
        self._fault: BaseException | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._step)

    def begin(self) -> None:
        """Start loading; nothing happens while it runs or after it has succeeded."""
        if self._thread is None and not self._loaded:
            self._thread = Thread(target=self._run, name="loading")
            self._thread.start()
        if self._steps:
            self._timer.start()

    def _run(self) -> None:
        try:
            self._libraries()
        except BaseException as fault:  # noqa: BLE001 - raised by `finish`, in the thread that waits for it
            self._fault = fault
        else:
            self._loaded = True

    def _step(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        if not self._loaded or not self._steps:  # a fault is told by `finish`
            self._timer.stop()
            return
        try:
            self._steps[0]()
        except Exception:  # noqa: BLE001 - the step stays first in line: `finish` takes it again and raises
            self._timer.stop()
        else:
            del self._steps[0]

    def finish(self) -> None:
        """Wait until all is loaded, beginning now if nobody has. What a load raised is raised here; the next call tries
        again."""
        self.begin()
        self.stop()
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault
        while self._steps:
            self._steps[0]()
            del self._steps[0]

    def stop(self) -> None:
        """Wait for the thread and take no further step: the program does not end in the middle of a load."""
        self._timer.stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()
