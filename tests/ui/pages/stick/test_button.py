"""The way to the stick from another page."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenStick
from vclinic.ui.pages.stick.button import stick_button
from vclinic.ui.pages.stock.page import StockPage


def test_the_button_asks_for_the_page(qtbot: QtBot, station: Workstation) -> None:
    page: QWidget = StockPage(station)
    qtbot.addWidget(page)
    asked: list[object] = []
    page.navigate.connect(asked.append)  # type: ignore[attr-defined]  a page's
    stick_button(page).click()  # type: ignore[arg-type]  a page
    assert asked == [OpenStick()]
