"""Prescriptions: version by version, for a visit, for several, or for none."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.forms.document import to_json
from vclinic.services.workstation import Workstation
from vclinic.storage import prescriptions
from vclinic.storage.prescriptions import Prescription


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, str, str, Prescription]]:
    """A station, a resident, a visit and its prescription."""
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident = worlds.register(station)
        visit = worlds.visit(station, resident).follow_up_id
        made = worlds.prescription(station, visit)
        with station.store.read() as session:
            yield station, resident, visit, prescriptions.get(session, made)


def again(station: Workstation, known: Prescription, **more: object) -> str:
    """A next version of a prescription."""
    version = known.three.version + 1
    three = replace(known.three, version=version, supersedes=known.id, **more)  # type: ignore[arg-type]
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return prescriptions.save(work, three, *station.signature)


def test_it_is_read_as_it_was_stored(world: tuple[Workstation, str, str, Prescription]) -> None:
    station, resident, visit, stored = world
    assert (stored.three.resident_id, stored.three.reasons) == (resident, (("follow_up", visit),))
    assert stored.three.medication[0].drug_name == "苯磺酸氨氯地平片"
    assert (stored.doctor_name, stored.revision) == (station.doctor.name, 1)
    assert prescriptions.three_from(to_json(stored.three)) == stored.three


def test_the_highest_version_is_in_force_and_the_others_are_kept(
    world: tuple[Workstation, str, str, Prescription],
) -> None:
    station, resident, _, stored = world
    second = again(station, stored)
    with station.store.read() as session:
        latest = prescriptions.latest(session, resident)
        assert latest is not None
        assert (latest.id, latest.three.supersedes) == (second, stored.id)
        assert [one.id for one in prescriptions.of_resident(session, resident)] == [second, stored.id]
        assert prescriptions.latest(session, "nobody") is None


def test_a_prescription_of_two_visits_is_found_by_either(world: tuple[Workstation, str, str, Prescription]) -> None:
    station, resident, visit, stored = world
    other = worlds.visit(station, resident, 138, 86).follow_up_id
    both = again(station, stored, reasons=(("follow_up", other), ("follow_up", visit)))
    with station.store.read() as session:
        listed = [prescriptions.of_follow_up(session, one) for one in (other, visit, "nobody")]
        assert [one.id if one else None for one in listed] == [both, both, None]
        row = session.connection().execute(
            sql("SELECT reason_kind, reason_id FROM prescription WHERE id = :id"), {"id": both}
        )
        assert row.one() == ("follow_up", other)


@pytest.mark.parametrize("reasons", [(), (("encounter", "E-1"),)])
def test_it_may_be_for_no_follow_up(
    world: tuple[Workstation, str, str, Prescription], reasons: tuple[tuple[str, str], ...]
) -> None:
    station, _, visit, stored = world
    made = again(station, stored, reasons=reasons)
    with station.store.read() as session:
        assert prescriptions.get(session, made).three.reasons == reasons
        result = prescriptions.of_follow_up(session, visit)
        assert result is not None
        assert result.id == stored.id
        payload = session.connection().execute(sql("SELECT payload FROM change WHERE entity_id = :id"), {"id": made})
        assert "follow_up_id" not in json.loads(payload.scalar_one())


def test_older_programs_find_the_visit_where_they_look_for_it(
    world: tuple[Workstation, str, str, Prescription],
) -> None:
    station, _, visit, stored = world
    with station.store.read() as session:
        query = sql("SELECT payload FROM change WHERE entity_id = :id")
        payload = session.connection().execute(query, {"id": stored.id}).scalar_one()
    assert json.loads(payload)["follow_up_id"] == visit


def test_a_document_of_the_first_schema_is_understood(world: tuple[Workstation, str, str, Prescription]) -> None:
    stored = world[3].three
    document = to_json(stored)
    del document["reasons"]
    assert prescriptions.three_from(document | {"follow_up_id": "F-1"}) == replace(
        stored, reasons=(("follow_up", "F-1"),)
    )


def test_the_dispensing_queue_begins_on_a_day(world: tuple[Workstation, str, str, Prescription]) -> None:
    station, _, _, stored = world
    with station.store.read() as session:
        assert [one.id for one in prescriptions.issued_since(session, stored.three.issued_on)] == [stored.id]
        assert prescriptions.issued_since(session, stored.three.issued_on + timedelta(days=1)) == []
        with pytest.raises(LookupError):
            prescriptions.get(session, "nobody")


def test_no_more_versions_than_asked_for_and_one_residents_alone(
    world: tuple[Workstation, str, str, Prescription],
) -> None:
    station, resident, _, stored = world
    for _ in range(3):
        with station.store.read() as session:
            newest = prescriptions.latest(session, resident)
        assert newest is not None
        again(station, newest)
    other = worlds.register(station, "单国英", serial=24)
    theirs = worlds.prescription(station, worlds.visit(station, other).follow_up_id)
    with station.store.read() as session:
        assert [version.three.version for version in prescriptions.of_resident(session, resident)] == [4, 3, 2, 1]
        assert [version.three.version for version in prescriptions.of_resident(session, resident, 2)] == [4, 3]
        assert [version.id for version in prescriptions.of_resident(session, other)] == [theirs]
        issued = prescriptions.issued_since(session, stored.three.issued_on)
    assert [issued[0].id, issued[-1].id] == [stored.id, theirs]


def test_a_correction_of_what_was_corrected_meanwhile_is_refused(
    world: tuple[Workstation, str, str, Prescription],
) -> None:
    station, _, _, stored = world
    for base in (1, 2):
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            prescriptions.save(work, stored.three, *station.signature, known_id=stored.id, base=base)
    with station.store.read() as session:
        assert prescriptions.get(session, stored.id).revision == 3
    with pytest.raises(Refused), station.store.act(station.doctor.id, station.clock.now()) as work:
        prescriptions.save(work, stored.three, *station.signature, known_id=stored.id, base=1)
    with station.store.read() as session:
        assert prescriptions.get(session, stored.id).revision == 3


class TestVersions:
    def test_one_is_followed_by_the_one_that_names_it(self, world: tuple[Workstation, str, str, Prescription]) -> None:
        station, _, _, first = world
        second_id = again(station, first)
        with station.store.read() as session:
            second = prescriptions.get(session, second_id)
            assert prescriptions.successor(session, first) == second
            assert prescriptions.successor(session, second) is None

    def test_of_two_that_name_the_same_one_the_higher_version_follows(
        self, world: tuple[Workstation, str, str, Prescription]
    ) -> None:
        station, _, _, first = world
        again(station, first)
        higher = again(station, replace(first, three=replace(first.three, version=2)))
        with station.store.read() as session:
            newest = prescriptions.successor(session, first)
        assert newest is not None
        assert (newest.id, newest.three.version) == (higher, 3)

    def test_those_of_a_day_end_where_the_day_before_begins(
        self, world: tuple[Workstation, str, str, Prescription]
    ) -> None:
        station, _, _, first = world
        next_day = first.three.issued_on + timedelta(days=1)
        second = again(station, first, issued_on=next_day)
        with station.store.read() as session:
            stored = prescriptions.get(session, second)
        third = again(station, stored)
        with station.store.read() as session:
            versions = [
                prescriptions.versions_of_day(session, third, next_day),
                prescriptions.versions_of_day(session, first.id, first.three.issued_on),
                prescriptions.versions_of_day(session, third, first.three.issued_on),
            ]
        assert versions == [[third, second], [first.id], []]

    @pytest.mark.parametrize("unknown", ["", "nowhere"])
    def test_what_is_not_here_has_none(self, world: tuple[Workstation, str, str, Prescription], unknown: str) -> None:
        with world[0].store.read() as session:
            assert prescriptions.versions_of_day(session, unknown, world[3].three.issued_on) == []
