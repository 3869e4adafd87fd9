"""The first start, logging in, and the ways back in, typed as a doctor types."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import write
from vclinic.clock import SteppingClock
from vclinic.services import clinic_setup, unlock
from vclinic.services.clinic_setup import ClinicSetup, NewClinic
from vclinic.services.workstation import Clock, Workstation
from vclinic.ui.pages.gate.login import LoginCard, RecoverCard
from vclinic.ui.pages.gate.recovery_code import RecoveryCodePage
from vclinic.ui.pages.gate.wizard import SetupPage, Wizard
from vclinic.ui.window import Window

ANSWERS = ("清溪镇柳河村卫生室", "340123101205", "周国平", "zgp", village.PASSWORD, village.PASSWORD)


def quickly(data_dir: Path, clock: Clock) -> Callable[[ClinicSetup], NewClinic]:
    """The real thing at a cost tests can pay."""
    return lambda setup: clinic_setup.create_clinic(data_dir, setup, clock, village.CHEAP)


def fill(qtbot: QtBot, page: SetupPage, answers: tuple[str, ...]) -> None:
    """Type every answer, Enter after each."""
    for edit, text in zip(page.form.edits.values(), answers, strict=True):
        edit.setFocus()
        edit.clear()
        write(qtbot, edit, text)
        qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_the_first_start_from_the_first_letter_to_the_station(
    qtbot: QtBot, window: Window, tmp_path: Path, clock: SteppingClock
) -> None:
    wizard = Wizard(quickly(tmp_path / "data", clock))
    window.put(wizard)
    ready: list[Workstation] = []
    wizard.ready.connect(ready.append)
    fill(qtbot, wizard.page, ANSWERS)
    assert wizard.recovery is not None
    assert wizard.currentWidget() is wizard.recovery
    assert [edit.text() for edit in wizard.edits.values()] == [""] * 6, "the password does not stay on the screen"
    assert not ready, "first the code, then the work"
    edit = wizard.recovery.form.edits["last"]
    qtbot.waitUntil(edit.hasFocus)
    qtbot.keyClicks(edit, wizard.recovery.code[-4:])
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert len(ready) == 1
    assert (ready[0].clinic.name, ready[0].clinic.village_code, ready[0].doctor.name) == ANSWERS[:3]
    ready[0].store.close()


def test_every_wrong_answer_has_its_sentence_and_nothing_is_made(
    qtbot: QtBot, window: Window, tmp_path: Path, clock: SteppingClock
) -> None:
    page = SetupPage(quickly(tmp_path / "data", clock))
    window.put(page)
    fill(qtbot, page, ("", "3401231", "", "z p", "kurz", "kurz"))
    said = {name: page.form.problem(name) for name in page.form.edits}
    assert said["village_code"].startswith("村代码是 12 位数字")
    assert all(said[name] for name in ("clinic_name", "doctor_name", "login", "password"))
    assert page.form.edits["clinic_name"].hasFocus()
    assert page.form.edits["village_code"].property("state") == "invalid"
    fill(qtbot, page, (*ANSWERS[:5], "mima-2026y"))
    assert page.form.problem("again") == "两次输入的密码不一样。"
    assert not (tmp_path / "data").exists()


def test_a_sentence_goes_when_its_line_is_typed_in(qtbot: QtBot, window: Window, tmp_path: Path, clock: Clock) -> None:
    page = SetupPage(quickly(tmp_path / "data", clock))
    window.put(page)
    page.submit()
    assert page.form.problem("village_code")
    qtbot.keyClicks(page.form.edits["village_code"], "3")
    assert not page.form.problem("village_code")
    assert page.form.problem("doctor_name")


def test_a_folder_that_cannot_be_written_is_said_in_the_page(
    qtbot: QtBot, window: Window, tmp_path: Path, clock: SteppingClock
) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("not a folder", encoding="utf-8")
    page = SetupPage(quickly(in_the_way, clock))
    window.put(page)
    fill(qtbot, page, ANSWERS)
    assert "请检查磁盘空间和权限" in page.note.text
    assert page.note.isVisible()


def test_work_begins_when_the_recovery_code_is_on_paper(
    qtbot: QtBot, window: Window, tmp_path: Path, clock: SteppingClock
) -> None:
    page = RecoveryCodePage("清溪镇柳河村卫生室", "周国平", "7KQ3-ABCD-EF12-3456-789X-YZ23", clock.today())
    window.put(page)
    confirmed: list[bool] = []
    page.confirmed.connect(lambda: confirmed.append(True))
    edit = page.form.edits["last"]
    qtbot.keyClicks(edit, "YZ32")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert not confirmed
    assert page.form.problem("last") == "和纸上的不一样，请再输一次。"
    page.save_pdf(tmp_path / "code.pdf")
    text = "".join(part.extract_text() for part in pypdf.PdfReader(tmp_path / "code.pdf").pages)
    assert "7KQ3-ABCD-EF12" in "".join(text.split())
    assert "code.pdf" in page.note.text
    edit.clear()
    qtbot.keyClicks(edit, "yz23")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert confirmed == [True]


@pytest.mark.qt_log_ignore("^QPainter::begin|^QPdf|^QIODevice|open")  # Qt grumbles too
def test_a_sheet_that_cannot_be_written_is_said(window: Window, tmp_path: Path, clock: SteppingClock) -> None:
    page = RecoveryCodePage("柳河村卫生室", "周国平", "AAAA-BBBB", clock.today())
    window.put(page)
    page.save_pdf(tmp_path / "no such folder" / "code.pdf")
    assert page.note.property("level") == "danger"
    assert "code.pdf" in page.note.text


@pytest.fixture
def login(qtbot: QtBot, window: Window, station: Workstation, clock: SteppingClock) -> LoginCard:
    folder = station.store.data_dir
    card = LoginCard(
        "村医工作站",
        unlock.logins(folder),
        lambda login, password: unlock.verify_password(folder, login, password, clock),
        lambda: unlock.wait_seconds(folder, clock),
        may_forget=True,
    )
    window.put(card)
    qtbot.waitUntil(card.password.hasFocus)
    return card


def test_the_two_ways_out_are_written_whole(qtbot: QtBot, window: Window) -> None:
    card = LoginCard(
        "村医工作站", [("zgp", "周国平")], lambda *_typed: None, lambda: 0, may_forget=True, may_restore=True
    )
    window.put(card)
    qtbot.waitUntil(card.password.hasFocus)
    links = card.findChildren(QToolButton)
    assert [link.text() for link in links] == ["忘了密码，用恢复码", "从备份恢复"]
    assert [link.text() for link in links if link.width() < link.sizeHint().width()] == []


def give(qtbot: QtBot, card: LoginCard, password: str) -> None:
    card.password.clear()
    qtbot.keyClicks(card.password, password)
    qtbot.keyClick(card.password, Qt.Key.Key_Return)


def test_the_right_password_opens(qtbot: QtBot, login: LoginCard) -> None:
    with qtbot.waitSignal(login.entered, timeout=10_000):
        give(qtbot, login, village.PASSWORD)
    assert login.password.text() == ""


def test_a_changed_clock_does_not_shorten_the_wait(qtbot: QtBot, login: LoginCard, clock: SteppingClock) -> None:
    entered: list[object] = []
    login.entered.connect(entered.append)
    for _ in range(12):
        if not login.password.isEnabled():
            break
        give(qtbot, login, "falsch-1234")
    assert not login.password.isEnabled()
    assert "秒再试" in login.note.text
    clock.set(clock.now() + timedelta(days=3))
    qtbot.wait(600)
    assert not login.password.isEnabled()
    login.enter()
    assert not entered
    clock.pass_seconds(600)
    qtbot.waitUntil(login.password.isEnabled, timeout=10_000)
    give(qtbot, login, village.PASSWORD)
    assert len(entered) == 1


def test_the_recovery_code_sets_a_new_password(
    qtbot: QtBot, window: Window, tmp_path: Path, clock: SteppingClock
) -> None:
    folder = tmp_path / "clinic"
    made = quickly(folder, clock)(village.CLINIC)
    made.station.store.close()
    card = RecoverCard(
        unlock.logins(folder), lambda code, login, word: clinic_setup.recover(folder, code, login, word, clock)
    )
    window.put(card)
    entered: list[Workstation] = []
    card.entered.connect(entered.append)
    card.code.setText("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF")
    card.password.setText("neu-geheim-7")
    card.again.setText("neu-geheim-7")
    card.recover()
    assert not entered
    card.again.setText("neu-geheim-8")
    card.code.setText(made.recovery_code.lower().replace("-", " "))
    card.recover()
    assert not entered, "a password typed wrong once would lock the clinic out again"
    card.again.setText("neu-geheim-7")
    card.recover()
    assert [station.doctor.name for station in entered] == ["周国平"]
    entered[0].store.close()
    unlock.verify_password(folder, "zgp", "neu-geheim-7", clock)
