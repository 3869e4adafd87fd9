"""Backup and restore by somebody with nothing but the manual: its steps, word by word, in the real windows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests import worlds
from tests.ui import village
from tests.ui.help.following import Reader, steps
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services import clinic_setup
from vclinic.services.find_residents import count_residents
from vclinic.ui import tasks
from vclinic.ui.pages.gate.recovery_code import RecoveryCodePage
from vclinic.ui.window import Window

PASSWORD_THEN = "做这份备份那时的密码"
CODE = "恢复码，六组四位"
PEOPLE = 7


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick that is plugged in: the dialogs of the system open there, and the newest backup on it is taken."""
    folder = tmp_path / "stick"
    folder.mkdir()

    def newest(*_asked: object) -> tuple[str, str]:
        return str(max(folder.rglob("*.vcbak"), key=lambda file: file.name)), ""

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(folder))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", newest)
    return folder


@pytest.fixture
def started() -> Iterator[list[Program]]:
    made: list[Program] = []
    yield made
    for program in made:
        program.close()


def back_up(qtbot: QtBot, program: Program) -> None:
    """The four steps, as they are written."""
    reader = Reader(qtbot, program.window)
    for step in steps("doctor", "6-backup", "备份到 U 盘"):
        reader.follow(step)


def at_work(qtbot: QtBot, window: Window, program: Program) -> int:
    """How many people the program knows, once it shows its first page."""
    qtbot.waitUntil(lambda: program.logged_in and window.shown is program.shell, timeout=20_000)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)
    assert program.shell.current == "today"
    return count_residents(program.shell.station)


def test_a_backup_on_the_stick(qtbot: QtBot, program: Program, stick: Path) -> None:
    back_up(qtbot, program)
    assert [file.suffix for file in stick.rglob("*.vcbak")] == [".vcbak"]


def test_a_new_computer(
    qtbot: QtBot, program: Program, window: Window, stick: Path, started: list[Program], tmp_path: Path
) -> None:
    back_up(qtbot, program)
    other = Window()
    qtbot.addWidget(other)
    other.show()
    new = Program(other, tmp_path / "new", SteppingClock(village.MORNING + timedelta(days=2)))
    started.append(new)
    new.start()
    reader = Reader(qtbot, other)
    first, file, password, restore, _done = steps("doctor", "6-backup", "换一台电脑")
    reader.follow(first)
    reader.follow(file)
    reader.write(PASSWORD_THEN, village.PASSWORD)
    reader.follow(password)
    reader.follow(restore)
    assert at_work(qtbot, other, new) == PEOPLE
    assert window.shown is program.shell, "the old computer is as it was"


def test_the_same_computer_where_something_was_never_sent(
    qtbot: QtBot, program: Program, window: Window, stick: Path, clock: SteppingClock
) -> None:
    back_up(qtbot, program)
    clock.pass_seconds(2 * 86_400)
    worlds.register(program.shell.station, name="李四", serial=24)
    reader = Reader(qtbot, window)
    settings, _which, password, unsent, restore = steps("doctor", "6-backup", "在原来的电脑上恢复")
    reader.follow(settings)
    reader.write(PASSWORD_THEN, village.PASSWORD)
    reader.follow(password)
    reader.follow(unsent, leaving_out=("先上报", "先用U盘带走未上报的"))
    reader.follow(restore)
    qtbot.waitUntil(lambda: window.shown is not None and program.logged_in, timeout=20_000)
    assert at_work(qtbot, window, program) == PEOPLE


def test_with_the_recovery_code(
    qtbot: QtBot, window: Window, stick: Path, clock: SteppingClock, tmp_path: Path, started: list[Program]
) -> None:
    made = clinic_setup.create_clinic(tmp_path / "old", village.CLINIC, clock, village.CHEAP)
    worlds.register(made.station, name="李四", serial=24)
    old = Program(window, tmp_path / "old", clock)
    started.append(old)
    old.enter(made.station)
    back_up(qtbot, old)
    other = Window()
    qtbot.addWidget(other)
    other.show()
    new = Program(other, tmp_path / "new", clock)
    started.append(new)
    new.start()
    reader = Reader(qtbot, other)
    for step in steps("doctor", "6-backup", "换一台电脑")[:2]:
        reader.follow(step)
    code = made.recovery_code.replace("-", "").lower()
    by_code, typed, restore, again, password, fresh = steps("doctor", "6-backup", "忘了密码怎么恢复")
    reader.follow(by_code)
    reader.write(CODE, code)
    for step in (typed, restore, again):
        reader.follow(step)
    reader.write(CODE, code)
    reader.write("新密码，至少 8 位", "newly-2026")
    reader.write("新密码再输一遍", "newly-2026")
    reader.follow(password)
    page = other.shown
    assert isinstance(page, RecoveryCodePage)
    page.form.edits["last"].setText(page.code[-4:])
    reader.follow(fresh)
    assert at_work(qtbot, other, new) == 1
