"""`make run` with a screen: the program on the sample village, paired with a township that runs beside it."""

import signal
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TypeVar

import click
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from sync.client.engine import sync
from vclinic.clock import SystemClock
from vclinic.demo import township
from vclinic.main import Program
from vclinic.services.clinic_setup import ClinicSetup, create_clinic, open_clinic
from vclinic.services.sample_village import fill
from vclinic.services.unlock import is_set_up
from vclinic.services.workstation import Workstation
from vclinic.start import make_application
from vclinic.ui.window import Window
from vclinic.wiring import pair_device

T = TypeVar("T")
CLINIC, VILLAGE, DOCTOR, LOGIN = "清溪镇柳河村卫生室", "340123101205", "周国平", "zhougp"
RESIDENTS, MONTHS, SEED = 300, 12, 1


def open_village(keep: Path | None) -> int:
    """Open it; everything made for it goes away afterwards unless ``keep`` names a folder."""
    app = make_application()
    window = Window()
    window.fit(app.primaryScreen().availableSize())
    window.show()
    app.processEvents()
    click.echo(f"正在造样板村（{RESIDENTS} 人、{MONTHS} 个月的随访），并在旁边开卫生院服务器，大约要十几秒…")
    _on_stop(_interrupt)
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="vclinic-demo-", ignore_cleanup_errors=True))
        )
        office = _meanwhile(lambda: stack.enter_context(township.running(folder / "township")))
        data = (keep or folder) / "clinic"
        clock = SystemClock()
        station = _meanwhile(lambda: _village(data, clock, office))
        if not window.isVisible():  # closed while it was still opening
            station.store.close()
            return 0
        _on_stop(lambda: QTimer.singleShot(0, window.close))  # in the event loop, also when it has not begun yet
        click.echo(f"卫生院审核端：{office.url}")
        click.echo(f"  审核员 {township.REVIEWER}，管理员 {township.ADMIN}，密码都是 {township.PASSWORD}")
        click.echo(f"村医工作站：登录名 {LOGIN}，密码 {township.PASSWORD}（锁屏后用）")
        program = Program(window, data, clock)
        QTimer.singleShot(0, lambda: program.enter(station))
        awake = QTimer(window)  # Qt sleeps in C++; a signal is heard when Python runs
        awake.timeout.connect(lambda: None)
        awake.start(200)
        return app.exec()


def _village(data: Path, clock: SystemClock, office: township.Township) -> Workstation:
    if is_set_up(data):
        station = open_clinic(data, LOGIN, township.PASSWORD, clock)
    else:
        station = create_clinic(data, ClinicSetup(CLINIC, VILLAGE, DOCTOR, LOGIN, township.PASSWORD), clock).station
        fill(station, RESIDENTS, MONTHS, SEED)
    pair_device(station, office.url, office.code(CLINIC, VILLAGE))
    sync(station.store, clock.now)
    return station


def _meanwhile(work: Callable[[], T]) -> T:
    """Do something long while the window stays alive."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        while not future.done():
            QApplication.processEvents()
            time.sleep(0.1)
        return future.result()


def _interrupt() -> None:
    raise KeyboardInterrupt


def _on_stop(stop: Callable[[], object]) -> None:
    """Ctrl+C, a closed terminal and `kill` end the program as its window does: drafts kept, the township gone too."""

    def heard(_number: int, _frame: FrameType | None) -> None:
        stop()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, heard)
