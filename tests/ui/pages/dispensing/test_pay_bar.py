"""The bar under the counter: what is to pay, and when drugs can be given."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests import worlds
from vclinic.services import counter_sheet
from vclinic.services.counter_sheet import CounterSheet
from vclinic.ui.pages.dispensing.pay_bar import PayBar


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CounterSheet]:
    """Four weeks of amlodipine at the counter, enough of it in stock."""
    folder: Path = tmp_path_factory.mktemp("clinic")
    with worlds.clinic(folder / "clinic") as (station, _):
        worlds.stock(station, days=400, batch="B1", quantity=100)
        visit = worlds.visit(station, worlds.register(station))
        yield counter_sheet.open_counter(station, worlds.prescription(station, visit.follow_up_id))


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[PayBar]:
    page = QWidget()
    qtbot.addWidget(page)
    bar = PayBar(page, lambda: None, lambda: None)
    bar.setParent(page)
    yield bar
    page.close()


def test_the_sum_and_the_share_of_the_essential_list_stand_there(bar: PayBar, sheet: CounterSheet) -> None:
    bar.show_sheet(sheet)
    assert bar.total.text() == "4.20 元"
    assert bar.share.text() == "零差率　1 种全部为基本药物"
    assert bar.give_button.isEnabled()
    assert bar.labels_button.isEnabled()


def test_a_drug_off_the_list_is_not_counted_as_on_it(bar: PayBar, sheet: CounterSheet) -> None:
    (line,) = sheet.lines
    other = replace(line, drug=replace(line.drug, essential=False))
    bar.show_sheet(replace(sheet, lines=(line, other)))
    assert bar.share.text() == "零差率　1 种基本药物"


def test_where_no_drug_is_given_nothing_is_said_of_the_list(bar: PayBar, sheet: CounterSheet) -> None:
    bar.show_sheet(sheet)
    bar.show_sheet(replace(sheet, lines=()))
    assert bar.share.text() == ""
    assert not bar.labels_button.isEnabled()


def test_what_was_given_is_not_given_again_and_its_labels_can_still_be_printed(
    bar: PayBar, sheet: CounterSheet
) -> None:
    bar.show_sheet(replace(sheet, dispensing_id="D-1"))
    assert not bar.give_button.isEnabled()
    assert bar.labels_button.isEnabled()


def test_a_newer_version_closes_the_older_one(bar: PayBar, sheet: CounterSheet) -> None:
    bar.show_sheet(replace(sheet, superseded="已经有新的一版"))
    assert not bar.give_button.isEnabled()


def test_without_a_prescription_nothing_is_left_of_the_one_before(bar: PayBar, sheet: CounterSheet) -> None:
    bar.show_sheet(sheet)
    bar.show_nothing()
    assert (bar.total.text(), bar.share.text()) == ("", "")
    assert not bar.give_button.isEnabled()
    assert not bar.labels_button.isEnabled()
    bar.show_sheet(sheet)
    assert bar.give_button.isEnabled()
