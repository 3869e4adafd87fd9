"""A resident's visits as the official form prints them: four columns, oldest first, a form for each disease."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import record_follow_up, visit_sheet
from vclinic.services.print_follow_ups import printed_visits
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def test_nobody_seen_prints_no_form_unless_one_is_asked_for(world: World) -> None:
    station, _ = world
    resident = worlds.register(station)
    assert printed_visits(station, resident) == ()
    (blank,) = printed_visits(station, resident, "htn")
    assert (blank.form.id, blank.name, blank.visits) == ("hypertension_follow_up", "何秀珍", ())


@pytest.mark.parametrize(("count", "printed"), [(1, [130]), (4, [130, 131, 132, 133]), (6, [132, 133, 134, 135])])
def test_the_last_four_visits_are_printed_oldest_first(world: World, count: int, printed: list[int]) -> None:
    station, clock = world
    resident = worlds.register(station)
    for number in range(count):
        clock.set(worlds.MORNING + timedelta(days=28 * number))
        worlds.visit(station, resident, 130 + number, 80, heart_rate=70 + number)
    (paper,) = printed_visits(station, resident)
    assert [visit["sbp"] for visit in paper.visits] == printed


def test_two_diseases_are_two_forms_and_one_when_one_is_named(world: World) -> None:
    station, _ = world
    resident = worlds.register(station, registers=("htn", "t2dm"))
    sheets = visit_sheet.open_visits(station, resident)
    values = worlds.FULL | worlds.SUGAR
    entries = tuple(
        worlds.entry(sheet, **{name: value for name, value in values.items() if name in sheet.form.meanings})
        for sheet in sheets
    )
    assert isinstance(record_follow_up.record_all(station, sheets, entries), tuple)
    assert [paper.form.id for paper in printed_visits(station, resident)] == [
        "hypertension_follow_up",
        "diabetes_follow_up",
    ]
    (sugar,) = printed_visits(station, resident, "t2dm")
    assert [visit["fbg"] for visit in sugar.visits] == [6.4]
    assert printed_visits(station, resident, "no such disease") == ()


def test_the_head_has_the_tail_of_an_archive_number_or_the_provisional_one_whole(world: World) -> None:
    station, _ = world
    provisional = worlds.register(station)
    (paper,) = printed_visits(station, provisional, "htn")
    assert paper.number.startswith("T")
    numbered = worlds.register(station, "单国英", serial=24, archive_no="34012310120500123")
    (paper,) = printed_visits(station, numbered, "htn")
    assert "34012310120500123".endswith(paper.number.replace("-", ""))
    assert len(paper.number) < 17
