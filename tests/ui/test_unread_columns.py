"""Columns nobody understood stand in the preview; keys say what one is, and the next file is read so."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.test_import_questions import opened
from vclinic.domain.identity import make_id_no
from vclinic.main import Program
from vclinic.services import roster_columns
from vclinic.ui.pages.residents.import_page import ImportPage
from vclinic.ui.pages.residents.unread_columns import UnreadColumns

ROW = f"曾小妹,{make_id_no('340123', date(1970, 2, 3), 302)},√,五保,13800000135/13900000136"


@pytest.fixture
def page(qtbot: QtBot, program: Program, people: dict[str, str], tmp_path: Path) -> ImportPage:
    return opened(qtbot, program, tmp_path / "名册.csv", "姓名,身份证号,高压病,待遇,电话", ROW)


def choose(qtbot: QtBot, columns: UnreadColumns, meaning: str) -> None:
    """By the arrow, as a doctor does."""
    while columns.choice.currentData() != meaning:
        qtbot.keyClick(columns.choice, Qt.Key.Key_Down)
    qtbot.keyClick(columns.choice, Qt.Key.Key_Return)


def test_a_column_is_named_by_keys_and_remembered(
    qtbot: QtBot, program: Program, page: ImportPage, tmp_path: Path
) -> None:
    columns = page.columns
    assert columns.isVisible()
    assert "1 / 2" in columns.text.text()
    assert "“高压病”看不懂，1 行有内容没有读，如：√" in columns.text.text()
    qtbot.keyClick(page.table, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(columns.choice.hasFocus)
    choose(qtbot, columns, "disease:htn")
    qtbot.waitUntil(lambda: "“待遇”" in columns.text.text(), timeout=5000)
    assert page.preview is not None
    assert page.preview.new[0].diseases == ("htn",)
    choose(qtbot, columns, "ignore")
    qtbot.waitUntil(columns.isHidden, timeout=5000)
    assert roster_columns.remembered(program.shell.station) == {"高压病": "disease:htn", "待遇": "ignore"}
    again = opened(qtbot, program, tmp_path / "下一份.csv", "姓名,身份证号,高压病,待遇,电话", ROW)
    assert again.columns.isHidden()


def test_a_column_left_alone_gives_way_to_the_next(qtbot: QtBot, program: Program, page: ImportPage) -> None:
    columns = page.columns
    qtbot.keyClick(columns.choice, Qt.Key.Key_Return)
    assert "2 / 2" in columns.text.text()
    qtbot.keyClick(columns.choice, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert "1 / 2" in columns.text.text()
    assert roster_columns.remembered(program.shell.station) == {}


def test_what_a_cell_did_not_keep_stands_in_the_table(page: ImportPage) -> None:
    item = page.table.item(0, 4)
    assert item is not None
    assert "另有“13900000136”没有记。" in item.text()
    assert "1 行有没记下的内容" in page.summary.text
