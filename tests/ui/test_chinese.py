"""What Qt says by itself: menus on the right button, buttons of dialogs, the names of a file dialog's parts."""

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtPrintSupport import QPageSetupDialog, QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QDateEdit,
    QDialogButtonBox,
    QDoubleSpinBox,
    QErrorMessage,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QProgressDialog,
    QSpinBox,
    QTabWidget,
    QTextBrowser,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from vclinic.ui.chinese import speak_chinese
from vclinic.ui.widgets.figure_edit import FigureEdit
from vclinic.ui.widgets.line_edit import LineEdit

Edit = QLineEdit | QPlainTextEdit | QTextEdit
_ENGLISH = re.compile(
    r"\b(Undo|Redo|Cut|Copy|Paste|Delete|Select|Cancel|Yes|No|Close|Save|Open|Print|Files?|Look|Name)\b"
)


def _said(widget: QWidget) -> list[str]:
    """Texts of a widget's labels and buttons."""
    return [part.text() for kind in (QLabel, QAbstractButton) for part in widget.findChildren(kind) if part.text()]


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextEdit])
def test_the_right_click_menu_of_a_field_is_chinese(qtbot: QtBot, kind: type[Edit]) -> None:
    edit = kind()
    qtbot.addWidget(edit)
    menu = edit.createStandardContextMenu()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    for wanted in ("撤消", "剪切", "复制", "粘贴", "删除", "全选"):
        assert any(wanted in text for text in texts), (wanted, texts)
    assert not [text for text in texts if _ENGLISH.search(text.replace("&", "").split("\t")[0])]
    menu.deleteLater()


@pytest.mark.parametrize(
    ("standard", "wanted"),
    [
        (QMessageBox.StandardButton.Cancel, "取消"),
        (QMessageBox.StandardButton.Yes, "是"),
        (QMessageBox.StandardButton.No, "否"),
        (QMessageBox.StandardButton.Close, "关闭"),
        (QMessageBox.StandardButton.Save, "保存"),
    ],
)
def test_a_message_box_has_chinese_buttons(qtbot: QtBot, standard: QMessageBox.StandardButton, wanted: str) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStandardButtons(standard)
    assert wanted in box.button(standard).text()


def test_the_file_dialog_drawn_by_qt_is_chinese(qtbot: QtBot) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    assert "取消" in buttons.button(QDialogButtonBox.StandardButton.Cancel).text()
    assert not [text for text in _said(dialog) if _ENGLISH.search(text.replace("&", ""))]


def test_the_print_dialog_is_chinese(qtbot: QtBot) -> None:
    dialog = QPrintDialog(QPrinter())
    qtbot.addWidget(dialog)
    texts = _said(dialog)
    assert any("打印" in text for text in texts), texts
    assert not [text for text in texts if _ENGLISH.search(text.replace("&", ""))]


def test_chinese_is_installed_once_however_often_it_is_asked_for(qapp: QApplication) -> None:
    before = len(qapp.children())
    assert speak_chinese(qapp)
    assert speak_chinese(qapp)
    assert len(qapp.children()) == before


@pytest.fixture
def printer() -> QPrinter:
    """Prints to a file; outlives the dialogs made for it."""
    made = QPrinter()
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    return made


def _file_dialog(mode: QFileDialog.AcceptMode) -> QFileDialog:
    dialog = QFileDialog(None, "导出", "/", "表 (*.xlsx)")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(mode)
    return dialog


def _every_button() -> QMessageBox:
    box = QMessageBox()
    kinds = QMessageBox.StandardButton
    for kind in (
        kinds.Ok, kinds.Save, kinds.SaveAll, kinds.Open, kinds.Yes, kinds.YesToAll, kinds.No, kinds.NoToAll,
        kinds.Abort, kinds.Retry, kinds.Ignore, kinds.Close, kinds.Cancel, kinds.Discard, kinds.Help, kinds.Apply,
        kinds.Reset, kinds.RestoreDefaults,
    ):  # fmt: skip
        box.addButton(kind)
    box.setDetailedText("细节")
    return box


DIALOGS: dict[str, Callable[[QPrinter], QWidget]] = {
    "print": QPrintDialog,
    "page": QPageSetupDialog,
    "print_preview": QPrintPreviewDialog,
    "open": lambda _printer: _file_dialog(QFileDialog.AcceptMode.AcceptOpen),
    "save": lambda _printer: _file_dialog(QFileDialog.AcceptMode.AcceptSave),
    "message": lambda _printer: _every_button(),
    "input": lambda _printer: QInputDialog(),
    "progress": lambda _printer: QProgressDialog(),
    "error": lambda _printer: QErrorMessage(),
    "calendar": lambda _printer: QCalendarWidget(),
}
_MAY_BE_LATIN = re.compile(
    r"\(\*?[^()]*\)|&[A-Z]|(?<![A-Za-z])(mm|cm|in|pt|JIS|ANSI|ISO|DL|PDF|DPI|[A-Z]\d*)(?![A-Za-z])|\*\.\w+|<[^>]*>"
)  # units, names of paper sizes (in brackets after the Chinese one), endings of files
_LATIN = re.compile(
    r"\(\*?[^()]*\)|&[A-Z]|\b(mm|cm|in|pt|JIS|ANSI|ISO|PDF|DPI|[A-Z]\d*|Ctrl|Shift|Alt|Del|Ins)\b|\*\.\w+|<[^>]*>"
)  # units, names of paper sizes (in brackets after the Chinese one), endings of files, keys
_LATIN = re.compile(r"[A-Za-z]{2,}")
# what lists files, folders, printers and letters shows names that are on the computer
_NAMES = ("lookInCombo", "fileNameEdit", "sidebar", "listView", "treeView", "filename", "printers", "location", "type")


def _texts(part: QObject) -> Iterator[str]:
    """Everything a part of a dialog says, hints included."""
    for read in ("text", "title", "windowTitle", "toolTip", "placeholderText", "prefix", "suffix"):
        say = getattr(part, read, None)
        if callable(say):
            yield str(say())
    if isinstance(part, QComboBox):
        yield from (part.itemText(place) for place in range(part.count()))
    if isinstance(part, QTabWidget):
        yield from (part.tabText(place) for place in range(part.count()))
    if isinstance(part, QAbstractItemView):
        columns = range(part.model().columnCount(part.rootIndex()))
        yield from (str(part.model().headerData(place, Qt.Orientation.Horizontal)) for place in columns)


def _latin(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if _LATIN.search(_MAY_BE_LATIN.sub("", text.split("\t")[0]))]


@pytest.mark.qt_log_ignore("Cannot be used on non-native printers", "Point size <= 0")  # Qt of a printer that is a file
@pytest.mark.parametrize("name", DIALOGS)
def test_nothing_in_a_dialog_of_qt_is_in_latin_letters(printer: QPrinter, qtbot: QtBot, name: str) -> None:
    dialog = DIALOGS[name](printer)
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    parts = [part for part in (dialog, *dialog.findChildren(QObject)) if part.objectName() not in _NAMES]
    texts = [text for part in parts for text in _texts(part)]
    assert any(re.search(r"[\u4e00-\u9fff]", text) for text in texts)
    assert _latin(texts) == []


@pytest.mark.parametrize(
    "kind",
    [
        QLineEdit,
        QTextEdit,
        QPlainTextEdit,
        QTextBrowser,
        QSpinBox,
        QDoubleSpinBox,
        QDateEdit,
        QLabel,
        LineEdit,
        FigureEdit,
    ],
)
def test_the_menu_on_the_right_button_is_chinese(qtbot: QtBot, kind: type[QWidget]) -> None:
    field = kind()
    qtbot.addWidget(field)
    if isinstance(field, QLabel):
        field.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        field.setText("随访")
    field.show()
    middle = field.rect().center()
    target = field.childAt(middle) or field
    texts: list[str] = []

    def read() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        texts.extend(action.text() for action in menu.actions() if not action.isSeparator())
        menu.close()

    QTimer.singleShot(0, read)  # a spin box waits for its menu
    QApplication.sendEvent(
        target, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, target.rect().center(), field.mapToGlobal(middle))
    )
    qtbot.waitUntil(lambda: bool(texts))
    assert any("全选" in text for text in texts)
    assert not _latin(texts)


def test_the_months_of_a_calendar_are_chinese(qtbot: QtBot) -> None:
    calendar = QCalendarWidget()
    qtbot.addWidget(calendar)
    months = [action.text() for action in calendar.findChildren(QAction)]
    assert [month for month in months if month] == [
        "一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月",
    ]  # fmt: skip
