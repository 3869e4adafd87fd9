"""A restore in the window: from the settings, from the log-in page and on a new computer; the program goes on in what
came back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlmodel import select

from sync.client.pairing import pair
from sync.server import identity
from sync.server.database.tables import ResidentMirror
from sync.server.intake import packages
from tests import worlds
from tests.server.township import running
from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.files import open_lock
from vclinic.main import Program
from vclinic.services import auto_backup, clinic_setup
from vclinic.services.find_residents import count_residents
from vclinic.services.workstation import Workstation
from vclinic.storage import changes
from vclinic.storage.file_names import BACKUPS, DATABASE, KEYRING
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenSettings
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.gate.restore import RestoreCard
from vclinic.ui.pages.gate.sheet import Sheet
from vclinic.ui.pages.gate.wizard import Wizard
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.stick.page import StickPage
from vclinic.ui.window import Window

Said = list[tuple[str, str]]


@pytest.fixture
def later(program: Program, clock: SteppingClock) -> Program:
    """A backup of seven people, and an eighth registered two days later."""
    auto_backup.run(program.shell.station)
    clock.pass_seconds(2 * 86_400)
    worlds.register(program.shell.station, name="李四", serial=24)
    return program


def opened(qtbot: QtBot, program: Program) -> RestoreCard:
    """The card, with what it tells by itself."""
    program.restore()
    card = program.restoring.card
    assert card is not None
    assert program.window.shown is card
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=10_000)
    return card


def look(qtbot: QtBot, card: RestoreCard, secret: str) -> None:
    card.secret.setFocus()
    card.secret.setText(secret)
    qtbot.keyClick(card.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=10_000)


def test_what_would_be_lost_is_told_before_anybody_asks(qtbot: QtBot, later: Program) -> None:
    card = opened(qtbot, later)
    assert card.files.count() == 1
    assert "居民 7 人" in card.files.item(0).text()
    assert "恢复后会少 2 条（2026-11-26，共 1 天）。其中 2 条还没上报" in card.note.text
    assert not card.report.isHidden()
    assert not card.button.isEnabled(), "first the password"


def test_the_settings_lead_there_and_giving_up_leads_back(qtbot: QtBot, later: Program) -> None:
    later.shell.go(OpenSettings())
    page = later.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.copies.restore_wanted.emit()
    assert isinstance(later.window.shown, RestoreCard)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=10_000)
    qtbot.keyClick(later.window.shown, Qt.Key.Key_Escape)
    assert later.window.shown is later.shell
    assert later.shell.current == "settings"
    assert later.restoring.card is None


def test_the_program_goes_on_in_the_store_that_came_back(qtbot: QtBot, later: Program, said: Said) -> None:
    before = later.shell.station.store.meta("id_tag")
    card = opened(qtbot, later)
    look(qtbot, card, village.PASSWORD)
    assert not card.button.isEnabled(), "what was never sent is lost knowingly or not at all"
    card.decide()
    assert later.logged_in
    card.knowing.setChecked(True)
    qtbot.keyClick(card, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: later.logged_in and later.window.shown is later.shell, timeout=15_000)
    assert count_residents(later.shell.station) == 7
    assert later.shell.station.store.meta("id_tag") != before
    level, text = said[-1]
    assert level == "ok"
    assert "已恢复，居民 7 人" in text
    assert "2 条没上报" in text
    (kept,) = (later.data_dir / BACKUPS).glob("before-restore-*")
    old = clinic_setup.open_clinic(kept, "zgp", village.PASSWORD, later.clock)
    assert count_residents(old) == 8
    old.store.close()


def test_reporting_first_leaves_everything_as_it_is(qtbot: QtBot, later: Program) -> None:
    card = opened(qtbot, later)
    card.report.click()
    assert later.window.shown is later.shell
    assert later.shell.current == "sync"
    assert count_residents(later.shell.station) == 8


def test_the_stick_first_then_back_to_the_restore(qtbot: QtBot, later: Program, tmp_path: Path) -> None:
    """A clinic without a network takes what was never sent along before it restores; the township has it then."""
    store, clinic = later.shell.station.store, later.shell.station.clinic
    with running(tmp_path / "township") as township:
        pair(store, township.url, township.code(clinic.name, clinic.village_code))
        (tmp_path / "stick").mkdir()
        card = opened(qtbot, later)
        assert "没有网络就先用U盘带走" in card.note.text
        card.carry.click()
        assert later.shell.current == "stick"
        page = later.shell.pages["stick"]
        assert isinstance(page, StickPage)
        assert page.told.isHidden()
        page.choose(tmp_path / "stick")
        page.write()
        qtbot.waitUntil(lambda: not tasks.busy(), timeout=10_000)
        assert page.restore_button.isVisible()
        page.restore_button.click()
        card = later.restoring.card
        assert card is not None
        assert later.window.shown is card
        qtbot.waitUntil(lambda: not tasks.busy(), timeout=10_000)
        look(qtbot, card, village.PASSWORD)
        card.knowing.setChecked(True)
        card.decide()
        qtbot.waitUntil(lambda: later.logged_in and later.window.shown is later.shell, timeout=15_000)
        (package,) = (tmp_path / "stick").iterdir()
        known = identity.ready(township.store.data, township.clock())
        with package.open("rb") as file:
            taken, _ = packages.take_bytes(township.store, known, file, now=township.clock(), staff=None)
        assert taken.refused == 0
        with township.store.read() as session:
            assert "李四" in session.exec(select(ResidentMirror.name)).all()


def test_nothing_to_lose_asks_for_no_tick(qtbot: QtBot, program: Program) -> None:
    auto_backup.run(program.shell.station)
    card = opened(qtbot, program)
    look(qtbot, card, village.PASSWORD)
    assert "恢复不会少任何东西" in card.note.text
    assert card.knowing.isHidden()
    assert card.button.isEnabled()


@pytest.mark.parametrize(("secret", "told"), [("not-this-one", "密码打不开这份备份"), ("", "请填做这份备份那时的密码")])
def test_a_wrong_password_is_said_and_nothing_is_done(qtbot: QtBot, later: Program, secret: str, told: str) -> None:
    card = opened(qtbot, later)
    look(qtbot, card, secret)
    assert told in card.note.text
    assert not card.button.isEnabled()
    assert count_residents(later.shell.station) == 8


def test_typing_after_looking_asks_to_look_again(qtbot: QtBot, program: Program) -> None:
    auto_backup.run(program.shell.station)
    card = opened(qtbot, program)
    look(qtbot, card, village.PASSWORD)
    qtbot.keyClicks(card.secret, "x")
    assert not card.button.isEnabled()
    assert card.note.text == ""


def test_the_lock_over_the_card_leads_back_to_the_work(qtbot: QtBot, later: Program) -> None:
    opened(qtbot, later)
    later.locking.lock()
    lock = later.window.shown
    assert isinstance(lock, LoginCard)
    qtbot.keyClicks(lock.password, village.PASSWORD)
    qtbot.keyClick(lock.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: later.window.shown is later.shell, timeout=5000)


class TestWithoutAStoreThatOpens:
    @pytest.fixture
    def closed(self, later: Program) -> Path:
        later.close()
        return later.data_dir

    @pytest.fixture
    def started(self, window: Window, clock: SteppingClock) -> Iterator[list[Program]]:
        made: list[Program] = []
        yield made
        for program in made:
            program.close()

    def test_a_broken_database_is_replaced_from_the_log_in_page(
        self, qtbot: QtBot, window: Window, closed: Path, clock: SteppingClock, started: list[Program]
    ) -> None:
        (closed / DATABASE).write_bytes(b"rubbish" * 3000)
        program = Program(window, closed, clock)
        started.append(program)
        program.start()
        card = window.shown
        assert isinstance(card, LoginCard)
        qtbot.keyClicks(card.password, village.PASSWORD)
        qtbot.keyClick(card.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "打不开数据库" in card.note.text, timeout=5000)
        card.restore_wanted.emit()
        restore = window.shown
        assert isinstance(restore, RestoreCard)
        look(qtbot, restore, village.PASSWORD)
        assert "看不出会少掉什么" in restore.note.text
        assert not restore.button.isEnabled()
        restore.knowing.setChecked(True)
        restore.decide()
        qtbot.waitUntil(lambda: program.logged_in, timeout=15_000)
        assert count_residents(program.shell.station) == 7

    def test_a_key_file_that_is_gone_offers_the_way_back(
        self, qtbot: QtBot, window: Window, closed: Path, clock: SteppingClock, started: list[Program]
    ) -> None:
        (closed / KEYRING).unlink()
        program = Program(window, closed, clock)
        started.append(program)
        program.start()
        assert isinstance(window.shown, Sheet)
        assert "密钥文件" in window.shown.explanation.text()
        program.restore()
        assert isinstance(window.shown, RestoreCard)
        qtbot.keyClick(window.shown, Qt.Key.Key_Escape)
        assert not isinstance(window.shown, RestoreCard)

    def test_a_new_computer_takes_a_file_from_a_stick(
        self, qtbot: QtBot, window: Window, closed: Path, tmp_path: Path, clock: SteppingClock, started: list[Program]
    ) -> None:
        program = Program(window, tmp_path / "new", clock)
        started.append(program)
        program.start()
        assert isinstance(window.shown, Wizard)
        window.shown.page.restore.click()
        card = window.shown
        assert isinstance(card, RestoreCard)
        assert "这里还没有备份" in card.note.text
        look(qtbot, card, village.PASSWORD)
        assert "先选一份备份" in card.note.text
        card.add(tmp_path / "gone.vcbak")
        assert "找不到这份备份文件" in card.note.text
        (stick,) = (closed / BACKUPS).glob("*.vcbak")
        card.add(stick)
        look(qtbot, card, village.PASSWORD)
        assert "还没有资料，恢复不会少任何东西" in card.note.text
        card.decide()
        qtbot.waitUntil(lambda: program.logged_in, timeout=15_000)
        assert count_residents(program.shell.station) == 7

    def test_another_program_that_has_it_open_is_named_and_the_card_stays(
        self, qtbot: QtBot, window: Window, closed: Path, clock: SteppingClock, started: list[Program]
    ) -> None:
        program = Program(window, closed, clock)
        started.append(program)
        program.restore()
        card = window.shown
        assert isinstance(card, RestoreCard)
        look(qtbot, card, village.PASSWORD)
        card.knowing.setChecked(True)
        lock = open_lock.take(closed, open_lock.COMMAND, clock.now())
        card.decide()
        qtbot.waitUntil(lambda: "请先把它关掉再试" in card.note.text, timeout=15_000)
        lock.release()
        assert window.shown is card
        card.decide()
        look(qtbot, card, village.PASSWORD)


def test_the_recovery_code_brings_it_back_and_the_log_in_page_asks_for_a_new_password(
    qtbot: QtBot, window: Window, tmp_path: Path, clock: SteppingClock
) -> None:
    made = clinic_setup.create_clinic(tmp_path / "c", village.CLINIC, clock, village.CHEAP)
    auto_backup.run(made.station)
    made.station.store.close()
    program = Program(window, tmp_path / "c", clock)
    card = opened(qtbot, program)
    card.by_code.setChecked(True)
    look(qtbot, card, made.recovery_code)
    assert card.button.isEnabled()
    card.decide()
    qtbot.waitUntil(lambda: isinstance(window.shown, LoginCard), timeout=15_000)
    shown = window.shown
    assert isinstance(shown, LoginCard)
    assert "已恢复，居民 0 人" in shown.note.text
    assert shown.note.isVisible()
    program.close()


def test_what_was_sent_is_said_to_come_back_from_the_township(
    qtbot: QtBot, later: Program, station: Workstation
) -> None:
    with station.store.local() as session:
        sent = [(change.id, "stored", "", "", "") for change in changes.pending(session, 0, 1000)]
        changes.keep_receipts(session, sent, station.clock.now())
    card = opened(qtbot, later)
    assert "卫生院都收到了" in card.note.text
    assert card.report.isHidden()
