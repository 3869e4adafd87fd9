"""A meter speaks during a visit: its figures are seen in the form as if typed, of today only, and never in the way of
somebody who types."""

from datetime import date, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from tests.ui.village import MORNING
from tests.ui.visiting import Open, page_of, stored
from vclinic.clock import SteppingClock
from vclinic.devices.fields import Value
from vclinic.devices.reading import Reading
from vclinic.domain.dates import BEIJING
from vclinic.main import Program
from vclinic.services import register_resident
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.devices.listening import DEVICES
from vclinic.ui.pages.follow_up.page import FollowUpPage

Said = list[tuple[str, str]]
NAME = "何秀珍"


def pressure(sbp: int = 138, dbp: int = 84, **more: Value) -> None:
    DEVICES.read.emit(Reading("blood_pressure", {"sbp": sbp, "dbp": dbp} | more, "血压计"))


def glucose(figure: float = 6.8) -> None:
    DEVICES.read.emit(Reading("glucose", {"glucose": figure}, "血糖仪"))


def pairs(page: FollowUpPage) -> tuple[tuple[str, str], ...]:
    return page.form.readings().pairs()


def test_a_pressure_fills_the_next_place_with_its_pulse_and_the_hands_go_on(opened: Open, said: Said) -> None:
    page = opened(NAME)
    pressure(heart_rate=72)
    assert pairs(page) == (("138", "84"),)
    assert page.state.values["heart_rate"] == "72"
    assert ("ok", "血压 138/84 mmHg，心率 72（血压计）：填在第 1 次，请核对。") in said
    assert page.form.current_field() != "bp_readings"


def test_a_high_one_asks_for_another_as_a_typed_one_does(opened: Open) -> None:
    page = opened(NAME)
    pressure(158, 96)
    assert page.form.readings().edits[1][0].hasFocus()
    pressure(146, 94)
    pressure(148, 92)
    assert pairs(page) == (("158", "96"), ("146", "94"), ("148", "92"))


def test_a_fourth_one_is_told_and_left_out(opened: Open, said: Said) -> None:
    page = opened(NAME)
    for high in (158, 146, 148, 150):
        pressure(high, 94)
    assert [high for high, _ in pairs(page)] == ["158", "146", "148"]
    assert said[-1] == ("warn", "血压 150/94 mmHg（血压计）：几次的格子都写满了，没有填入。")


def test_while_one_is_being_typed_nothing_comes_between(opened: Open, keys: Keyboard, said: Said) -> None:
    page = opened(NAME)
    keys.type("15")
    pressure()
    assert page.form.readings().edits[0][0].text() == "15"
    assert said[-1][1].endswith("有一次读数还没写完，没有填入。")
    keys.type("8")
    pressure()
    assert pairs(page) == (("158", ""),)
    keys.type("96")
    pressure()
    assert pairs(page) == (("158", "96"), ("138", "84"))


def test_whoever_types_elsewhere_goes_on_typing_there(opened: Open, keys: Keyboard) -> None:
    page = opened(NAME)
    page.moves.to_field("weight_kg")
    keys.type("6")
    pressure(heart_rate=70)
    keys.type("4")
    assert page.form.current_field() == "weight_kg"
    assert str(page.state.values["weight_kg"]).endswith("64")
    assert pairs(page) == (("138", "84"),)


def test_a_pulse_that_was_counted_by_hand_stays(opened: Open, keys: Keyboard) -> None:
    page = opened(NAME)
    page.moves.to_field("heart_rate")
    keys.type("66")
    pressure(heart_rate=72)
    assert page.state.values["heart_rate"] == "66"


def test_ctrl_z_takes_a_pressure_back(opened: Open) -> None:
    page = opened(NAME)
    pressure()
    page.moves.undo()
    assert pairs(page) == ()


@pytest.mark.parametrize(
    ("ago", "taken"),
    [(timedelta(), True), (timedelta(hours=8), True), (timedelta(days=1), False), (timedelta(days=-1), False)],
)
def test_only_what_was_measured_today_is_of_this_visit(opened: Open, said: Said, ago: timedelta, taken: bool) -> None:
    page = opened(NAME)
    pressure(taken_at=MORNING.replace(tzinfo=BEIJING) - ago)
    assert bool(pairs(page)) == taken
    assert ("没有填入" in said[-1][1]) != taken


def test_a_meter_that_says_the_same_twice_is_taken_once(opened: Open, said: Said) -> None:
    page = opened(NAME)
    at = MORNING.replace(tzinfo=BEIJING)
    pressure(158, 96, taken_at=at)
    pressure(158, 96, taken_at=at)
    assert pairs(page) == (("158", "96"),)
    assert "已经填过" in said[-1][1]
    pressure(158, 96, taken_at=at + timedelta(minutes=2))
    assert len(pairs(page)) == 2


def test_a_stored_visit_of_another_day_takes_nothing(
    program: Program, people: dict[str, str], station: Workstation, said: Said
) -> None:
    visit = stored(station, people[NAME])[0]
    program.shell.go(OpenVisit(people[NAME], visit.id))
    before = pairs(page_of(program))
    pressure()
    assert pairs(page_of(program)) == before
    assert said[-1] == ("warn", "血压 138/84 mmHg：这份随访不是今天的，没有填入。")


def test_a_form_without_glucose_says_that_it_has_no_place(opened: Open, said: Said) -> None:
    opened(NAME)
    glucose()
    assert said[-1] == ("info", "血糖 6.8 mmol/L：这一页用不上，没有填入。")


@pytest.fixture
def both(program: Program, people: dict[str, str], station: Workstation) -> FollowUpPage:
    """A visit for two diseases."""
    register_resident.enrol_register(station, people[NAME], "t2dm", date(2020, 1, 1), height_cm=160)
    program.shell.go(OpenVisit(people[NAME]))
    return page_of(program)


def test_a_pressure_of_two_diseases_is_written_once(both: FollowUpPage) -> None:
    pressure(heart_rate=72)
    assert pairs(both) == (("138", "84"),)
    for part in both.parts:
        part_values = part.block.own_values(both.state.values)
        assert part_values["bp_readings"] == (("138", "84"),)
        assert part_values["heart_rate"] == "72"


def test_a_glucose_asks_for_its_meal_without_taking_the_focus(qtbot: QtBot, both: FollowUpPage, keys: Keyboard) -> None:
    before = keys.focused
    glucose()
    ask = both.meter.ask
    assert ask.isVisible()
    assert [button.text() for button in ask.buttons] == ["空腹血糖", "餐后 2 小时血糖", "随机血糖", "不填"]
    assert keys.focused is before
    glucose(7.2)  # the strip was read once more: the newer figure is asked about
    ask.buttons[1].click()
    assert both.state.values["pbg"] == "7.2"
    assert both.state.values.get("fbg") in (None, "")
    assert ask.isHidden()
    glucose(9)
    assert [button.text() for button in ask.buttons] == ["空腹血糖", "随机血糖", "不填"]
    ask.buttons[-1].click()
    assert ask.isHidden()
    assert both.state.values.get("rbg") in (None, "")


def test_a_glucose_goes_where_the_hands_are_when_that_is_its_field(both: FollowUpPage, said: Said) -> None:
    both.form.focus_field("fbg")
    glucose()
    assert both.state.values["fbg"] == "6.8"
    assert said[-1] == ("ok", "血糖 6.8 mmol/L（血糖仪）：填在空腹血糖，请核对。")
    assert both.meter.ask.isHidden()
    for meal in ("pbg", "rbg"):
        both.form.focus_field(meal)
        glucose(8.5)
    glucose(9.9)
    assert said[-1][1] == "血糖 9.9 mmol/L（血糖仪）：几项都写着数，没有填入。"


def test_a_question_of_one_visit_is_not_asked_in_the_next(
    program: Program, both: FollowUpPage, people: dict[str, str]
) -> None:
    glucose()
    program.shell.go(OpenVisit(people["刘大山"]))
    assert both.meter.ask.isHidden()


def test_what_a_meter_measured_is_kept_in_the_draft(
    program: Program, opened: Open, people: dict[str, str], clock: SteppingClock
) -> None:
    opened(NAME)
    pressure(158, 96)
    clock.set(datetime(2026, 11, 24, 9, 0))
    program.shell.go(OpenVisit(people["刘大山"]))
    program.shell.go(OpenVisit(people[NAME]))
    assert pairs(page_of(program)) == (("158", "96"),)
