"""Whatever lay over a form, one digit afterwards adds to the figure the hands were on and erases none of it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests import worlds
from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import page_of
from vclinic.main import Program
from vclinic.services import record_follow_up, visit_sheet
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups
from vclinic.ui.destinations import (
    Destination,
    OpenDispensing,
    OpenOfficialForms,
    OpenPrescriptions,
    OpenRegister,
    OpenSettings,
    OpenStock,
    OpenVisit,
)
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.stock.page import StockPage
from vclinic.ui.widgets.figure_edit import FigureEdit

_KEY = Qt.Key


def _visited(station: Workstation, *diseases: str) -> str:
    """Somebody new with a stored visit of each disease."""
    resident = worlds.register(station, "韦小宝", registers=diseases)
    for sheet in visit_sheet.open_visits(station, resident):
        saved = record_follow_up.record(station, sheet, worlds.entry(sheet))
        assert not isinstance(saved, list), saved
    return resident


def _last_visit(station: Workstation, resident: str) -> str:
    with station.store.read() as session:
        return follow_ups.of_resident(session, resident)[0].id


def _stored(*diseases: str) -> Callable[[Workstation], Destination]:
    def stored(station: Workstation) -> Destination:
        resident = _visited(station, *diseases)
        return OpenVisit(resident, _last_visit(station, resident))

    return stored


def _at_the_counter(station: Workstation) -> Destination:
    return OpenDispensing(worlds.prescription(station, _last_visit(station, _visited(station, "htn"))))


# how a form comes to stand open with figures in it, and the least figures that are there
FORMS: dict[str, tuple[Callable[[Workstation], Destination], int]] = {
    "a stored visit, hypertension": (_stored("htn"), 10),
    "a stored visit, diabetes": (_stored("t2dm"), 10),
    "a new visit of both": (lambda station: OpenVisit(_visited(station, "htn", "t2dm")), 5),
    "the register": (lambda station: OpenRegister(_visited(station, "htn")), 3),
    "settings": (lambda _station: OpenSettings(), 4),
    "the counter": (_at_the_counter, 1),
    "three prescriptions": (
        lambda station: OpenPrescriptions(_last_visit(station, _visited(station, "htn"))),
        3,
    ),
}


def _by_preview(qtbot: QtBot, program: Program, keys: Keyboard, resident: str) -> None:
    program.shell.go(OpenOfficialForms(resident))
    keys.press(_KEY.Key_Escape)


def _by_another_page(qtbot: QtBot, program: Program, keys: Keyboard, resident: str) -> None:
    program.shell.go(OpenStock())
    keys.press(_KEY.Key_Escape)


def _by_another_window(qtbot: QtBot, program: Program, keys: Keyboard, resident: str) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    other.close()
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)


def _by_search(qtbot: QtBot, program: Program, keys: Keyboard, resident: str) -> None:
    keys.press(_KEY.Key_K, ctrl=True)
    keys.type("zdm")
    keys.press(_KEY.Key_Escape)


def _by_help(qtbot: QtBot, program: Program, keys: Keyboard, resident: str) -> None:
    keys.press(_KEY.Key_F1)
    keys.press(_KEY.Key_Escape)


def _by_menu(qtbot: QtBot, program: Program, keys: Keyboard, resident: str) -> None:
    field = keys.focused
    middle = field.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, field.mapToGlobal(middle))
    QApplication.sendEvent(field, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    qtbot.keyClick(menu, _KEY.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    program.window.activateWindow()  # as every window system does; the offscreen one leaves it to us
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.wait(1)


WAYS = {
    "the preview": _by_preview,
    "another page": _by_another_page,
    "another window": _by_another_window,
    "search": _by_search,
    "help": _by_help,
    "the right-click menu": _by_menu,
}


def _open(program: Program, begin: Callable[[Workstation], Destination]) -> None:
    program.shell.go(begin(program.shell.station))
    QApplication.processEvents()


def figures(program: Program) -> list[QLineEdit]:
    """Every line for a figure on the page that can be typed in and has something in it, in order."""
    page = program.shell.pages[program.shell.current]
    own = list(page.numbers.values()) if isinstance(page, SettingsPage) else page.findChildren(FigureEdit)
    return [
        edit for edit in own
        if edit.isVisible() and edit.isEnabled() and not edit.isReadOnly() and any(c.isdecimal() for c in edit.text())
    ]  # fmt: skip


def _stays(keys: Keyboard, field: str, written: str) -> str:
    """What is wrong after one digit is typed; empty when all that was written is there. The digit is taken back."""
    edit = keys.focused
    if not isinstance(edit, QLineEdit) or edit.accessibleName() != field or edit.text() != written:
        return f"{field}: the hands are not there"
    if edit.selectedText():
        return f"{field}: {edit.selectedText()} is selected"
    if 0 < edit.maxLength() <= len(written):
        return ""
    keys.type("5")
    if sorted(edit.text()) != sorted(f"{written}5"):
        return f"{field}: {written} became {edit.text()}"
    edit.setFocus()
    edit.setText(written)
    return ""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", FORMS)
def test_after_whatever_lay_over_a_form_one_digit_erases_no_figure(
    qtbot: QtBot, program: Program, people: dict[str, str], keys: Keyboard, form: str, way: str
) -> None:
    begin, least = FORMS[form]
    _open(program, begin)
    count, wrong = len(figures(program)), list[str]()
    assert count >= least
    for number in range(count):
        edit = figures(program)[number]
        program.shell.setFocus()
        edit.setFocus(Qt.FocusReason.TabFocusReason)
        name, written = edit.accessibleName(), edit.text()
        WAYS[way](qtbot, program, keys, people["赵冬梅"])
        problem = _stays(keys, name, written)
        if problem:
            wrong.append(problem)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("form", [name for name in FORMS if "visit" in name or "register" in name])
def test_a_form_opened_again_selects_nothing_of_what_is_written(
    program: Program, people: dict[str, str], keys: Keyboard, form: str
) -> None:
    begin, _ = FORMS[form]
    destination = begin(program.shell.station)
    program.shell.go(destination)
    program.shell.go(OpenStock())
    program.shell.go(destination)
    focused = keys.focused
    assert isinstance(focused, QLineEdit)
    assert not focused.selectedText()


@pytest.mark.parametrize("form", [name for name in FORMS if "visit" in name])
def test_unlocked_the_cursor_stands_in_the_same_figure_and_one_digit_erases_nothing(
    qtbot: QtBot, program: Program, people: dict[str, str], keys: Keyboard, form: str
) -> None:
    begin, _ = FORMS[form]
    _open(program, begin)
    edit = figures(program)[-1]
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    written = edit.text()
    keys.press(_KEY.Key_L, ctrl=True)
    assert program.window.shown is not program.shell
    keys.enter(village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell)
    assert keys.focused is edit
    assert not _stays(keys, edit.accessibleName(), written)


def test_a_count_half_written_stands_after_another_window_and_the_menu(
    qtbot: QtBot, program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenStock())
    page = program.shell.pages["stock"]
    assert isinstance(page, StockPage)
    keys.press(_KEY.Key_F8)
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("128")
    counted = page.count_ask.counted
    for way in ("another window", "the right-click menu"):
        counted.clearFocus()
        counted.setFocus(Qt.FocusReason.TabFocusReason)
        WAYS[way](qtbot, program, keys, "")
        assert not _stays(keys, counted.accessibleName(), "128"), way


def test_what_was_undone_stands_with_nothing_selected(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    _open(program, FORMS["a stored visit, hypertension"][0])
    first = keys.focused
    assert isinstance(first, QLineEdit)
    written = first.text()
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("9")
    keys.press(_KEY.Key_Z, ctrl=True)
    assert keys.focused is first
    assert first.text() == written
    assert not first.selectedText()


def test_a_digit_too_many_stays_where_it_was_typed_and_taking_it_back_too(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    _open(program, FORMS["a stored visit, hypertension"][0])
    first, second = page_of(program).form.readings().edits[0]
    before = second.text()
    keys.type("138")
    assert keys.focused is first
    keys.press(_KEY.Key_Backspace, times=3)
    assert keys.focused is first
    assert (first.text(), second.text()) == ("136", before)


def test_select_all_chosen_from_the_menu_stays_chosen(qtbot: QtBot, program: Program, keys: Keyboard) -> None:
    program.shell.go(OpenSettings())
    edit = figures(program)[0]
    edit.setFocus()
    edit.deselect()
    middle = edit.rect().center()
    QApplication.sendEvent(edit, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, edit.mapToGlobal(middle)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.objectName() == "select-all").trigger()
    menu.close()
    qtbot.wait(1)
    assert edit.selectedText() == edit.text()
