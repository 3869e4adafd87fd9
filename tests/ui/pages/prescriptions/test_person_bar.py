"""The bar over the prescriptions: what is dangerous for this person is never cut, however long it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests import worlds
from vclinic.services import draft_prescription
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.ui.pages.prescriptions.person_bar import PersonBar

LONG = "青霉素、头孢菌素过敏；依那普利吃了脸肿；磺胺起疹；对乙酰氨基酚、布洛芬、阿司匹林吃了哮喘发作" * 2


@pytest.fixture
def sheet(tmp_path: Path) -> Iterator[PrescriptionSheet]:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        yield draft_prescription.draft(station, worlds.visit(station, worlds.register(station)).follow_up_id)


@pytest.mark.parametrize(("danger", "width"), [("青霉素过敏", 1200), (LONG, 1200), (LONG, 700)])
def test_a_warning_is_shown_whole_and_once(qtbot: QtBot, sheet: PrescriptionSheet, danger: str, width: int) -> None:
    bar = PersonBar()
    qtbot.addWidget(bar)
    bar.resize(width, 44)
    bar.show_person(sheet, danger)
    bar.show()
    bar.resize(width, bar.sizeHint().height() if danger != LONG else bar.heightForWidth(width))
    qtbot.waitExposed(bar)
    lines = [line for line in bar.findChildren(QLabel) if line.text() == danger and line.isVisible()]
    assert len(lines) == 1
    needed = lines[0].heightForWidth(lines[0].width()) if lines[0].wordWrap() else lines[0].sizeHint().height()
    assert lines[0].wordWrap() or lines[0].width() >= lines[0].fontMetrics().horizontalAdvance(danger)
    assert lines[0].height() >= needed


def test_nobody_without_a_warning_gets_an_empty_line(qtbot: QtBot, sheet: PrescriptionSheet) -> None:
    bar = PersonBar()
    qtbot.addWidget(bar)
    bar.resize(1200, 44)
    bar.show_person(sheet, "")
    bar.show()
    assert bar.sizeHint().height() == 44
