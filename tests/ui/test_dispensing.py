"""The dispensing counter: what is given, from which batch, at which price, and what the ledger says after."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from vclinic.clock import SteppingClock
from vclinic.devices.reading import Reading
from vclinic.domain.stock import Batch
from vclinic.main import Program
from vclinic.services import dispense, draft_prescription, edit_prescription, prescribe, stock_room
from vclinic.services.drug_codes import teach
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, dispensings, stock_ledger
from vclinic.storage.dispensings import Dispensing
from vclinic.ui.destinations import OpenDispensing
from vclinic.ui.devices.listening import DEVICES
from vclinic.ui.pages.dispensing.line_view import LineView
from vclinic.ui.pages.dispensing.page import DispensingPage

_KEY = Qt.Key
Open = Callable[..., DispensingPage]


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.window)


@pytest.fixture
def ordered(program: Program, people: dict[str, str]) -> Callable[..., str]:
    """A prescription of today for somebody, of these drugs: (drug, dose in mg, days). Returns its id."""

    def write(name: str, *drugs: tuple[str, float, int], pressure: tuple[int, int] = (135, 84)) -> str:
        station = program.shell.station
        sheet = draft_prescription.draft(station, village.visit(station, people[name], pressure))
        three = replace(sheet.three, medication=())
        for drug, dose, days in drugs:
            line = replace(
                edit_prescription.new_line(station, three, station.catalog.drug(drug)), dose_value=dose, days=days
            )
            line = replace(line, quantity=edit_prescription.quantity_for(station, line))
            three = replace(three, medication=(*three.medication, line))
        made = prescribe.save(station, sheet, three)
        assert isinstance(made, str), made
        return made

    return write


@pytest.fixture
def opened(qtbot: QtBot, program: Program) -> Open:
    def open_page(**text: str) -> DispensingPage:
        program.shell.go(OpenDispensing(**text))
        page = program.shell.pages["dispensing"]
        assert isinstance(page, DispensingPage)
        qtbot.waitUntil(
            lambda: page.queue.isVisible() and all(view.isVisible() for view in page.findChildren(LineView))
        )
        return page

    return open_page


def words_in(widget: QWidget) -> str:
    return "\n".join(entry.text() for entry in widget.findChildren(QLabel) if entry.isVisible())


def stock_of(station: Workstation, drug: str) -> dict[str, Batch]:
    with station.store.read() as session:
        return {batch.batch_no: batch for batch in stock_ledger.batches(session, [drug])[drug]}


def given_for(station: Workstation, prescription: str) -> list[Dispensing]:
    with station.store.read() as session:
        return dispensings.of_prescriptions(session, [prescription])


def give(keys: Keyboard) -> None:
    keys.press(_KEY.Key_F6)
    keys.press(_KEY.Key_S, ctrl=True)


def test_the_batch_that_expires_first_goes_first(ordered: Callable[..., str], opened: Open, keys: Keyboard) -> None:
    prescription = ordered("单国英", (village.VALSARTAN, 80, 14))
    page = opened(prescription_id=prescription)
    stock_room.receive(page.station, village.VALSARTAN, "V0", date(2027, 3, 31), 6, 300)
    page = opened(prescription_id=prescription)
    (view,) = page.counter.table.lines
    assert [(batch.batch_no, count) for batch, count in view.line.allocation.taken] == [("V0", 6), ("V2", 8)]
    give(keys)
    (given,) = given_for(page.station, prescription)
    assert [(taken.batch_no, taken.quantity) for taken in given.record.lines[0].batches] == [("V0", 6), ("V2", 8)]
    left = {name: batch.balance for name, batch in stock_of(page.station, village.VALSARTAN).items()}
    assert left == {"V0": 0, "V1": 12, "V2": 48}


def test_the_price_is_the_cost(ordered: Callable[..., str], opened: Open, keys: Keyboard) -> None:
    prescription = ordered("单国英", (village.VALSARTAN, 80, 14), (village.AMLODIPINE, 5, 28))
    page = opened(prescription_id=prescription)
    for name, batch in stock_of(page.station, village.VALSARTAN).items():
        assert batch.price == batch.cost, name
    assert page.bar.total.text() == "8.12 元"  # 14 × 0.28 + 28 × 0.15
    assert "零差率" in page.bar.share.text()
    assert {"0.28", "3.92", "0.15", "4.20"} <= set(words_in(page).split("\n"))
    give(keys)
    (given,) = given_for(page.station, prescription)
    assert given.total == 8120


def test_an_expired_batch_is_shown_but_never_given(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, clock: SteppingClock, said: list[tuple[str, str]]
) -> None:
    prescription = ordered("单国英", (village.VALSARTAN, 80, 14))
    page = opened(prescription_id=prescription)
    shown = words_in(page.counter.table.lines[0])
    assert "V1    2026-10-31" in shown
    assert "过期禁发" in shown
    assert [batch.batch_no for batch, _ in page.counter.table.lines[0].line.allocation.taken] == ["V2"]
    give(keys)
    assert stock_of(page.station, village.VALSARTAN)["V1"].balance == 12


def test_an_expired_batch_put_on_the_counter_by_force_is_refused_and_nothing_is_written(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    prescription = ordered("单国英", (village.VALSARTAN, 80, 12))
    page = opened(prescription_id=prescription)
    sheet = page._sheet
    assert sheet is not None
    expired = next(batch for batch in sheet.lines[0].batches if batch.batch_no == "V1")
    forced = replace(sheet.lines[0], allocation=replace(sheet.lines[0].allocation, taken=((expired, 12),)))
    page._show(replace(sheet, lines=(forced,)))
    waiting = pending(page.station)
    give(keys)
    assert given_for(page.station, prescription) == []
    assert stock_of(page.station, village.VALSARTAN)["V1"].balance == 12
    assert said[-1] == ("warn", "这一批药已过有效期，不能发放。")
    assert pending(page.station) == waiting


def test_too_little_stock_says_so_and_wants_a_reason(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, said: list[tuple[str, str]], program: Program
) -> None:
    station = program.shell.station
    stock_room.adjust(station, stock_of(station, village.VALSARTAN)["V2"].id, 20, "盘点")
    prescription = ordered("单国英", (village.VALSARTAN, 80, 28))
    page = opened(prescription_id=prescription)
    (view,) = page.counter.table.lines
    assert (view.line.ordered, view.line.allocation.given) == (28, 20)
    assert "欠 8 粒" in words_in(view)
    assert "欠 8 粒" in words_in(page.side())
    assert "本次够吃" not in words_in(page.side())
    give(keys)
    assert "少发 8 粒" in said[-1][1]
    assert given_for(page.station, prescription) == []
    assert view.reason.hasFocus()
    keys.type("库存不足，到货补发")
    keys.press(_KEY.Key_S, ctrl=True)
    (given,) = given_for(page.station, prescription)
    assert given.record.lines[0].quantity == 20
    assert given.record.lines[0].reason == "库存不足，到货补发"
    assert stock_of(page.station, village.VALSARTAN)["V2"].balance == 0


def test_a_reason_half_written_is_there_again_when_the_doctor_comes_back_to_the_prescription(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, program: Program
) -> None:
    station = program.shell.station
    stock_room.adjust(station, stock_of(station, village.VALSARTAN)["V2"].id, 20, "盘点")
    short = ordered("单国英", (village.VALSARTAN, 80, 28))
    other = ordered("赵冬梅", (village.AMLODIPINE, 5, 14))
    page = opened(prescription_id=short)
    (view,) = page.counter.table.lines
    view.reason.setFocus()
    keys.type("库存不足")
    opened(prescription_id=other)
    (view,) = opened(prescription_id=short).counter.table.lines
    assert view.reason.text() == "库存不足"


def test_giving_less_by_hand_recounts_everything(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    prescription = ordered("单国英", (village.AMLODIPINE, 5, 28))
    page = opened(prescription_id=prescription)
    page.counter.table.lines[0].edit.setFocus()
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("7")
    keys.press(_KEY.Key_Return)
    assert page.bar.total.text() == "1.05 元"
    assert "欠 21 片" in words_in(page.counter.table.lines[0])
    page.counter.table.lines[0].edit.setFocus()
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("29")
    keys.press(_KEY.Key_Return)
    assert "不能多于处方" in said[-1][1]
    assert page.counter.table.lines[0].edit.text() == "7"
    assert page.bar.total.text() == "1.05 元"


def test_the_four_checks_come_first(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    prescription = ordered("单国英", (village.AMLODIPINE, 5, 28))
    page = opened(prescription_id=prescription)
    keys.press(_KEY.Key_S, ctrl=True)
    assert said[-1] == ("warn", "请先完成四查十对，再发药。")
    assert page.counter.checked.hasFocus()
    assert given_for(page.station, prescription) == []


def test_after_dispensing_ledger_queue_and_money_agree(
    program: Program, people: dict[str, str], ordered: Callable[..., str], opened: Open, keys: Keyboard,
    said: list[tuple[str, str]],
) -> None:  # fmt: skip
    station = program.shell.station
    before = {name: batch.balance for name, batch in stock_of(station, village.AMLODIPINE).items()}
    prescription = ordered("单国英", (village.AMLODIPINE, 5, 28))
    page = opened()
    assert "待发 1 · 已发 0" in page.queue.head.text()
    assert page.counter.name.text() == "单国英"
    give(keys)
    (given,) = given_for(station, prescription)
    with station.store.read() as session:
        moves = stock_ledger.moved(session, given.id)
        assert [(move.kind, move.quantity) for move in moves] == [("dispense", -28)]
        assert [entry.state for entry in change_states.state_of(session, given.id)] == ["pending"]
    after = {name: batch.balance for name, batch in stock_of(station, village.AMLODIPINE).items()}
    assert after == before | {"A250112": before["A250112"] - 28}
    assert any("应收 4.20 元" in text for _, text in said)
    page = opened()
    assert "待发 0 · 已发 1" in page.queue.head.text()
    assert page.counter.name.text() == "今天没有等着发的处方"
    assert not page.bar.give_button.isEnabled()
    assert not page.counter.checked.isEnabled()
    assert not page.pane.preview.isVisible()
    assert "袋签预览" not in words_in(page.side())
    keys.press(_KEY.Key_S, ctrl=True)
    assert len(given_for(station, prescription)) == 1


def test_a_prescription_is_dispensed_once(
    qtbot: QtBot, ordered: Callable[..., str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    prescription = ordered("单国英", (village.AMLODIPINE, 5, 28))
    page = opened(prescription_id=prescription)
    sheet = page._sheet
    assert sheet is not None
    dispense.dispense(page.station, sheet, confirmed_checks=True)  # at the other machine, a moment before
    give(keys)
    assert "已经发过药了" in said[-1][1]
    page = opened(prescription_id=prescription)
    assert not page.bar.give_button.isEnabled()
    assert "已发药" in words_in(page.side())
    assert not page.counter.table.lines[0].edit.isEnabled()


def test_a_prescription_of_yesterday_is_not_dispensed(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, clock: SteppingClock, said: list[tuple[str, str]]
) -> None:
    prescription = ordered("单国英", (village.AMLODIPINE, 5, 28))
    page = opened(prescription_id=prescription)
    clock.set(datetime(2026, 11, 25, 8, 0))
    give(keys)
    assert "已过期，请重新开方" in said[-1][1]
    assert given_for(page.station, prescription) == []


def test_the_queue_is_worked_off_with_the_keyboard(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, clock: SteppingClock
) -> None:
    ordered("单国英", (village.AMLODIPINE, 5, 28))
    clock.set(village.MORNING + timedelta(minutes=5))
    ordered("何秀珍", (village.AMLODIPINE, 5, 14))
    page = opened()
    assert page.counter.name.text() == "何秀珍"  # the newest waits at the counter
    assert page.alarm() == "过敏：青霉素"
    page.queue.list.setFocus()
    page.queue.list.setCurrentRow(0)
    keys.press(_KEY.Key_Down)
    keys.press(_KEY.Key_Return)
    assert page.counter.name.text() == "单国英"
    assert page.alarm() == ""


def test_a_label_for_each_batch(ordered: Callable[..., str], opened: Open, keys: Keyboard, program: Program) -> None:
    prescription = ordered("单国英", (village.VALSARTAN, 80, 14), (village.AMLODIPINE, 5, 28))
    page = opened(prescription_id=prescription)
    assert "打 2 张" in words_in(page.side())
    keys.press(_KEY.Key_P, ctrl=True)
    assert program.shell.current == "print"
    assert len(program.shell.pages["print"].preview.document.pages) == 2


def pending(station: Workstation) -> int:
    with station.store.read() as session:
        return len(changes.pending(session, 0, 1000))


def test_lines_carry_their_figures(ordered: Callable[..., str], opened: Open) -> None:
    page = opened(prescription_id=ordered("单国英", (village.AMLODIPINE, 5, 28)))
    (view,) = page.counter.table.lines
    assert isinstance(view, LineView)
    shown = words_in(view)
    assert "苯磺酸氨氯地平片  5 mg" in shown
    assert "每天 1 次，每次 1 片（5 mg），28 天" in shown
    assert "还剩 68 天" in shown


def test_a_second_visit_of_the_day_takes_the_first_prescription_from_the_counter(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    first = ordered("单国英", (village.AMLODIPINE, 5, 14))
    page = opened(prescription_id=first)
    second = ordered("单国英", (village.AMLODIPINE, 5, 21), pressure=(137, 86))
    give(keys)  # the first still stands on the page
    assert "版替代，请按新处方发药。" in said[-1][1]
    assert given_for(page.station, first) == []
    page = opened(prescription_id=first)
    assert not page.bar.give_button.isEnabled()
    assert "不能再发" in words_in(page)
    assert "待发 1 · 已发 0" in page.queue.head.text()
    page = opened()
    assert page._sheet is not None
    assert page._sheet.prescription_id == second
    assert page.bar.give_button.isEnabled()
    assert not page.counter.notes.count_button.isVisible()


def test_what_was_handed_out_before_is_taken_off_when_the_doctor_presses_the_key(
    ordered: Callable[..., str], opened: Open, keys: Keyboard
) -> None:
    opened(prescription_id=ordered("单国英", (village.AMLODIPINE, 5, 14)))
    give(keys)
    second = ordered("单国英", (village.AMLODIPINE, 5, 21), pressure=(137, 86))
    page = opened(prescription_id=second)
    assert "今天上一版处方已发：苯磺酸氨氯地平片 14 片" in words_in(page)
    assert page.counter.table.lines[0].edit.text() == "21"
    keys.press(_KEY.Key_F7)
    assert page.counter.table.lines[0].edit.text() == "7"
    assert page.counter.table.lines[0].reason.text() == "当天上一版处方已发 14 片"
    give(keys)
    (given,) = given_for(page.station, second)
    assert (given.record.lines[0].quantity, given.record.lines[0].reason) == (7, "当天上一版处方已发 14 片")


def test_a_prescription_with_nothing_left_to_give_is_ended_and_waits_no_longer(
    ordered: Callable[..., str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    opened(prescription_id=ordered("单国英", (village.AMLODIPINE, 5, 21)))
    give(keys)
    page = opened(prescription_id=ordered("单国英", (village.AMLODIPINE, 5, 14), pressure=(137, 86)))
    assert page.bar.give_button.text() == "发药，扣库存"
    keys.press(_KEY.Key_F7)
    assert page.counter.table.lines[0].edit.text() == "0"
    assert page.bar.give_button.text() == "不用再发，了结"
    assert "这张不用再发" in words_in(page.side())
    give(keys)
    assert "不用再发，已了结。" in said[-1][1]
    page = opened()
    assert "待发 0 · 已发 2" in page.queue.head.text()
    assert page.counter.name.text() == "今天没有等着发的处方"


def test_and_is_handed_out_in_full_when_the_doctor_leaves_it(
    ordered: Callable[..., str], opened: Open, keys: Keyboard
) -> None:
    opened(prescription_id=ordered("单国英", (village.AMLODIPINE, 5, 14)))
    give(keys)
    second = ordered("单国英", (village.AMLODIPINE, 5, 21), pressure=(137, 86))
    page = opened(prescription_id=second)
    give(keys)
    (given,) = given_for(page.station, second)
    assert given.record.lines[0].quantity == 21
    keys.press(_KEY.Key_F7)
    page = opened(prescription_id=second)
    assert not page.counter.notes.count_button.isVisible()
    assert "上一版处方已发" not in words_in(page)


def scanned(page: DispensingPage) -> list[str]:
    return [view.line.drug.id for view in page.counter.table.lines if not view._tick.isHidden()]


def test_a_scanned_box_is_held_against_the_prescription(
    program: Program, ordered: Callable[..., str], opened: Open, said: list[tuple[str, str]]
) -> None:
    station = program.shell.station
    opened(prescription_id=ordered("何秀珍", (village.AMLODIPINE, 5.0, 28)))
    page = opened()
    teach(station, "6901234567892", village.AMLODIPINE)
    teach(station, "81234560000000000001", village.VALSARTAN)
    for code, level in (("6901234567892", "ok"), ("81234560000000000009", "danger"), ("6900000000007", "info")):
        DEVICES.read.emit(Reading("barcode", {"text": code}, "扫码枪"))
        assert said[-1][0] == level, said[-1]
    assert scanned(page) == [village.AMLODIPINE]
    assert not page.counter.checked.isChecked()  # the eye still has to check
    page.counter.table.regiven.emit(page.counter.table.lines[0].line.line_no, 7)
    assert scanned(page) == [village.AMLODIPINE]


def test_a_scanner_that_types_over_a_quantity_changes_none(
    program: Program, ordered: Callable[..., str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    teach(program.shell.station, "6901234567892", village.AMLODIPINE)
    page = opened(prescription_id=ordered("何秀珍", (village.AMLODIPINE, 5.0, 28)))
    edit = page.counter.table.lines[0].edit
    before = edit.text()
    edit.setFocus()
    keys.enter("6901234567892")
    assert page.counter.table.lines[0].edit.text() == before
    assert scanned(page) == [village.AMLODIPINE]
    assert said[-1][0] == "ok"


def test_a_scanner_that_types_where_nothing_is_written_is_heard_and_hands_are_not(
    program: Program, ordered: Callable[..., str], opened: Open, keys: Keyboard
) -> None:
    teach(program.shell.station, "6901234567892", village.AMLODIPINE)
    page = opened(prescription_id=ordered("何秀珍", (village.AMLODIPINE, 5.0, 28)))
    page.counter.checked.setFocus()
    keys.enter("69012345")
    assert scanned(page) == []
    keys.enter("6901234567892")
    assert scanned(page) == [village.AMLODIPINE]
    assert not page.counter.checked.isChecked()
