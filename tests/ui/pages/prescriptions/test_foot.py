"""The bar under the three columns: what the person said back, which version it is, what is in the way."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from vclinic.domain.prescription import ExerciseAdvice, ThreePrescriptions
from vclinic.ui.pages.prescriptions.foot import PrescriptionFoot

THREE = ThreePrescriptions(
    resident_id="R-1", reasons=(("follow_up", "V-1"),), diseases=("htn",), issued_on=date(2026, 11, 24),
    review_on=date(2027, 2, 24), medication=(), diet=(),
    exercise=ExerciseAdvice(True, "", ("平地快走",), 5, 30, "能说话", 96, 112, "", "", "", ()),
)  # fmt: skip


class Page:
    """A page whose foot it is; ``changes`` counts how often it was told that something was ticked."""

    def __init__(self, qtbot: QtBot) -> None:
        self.changes = 0
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.foot = PrescriptionFoot(self.window, self._changed, lambda: None, lambda: None)
        self.foot.setParent(self.window)

    def _changed(self) -> None:
        self.changes += 1

    def texts(self) -> str:
        return " ".join(shown.text() for shown in self.foot.findChildren(QLabel))


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    return Page(qtbot)


def test_what_was_said_back_is_ticked_and_read_again_in_the_order_of_the_parts(page: Page) -> None:
    page.foot.show_three(replace(THREE, teach_back=("exercise", "medication")))
    assert page.foot.said_back() == ("medication", "exercise")
    page.foot.show_three(THREE)
    assert page.foot.said_back() == ()


def test_a_tick_by_hand_is_told_to_the_page(page: Page) -> None:
    page.foot.show_three(THREE)
    before = page.changes
    page.foot.teach["diet"].click()
    assert page.foot.said_back() == ("diet",)
    assert page.changes == before + 1


@pytest.mark.parametrize(
    ("three", "width", "says", "leaves_out"),
    [
        (THREE, 1_366, "第 1 版；下次评估 2027-02-24", "替代"),
        (replace(THREE, version=3, supersedes="P-2"), 1_366, "第 3 版，替代第 2 版；下次评估 2027-02-24", "本版"),
        (THREE, 1_000, "第 1 版；下次评估 2027-02-24", "替代"),
        (replace(THREE, version=3, supersedes="P-2"), 999, "下次评估 02-24", "第 3 版"),
    ],
)
def test_the_version_gives_way_to_the_day_where_there_is_no_room(
    page: Page, three: ThreePrescriptions, width: int, says: str, leaves_out: str
) -> None:
    page.foot.resize(width, 56)
    page.foot.show_three(three)
    page.window.show()
    shown = page.texts()
    assert says in shown
    assert leaves_out not in shown


def test_what_is_in_the_way_is_counted_and_goes(page: Page) -> None:
    page.foot.show_problems(2)
    assert page.foot.problem.text() == "2 项要处理"
    page.foot.show_problems(0)
    assert page.foot.problem.text() == ""
