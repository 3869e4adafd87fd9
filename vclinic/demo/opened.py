"""`make run` with a screen: the program on the sample village, enrolled with a township that runs beside it."""

import tempfile
from pathlib import Path

import click
from PySide6.QtCore import QTimer

from sync.client.engine import sync
from vclinic.clock import SystemClock
from vclinic.demo import township
from vclinic.main import Program, make_application
from vclinic.services.clinic_setup import ClinicSetup, create_clinic, is_set_up, open_clinic
from vclinic.services.sample_village import fill
from vclinic.ui.window import Window
from vclinic.wiring import enrol_device

CLINIC, VILLAGE, DOCTOR, LOGIN = "清溪镇柳河村卫生室", "340123101205", "周国平", "zhougp"


def open_village(keep: Path | None) -> int:
    """Open it; everything made for it goes away afterwards unless ``keep`` names a folder."""
    app = make_application()
    window = Window()
    window.show()
    app.processEvents()
    with tempfile.TemporaryDirectory(prefix="vclinic-demo-", ignore_cleanup_errors=True) as folder:
        place = keep or Path(folder)
        data = place / "clinic"
        clock = SystemClock()
        with township.running(Path(folder) / "township") as office:
            if is_set_up(data):
                desk = open_clinic(data, LOGIN, township.PASSWORD, clock)
            else:
                setup = ClinicSetup(CLINIC, VILLAGE, DOCTOR, LOGIN, township.PASSWORD)
                desk = create_clinic(data, setup, clock).desk
                fill(desk, 300, 12, 1)
            enrol_device(desk, office.url, office.code(CLINIC, VILLAGE))
            sync(desk.store, clock.now)
            click.echo(f"卫生院审核端：{office.url}")
            click.echo(f"  审核员 {township.REVIEWER}，管理员 {township.ADMIN}，密码都是 {township.PASSWORD}")
            click.echo(f"村医工作站：登录名 {LOGIN}，密码 {township.PASSWORD}（锁屏后用）")
            program = Program(window, data, clock)
            QTimer.singleShot(0, lambda: program.enter(desk))
            return app.exec()
