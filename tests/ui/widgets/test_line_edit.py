"""Every line people type in is of one kind, and what is read out of it can be seen."""

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

import vclinic.ui
from vclinic.ui.pages.prescriptions.wrapped_edit import WrappedEdit
from vclinic.ui.widgets.line_edit import LineEdit

HOMES = {"line_edit.py", "wrapped_edit.py"}


def _made(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    called |= {
        base.id
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name)
    }
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return (called & {"QLineEdit", "QTextEdit", "QPlainTextEdit"}) | (
        attributes & {"setEditable", "getText", "getMultiLineText"}
    )


def test_no_window_makes_a_bare_line_of_its_own() -> None:
    files = sorted(Path(vclinic.ui.__file__).parent.rglob("*.py"))
    assert len(files) > 100
    assert {file.name: made for file in files if (made := _made(file)) and file.name not in HOMES} == {}
    assert {file.name for file in files if _made(file)} == HOMES


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("⽂\u200b静", "文静"),
        ("喻\uf9f7明\u3164", "喻立明"),
        ("头晕，１ 天（轻）", "头晕，１ 天（轻）"),
        ("𠮷䶮", "𠮷䶮"),
    ],
)
def test_what_was_pasted_is_read_without_what_nobody_sees(qapp: QApplication, pasted: str, read: str) -> None:
    line, paragraph = LineEdit(), WrappedEdit(pasted, "用法")
    line.setText(pasted)
    assert line.text() == paragraph.toPlainText() == read


def test_a_password_is_left_as_it_was_typed(qapp: QApplication) -> None:
    line = LineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setText("ｐ\u200bass")
    assert line.text() == "ｐ\u200bass"
