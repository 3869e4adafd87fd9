"""What was last said of newer programs is kept until it says nothing any more, and nobody is asked twice a day."""

from collections.abc import Generator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import newer_program
from vclinic.services.newer_program import Noticed
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock]
NEWER = Noticed(
    date(2026, 11, 24), "9.1.0", sequence=5, released="2026-11-20", size=32_800_000, notes="更正：打印。\n新增。"
)


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


@pytest.mark.parametrize("said", [NEWER, Noticed(date(2026, 11, 24))])
def test_what_was_said_is_kept_as_it_was(world: World, said: Noticed) -> None:
    station, _ = world
    assert newer_program.noticed(station) is None
    newer_program.note(station, said)
    assert newer_program.noticed(station) == said


def test_said_to_another_version_of_this_program_it_counts_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    station, _ = world
    newer_program.note(station, NEWER)
    monkeypatch.setattr(newer_program, "__version__", "9.1.0")
    assert newer_program.noticed(station) is None


@pytest.mark.parametrize(
    "kept",
    ["", "[]", "{}", "not JSON", '{"to": "0.1.0", "on": "gestern"}', '{"to": "0.1.0", "on": "2026-11-24", "more": 1}'],
)
def test_a_note_that_cannot_be_read_is_none(world: World, kept: str) -> None:
    station, _ = world
    station.store.set_meta({"newer_program": kept})
    assert newer_program.noticed(station) is None


def test_the_township_is_asked_once_a_day_whether_it_answers_or_not(world: World) -> None:
    station, clock = world
    assert newer_program.to_be_asked(station)
    assert not newer_program.to_be_asked(station)
    clock.set(clock.now() + timedelta(days=1))
    assert newer_program.to_be_asked(station)
