"""The person beside the form."""

from datetime import datetime, timedelta

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, page_of, words_in
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services import refer_at_once, visit_sheet
from vclinic.services.record_follow_up import VisitEntry
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.theme import colour


def test_a_visit_written_down_later_is_not_called_today(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    page = page_of(program)
    keys.type("13684")
    assert page.pane._charts[0]._readings[-1].today
    page.state.put("visit_date", village.MORNING.date() - timedelta(days=2))
    assert not page.pane._charts[0]._readings[-1].today
    assert page.pane._charts[0]._readings[-1].on == village.MORNING.date() - timedelta(days=2)


def test_the_ground_between_the_cards_is_the_pages(opened: Open) -> None:
    page = opened("何秀珍")
    image = page.body.side.grab().toImage()
    assert image.pixelColor(2, image.height() - 8).name() == colour("bg").name()


def test_an_emergency_of_which_nothing_was_measured_is_told_as_such(program: Program, people: dict[str, str]) -> None:
    resident = people["何秀珍"]
    sheet = visit_sheet.open_visit(program.shell.station, resident)
    values = dict(sheet.values) | {"symptom_codes": ("8",), "emergency_signs": ("speech",)}
    entry = VisitEntry(values, carried_unconfirmed=sheet.carried)
    assert not isinstance(refer_at_once.refer_at_once(program.shell.station, (sheet,), (entry,)), list)
    program.shell.go(OpenVisit(resident))
    told = words_in(page_of(program).pane)
    assert "未量" in told
    assert "危急" in told
    assert "↑ " not in told


def test_a_visit_by_telephone_shows_the_number_to_dial(opened: Open) -> None:
    page = opened("何秀珍", visit_way="3")
    assert "电话 13800005207" in words_in(page.pane)
    page.state.put("visit_way", "1")
    assert "13800005207" not in words_in(page.pane)


def test_a_visit_of_a_former_year_does_not_look_like_a_late_one(opened: Open, clock: SteppingClock) -> None:
    clock.set(datetime(2028, 1, 10, 8, 36))
    page = opened("刘大山")
    assert "上次 2026-11-03" in words_in(page.form)
    assert "2026-11" in words_in(page.pane)
    assert "11-03" not in words_in(page.pane)
