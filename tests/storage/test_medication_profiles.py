"""One row a resident, every edit a revision with its change."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests import worlds
from vclinic.domain.medication_profile import LabResult, MedicationProfile, with_lab
from vclinic.domain.problem import Refused
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, medication_profiles
from vclinic.storage.medication_profiles import KeptProfile


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, str]]:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        yield station, worlds.register(station)


def keep(station: Workstation, profile: MedicationProfile, known: KeptProfile | None = None) -> int:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return medication_profiles.save(work, profile, station.signature, known)


def kept(station: Workstation, resident: str) -> KeptProfile | None:
    with station.store.read() as session:
        return medication_profiles.get(session, resident)


def test_it_is_read_as_it_was_stored_and_every_edit_is_a_revision(world: tuple[Workstation, str]) -> None:
    station, resident = world
    assert kept(station, resident) is None
    first = MedicationProfile(resident_id=resident, told_on=date(2026, 11, 24), planning_pregnancy=False)
    assert keep(station, first) == 1
    known = kept(station, resident)
    second = with_lab(first, LabResult(code="egfr", value=58.0, on=date(2026, 11, 20)))
    assert known is not None
    assert (known.profile, keep(station, second, known)) == (first, 2)
    again = kept(station, resident)
    assert again is not None
    assert (again.id, again.revision, again.profile) == (known.id, 2, second)
    with station.store.read() as session:
        sent = [row for row in changes.pending(session, 0, 100) if row.entity == "medication_profile"]
    assert [(row.revision, row.base_revision, row.entity_id) for row in sent] == [(1, 0, known.id), (2, 1, known.id)]
    payload = json.loads(sent[1].payload)
    assert (payload["labs"][0]["value"], payload["doctor_name"]) == (58.0, station.doctor.name)


def test_of_two_edits_of_one_revision_the_second_is_refused_and_the_first_stays(world: tuple[Workstation, str]) -> None:
    station, resident = world
    profile = MedicationProfile(resident_id=resident, told_on=date(2026, 11, 24))
    keep(station, profile)
    known = kept(station, resident)
    keep(station, replace(profile, planning_pregnancy=True), known)
    with pytest.raises(Refused, match="在别处改过"):
        keep(station, replace(profile, planning_pregnancy=False), known)
    now = kept(station, resident)
    assert now is not None
    assert now.profile.planning_pregnancy is True


def test_a_resident_has_one(world: tuple[Workstation, str]) -> None:
    station, resident = world
    profile = MedicationProfile(resident_id=resident, told_on=date(2026, 11, 24))
    keep(station, profile)
    with pytest.raises(IntegrityError, match="UNIQUE"):
        keep(station, profile)
