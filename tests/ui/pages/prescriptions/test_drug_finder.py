"""The search says which strength the clinic has none of."""

from pytestqt.qtbot import QtBot

from tests.rules.people import CATALOG
from vclinic.ui.pages.prescriptions.drug_finder import DrugFinder


def shown(qtbot: QtBot, stocked: frozenset[str] | None) -> list[str]:
    drugs = [drug for drug in CATALOG.search("依那普利片", 9) if drug.name == "依那普利片"]
    finder = DrugFinder(lambda _text: drugs, stocked)
    qtbot.addWidget(finder)
    finder.edit.textEdited.emit("依那普利片")
    return [finder.list.item(place).text() for place in range(finder.list.count())]


def test_what_is_not_in_stock_says_so(qtbot: QtBot) -> None:
    drugs = [drug for drug in CATALOG.search("依那普利片", 9) if drug.name == "依那普利片"]
    lines = shown(qtbot, frozenset((drugs[0].id,)))
    assert [line.endswith("无库存") for line in lines] == [False, *(True for _ in drugs[1:])]


def test_where_stock_does_not_matter_nothing_is_said_of_it(qtbot: QtBot) -> None:
    assert not any("无库存" in line for line in shown(qtbot, None))
