"""What the program says goes with its cause: with the fault that is mended, with the page that is left, with the next step;
and it stands over no title."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_looks import OF_ONE, PAGES, SCREENS
from vclinic.domain.problem import WorldFault
from vclinic.main import Program
from vclinic.ui.destinations import Destination, OpenRegister, OpenSettings, OpenStock, OpenToday
from vclinic.ui.forms.pause import Pause
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.stock.page import StockPage

LATER = 450  # ms: what is said this long before a page opens was about the page that is left
SENTENCE = "这一行里写的和库存对不上，请再看一遍，改好了再保存一次，没有改的都还在。"


def page_at(name: str, people: dict[str, str], program: Program) -> Destination:
    if name in OF_ONE:
        return OF_ONE[name](people["阿卜杜热合曼·买买提"])
    return program.shell.pages.kinds[name].opens[0]()


def place_of(widget: QWidget, shell: QWidget) -> QRect:
    """Where the words of a label end up on the window."""
    return QRect(widget.mapTo(shell, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("scale", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_a_message_stands_clear_of_the_title_of_every_page(
    name: str, scale: str, program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    shell = program.shell
    program.window.setMinimumSize(0, 0)
    program.window.resize(*SCREENS[scale])
    destination = page_at(name, people, program)
    shell.go(OpenRegister(people["阿卜杜热合曼·买买提"]) if isinstance(destination, OpenRegister) else destination)
    qtbot.wait(30)
    MESSAGES.warn(SENTENCE)
    QApplication.processEvents()
    said = place_of(shell.message, shell)
    for part in (shell.bar.path, shell.bar.heading, shell.bar.aside, shell.bar.alarm):
        if part.isVisible() and isinstance(part, QLabel) and part.text():
            words = place_of(part, shell)
            words.setWidth(min(part.width(), part.sizeHint().width()))
            assert said.left() - words.right() >= 20, part.text()
    assert said.right() < shell.width()
    assert shell.message.height() >= shell.message.heightForWidth(shell.message.width())


@pytest.mark.parametrize("name", PAGES)
def test_what_was_said_on_a_page_goes_when_the_page_is_left(
    name: str, program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    program.shell.go(page_at(name, people, program))
    MESSAGES.warn(SENTENCE)
    qtbot.wait(LATER)
    assert program.shell.message.text == SENTENCE
    program.shell.go(OpenStock() if name == "today" else OpenToday())
    assert program.shell.message.text != SENTENCE


def _settings(program: Program, text: str) -> QLineEdit:
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.numbers["idle_minutes"].setText(text)
    page.save()
    return page.numbers["idle_minutes"]


def _password(program: Program, text: str) -> QLineEdit:
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.new.setText(text)
    page._change_password()
    return page.again


def _code(program: Program, _text: str) -> QLineEdit:
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page._renew_code()
    return page.old


def _doctor(program: Program, text: str) -> QLineEdit:
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.login.setText(text)
    page._add()
    return page.doctor_name


FAULTS: tuple[tuple[Callable[[Program, str], QLineEdit], str, str], ...] = (
    (_settings, "十", "这里要填整数。"),
    (_settings, "500", "锁屏时间（分钟）要在 1–120 之间。"),
    (_password, "abcdefgh", "两次输入的新密码不一样。"),
    (_code, "", "换恢复码要先填现在的密码。"),
    (_doctor, "lxy", "请填写医生姓名。"),
)


@pytest.mark.parametrize(("does", "text", "sentence"), FAULTS)
def test_a_fault_in_the_settings_is_said_until_something_else_stands_in_its_line(
    does: Callable[[Program, str], QLineEdit], text: str, sentence: str, program: Program, qtbot: QtBot
) -> None:
    program.shell.go(OpenSettings())
    line = does(program, text)
    assert program.shell.message.text == sentence
    qtbot.keyClicks(line, "7")
    assert not program.shell.message.isVisible()


def test_the_stock_says_what_is_wanted_until_it_is_there(program: Program, qtbot: QtBot) -> None:
    program.shell.go(OpenStock())
    page, message = program.shell.pages["stock"], program.shell.message
    assert isinstance(page, StockPage)
    page.save()
    assert message.text == "先选要入库的药。"
    page.finder.picked.emit(program.shell.station.catalog.drug("w185-01"))
    assert not message.isVisible()
    page.save()
    assert message.text == "请填写批号。"
    qtbot.keyClicks(page.edits["quantity"], "3")
    assert message.text == "请填写批号。", "it is said of another line"
    qtbot.keyClicks(page.edits["batch_no"], "B")
    assert not message.isVisible()


def test_the_key_of_the_next_step_takes_away_what_was_said_of_the_one_before(program: Program, qtbot: QtBot) -> None:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.numbers["days_default"].setText("x")
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert program.shell.message.text == "这里要填整数。"
    page.old.setText("")
    qtbot.mouseClick(page.recovery_button, Qt.MouseButton.LeftButton)
    assert program.shell.message.text == "换恢复码要先填现在的密码。"


def test_settings_saved_unchanged_are_not_said_to_be_saved(program: Program, said: list[tuple[str, str]]) -> None:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.save()
    assert said[-1] == ("info", "设置和原来一样，没有改动。")
    page.numbers["days_default"].setText("14")
    page.save()
    assert said[-1] == ("ok", "设置已保存。")


def test_settings_typed_and_not_saved_are_there_again_and_said(
    program: Program, said: list[tuple[str, str]], qtbot: QtBot
) -> None:
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    program.shell.go(OpenSettings())
    page.numbers["days_default"].selectAll()
    qtbot.keyClicks(page.numbers["days_default"], "21")
    program.shell.go(OpenToday())
    program.shell.go(OpenSettings())
    assert said[-1] == ("info", "上次在这里改的还没有保存：要就按 Ctrl+S 保存，不要就改回去。")
    assert page.numbers["days_default"].text() == "21"
    page.save()
    said.clear()
    program.shell.go(OpenToday())
    program.shell.go(OpenSettings())
    assert said == []
    assert page.numbers["days_default"].text() == "21"


def test_a_draft_that_could_not_be_kept_is_not_spoken_of_once_it_is(program: Program, qtbot: QtBot) -> None:
    kept: list[bool] = []

    def keep() -> None:
        kept.append(len(kept) > 0)
        if not kept[-1]:
            pause.failed("磁盘满了，草稿没有写上。")

    pause = Pause(keep, program.shell)
    pause.start()
    pause.flush()
    assert program.shell.message.text == "磁盘满了，草稿没有写上。"
    pause.flush()
    assert not program.shell.message.isVisible()
    assert kept == [False, True]


def test_a_failed_round_is_not_spoken_of_while_the_next_one_runs(program: Program, qtbot: QtBot) -> None:
    def down(_progress: object) -> None:
        raise WorldFault("offline", "无法连接卫生院服务器。")

    program.shell.reporting.sync_now = down
    program.shell.sync()
    qtbot.waitUntil(lambda: program.shell.message.text == "无法连接卫生院服务器。", timeout=5000)
    program.shell.reporting.sync_now = lambda _progress: None
    program.shell.sync()
    assert not program.shell.message.isVisible()
