"""One key is a usual reason; everything else is written as it is typed."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.hands import write
from vclinic.ui.widgets.reason_line import ReasonLine


@pytest.fixture
def line(qtbot: QtBot) -> ReasonLine:
    made = ReasonLine(("录错", "改名"))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("1", "录错"), ("2", "改名"), ("3", "3"), ("0", "0"), ("12", "录错2"), ("78写成87", "78写成87")],
)
def test_a_digit_in_the_empty_line_is_the_usual_reason_of_its_number(
    qtbot: QtBot, line: ReasonLine, typed: str, reason: str
) -> None:
    given: list[str] = []
    line.given.connect(given.append)
    for character in typed:
        write(qtbot, line, character)
    assert line.text() == reason
    assert given[-1] == reason


def test_every_usual_reason_is_seen_before_anything_is_typed(line: ReasonLine) -> None:
    assert "1 录错" in line.placeholderText()
    assert "2 改名" in line.placeholderText()
    assert line.fontMetrics().horizontalAdvance(line.placeholderText()) < line.width()
