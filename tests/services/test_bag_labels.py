"""What is written on the bags: one a batch that is handed out, with what to mind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services import bag_labels, counter_sheet, draft_prescription, prescribe
from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def at_counter(station: Workstation, **more: object) -> CounterSheet:
    """Four weeks of amlodipine; ``more`` are fields of the line."""
    sheet = draft_prescription.draft(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    line = worlds.order(station, sheet.three, **more)  # type: ignore[arg-type]
    prescription_id = prescribe.save(station, sheet, replace(sheet.three, medication=(line,)))
    assert isinstance(prescription_id, str)
    return counter_sheet.open_counter(station, prescription_id)


def test_the_bag_says_whose_it_is_what_it_holds_and_how_it_is_taken(station: Workstation) -> None:
    worlds.stock(station)
    (label,) = bag_labels.bag_labels(station, at_counter(station, note="早饭后吃", timing="早晨"))
    assert (label.resident_name, label.drug_name, label.strength) == ("何秀珍", "苯磺酸氨氯地平片", "5 mg")
    assert (label.quantity_text, label.usage) == ("28 片", "每天 1 次，每次 1 片（5 mg），早晨")
    assert (label.batch_no, label.expires_on) == ("A260101", station.clock.today() + timedelta(days=400))
    assert (label.clinic, label.doctor, label.day) == (station.clinic.name, "周国平", station.clock.today())
    assert label.care == "早饭后吃"


def test_two_batches_are_two_bags_that_hold_what_was_taken_from_each(station: Workstation) -> None:
    worlds.stock(station, days=400, batch="B2", quantity=100)
    worlds.stock(station, days=40, batch="A1", quantity=10)
    labels = bag_labels.bag_labels(station, at_counter(station))
    assert [(label.batch_no, label.quantity_text) for label in labels] == [("A1", "10 片"), ("B2", "18 片")]


def test_a_changed_quantity_changes_the_bags_and_nothing_given_makes_none(station: Workstation) -> None:
    worlds.stock(station)
    sheet = at_counter(station)
    fewer = counter_sheet.reallocate(station, sheet, 1, 14)
    assert [label.quantity_text for label in bag_labels.bag_labels(station, fewer)] == ["14 片"]
    assert bag_labels.bag_labels(station, counter_sheet.reallocate(station, sheet, 1, 0)) == ()


def test_what_is_not_in_stock_has_no_bag(station: Workstation) -> None:
    assert bag_labels.bag_labels(station, at_counter(station)) == ()
