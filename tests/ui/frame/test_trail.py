"""The way back, with the hands where they were."""

from PySide6.QtWidgets import QWidget

from vclinic.ui.destinations import Destination, OpenPrescriptions, OpenRecord, OpenResidents, OpenToday, OpenVisit
from vclinic.ui.frame.trail import Trail
from vclinic.ui.widgets.focus_place import FocusPlace


def hands(name: str) -> FocusPlace:
    return FocusPlace(QWidget, name, 0, 0)


def gone(*way: Destination) -> Trail:
    trail = Trail()
    for step in way:
        trail.go(step, hands(f"before {type(step).__name__}"))
    return trail


def about_one(destination: Destination) -> bool:
    return isinstance(destination, OpenVisit | OpenPrescriptions)


def test_every_way_back_ends_at_today() -> None:
    trail = gone()
    assert trail.here is None
    assert trail.back() == OpenToday()
    assert trail.here == OpenToday()
    trail = gone(OpenResidents())
    assert trail.back() == OpenToday()
    assert gone().back_past(about_one) == OpenToday()


def test_a_finished_visit_leads_to_the_list_it_came_from() -> None:
    trail = gone(OpenToday(), OpenResidents(), OpenVisit("r"), OpenPrescriptions("v"))
    assert trail.back_past(about_one) == OpenResidents()
    assert gone(OpenVisit("r")).back_past(about_one) == OpenVisit("r"), "there is nothing before it"


def test_the_hands_are_where_they_were_on_the_page_that_is_open_again() -> None:
    trail = gone(OpenToday(), OpenResidents(), OpenRecord("r"))
    assert trail.back() == OpenResidents()
    assert trail.hands() == hands("before OpenRecord")
    assert trail.back() == OpenToday()
    assert trail.hands() == hands("before OpenResidents")
    assert trail.hands() is None


def test_where_the_hands_were_on_a_page_that_was_left_later_is_forgotten() -> None:
    trail = gone(OpenRecord("r"))
    trail.go(OpenVisit("r"), None)
    trail.go(OpenRecord("r"), hands("visit"))
    trail.back()
    trail.back()
    assert trail.here == OpenRecord("r")
    assert trail.hands() is None


def test_the_way_is_not_remembered_for_ever() -> None:
    trail = gone(OpenToday(), *(OpenRecord(str(number)) for number in range(30)))
    steps = 0
    while trail.back() != OpenToday():
        steps += 1
    assert steps == 19
