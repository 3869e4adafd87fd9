"""Another class or date, with its reason."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, stored, words_in
from vclinic.main import Program
from vclinic.ui.pages.follow_up.page import FollowUpPage

_KEY = Qt.Key


def test_another_class_wants_a_reason_and_the_reason_is_stored(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_Return)
    keys.type("72")
    keys.press(_KEY.Key_F8)
    keys.type("3")
    keys.press(_KEY.Key_Return)  # no reason yet
    assert page.questions.overrule.isVisible()
    keys.press(_KEY.Key_S, ctrl=True)
    assert "理由" in said[-1][1]
    assert len(stored(page.station, page.sheet.resident.id)) == 1
    keys.type("换药后踝部水肿")
    keys.press(_KEY.Key_Return)
    assert not page.questions.overrule.isVisible()
    assert "改判" in words_in(page.strip)
    assert "3 不良反应" in words_in(page.strip)
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, page.sheet.resident.id)[0]
    assert visit.record.visit_class == "3"
    (overrule,) = visit.overrules
    assert (overrule.field, overrule.computed, overrule.chosen) == ("visit_class", "1", "3")
    assert overrule.reason == "换药后踝部水肿"
    assert visit.assessment.visit_class == "1"


def test_a_reason_that_is_written_goes_with_ctrl_s(opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_Return)
    keys.type("72")
    keys.press(_KEY.Key_F8)
    keys.press(_KEY.Key_Return)
    keys.type("2026-12-24")
    keys.press(_KEY.Key_Return)
    keys.type("下月要外出打工")
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, page.sheet.resident.id)[0]
    assert visit.record.next_visit_date == date(2026, 12, 24)
    (overrule,) = visit.overrules
    assert (overrule.field, overrule.computed, overrule.chosen, overrule.reason) == (
        "next_visit_date", "2027-02-24", "2026-12-24", "下月要外出打工",
    )  # fmt: skip


def test_escape_closes_the_question_and_not_the_page(program: Program, opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_F8)
    keys.type("2")
    keys.press(_KEY.Key_Escape)
    assert not page.questions.overrule.isVisible()
    assert program.shell.current == "follow_up"
    assert page.parts[0].decided.chosen == {}
    assert "1 控制满意" in words_in(page.strip)


def test_a_date_that_is_none_gets_its_sentence(opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_F8)
    keys.press(_KEY.Key_Return)
    keys.type("2026-02-30")
    keys.press(_KEY.Key_Return)
    keys.press(_KEY.Key_Return)
    assert page.questions.overrule.date.property("state") == "invalid"
    assert "没有 2026 年 2 月 30 日" in page.questions.overrule.date.toolTip()
    assert page.questions.overrule.isVisible()


@pytest.fixture
def overruled(opened: Open, keys: Keyboard) -> FollowUpPage:
    """A visit of class 1 that the doctor has made 3, not stored yet."""
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_Return)
    keys.type("72")
    keys.press(_KEY.Key_F8)
    keys.type("3")
    keys.press(_KEY.Key_Return)
    keys.type("换药后踝部水肿")
    keys.press(_KEY.Key_Return)
    return page


def test_the_form_too_says_whose_class_it_is(overruled: FollowUpPage) -> None:
    item = overruled.form.item("visit_class")
    assert item is not None
    assert "改判" in words_in(item)
    assert "自动" not in words_in(item)


def test_ctrl_z_takes_the_overrule_back_and_then_the_figure_before_it(overruled: FollowUpPage, keys: Keyboard) -> None:
    keys.press(_KEY.Key_Z, ctrl=True)
    assert overruled.parts[0].decided.chosen == {}
    assert "1 控制满意" in words_in(overruled.strip)
    assert overruled.state.values["heart_rate"] == "72"
    keys.press(_KEY.Key_Z, ctrl=True)
    assert overruled.state.values["heart_rate"] != "72"


def test_withdrawn_by_its_button_and_given_back_by_ctrl_z(
    qtbot: QtBot, overruled: FollowUpPage, keys: Keyboard
) -> None:
    keys.press(_KEY.Key_F8)
    (button,) = (made for made in overruled.questions.overrule.findChildren(QPushButton) if made.text() == "不改了")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert overruled.parts[0].decided.chosen == {}
    keys.press(_KEY.Key_Z, ctrl=True)
    assert overruled.parts[0].decided.chosen == {"visit_class": "3"}
    assert overruled.parts[0].decided.why == "换药后踝部水肿"


def test_esc_in_the_question_leaves_what_was_decided(overruled: FollowUpPage, keys: Keyboard) -> None:
    keys.press(_KEY.Key_F8)
    keys.press(_KEY.Key_Escape)
    assert overruled.parts[0].decided.chosen == {"visit_class": "3"}
