"""The drug room, what the township returned, the sync centre and the settings."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from sqlmodel import select

from tests.ui import village
from tests.ui.hands import Keyboard, write
from vclinic.domain.problem import Refused, WorldFault
from vclinic.main import Program
from vclinic.services import settings, stock_room, sync_status, unlock
from vclinic.services.stock_room import stock_rows
from vclinic.storage import changes, notices
from vclinic.storage.rounds import DEVICE, UNKNOWN
from vclinic.storage.tables import StockEntryRow, SyncRoundRow
from vclinic.ui.destinations import OpenReturned, OpenSettings, OpenStock, OpenSyncCentre, OpenToday
from vclinic.ui.pages.returned import ReturnedPage
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.stock.page import StockPage
from vclinic.ui.pages.sync_centre import SyncCentrePage
from vclinic.ui.widgets.table import ListTable

Said = list[tuple[str, str]]


def cells(table: ListTable, row: int) -> list[str]:
    return [table.item(row, place).text() for place in range(table.columnCount())]


@pytest.fixture
def stock(program: Program) -> StockPage:
    program.shell.go(OpenStock())
    page = program.shell.pages["stock"]
    assert isinstance(page, StockPage)
    return page


def test_expired_batches_stay_in_sight_struck_through(stock: StockPage) -> None:
    rows = [cells(stock.table, row) for row in range(stock.table.rowCount())]
    (expired,) = [row for row in rows if row[2] == "V1"]
    assert expired[-1] == "过期禁发"
    number = rows.index(expired)
    assert stock.table.item(number, 0).font().strikeOut()
    assert not stock.table.item(number, 6).font().strikeOut()
    assert not any(stock.table.item(place, 0).font().strikeOut() for place in range(len(rows)) if place != number)
    (near,) = [row for row in rows if row[2] == "A250112"]
    assert near[-1] == "近效期，还剩 68 天"
    assert near[4].endswith(" 片")


def on_batch(stock: StockPage, batch_no: str) -> int:
    """Its row, with the cursor on it."""
    row = next(row for row in range(stock.table.rowCount()) if cells(stock.table, row)[2] == batch_no)
    stock.table.setFocus()
    stock.table.setCurrentCell(row, 0)
    return row


class TestCounting:
    def test_a_batch_is_counted_from_the_keyboard_and_the_reason_kept(
        self, qtbot: QtBot, program: Program, stock: StockPage, said: Said
    ) -> None:
        keys = Keyboard(qtbot, program.window)
        row = on_batch(stock, "A250112")
        drug, batch = stock._batches[row]
        keys.press(Qt.Key.Key_F8)
        assert f"账上 {batch.balance} {drug.base_unit}" in stock.count_ask._head.text()
        keys.type(str(batch.balance - 2))
        assert stock.count_ask._difference.text() == "少 2 片"
        keys.enter("")
        keys.enter("")
        assert stock.count_ask._wrong.text() == "盘点差异要写明原因。"
        keys.enter("破损 2 片")
        assert said[-1] == ("ok", "盘点已记下，库存已改。")
        assert cells(stock.table, row)[4] == f"{batch.balance - 2} 片"
        assert stock.table.hasFocus()
        assert not stock.count_ask.isVisible()
        with stock.station.store.read() as session:
            kept = session.exec(select(StockEntryRow).where(StockEntryRow.batch_id == batch.id)).all()
        assert [(entry.kind, entry.quantity, entry.reason) for entry in kept][-1] == ("adjust", -2, "破损 2 片")

    def test_what_was_handed_out_after_the_count_stays_handed_out(
        self, qtbot: QtBot, program: Program, stock: StockPage
    ) -> None:
        keys = Keyboard(qtbot, program.window)
        row = on_batch(stock, "A250112")
        batch = stock._batches[row][1]
        keys.press(Qt.Key.Key_F8)
        keys.type(str(batch.balance - 2))
        stock_room.adjust(stock.station, batch.id, batch.balance - 10, "发药")
        program.shell.go(OpenToday())
        program.shell.go(OpenStock())
        assert stock.count_ask._difference.text() == "少 2 片"
        stock.count_ask.reason.setFocus()
        keys.enter("破损 2 片")
        assert cells(stock.table, row)[4] == f"{batch.balance - 12} 片"

    def test_what_was_handed_out_before_anything_was_counted_is_in_the_ledger_shown(
        self, qtbot: QtBot, program: Program, stock: StockPage
    ) -> None:
        keys = Keyboard(qtbot, program.window)
        row = on_batch(stock, "A250112")
        batch = stock._batches[row][1]
        keys.press(Qt.Key.Key_F8)
        stock_room.adjust(stock.station, batch.id, batch.balance - 10, "发药")
        program.shell.go(OpenToday())
        program.shell.go(OpenStock())
        assert f"账上 {batch.balance - 10} 片" in stock.count_ask._head.text()
        stock.count_ask.counted.setFocus()
        keys.type(str(batch.balance - 10))
        assert stock.count_ask._difference.text() == "和账上一样"

    def test_of_an_expired_batch_nothing_is_left(self, qtbot: QtBot, program: Program, stock: StockPage) -> None:
        keys = Keyboard(qtbot, program.window)
        on_batch(stock, "V1")
        keys.press(Qt.Key.Key_Return)
        assert (stock.count_ask.counted.text(), stock.count_ask.reason.text()) == ("0", "过期报损")
        keys.enter("", "")
        assert "V1" not in [cells(stock.table, row)[2] for row in range(stock.table.rowCount())]

    def test_what_agrees_needs_no_reason(self, qtbot: QtBot, program: Program, stock: StockPage, said: Said) -> None:
        keys = Keyboard(qtbot, program.window)
        row = on_batch(stock, "A250112")
        keys.press(Qt.Key.Key_F8)
        keys.enter(str(stock._batches[row][1].balance))
        assert said[-1] == ("ok", "数目和账上一样，没有改动。")

    def test_nothing_counted_is_asked_for_and_esc_leaves_it(
        self, qtbot: QtBot, program: Program, stock: StockPage
    ) -> None:
        keys = Keyboard(qtbot, program.window)
        on_batch(stock, "A250112")
        keys.press(Qt.Key.Key_F8)
        keys.press(Qt.Key.Key_Return)
        keys.press(Qt.Key.Key_Return)
        assert stock.count_ask._wrong.text() == "数出来多少，填 0 或更大的整数。"
        assert stock.count_ask.counted.hasFocus()
        keys.press(Qt.Key.Key_Escape)
        assert not stock.count_ask.isVisible()
        assert stock.isVisible()
        assert stock.table.hasFocus()

    def test_more_than_the_ledger_says(self, qtbot: QtBot, program: Program, stock: StockPage) -> None:
        keys = Keyboard(qtbot, program.window)
        row = on_batch(stock, "A250112")
        balance = stock._batches[row][1].balance
        keys.press(Qt.Key.Key_F8)
        keys.type(str(balance + 10))
        assert stock.count_ask._difference.text() == "多 10 片"
        keys.enter("", "柜底找到")
        assert cells(stock.table, row)[4] == f"{balance + 10} 片"


def test_a_delivery_from_the_keyboard(qtbot: QtBot, program: Program, stock: StockPage, said: Said) -> None:
    qtbot.keyClick(program.window, Qt.Key.Key_F2)
    qtbot.waitUntil(stock.finder.edit.hasFocus)
    write(qtbot, stock.finder.edit, "aldp")
    qtbot.keyClick(stock.finder.edit, Qt.Key.Key_Return)
    assert "氨氯地平" in stock._chosen.text()
    for name, text in (("batch_no", "B26"), ("expires_on", "2028-05-31"), ("quantity", "140"), ("cost", "0.15")):
        qtbot.waitUntil(stock.edits[name].hasFocus)
        write(qtbot, stock.edits[name], text)
        qtbot.keyClick(stock.edits[name], Qt.Key.Key_Return)
    qtbot.keyClick(stock, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert said[-1][0] == "ok"
    batches = [batch for row in stock_rows(stock.station) for batch in row.batches if batch.batch_no == "B26"]
    assert [(batch.balance, batch.cost, batch.price, batch.expires_on) for batch in batches] == [
        (140, 150, 150, date(2028, 5, 31))
    ]
    assert all(not edit.text() for edit in stock.edits.values())


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("expires_on", "2026-11-24", "已过期或今天到期，不能入库"),
        ("expires_on", "2026-02-30", ""),
        ("batch_no", "", "请填写批号"),
        ("quantity", "0", ""),
        ("cost", "abc", ""),
        ("cost", "0.1525", "最多记 3 位小数"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused_at_its_line(
    qtbot: QtBot, stock: StockPage, said: Said, name: str, text: str, sentence: str
) -> None:
    stock._pick(stock.station.catalog.drug(village.AMLODIPINE))
    good = {"batch_no": "B26", "expires_on": "2028-05-31", "quantity": "140", "cost": "0.15"} | {name: text}
    for entry, value in good.items():
        stock.edits[entry].setText(value)
    stock.save()
    assert said[-1][0] == "warn"
    assert sentence in said[-1][1]
    assert stock.edits[name].property("state") == "invalid"
    assert stock.edits[name].hasFocus()
    assert all(batch.batch_no != "B26" for row in stock_rows(stock.station) for batch in row.batches)


def test_a_box_that_prints_a_month_is_good_to_its_last_day(stock: StockPage, said: Said) -> None:
    stock._pick(stock.station.catalog.drug(village.AMLODIPINE))
    for name, text in {"batch_no": "B27", "expires_on": "EXP 02/2028", "quantity": "14", "cost": "0.15"}.items():
        stock.edits[name].setText(text)
    stock.save()
    batches = [batch for row in stock_rows(stock.station) for batch in row.batches if batch.batch_no == "B27"]
    assert [batch.expires_on for batch in batches] == [date(2028, 2, 29)]
    assert said[-1][0] == "ok"


def test_a_delivery_without_a_drug_asks_for_it(stock: StockPage, said: Said) -> None:
    stock.save()
    assert said[-1] == ("warn", "先选要入库的药。")
    assert stock.finder.edit.hasFocus()


def test_returned_visits_by_deadline_with_the_words_of_the_township(
    qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    station = program.shell.station
    visits = {name: village.visit(station, people[name], (130, 78)) for name in ("赵冬梅", "欧阳建国")}
    village.receipts_for_all(station)
    today = station.clock.today()
    village.send_back(station, visits["赵冬梅"], "请写明是左臂还是右臂", today + timedelta(days=3))
    village.send_back(station, visits["欧阳建国"], "收缩压和上月一样", today - timedelta(days=1))
    program.shell.go(OpenReturned())
    page = program.shell.pages["returned"]
    assert isinstance(page, ReturnedPage)
    assert [cells(page.table, row)[0].split()[0] for row in range(2)] == ["欧阳建国", "赵冬梅"]
    assert "已过期" in cells(page.table, 0)[3]
    assert cells(page.table, 1)[2] == "血压：请写明是左臂还是右臂"
    assert program.shell.rail._buttons[page.place].count == 2
    page.table.setFocus()
    page.table.setCurrentCell(1, 0)
    assert "请写明是左臂还是右臂" in page.detail.text
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert program.shell.current == "follow_up"
    assert program.shell.pages["follow_up"].sheet.follow_up_id == visits["赵冬梅"]


def test_today_opens_a_returned_record_on_its_form(qtbot: QtBot, program: Program, people: dict[str, str]) -> None:
    station = program.shell.station
    village.receipts_for_all(station)
    village.send_back(station, people["马玉良"], "", station.clock.today() + timedelta(days=2), phone="请补电话")
    program.shell.go(OpenToday())
    today = program.shell.pages["today"]
    qtbot.keyClick(today.table, Qt.Key.Key_4)
    assert today.selected().name == "马玉良"
    qtbot.waitUntil(lambda: today.preview.start.text().startswith("改退回的这份"))
    qtbot.keyClick(today.table, Qt.Key.Key_Return)
    assert program.shell.current == "register"
    assert program.shell.pages["register"].form._notes["phone"].isVisible()


@pytest.fixture
def centre(program: Program) -> SyncCentrePage:
    program.shell.go(OpenSyncCentre())
    page = program.shell.pages["sync"]
    assert isinstance(page, SyncCentrePage)
    return page


def test_the_sync_centre_lists_what_the_corner_counts(program: Program, centre: SyncCentrePage) -> None:
    status = sync_status.status(centre.station)
    assert centre.table.rowCount() == status.pending
    assert centre._headline.text() == program.shell.bar.pill.text
    assert not centre.now_button.isEnabled(), "first the connection"
    assert not centre.unread.isVisible()


def test_the_longest_headline_stands_whole_on_the_smallest_screen(
    qtbot: QtBot, program: Program, centre: SyncCentrePage
) -> None:
    centre.station.store.set_meta({DEVICE: "d-1", "township_name": "清溪镇卫生院"})
    figures = dict.fromkeys(("pushed", "stored", "refused", "requests", "bytes_up", "bytes_down"), 0)
    with centre.station.store.local() as session:
        session.add(SyncRoundRow(at=village.MORNING.isoformat(), ok=0, code=UNKNOWN, **figures))
        told = [(one.id, "refused", "required", "phone", "请填电话。") for one in changes.pending(session, 0, 100)]
        changes.keep_receipts(session, told, village.MORNING)
    program.window.resize(911, 698)
    program.shell.go(OpenSyncCentre())
    qtbot.waitUntil(lambda: "卫生院不认识本机" in centre._headline.text())
    assert centre._headline.text().startswith("需处理")
    qtbot.waitUntil(lambda: centre._headline.height() >= centre._headline.heightForWidth(centre._headline.width()))
    assert centre._headline.height() >= 2 * centre._headline.fontMetrics().height(), "it goes on in a second line"


def test_notices_of_a_newer_township_are_named_in_the_sync_centre(program: Program, centre: SyncCentrePage) -> None:
    with centre.station.store.local() as session:
        told = [(1, "plan", {"seq": 1, "kind": "plan"}), (2, "record", {"entity": "follow_up", "data": {}})]
        notices.keep(session, told, 2, centre.station.clock.now())
    program.shell.go(OpenSyncCentre())
    assert centre.unread.isVisible()
    assert centre.unread.text.startswith("读不懂的通知 2 条，升级程序后再读")
    assert "11-24 卫生院的通知（随访）" in centre.unread.text


def test_a_refused_change_says_which_field_and_opens_it(
    qtbot: QtBot, program: Program, people: dict[str, str], centre: SyncCentrePage
) -> None:
    follow_up = village.visit(centre.station, people["赵冬梅"], (130, 78))
    village.receipts_for_all(centre.station, refused=follow_up)
    program.shell.go(OpenSyncCentre())
    assert centre._headline.text() == "需处理 1 条"
    qtbot.wait(20)
    tabs = {button.text() for button in centre.findChildren(QToolButton) if button.isVisible()}
    assert "需处理 1" in tabs
    assert centre.table.rowCount() == 1, "what needs a person is shown first"
    assert cells(centre.table, 0)[:2] == ["赵冬梅", "高血压随访 11-24"]
    assert "心率 7 次/分不可能" in cells(centre.table, 0)[4]
    centre.table.setFocus()
    qtbot.keyClick(centre.table, Qt.Key.Key_Return)
    assert program.shell.pages["follow_up"].sheet.follow_up_id == follow_up
    assert Keyboard(qtbot, program.window).focused.accessibleName().startswith("心率")


def chosen(qtbot: QtBot, centre: SyncCentrePage) -> list[str]:
    """The group that is shown."""
    qtbot.wait(20)
    return [button.text() for button in centre.findChildren(QToolButton) if button.isVisible() and button.isChecked()]


def test_the_sync_centre_goes_from_group_to_group_by_the_keyboard(
    qtbot: QtBot, program: Program, centre: SyncCentrePage
) -> None:
    village.receipts_for_all(centre.station)
    program.shell.go(OpenSyncCentre())
    centre.table.setFocus()
    assert centre.table.rowCount() == 0
    qtbot.keyClick(centre.table, Qt.Key.Key_Right)
    assert chosen(qtbot, centre) == [f"已收到 {sync_status.status(centre.station).stored}"]
    assert centre.table.rowCount() > 0
    qtbot.keyClick(centre.table, Qt.Key.Key_Left)
    qtbot.keyClick(centre.table, Qt.Key.Key_Left)
    assert chosen(qtbot, centre) == ["需处理 0"]


def test_what_support_needs_is_copied_without_anybody(
    qtbot: QtBot, program: Program, centre: SyncCentrePage, said: Said
) -> None:
    qtbot.keyClick(centre, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("村医工作站 ")
    assert f"待上报 {sync_status.status(centre.station).pending}" in copied
    assert "何秀珍" not in copied
    assert said[-1][0] == "ok"


def test_a_code_that_does_not_fit_is_said(qtbot: QtBot, centre: SyncCentrePage, said: Said) -> None:
    def refuse(_url: str, _code: str) -> None:
        raise Refused("bad_code", "接入码不对或已用过，请向卫生院要新的。")

    centre._pair_device = refuse
    centre.url.setText("http://127.0.0.1:1")
    centre.code.setText("AAAA")
    qtbot.keyClick(centre.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said), timeout=5000)
    assert said == [("danger", "接入码不对或已用过，请向卫生院要新的。")]


@pytest.fixture
def office(program: Program) -> SettingsPage:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def test_settings_are_kept_or_refused(qtbot: QtBot, office: SettingsPage, said: Said) -> None:
    office.numbers["idle_minutes"].setText("3")
    office.org.setText("清溪镇卫生院 内科")
    office.save()
    assert said[-1] == ("ok", "设置已保存。")
    kept = settings.read(office.station)
    assert (kept.idle_minutes, kept.referral_org) == (3, "清溪镇卫生院 内科")
    office.numbers["idle_minutes"].setText("0")
    office.save()
    assert said[-1] == ("warn", "锁屏时间（分钟）要在 1–120 之间。")
    office.numbers["font_px"].setText("gross")
    office.save()
    assert office.numbers["font_px"].hasFocus()
    assert settings.read(office.station) == kept


def test_a_backup_is_made_and_read_back(qtbot: QtBot, office: SettingsPage, tmp_path: Path) -> None:
    card = office.copies
    card.backup_to(tmp_path / "stick.vcbak")
    qtbot.waitUntil(lambda: "备份完成并已核对" in card._copied.text(), timeout=10_000)
    assert "居民 7 人" in card._copied.text()
    assert "何秀珍".encode() not in (tmp_path / "stick.vcbak").read_bytes()
    card.backup_to(tmp_path / "no stick" / "x.vcbak")
    qtbot.waitUntil(lambda: "备份没有做成" in card._copied.text(), timeout=10_000)
    card._check()
    qtbot.waitUntil(lambda: card._copied.text() == "检查完毕，没有问题。", timeout=10_000)


def test_the_password_is_changed_by_who_knows_it(office: SettingsPage, said: Said) -> None:
    folder, clock = office.station.store.data_dir, office.station.clock
    for old, new, again, level in (
        (village.PASSWORD, "neu-geheim-7", "neu-geheim-8", "warn"),
        ("falsch-1234", "neu-geheim-7", "neu-geheim-7", "danger"),
        (village.PASSWORD, "kurz", "kurz", "danger"),
        (village.PASSWORD, "neu-geheim-7", "neu-geheim-7", "ok"),
    ):
        office.old.setText(old)
        office.new.setText(new)
        office.again.setText(again)
        office.password_button.click()
        assert said[-1][0] == level
    unlock.verify_password(folder, "zgp", "neu-geheim-7", clock)
    with pytest.raises(Refused):
        unlock.verify_password(folder, "zgp", village.PASSWORD, clock)


def test_a_new_recovery_code_goes_straight_to_paper(program: Program, office: SettingsPage, said: Said) -> None:
    office.recovery_button.click()
    assert said[-1] == ("warn", "换恢复码要先填现在的密码。")
    office.old.setText(village.PASSWORD)
    office.recovery_button.click()
    assert program.shell.current == "print"
    assert program.shell.pages["print"].preview.document.title == "清溪镇柳河村卫生室 恢复码"
    assert office.old.text() == ""


def test_a_colleague_gets_an_account(office: SettingsPage, said: Said) -> None:
    office.doctor_name.setText("李兰")
    office.login.setText("zgp")
    office.first.setText("erst-mal-9")
    office.add_button.click()
    assert said[-1] == ("warn", "这个登录名已经有人用了。")
    office.login.setText("lilan")
    office.add_button.click()
    assert said[-1][0] == "ok"
    assert "李兰（lilan）" in office._who.text()
    unlock.verify_password(office.station.store.data_dir, "lilan", "erst-mal-9", office.station.clock)


def test_a_disk_that_refuses_is_said(office: SettingsPage, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise WorldFault("disk_full", "磁盘满了，这一步没有保存，之前的都在。")

    monkeypatch.setattr(settings, "write", full)
    office.numbers["idle_minutes"].setText("3")
    office.save()
    assert said == [("danger", "磁盘满了，这一步没有保存，之前的都在。")]
