"""Whole tables, read a part at a time, whatever their length."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain import entities
from vclinic.services import counter_sheet, dispense, export
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, listing
from vclinic.storage.tables import DoctorRow


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        worlds.stock(made)
        first = worlds.register(made)
        pid = worlds.prescription(made, worlds.visit(made, first, 152, 94).follow_up_id)
        handed = dispense.dispense(made, counter_sheet.open_counter(made, pid), confirmed_checks=True)
        dispense.reverse_dispensing(made, handed, "发错药")
        worlds.register(made, "单国英", serial=24)
        yield made


def test_everybody_and_everything_done_is_listed(station: Workstation) -> None:
    with station.store.read() as session:
        assert [person.name for _, person in listing.residents(session)] == ["何秀珍", "单国英"]
        assert [(visit.summary, name, state) for visit, name, state in listing.follow_ups(session)] == [
            ("152/94", "何秀珍", "pending")
        ]
        dispensing = entities.by_name("dispensing")
        assert dispensing is not None
        given = list(listing.records(session, dispensing))
        assert [(record.data["kind"], record.resident_name, record.state) for record in given] == [
            ("dispense", "何秀珍", "pending"),
            ("reversal", "何秀珍", "pending"),
        ]


def test_every_declared_kind_is_listed(station: Workstation) -> None:
    worlds.read_announcement(station)
    worlds.taken_elsewhere(station, answered := worlds.register(station, "张德福", serial=33))
    worlds.replied(station, worlds.visit(station, answered).follow_up_id)
    with station.store.read() as session:
        listed = {entity.name: list(listing.records(session, entity)) for entity in entities.ENTITIES}
    assert {name: len(records) for name, records in listed.items() if not records} == {}
    (told,) = listed["announcement"]
    assert (told.revision, told.state, told.resident_id, told.data["title"]) == (1, "", "", "周三停电")
    assert listed["resident"][0].resident_id == listed["resident"][0].id


def test_a_visit_is_listed_with_what_the_township_said_of_its_newest_revision(station: Workstation) -> None:
    with station.store.local() as session:
        (visit, _, _) = next(listing.follow_ups(session))
        changes.keep_receipts(
            session, [(visit.change_id, "refused", "missing", "sbp", "没有血压")], station.clock.now()
        )
    with station.store.read() as session:
        assert [state for _, _, state in listing.follow_ups(session)] == ["refused"]


def test_the_log_is_listed_in_its_order_with_its_states(station: Workstation) -> None:
    with station.store.read() as session:
        rows = list(listing.changes(session))
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert {row[8] for row in rows} == {"pending"}
    assert {row[3] for row in rows} >= {"doctor", "resident", "follow_up", "prescription", "dispensing", "batch"}
    assert all(json.loads(row[9]) for row in rows)


def test_more_than_one_part_is_listed_whole(station: Workstation) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        for number in range(1_203):
            work.put(DoctorRow(id=work.new_id(), name=f"医生{number}", login=f"d{number}"), {"name": f"医生{number}"})
    with station.store.read() as session:
        rows = list(listing.changes(session))
    assert len({row[1] for row in rows}) == len(rows) > 1_200


def test_an_export_is_written_as_it_is_read(station: Workstation, tmp_path: Path) -> None:
    with station.store.read() as session:
        expected = sum(1 for _ in listing.changes(session))
    assert export.export(station, "changes", tmp_path / "log.jsonl") == expected
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == expected
    assert isinstance(json.loads(lines[0])["payload"], dict)
