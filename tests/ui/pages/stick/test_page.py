"""Reporting by stick in the window: every end it can come to is a sentence, and what waits stays until its receipt is read."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from sqlmodel import select

from sync.client import packages
from sync.client.pairing import pair
from sync.server import identity
from sync.server.devices import pairing
from sync.server.intake import packages as intake
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.stories.window import report
from vclinic.main import Program
from vclinic.services.sync_status import status
from vclinic.storage.rounds import EPOCH, PACKAGE_KEY
from vclinic.storage.tables import ChangeRow
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenStick, OpenSyncCentre
from vclinic.ui.pages.stick.drives import Drive
from vclinic.ui.pages.stick.page import StickPage


@dataclass
class Carrier:
    """A doctor at the page, a stick, and the township the stick is carried to."""

    qtbot: QtBot
    program: Program
    township: RunningTownship
    stick: Path

    @property
    def page(self) -> StickPage:
        made = self.program.shell.pages["stick"]
        assert isinstance(made, StickPage)
        return made

    @property
    def pending(self) -> int:
        return status(self.program.shell.station).pending

    def open(self) -> StickPage:
        self.program.shell.go(OpenStick())
        return self.page

    def done(self) -> None:
        self.qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)

    def write(self) -> str:
        self.qtbot.keyClick(self.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.done()
        return self.page.told.text

    def read(self, file: Path) -> str:
        self.page.read(file)
        self.done()
        return self.page.answered.text

    def taken(self, file: Path, township: RunningTownship | None = None, *, revoked_too: bool = False) -> Path:
        """The receipts of a package, beside it on the stick."""
        there = township or self.township
        known = identity.ready(there.store.data, there.clock())
        back = file.with_suffix(".vcr")
        with file.open("rb") as opened:
            told = intake.take_bytes(there.store, known, opened, now=there.clock(), staff=None, revoked_too=revoked_too)
        back.write_bytes(told[1])
        return back

    def packages(self) -> list[Path]:
        return sorted(self.stick.glob("*.vcp"))


@pytest.fixture
def carrier(qtbot: QtBot, program: Program, tmp_path: Path) -> Iterator[Carrier]:
    station = program.shell.station
    with running(tmp_path / "township") as township:
        pair(station.store, township.url, township.code(station.clinic.name, station.clinic.village_code))
        (tmp_path / "stick").mkdir()
        made = Carrier(qtbot, program, township, tmp_path / "stick")
        made.open()
        made.page.choose(made.stick)
        yield made


def test_out_and_back_says_what_to_do_and_counts_only_what_was_answered(carrier: Carrier) -> None:
    waiting = carrier.pending
    told = carrier.write()
    (package,) = carrier.packages()
    assert f"已写好并核对：{package.name}" in told
    assert f"里面有 {waiting} 条" in told
    assert "请把U盘带到卫生院" in told
    assert "再把回执存在U盘上带回来" in told
    assert carrier.pending == waiting, "on a stick is not yet at the township"
    assert "回执还没有读" in carrier.page._last.text()
    answered = carrier.read(carrier.taken(package))
    assert answered.startswith(f"卫生院收下 {waiting} 条，未接收 0 条")
    assert carrier.pending == 0
    assert "回执已读" in carrier.page._last.text()
    assert carrier.page._headline.text() == "没有待上报的资料"


def test_receipts_read_again_say_that_nothing_is_new(carrier: Carrier) -> None:
    carrier.write()
    back = carrier.taken(carrier.packages()[0])
    carrier.read(back)
    assert "没有新的" in carrier.read(back)
    assert carrier.pending == 0


def test_a_package_of_the_same_minute_is_not_written_over(carrier: Carrier) -> None:
    carrier.write()
    (first,) = carrier.packages()
    before = first.read_bytes()
    told = carrier.write()
    assert "已有同名的上报包，没有动它" in told
    assert "还有以前的上报包 1 个" in told
    assert len(carrier.packages()) == 2
    assert first.read_bytes() == before


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(errno.ENOSPC, "满了"), (errno.EROFS, "写保护"), (errno.EACCES, "写保护"), (errno.EIO, "是不是拔了")],
)
def test_a_stick_that_fails_in_the_middle_is_a_sentence_and_nothing_is_lost(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    waiting = carrier.pending

    def fails(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(packages.os, "fsync", fails)
        told = carrier.write()
    assert "没有写成" in told
    assert sentence in told
    assert "资料都在本机" in told
    assert list(carrier.stick.iterdir()) == []
    assert carrier.pending == waiting
    assert "已写好并核对" in carrier.write(), "the button works again"


def test_a_stick_pulled_out_before_is_a_sentence(carrier: Carrier) -> None:
    carrier.stick.rmdir()
    assert "是不是拔了" in carrier.write()


def test_a_stick_that_keeps_other_bytes_than_were_written_is_noticed(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def spoils(handle: int) -> None:
        real(handle)
        os.pwrite(handle, b"\x00\x00\x00\x00", 1200)

    monkeypatch.setattr(packages.os, "fsync", spoils)
    assert "和写的不一样，U盘可能坏了" in carrier.write()
    assert list(carrier.stick.iterdir()) == []


def test_receipts_of_elsewhere_cut_or_damaged_change_nothing(carrier: Carrier, tmp_path: Path) -> None:
    waiting = carrier.pending
    carrier.write()
    (package,) = carrier.packages()
    good = carrier.taken(package).read_bytes()
    with worlds.clinic(tmp_path / "neighbour") as (other, clock):
        code = carrier.township.code(other.clinic.name, other.clinic.village_code)
        pair(other.store, carrier.township.url, code)
        neighbours = carrier.taken(packages.write_package(other.store, tmp_path / "n.vcp", clock.now).files[0])
    table = {
        "给另一台电脑的": neighbours.read_bytes(),
        "不完整": good[:-9],
        "坏了": good[:1100] + bytes([good[1100] ^ 1]) + good[1101:],
        "不是卫生院的回执": package.read_bytes(),
        "更新版本": b"VCR2" + good[4:],
    }
    for sentence, content in table.items():
        file = tmp_path / "some.vcr"
        file.write_bytes(content)
        assert sentence in carrier.read(file), sentence
        assert carrier.pending == waiting
    assert "读不出来" in carrier.read(tmp_path / "gone.vcr")


def test_receipts_from_before_the_township_came_back_from_a_backup_do_not_count(carrier: Carrier) -> None:
    waiting = carrier.pending
    carrier.write()
    back = carrier.taken(carrier.packages()[0])
    carrier.program.shell.station.store.set_meta({EPOCH: "another"})
    assert "恢复备份以前写的" in carrier.read(back)
    assert carrier.pending == waiting


def test_what_was_refused_has_a_door(carrier: Carrier) -> None:
    """A visit with a pulse that cannot be, as only a fault of a program could have written it."""
    with carrier.program.shell.station.store.local() as session:
        session.connection().exec_driver_sql("DROP TRIGGER change_no_update")
        visit = session.exec(select(ChangeRow).where(ChangeRow.entity == "follow_up")).first()
        assert visit is not None
        visit.payload = visit.payload.replace('"heart_rate":78', '"heart_rate":7')
        session.add(visit)
    waiting = carrier.pending
    carrier.write()
    told = carrier.read(carrier.taken(carrier.packages()[0]))
    assert f"收下 {waiting - 1} 条，未接收 1 条" in told
    assert "改好再报" in told
    carrier.page.door.click()
    assert carrier.program.shell.current == "sync"


def test_a_stopped_computer_is_told_that_the_stick_still_goes(qtbot: QtBot, carrier: Carrier) -> None:
    waiting = carrier.pending
    device = carrier.program.shell.station.store.meta("device")["device"]
    with carrier.township.store.write() as session:
        pairing.revoke(session, device, "admin", carrier.township.clock())
    report(qtbot, carrier.program)
    page = carrier.open()
    page.choose(carrier.stick)
    assert "已停用这台电脑" in page.hindrance.text
    assert "还能用U盘交" in page.hindrance.text
    carrier.write()
    back = carrier.taken(carrier.packages()[0], revoked_too=True)
    assert f"收下 {waiting} 条" in carrier.read(back)
    assert carrier.pending == 0


def test_without_the_townships_key_nothing_can_be_written(carrier: Carrier) -> None:
    carrier.program.shell.station.store.set_meta({PACKAGE_KEY: ""})
    page = carrier.open()
    assert "还没有卫生院的上报包密钥" in page.hindrance.text
    assert not page.write_button.isEnabled()


def test_before_pairing_it_says_what_comes_first(program: Program) -> None:
    program.shell.go(OpenStick())
    page = program.shell.pages["stick"]
    assert isinstance(page, StickPage)
    assert "还没有接入卫生院" in page.hindrance.text
    assert not page.write_button.isEnabled()
    assert not page.read_button.isEnabled()


def test_sticks_are_listed_with_their_room_and_found_when_plugged_in(carrier: Carrier) -> None:
    page = carrier.page
    there: list[Drive] = []
    page._look, page._chosen = lambda: there, None
    carrier.open()
    assert "没有找到U盘" in page._where.text()
    assert not page.write_button.isEnabled()
    there.append(Drive(carrier.stick / "no", "老U盘（F:）", 0, read_only=True))
    there.append(Drive(carrier.stick, "KINGSTON（E:）", 7_400_000_000, read_only=False))
    carrier.qtbot.keyClick(page, Qt.Key.Key_F5)
    lines = [page.list.item(row).text() for row in range(page.list.count())]
    assert lines == ["老U盘（F:）　写保护，写不进去", "KINGSTON（E:）　剩余 7.4 GB"]
    page.list.setCurrentRow(1)
    assert "已写好并核对" in carrier.write()
    assert len(carrier.packages()) == 1


def test_a_stick_that_is_picked_takes_the_place_of_a_folder_chosen_before(carrier: Carrier, tmp_path: Path) -> None:
    page, other = carrier.page, tmp_path / "other"
    other.mkdir()
    page._look = lambda: [Drive(other, "KINGSTON（E:）", 7_400_000_000, read_only=False)]
    carrier.open()
    assert str(carrier.stick) in page._where.text(), "a folder stays chosen"
    row = page.list.visualItemRect(page.list.item(0)).center()
    carrier.qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert page._where.isHidden()
    carrier.write()
    assert len(list(other.iterdir())) == 1
    assert carrier.packages() == []


def test_nothing_that_waits_still_fetches_what_the_township_says(carrier: Carrier) -> None:
    report(carrier.qtbot, carrier.program)
    assert "只用来带回卫生院的消息" in carrier.write()
    carrier.taken(carrier.packages()[0])


def test_the_sync_page_and_the_menu_lead_there(qtbot: QtBot, program: Program) -> None:
    program.shell.go(OpenSyncCentre())
    qtbot.keyClick(program.shell.pages["sync"], Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert program.shell.current == "stick"
    program.shell.back()
    menus = [button.menu() for button in program.shell.findChildren(QToolButton) if button.menu() is not None]
    (action,) = [action for menu in menus for action in menu.actions() if action.text() == "用U盘上报"]
    action.trigger()
    assert program.shell.current == "stick"


def test_what_was_told_stays_over_a_round_and_goes_with_the_page(carrier: Carrier) -> None:
    told = carrier.write()
    report(carrier.qtbot, carrier.program)
    assert carrier.pending == 0
    assert carrier.page.told.text == told
    carrier.program.shell.back()
    carrier.open()
    assert carrier.page.told.isHidden()


def test_what_is_told_is_in_sight_on_the_smallest_screen(carrier: Carrier, tmp_path: Path) -> None:
    window = carrier.program.window
    window.setMinimumSize(0, 0)
    window.resize(911, 442)
    carrier.open()
    carrier.page.choose(carrier.stick)
    carrier.write()
    carrier.read(carrier.packages()[0])
    shown = carrier.page._scroll.viewport()
    carrier.qtbot.waitUntil(lambda: carrier.page.answered.visibleRegion().boundingRect().height() > 0)
    window.grab().save(str(Path(os.environ.get("VCLINIC_SHOTS", tmp_path)) / "stick-read-150.png"))
    note = carrier.page.answered
    bottom = note.mapTo(shown, note.rect().bottomLeft()).y()
    assert 0 < bottom <= shown.height()
