"""A box is scanned where drugs come in: by a helper or by a scanner that types."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from vclinic.devices.reading import Reading
from vclinic.main import Program
from vclinic.services.drug_codes import drug_of_code, teach
from vclinic.ui.destinations import OpenStock
from vclinic.ui.devices.listening import DEVICES
from vclinic.ui.pages.stock.page import StockPage

GTIN, OTHER = "6901234567892", "81234560000000000001"
Said = list[tuple[str, str]]


@pytest.fixture
def page(program: Program) -> StockPage:
    program.shell.go(OpenStock())
    made = program.shell.pages["stock"]
    assert isinstance(made, StockPage)
    return made


def scan(text: str) -> None:
    DEVICES.read.emit(Reading("barcode", {"text": text}, "扫码枪"))


def choose(page: StockPage, drug: str) -> None:
    page.finder.picked.emit(page.station.catalog.drug(drug))


def known(page: StockPage, text: str) -> str:
    drug = drug_of_code(page.station, text)
    return drug.id if drug is not None else ""


def test_a_box_is_taught_for_the_chosen_drug_and_chooses_it_the_next_time(page: StockPage, said: Said) -> None:
    scan(GTIN)
    assert said[-1] == ("info", "这个码还没有记过是什么药：先选药，再扫一次，就记住了。")
    choose(page, village.AMLODIPINE)
    scan(GTIN)
    assert said[-1][1].startswith("记住了：这个码是 苯磺酸氨氯地平片")
    assert known(page, GTIN) == village.AMLODIPINE


def test_a_known_box_chooses_its_drug(page: StockPage) -> None:
    teach(page.station, GTIN, village.AMLODIPINE)
    scan(GTIN)
    assert page.edits["batch_no"].hasFocus()
    assert "苯磺酸氨氯地平片" in page._chosen.text()


def test_another_drugs_code_is_asked_about_before_it_changes_over(page: StockPage, said: Said) -> None:
    teach(page.station, GTIN, village.AMLODIPINE)
    choose(page, village.VALSARTAN)
    scan(GTIN)
    assert said[-1][0] == "warn"
    assert known(page, GTIN) == village.AMLODIPINE
    scan(GTIN)
    assert known(page, GTIN) == village.VALSARTAN
    scan(GTIN)
    assert said[-1][1].startswith("对，就是")


def test_a_scan_of_something_else_between_asks_again(page: StockPage, said: Said) -> None:
    for code in (GTIN, OTHER):
        teach(page.station, code, village.AMLODIPINE)
    choose(page, village.VALSARTAN)
    for code in (GTIN, OTHER, GTIN):
        scan(code)
        assert said[-1][0] == "warn"
    assert known(page, GTIN) == village.AMLODIPINE


def test_what_is_no_drugs_code_is_said(page: StockPage, said: Said) -> None:
    choose(page, village.AMLODIPINE)
    scan("HTTP://EXAMPLE")
    assert said[-1] == ("info", "这个条码不是药盒上的商品码或追溯码，没有用上。")


def test_a_scanner_that_types_teaches_from_the_batch_number_and_finds_from_the_search(
    qtbot: QtBot, page: StockPage, keys: Keyboard
) -> None:
    choose(page, village.AMLODIPINE)
    keys.enter(GTIN)
    assert known(page, GTIN) == village.AMLODIPINE
    assert page.edits["batch_no"].text() == ""
    assert page.edits["batch_no"].hasFocus()
    keys.enter("A250112")
    assert page.edits["batch_no"].text() == "A250112"
    assert page.edits["expires_on"].hasFocus()
    page.edits["batch_no"].clear()
    page.finder.edit.setFocus()
    keys.type(GTIN)
    keys.press(Qt.Key.Key_Return)
    assert page.edits["batch_no"].hasFocus()
    assert "苯磺酸氨氯地平片" in page._chosen.text()
