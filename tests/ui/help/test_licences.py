"""The licences as the program shows them: from the settings, found by a word, the whole text readable."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vclinic.main import Program
from vclinic.ui.destinations import OpenSettings
from vclinic.ui.help.licences import licences
from vclinic.ui.help.opening import show_help
from vclinic.ui.help.window import HelpWindow
from vclinic.ui.pages.settings import SettingsPage


def opened(program: Program) -> HelpWindow:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.support.licences.click()
    return next(window for window in program.window.findChildren(HelpWindow) if window.book is licences())


def titles(shown: HelpWindow) -> list[str]:
    return [shown.contents.item(row).text() for row in range(shown.contents.count())]


def test_the_settings_open_them_at_what_applies_to_all(qtbot: QtBot, program: Program) -> None:
    shown = opened(program)
    qtbot.waitUntil(shown.isVisible)
    assert f"{len(licences().chapters) - 1} 样软件和字体" in shown.page.toPlainText()
    assert titles(shown)[:3] == ["许可和版权", "Python 3.11", "Qt 6.9.3"]
    assert opened(program) is shown  # not a second one
    shown.close()


def test_the_next_one_down_is_read_as_a_whole_and_lines_stay_lines(qtbot: QtBot, program: Program) -> None:
    shown = opened(program)
    QTest.keyClick(shown.search, Qt.Key.Key_Down)
    QTest.keyClick(shown.search, Qt.Key.Key_Down)
    text = shown.page.toPlainText()
    assert "按 LGPLv3 使用" in text
    assert "\nGNU LESSER GENERAL PUBLIC LICENSE\n".strip() in text
    assert "END OF TERMS AND CONDITIONS" in text
    shown.close()


def test_a_part_is_found_by_its_name_and_by_what_it_contains(qtbot: QtBot, program: Program) -> None:
    shown = opened(program)
    shown.search.setText("sqlcipher")
    assert titles(shown)[0].startswith("SQLCipher")
    shown.search.setText("pyo3")
    assert {title.split()[0] for title in titles(shown)} >= {"cryptography", "orjson"}
    shown.close()


def test_manual_and_licences_are_two_windows(qtbot: QtBot, program: Program) -> None:
    shown = opened(program)
    manual = show_help(program.window, "settings")
    assert manual is not shown
    assert (manual.windowTitle(), shown.windowTitle()) == ("帮助 · 村医手册", "帮助 · 许可和版权")
    manual.close()
    shown.close()
