"""What has to be decided stands above the lines, each check with its own answer, and keeps its place under the hands."""

from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from vclinic.domain.prescription import ONE_BOX, Check
from vclinic.ui.pages.prescriptions.concerns import Concerns

FORBIDDEN = Check("allergy", "forbid", "allergy/阿莫西林", "不能开。", lines=(1,), drugs=("阿莫西林",))
PAIR = Check("interaction", "warn", "依那普利/螺内酯", "血钾会升高。", source="两处资料一致", lines=(1, 2))
COUGH = Check("reaction", "warn", "依那普利/cough", "上次吃了干咳。", lines=(1,), drugs=("依那普利",))
PULSE = Check("vitals", "warn", "slow_pulse", "脉搏 48。", lines=(1,))
BOX = Check("duplicate", "warn", "same_box/氨氯地平", "是同一盒吗？", lines=(1,))
BEFORE = replace(PAIR, severity="note", overruled="县医院定的方案", overruled_on=date(2026, 8, 24))


@pytest.fixture
def concerns(qtbot: QtBot) -> Concerns:
    made = Concerns(lambda text: [name for name in ("硝苯地平", "硝酸甘油") if text in name])
    qtbot.addWidget(made)
    made.show()
    return made


def texts(concerns: Concerns) -> list[str]:
    """What is said of each check, from the top."""
    column = concerns._column
    shown = [column.itemAt(place).widget() for place in range(column.count())]
    return [widget.text.text() for widget in shown if hasattr(widget, "text")]  # type: ignore[union-attr]


def test_nothing_to_decide_takes_no_room(concerns: Concerns) -> None:
    concerns.show_checks((), {}, ())
    assert concerns.isHidden()


def test_what_is_forbidden_offers_nowhere_to_write_and_a_warning_does(concerns: Concerns) -> None:
    concerns.show_checks((FORBIDDEN, PAIR), {PAIR.code: "已查血钾"}, ())
    assert texts(concerns) == ["不能开。", "血钾会升高。"]
    assert concerns.reason(FORBIDDEN.code) is None
    reason = concerns.reason(PAIR.code)
    assert reason is not None
    assert (reason.text(), reason.isHidden()) == ("已查血钾", False)
    assert not concerns.point_at(FORBIDDEN.code)
    assert not concerns.point_at("a code that is not here")


def test_a_danger_of_the_day_waits_for_the_upper_level(concerns: Concerns) -> None:
    concerns.show_checks((PULSE,), {}, ())
    assert texts(concerns) == ["待上级意见　脉搏 48。"]


def test_a_reason_is_told_as_it_is_typed_and_outlives_the_next_check(qtbot: QtBot, concerns: Concerns) -> None:
    concerns.show_checks((PAIR,), {}, ())
    reason = concerns.reason(PAIR.code)
    assert reason is not None
    with qtbot.waitSignal(concerns.given) as given:
        qtbot.keyClicks(reason, "K")
    assert given.args == [PAIR.code, "K"]
    concerns.show_checks((COUGH, replace(PAIR, text="血钾会更高。")), {}, ())
    assert concerns.reason(PAIR.code) is reason  # the same field, so that the hands stay in it
    assert reason.text() == "K"
    assert texts(concerns) == ["上次吃了干咳。", "血钾会更高。"]
    concerns.start()
    assert concerns.reason(PAIR.code) is None


@pytest.mark.parametrize(("place", "answer"), [(0, "stop"), (1, "less"), (2, "other")])
def test_a_reaction_is_answered_with_what_becomes_of_the_drug(
    qtbot: QtBot, concerns: Concerns, place: int, answer: str
) -> None:
    concerns.show_checks((COUGH,), {}, ())
    with qtbot.waitSignal(concerns.decided) as decided:
        concerns._concerns[COUGH.code].acts[place].click()
    assert decided.args == [COUGH, answer]


def test_two_boxes_take_back_that_they_were_one(concerns: Concerns) -> None:
    told: list[tuple[str, str]] = []
    concerns.given.connect(lambda code, reason: told.append((code, reason)))
    concerns.show_checks((BOX,), {}, ())
    one, two = concerns._concerns[BOX.code].acts
    one.click()
    two.click()
    assert told == [(BOX.code, ONE_BOX), (BOX.code, "")]
    reason = concerns.reason(BOX.code)
    assert reason is not None
    assert not reason.isHidden()


def test_what_was_answered_before_stands_last_with_its_reason(concerns: Concerns) -> None:
    concerns.show_checks((COUGH,), {}, (), (BEFORE,))
    (told,) = concerns._remembered.values()
    assert told.reason.text() == "上次的理由（2026-08-24）：县医院定的方案"
    assert told.text.text() == "血钾会升高。药和情况没变，不用再写。"
    assert texts(concerns) == ["上次吃了干咳。", told.text.text()]
    concerns.show_checks((), {}, (), (BEFORE,))
    assert concerns.isVisible()
    concerns.show_checks((PAIR,), {}, ())  # a new fact: asked again
    assert texts(concerns) == ["血钾会升高。"]
