"""A doctor who forgot the password: the sheet from the first day opens, a new password counts from now on, and a new sheet
takes the place of the used one as soon as it is on paper, not before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.main import Program
from vclinic.services import clinic_setup, unlock
from vclinic.ui import theme
from vclinic.ui.pages.gate.login import LoginCard, RecoverCard
from vclinic.ui.pages.gate.recovery_code import RecoveryCodePage
from vclinic.ui.window import Window

LOGIN, FRESH = "zgp", "neu-geheim-7"


class Desktop:
    """The computer of a clinic that was set up once; the sheet of that day is ``code``."""

    def __init__(self, qtbot: QtBot, folder: Path, clock: SteppingClock) -> None:
        self._qtbot, self.folder, self.clock = qtbot, folder, clock
        made = clinic_setup.create_clinic(folder, village.CLINIC, clock, village.CHEAP)
        self.code = made.recovery_code
        made.station.store.close()
        self._open: list[Program] = []

    def start(self) -> Program:
        window = Window()
        self._qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        program = Program(window, self.folder, self.clock)
        self._open.append(program)
        program.start()
        self._qtbot.waitUntil(lambda: isinstance(window.shown, LoginCard))
        window.activateWindow()
        self._qtbot.waitUntil(window.isActiveWindow)  # as every window system sees to; keys go there
        return program

    def forgot(self, code: str) -> RecoveryCodePage:
        """From the log-in page by the code to the new sheet."""
        program = self.start()
        window = program.window
        assert isinstance(window.shown, LoginCard)
        window.shown.forgotten.emit()
        card = window.shown
        assert isinstance(card, RecoverCard)
        for edit, text in ((card.code, code), (card.password, FRESH), (card.again, FRESH)):
            self._qtbot.keyClicks(edit, text)
        self._qtbot.keyClick(card, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self._qtbot.waitUntil(lambda: isinstance(window.shown, RecoveryCodePage), timeout=10_000)
        page = window.shown
        assert isinstance(page, RecoveryCodePage)
        assert not program.logged_in
        return page

    def at_work(self) -> Program:
        program = self._open[-1]
        self._qtbot.waitUntil(lambda: program.logged_in and program.window.shown is program.shell, timeout=10_000)
        return program

    def shut(self) -> None:
        while self._open:
            self._open.pop().close()

    def opens(self, password: str) -> bool:
        try:
            unlock.verify_password(self.folder, LOGIN, password, self.clock)
        except Refused:
            self.clock.pass_seconds(600)
            return False
        return True

    def recovers(self, code: str) -> bool:
        """Whether the code would set a password."""
        try:
            clinic_setup.reset_password(self.folder, code, LOGIN, FRESH, self.clock)
        except Refused:
            self.clock.pass_seconds(600)
            return False
        return True


@pytest.fixture
def desktop(qtbot: QtBot, qapp: object, tmp_path: Path) -> Iterator[Desktop]:
    theme.apply_theme(qapp)  # type: ignore[arg-type]  pytest-qt's own application
    made = Desktop(qtbot, tmp_path / "clinic", SteppingClock(village.MORNING))
    yield made
    made.shut()


def test_the_sheet_opens_and_a_new_one_takes_its_place(qtbot: QtBot, desktop: Desktop) -> None:
    page = desktop.forgot(desktop.code.lower().replace("-", " "))
    assert page.code != desktop.code
    assert page.document.title == f"{village.CLINIC.clinic_name} 恢复码"
    qtbot.keyClicks(page.form.edits["last"], "XXXX")
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "和纸上的不一样" in page.form.problem("last")
    page.form.edits["last"].clear()
    qtbot.keyClicks(page.form.edits["last"], page.code[-4:])
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert desktop.at_work().shell.station.doctor.name == "周国平"
    desktop.shut()
    assert (desktop.opens(village.PASSWORD), desktop.opens(FRESH)) == (False, True)
    assert (desktop.recovers(desktop.code), desktop.recovers(page.code)) == (False, True)


def test_without_pen_and_paper_the_old_sheet_holds(qtbot: QtBot, desktop: Desktop) -> None:
    page = desktop.forgot(desktop.code)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    desktop.at_work()
    desktop.shut()
    assert (desktop.recovers(page.code), desktop.recovers(desktop.code)) == (False, True)


def test_a_power_cut_before_it_is_on_paper_leaves_the_old_sheet_and_the_new_password(
    qtbot: QtBot, desktop: Desktop
) -> None:
    page = desktop.forgot(desktop.code)
    desktop.shut()
    assert (desktop.opens(FRESH), desktop.recovers(page.code), desktop.recovers(desktop.code)) == (True, False, True)


def test_who_logs_in_with_the_password_is_asked_for_no_sheet(qtbot: QtBot, desktop: Desktop) -> None:
    program = desktop.start()
    card = program.window.shown
    assert isinstance(card, LoginCard)
    qtbot.keyClicks(card.password, village.PASSWORD)
    qtbot.keyClick(card.password, Qt.Key.Key_Return)
    desktop.at_work()
