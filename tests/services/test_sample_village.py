"""The invented village: the same for the same seed, sound, with both diseases, and never among real people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import find_residents, sample_village
from vclinic.services.backup import check
from vclinic.services.due_today import worklist
from vclinic.services.register_resident import close_record
from vclinic.services.workstation import Workstation
from vclinic.storage import listing


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workstation, dict[str, int]]]:
    """Eighty people and half a year, only looked at; what was said to be made."""
    with worlds.clinic(tmp_path_factory.mktemp("village") / "clinic") as (station, _):
        yield station, sample_village.fill(station, 80, 6, 5)


def people(station: Workstation) -> list[str]:
    return sorted(hit.name + hit.id_no_tail for hit in find_residents.list_residents(station))


@pytest.mark.parametrize(("seed", "alike"), [(5, True), (6, False)])
def test_the_sample_village_is_the_same_for_the_same_seed(
    village: tuple[Workstation, dict[str, int]], tmp_path: Path, seed: int, alike: bool
) -> None:
    station, made = village
    with worlds.clinic(tmp_path / "again") as (other, _):
        again = sample_village.fill(other, 80, 6, seed)
        assert (people(other) == people(station)) is alike
        assert (again == made) is alike


def test_what_is_said_to_be_made_is_there_and_sound(village: tuple[Workstation, dict[str, int]]) -> None:
    station, made = village
    report = check(station)
    assert report.problems == ()
    assert made["residents"] == report.counts["resident"] == 80
    for said, table in (("visits", "follow_up"), ("prescriptions", "prescription"), ("enrolments", "enrolment")):
        assert made[said] == report.counts[table] > 0


@pytest.mark.parametrize("disease", ["htn", "t2dm"])
def test_each_disease_has_people_visits_and_somebody_due(
    village: tuple[Workstation, dict[str, int]], disease: str
) -> None:
    station, _ = village
    assert find_residents.list_residents(station, disease=disease)
    assert any(disease in row.diseases for row in worklist(station).rows)
    with station.store.read() as session:
        days = [visit.record.visit_date for visit, _, _ in listing.follow_ups(session) if visit.disease == disease]
    assert days
    assert days == sorted(days)
    assert days[-1] <= station.clock.today(), "nobody has been seen tomorrow"


def test_making_it_again_adds_nobody(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        sample_village.fill(station, 20, 0, 1)
        sample_village.fill(station, 20, 0, 1)
        assert len(people(station)) == 20
        assert check(station).problems == ()


@pytest.mark.parametrize("closed", [False, True])
def test_one_real_record_is_enough_to_refuse_it(tmp_path: Path, closed: bool) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        sample_village.refuse_real_clinic(station)
        resident = worlds.register(station)
        if closed:
            close_record(station, resident, station.clock.today(), "1")
        with pytest.raises(Refused, match="空卫生室") as told:
            sample_village.refuse_real_clinic(station)
        assert told.value.code == "not_empty"
