"""Reasons for warnings that no line of a drug answers: one line each, and what was written stays."""

import pytest
from pytestqt.qtbot import QtBot

from vclinic.domain.prescription import Check
from vclinic.ui.pages.prescriptions.reason_lines import ReasonLines

LONG = Check("days", "warn", "R4/4weeks", "56 天超过 4 周，要经评估、记录原因并由本人签字。")
SECOND = Check("disease", "warn", "依那普利/disease:ckd", "慢性肾病，慎用。", lines=(1,))


@pytest.fixture
def lines(qtbot: QtBot) -> ReasonLines:
    made = ReasonLines({"R4/4weeks": "外出务工"})
    qtbot.addWidget(made)
    made.show()
    return made


def test_only_what_is_asked_is_shown_and_says_which_warning_it_answers(lines: ReasonLines) -> None:
    lines.ask([SECOND])
    assert "慢性肾病" in lines.first.placeholderText()
    assert not lines.focus("R4/4weeks")
    assert lines.focus(SECOND.code)


def test_the_first_empty_one_is_next(lines: ReasonLines) -> None:
    lines.ask([LONG, SECOND])
    assert lines.first.text() == ""
    lines.first.setText("专科看过了")
    assert lines.first.text() == "外出务工"


def test_what_was_written_is_told_with_its_check_and_stays(lines: ReasonLines, qtbot: QtBot) -> None:
    lines.ask([SECOND])
    with qtbot.waitSignal(lines.given) as told:
        lines.first.setText("专科看过了")
        lines.first.textEdited.emit("专科看过了")
    assert told.args == [SECOND.code, "专科看过了"]
    lines.ask([])
    assert not lines.focus(SECOND.code)
    lines.ask([SECOND])
    assert lines.first.text() == "专科看过了"
