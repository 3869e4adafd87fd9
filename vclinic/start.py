"""The start of the windows' process, from the log to the first page. The window comes first, the heavy imports after it."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from vclinic import log
from vclinic.clock import SystemClock
from vclinic.domain.problem import Expected, WorldFault
from vclinic.files import open_lock, show_asked
from vclinic.paths import default_data_dir
from vclinic.ui import letters, theme
from vclinic.ui.own_font import add_own_font
from vclinic.ui.window import Window

if TYPE_CHECKING:  # at run time it comes after the window
    from vclinic.main import Program

_SHOWS_WITHIN = 3.0  # seconds; a window that does not answer by then hangs or is closing
_READ_MS = 6_000  # for a sentence before the program ends by itself


def make_application() -> QApplication:
    """The dressed application; the one already there when tests have made one.

    Raises:
        WorldFault: there is no screen to open a window on; Qt would end the process without a word of ours.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if sys.platform == "linux" and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        raise WorldFault("no_screen", "这里没有屏幕，窗口打不开。请在桌面上运行；命令行的用法见 vclinic --help。")
    theme.prepare_scaling()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("vclinic")
    theme.apply_theme(app)
    return app


def open_program(data_dir: Path | None) -> int:
    """Open the program; returns when it is closed. A window that is open already is shown instead of a second one."""
    folder = data_dir or default_data_dir()
    log.start(folder)
    letters.prepare(folder)
    app = make_application()
    clock = SystemClock()
    lock: open_lock.OpenLock | Expected
    try:
        lock = open_lock.take(folder, open_lock.WINDOW, clock.now())
    except open_lock.WindowOpen as refused:
        if show_asked.ask(folder, refused.process, _SHOWS_WITHIN):
            return 0
        lock = refused
    except Expected as fault:
        lock = fault
    window = Window()
    window.fit(app.primaryScreen().availableSize())
    window.show()
    app.processEvents()
    from vclinic.main import Program

    program = Program(window, folder, clock)
    if isinstance(lock, Expected):
        program.gate.say_why_not(lock.sentence)
        return app.exec()
    try:
        return _run(app, program)
    finally:
        lock.release()


def _run(app: QApplication, program: "Program") -> int:
    """The program in the folder that is its own now."""
    from vclinic.coming_forward import ComingForward
    from vclinic.ending import Running

    told = program.updating.at_start()
    if told is not None and told.leave:
        program.gate.say_why_not(told.sentence)
        QTimer.singleShot(_READ_MS, app.quit)
        return app.exec()
    ComingForward(program.window, program.data_dir)
    running = Running(program.data_dir, program.clock.now(), program.say_bug)
    if running.before is not None:
        program.last_end = running.before.sentence
    running.begin()
    QTimer.singleShot(0, program.start)
    QTimer.singleShot(0, program.updating.reached)
    QTimer.singleShot(0, add_own_font)
    code = app.exec()
    running.end()
    return code
