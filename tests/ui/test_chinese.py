"""What Qt says by itself: menus on the right button, buttons of dialogs, the names of a file dialog's parts."""

import re

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from vclinic.ui.chinese import speak_chinese

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
