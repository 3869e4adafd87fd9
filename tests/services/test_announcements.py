"""What is announced is told with its days, and reading it is one act of one doctor."""

import json
from collections.abc import Generator
from datetime import date
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services import announcements, sync_status
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, revisions


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_it_is_told_with_its_days(station: Workstation) -> None:
    worlds.tell(station, worlds.announcement(1, valid_until="2026-11-26"), worlds.announcement(2, "n-2"))
    second, first = announcements.to_read(station)
    assert (first.title, first.published_on, first.valid_until) == ("周三停电", date(2026, 11, 24), date(2026, 11, 26))
    assert second.valid_until is None


def test_reading_is_one_change_in_the_doctors_name_and_reading_twice_is_no_other(station: Workstation) -> None:
    worlds.tell(station, worlds.announcement())
    (told,) = announcements.to_read(station)
    before = sync_status.status(station).pending
    announcements.mark_read(station, told)
    announcements.mark_read(station, told)
    assert announcements.to_read(station) == ()
    assert sync_status.status(station).pending == before + 1
    (line, *_) = sync_status.list_changes(station, ("pending",))
    with station.store.read() as session:
        said = revisions.newest(session, line.entity, line.entity_id)
    assert said == {
        "announcement_id": "n-1",
        "announcement_revision": 1,
        "read_on": "2026-11-24",
        "doctor_id": station.doctor.id,
        "doctor_name": "周国平",
    }


def test_one_revised_while_its_mark_is_unsent_is_read_once_more_and_both_marks_go_up(station: Workstation) -> None:
    worlds.tell(station, worlds.announcement())
    (first,) = announcements.to_read(station)
    announcements.mark_read(station, first)
    before = sync_status.status(station).pending
    worlds.tell(station, worlds.announcement(2, revision=2, title="停电改到周四"))
    (again,) = announcements.to_read(station)
    assert (again.revision, again.title) == (2, "停电改到周四")
    assert sync_status.status(station).pending == before, "the mark of the first text still waits"
    announcements.mark_read(station, first)
    assert announcements.to_read(station) == (again,), "a page left open marks what it showed, not what came since"
    announcements.mark_read(station, again)
    assert announcements.to_read(station) == ()
    with station.store.read() as session:
        marks = [change for change in changes.pending(session, 0, 100) if change.entity == "announcement_read"]
    told = [json.loads(mark.payload)["announcement_revision"] for mark in marks]
    assert ([mark.revision for mark in marks], told) == ([1, 2], [1, 2])
    assert len({mark.entity_id for mark in marks}) == 1
