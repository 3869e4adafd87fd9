"""A doctor of fifty-five on the first day: keys held too long, double clicks, work interrupted, words left standing."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import words_in
from vclinic.domain.identity import make_id_no
from vclinic.main import Program
from vclinic.services import registration_draft
from vclinic.services.resident_record import resident_record
from vclinic.storage import prescriptions
from vclinic.ui.destinations import (
    OpenImport,
    OpenRecord,
    OpenRegister,
    OpenSettings,
    OpenStock,
    OpenSyncCentre,
    OpenToday,
    OpenVisit,
)
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.prescriptions.drug_finder import DrugFinder
from vclinic.ui.pages.prescriptions.drug_row import DrugRow
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage
from vclinic.ui.pages.residents.import_page import ImportPage
from vclinic.ui.pages.residents.register import RegisterPage
from vclinic.ui.widgets.choice_box import ChoiceBox
from vclinic.ui.widgets.key_button import KeyButton

CARD = make_id_no("340123", date(1969, 7, 2), 47)
_KEY = Qt.Key


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.window)


def hold(window: QWidget, key: Qt.Key, text: str = "", *, ctrl: bool = False, repeats: int = 5) -> None:
    """Hold a key down as long as a heavy finger does."""
    modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    for place in range(repeats):
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifier, text, place > 0)
        QApplication.sendEvent(window.windowHandle(), event)
        QApplication.processEvents()
    QApplication.sendEvent(window.windowHandle(), QKeyEvent(QEvent.Type.KeyRelease, key, modifier))


def stored(program: Program, follow_up_id: str) -> object:
    with program.shell.station.store.read() as session:
        return prescriptions.of_follow_up(session, follow_up_id)


# one act, not two


def ready_to_save(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    keys.type("1509215092")
    program.shell.pages["follow_up"].state.put("heart_rate", "72")  # typed anew at every visit
    keys.press(_KEY.Key_F6)


def test_ctrl_s_held_down_saves_the_visit_and_not_the_prescriptions_unread(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    ready_to_save(program, people, keys)
    hold(program.window, _KEY.Key_S, ctrl=True)
    assert program.shell.current == "prescriptions"
    assert stored(program, program.shell.pages["prescriptions"].sheet.three.follow_up_id) is None


def test_a_double_click_saves_one_page(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    ready_to_save(program, people, keys)
    button = program.shell.pages["follow_up"].strip.save
    place = button.mapTo(program.window, button.rect().center())
    QTest.mouseDClick(program.window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert program.shell.current == "prescriptions"


def test_the_second_click_of_a_habit_does_nothing(qtbot: QtBot) -> None:
    holder, done = QWidget(), []
    qtbot.addWidget(holder)
    primary = KeyButton("存档", "", lambda: done.append("存档"), holder, "primary")
    paging = KeyButton("下一页", "", lambda: done.append("下一页"), holder)
    holder.resize(400, 120)
    paging.move(0, 60)
    holder.show()
    qtbot.waitExposed(holder)
    for button in (primary, paging):
        place = button.mapTo(holder, button.rect().center())
        QTest.mouseDClick(holder.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert done == ["存档", "下一页", "下一页"]


def test_enter_held_down_confirms_one_value(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    page = program.shell.pages["follow_up"]
    page.form.focus_field("weight_kg")
    before = len(page.state.carried)
    QApplication.processEvents()
    hold(program.window, _KEY.Key_Return, "\r", repeats=8)
    assert before - len(page.state.carried) <= 2


def test_enter_held_down_is_one_wrong_password(program: Program, keys: Keyboard) -> None:
    tries: list[str] = []

    def enter(_login: str, password: str) -> None:
        tries.append(password)

    card = LoginCard("已锁屏", [("zgp", "周国平")], enter, lambda: 0)
    program.window.put(card)
    keys.press(_KEY.Key_Return)
    assert "请输入密码" in card.note.text
    card.password.setText("falsch")
    card.entered.connect(lambda _made: card.password.setText("falsch"))
    hold(program.window, _KEY.Key_Return, "\r")
    assert tries == ["falsch"]


# interrupted


def test_the_cursor_stands_where_it_stood_before_the_lock(
    qtbot: QtBot, program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    keys.type("15094")
    stood = keys.focused
    program.locking.lock()
    keys.enter(village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell)
    assert keys.focused is stood


@pytest.fixture
def register(program: Program) -> RegisterPage:
    program.shell.go(OpenRegister())
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    return page


def test_a_card_is_typed_without_touching_the_mouse(program: Program, register: RegisterPage, keys: Keyboard) -> None:
    keys.type(CARD)
    keys.enter("曾庆林", "")  # past sex, birthday and the kind of card: the number has told them
    keys.type("13912345678")
    values = register.form.values()
    assert (values["phone"], values["id_type"], values["sex_code"]) == ("13912345678", "01", "1")
    keys.press(_KEY.Key_S, ctrl=True)
    assert program.shell.current == "record"


def test_enter_is_alive_in_every_field_of_a_record(register: RegisterPage, keys: Keyboard) -> None:
    names = list(register.form.editors)
    register.form.editors[names[0]].setFocus()
    for name in names:
        assert register.form.editors[name].hasFocus(), name
        keys.press(_KEY.Key_Return)


def test_a_record_half_written_outlives_esc_and_the_next_patient(
    program: Program, register: RegisterPage, people: dict[str, str], keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    keys.type(CARD)
    keys.type("曾庆林")
    register.registers.buttons["htn"].click()
    register.registers.height_edit.setText("168")
    keys.press(_KEY.Key_Escape)
    program.shell.go(OpenRecord(people["何秀珍"]))
    program.shell.go(OpenRegister(people["何秀珍"]))
    assert register.form.values()["name"] == "何秀珍"
    program.shell.go(OpenRegister())
    values = register.form.values()
    assert (values["name"], values["id_no"], values["birth_date"]) == ("曾庆林", CARD, "1969-07-02")
    assert register.registers.buttons["htn"].isChecked()
    assert register.registers.height_edit.text() == "168"
    assert said[-1][1].startswith("接着上次没写完的")
    keys.press(_KEY.Key_S, ctrl=True)
    program.shell.go(OpenRegister())
    assert register.form.values()["name"] == ""


def test_f4_throws_the_half_written_record_away(program: Program, register: RegisterPage, keys: Keyboard) -> None:
    keys.type(CARD)
    keys.press(_KEY.Key_F4)
    assert register.form.values()["id_no"] == ""
    program.shell.go(OpenToday())
    program.shell.go(OpenRegister())
    assert register.form.values()["id_no"] == ""


def test_a_draft_is_not_put_over_a_record_changed_since(
    program: Program, register: RegisterPage, people: dict[str, str], keys: Keyboard
) -> None:
    who = people["何秀珍"]
    program.shell.go(OpenRegister(who))
    register.form.editors["phone"].setFocus()
    keys.type("13600000000")
    program.shell.go(OpenToday())
    program.shell.go(OpenRegister(who))
    assert register.form.values()["phone"] == "13600000000"
    register.save()
    revision = resident_record(program.shell.station, who).revision
    registration_draft.keep(
        program.shell.station, who, revision - 1, values={"phone": "13700000000"}, registers=[], h=""
    )
    assert registration_draft.load(program.shell.station, who, revision) is None
    program.shell.go(OpenRegister(who))
    assert register.form.values()["phone"] == "13600000000"


# nothing changes behind the doctor's back


def test_the_wheel_scrolls_the_page_and_never_changes_how_often_a_drug_is_taken(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    ready_to_save(program, people, keys)
    keys.press(_KEY.Key_S, ctrl=True)
    row = program.shell.pages["prescriptions"].findChild(DrugRow)
    assert row is not None
    often = row.findChild(ChoiceBox)
    assert often is not None
    often.setFocus()
    before = often.currentIndex()
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(often.mapToGlobal(QPoint(5, 5))), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(often, turn)
    assert often.currentIndex() == before


def test_a_drug_left_in_the_finder_is_not_taken_for_prescribed(
    program: Program, people: dict[str, str], keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    ready_to_save(program, people, keys)
    keys.press(_KEY.Key_S, ctrl=True)
    keys.press(_KEY.Key_Insert)
    keys.enter("没有这种药")
    page = program.shell.pages["prescriptions"]
    assert isinstance(page, PrescriptionsPage)
    finder = page.medication.finder
    assert isinstance(finder, DrugFinder)
    assert "没有找到" in finder.list.item(0).text()
    keys.press(_KEY.Key_S, ctrl=True)
    assert program.shell.current == "prescriptions"
    assert "还没有加进处方" in said[-1][1]
    assert finder.edit.hasFocus()
    finder.edit.clear()
    keys.press(_KEY.Key_S, ctrl=True)
    assert program.shell.current == "dispensing"


def test_a_refused_visit_still_shows_its_judgement(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    program.shell.go(OpenVisit(people["马玉良"]))
    keys.type("1569615294")
    page = program.shell.pages["follow_up"]
    shown = page.form.item("visit_class")._computed["visit_class"]
    assert shown.text() == "2 控制不满意"
    keys.press(_KEY.Key_S, ctrl=True)
    assert program.shell.current == "follow_up"
    assert shown.text() == "2 控制不满意"


def test_enter_at_the_end_of_the_form_goes_to_what_is_missing(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenVisit(people["马玉良"]))
    keys.type("1569615294")
    page = program.shell.pages["follow_up"]
    page.form.ended.emit()
    assert page.form.current_field() == "visit_way"


# what to do next


def test_a_new_clinic_is_told_to_bring_its_residents(qtbot: QtBot, window: QWidget, program: Program) -> None:
    today = program.shell.pages["today"]
    assert "Ctrl+K" in today._nobody()
    page = program.shell.pages["import"]
    assert isinstance(page, ImportPage)
    program.shell.go(OpenImport())
    assert all(word in page.table._empty for word in ("姓名", "身份证号", "慢性病", "户主", "Ctrl+O"))


def test_a_long_sentence_after_a_short_one_is_seen_whole(qtbot: QtBot, program: Program) -> None:
    note = program.shell.message
    MESSAGES.warn("先选要入库的药。")
    qtbot.wait(10)
    MESSAGES.danger("卫生院地址要写成 http://… 或 https://…，请照卫生院给的地址填写，写好以后再按一次接入。" * 2)
    assert note.height() >= note.heightForWidth(note.width())
    qtbot.wait(10)
    assert note.height() >= note.heightForWidth(note.width())


def test_enter_in_the_last_line_adds_the_colleague_and_a_refusal_leads_to_its_line(
    program: Program, keys: Keyboard
) -> None:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    page.doctor_name.setFocus()
    keys.enter("何小兰", "hxl", "kurz")
    assert page.first.hasFocus()
    page.first.clear()
    keys.enter("ein-zweites-8")
    assert "何小兰" in page._who.text()


def test_the_code_is_sent_once(qtbot: QtBot, program: Program, said: list[tuple[str, str]]) -> None:
    page = program.shell.pages["sync"]
    program.shell.go(OpenSyncCentre())
    page.url.setText("weishengyuan")
    page._pair()
    page._pair()
    qtbot.waitUntil(page.pair_button.isEnabled)
    assert len([level for level, _ in said if level == "danger"]) == 1


def test_taking_a_dispensing_back_asks_for_the_reason_and_stays_on_the_page(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenRecord(people["何秀珍"]))
    page = program.shell.pages["record"]
    assert "发药" in page.table.item(0, 1).text()
    keys.press(_KEY.Key_Backspace, ctrl=True)
    assert page._why.hasFocus()
    keys.type("发错药")
    page._reverse.click()
    assert page.table.hasFocus()
    assert page._why.text() == ""


def test_a_date_still_to_come_is_not_a_pressure_still_to_measure(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenVisit(people["赵冬梅"]))
    page = program.shell.pages["follow_up"]
    assert "先量血压" in words_in(page.strip)
    keys.type("13682")
    page.state.put("visit_date", "2026-12-20")
    assert "先改好再判断" in words_in(page.strip)


def test_a_price_ten_times_another_is_asked_about(
    program: Program, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    program.shell.go(OpenStock())
    page = program.shell.pages["stock"]
    rows = page.table.rowCount()
    page._pick(program.shell.station.catalog.drug(village.AMLODIPINE))
    for name, text in (("batch_no", "B9"), ("expires_on", "2028-01-31"), ("quantity", "28"), ("cost", "15")):
        page.edits[name].setText(text)
    keys.press(_KEY.Key_S, ctrl=True)
    assert page.table.rowCount() == rows
    assert page.edits["cost"].hasFocus()
    assert said[-1] == ("warn", "进价 15.000 元/片，别的批次是 0.150 元/片。没错就再入库一次。")
    page.edits["cost"].setText("0.16")
    keys.press(_KEY.Key_S, ctrl=True)
    assert page.table.rowCount() == rows + 1
