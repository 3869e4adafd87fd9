"""Residents and their register entries: read back as they were stored, found by what identifies them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.domain.resident import PastDisease
from vclinic.services.workstation import Workstation
from vclinic.storage import residents

BORN = date(1968, 3, 12)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def change(station: Workstation, resident_id: str, base: int, **values: object) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        kept = residents.get(work.session, resident_id)
        residents.save(work, replace(kept.resident, **values), resident_id, base)  # type: ignore[arg-type]


def test_a_resident_is_read_as_stored_lists_and_unknown_fields_too(station: Workstation) -> None:
    resident_id = worlds.register(station)
    past = (PastDisease("2", "2019-05"), PastDisease("13", "", "膝骨关节炎"))
    change(station, resident_id, 1, past_diseases=past, exposure_codes=("2", "3"), extra=(("blood_card", "B-7"),))
    with station.store.read() as session:
        kept = residents.get(session, resident_id)
    assert (kept.resident.past_diseases, kept.resident.exposure_codes) == (past, ("2", "3"))
    assert dict(kept.resident.extra) == {"blood_card": "B-7"}
    assert kept.revision == 2


def test_a_change_on_an_old_revision_is_stale(station: Workstation) -> None:
    resident_id = worlds.register(station)
    change(station, resident_id, 1, phone="13900001111")
    with pytest.raises(Refused, match="刚刚在别处改过"):
        change(station, resident_id, 1, phone="13900002222")
    with station.store.read() as session:
        assert residents.get(session, resident_id).resident.phone == "13900001111"


def test_people_are_found_by_number_or_by_name_and_birth(station: Workstation) -> None:
    resident_id = worlds.register(station)
    with station.store.read() as session:
        number = residents.get(session, resident_id).resident.id_no
        assert {kept.id for kept in residents.by_id_no(session, [number, "", "nobody"]).values()} == {resident_id}
        assert residents.by_name_and_birth(session, "何秀珍", BORN) == []
    change(station, resident_id, 1, id_no="", id_missing_reason="没有办过")
    with station.store.read() as session:
        assert residents.by_id_no(session, [number]) == {}
        assert [kept.id for kept in residents.by_name_and_birth(session, "何秀珍", BORN)] == [resident_id]


def test_two_records_cannot_share_a_number(station: Workstation) -> None:
    first, second = worlds.register(station), worlds.register(station, "单国英", serial=24)
    with station.store.read() as session:
        taken = residents.get(session, first).resident.id_no
    with pytest.raises(Refused, match="已有档案"):
        change(station, second, 1, id_no=taken)


def test_a_household_counts_its_open_records(station: Workstation) -> None:
    first, second = worlds.register(station), worlds.register(station, "单国英", serial=24)
    for resident_id in (first, second):
        change(station, resident_id, 1, household_id="H-1", household_head="何大山")
    with station.store.read() as session:
        assert residents.household_sizes(session, "H-1") == 2
        assert residents.household_sizes(session, "") == residents.household_sizes(session, "H-9") == 1
        assert residents.households(session)["何大山", "二组 14 号"] == "H-1"
        assert residents.any_record(session)
    change(station, second, 2, status="1", closed_on=BORN, closed_reason="2")
    with station.store.read() as session:
        assert residents.household_sizes(session, "H-1") == 1


def test_a_register_entry_is_corrected_in_place(station: Workstation) -> None:
    resident_id = worlds.register(station)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        ((key, entry, base),) = residents.enrolments(work.session, resident_id)
        residents.save_enrolment(work, replace(entry, height_cm=157.5, ended_on=BORN), key, base)
    with station.store.read() as session:
        ((same, entry, base),) = residents.enrolments(session, resident_id)
    assert (same, entry.height_cm, entry.ended_on, base) == (key, 157.5, BORN, 2)


def test_what_is_not_there_is_a_bug(station: Workstation) -> None:
    with station.store.read() as session, pytest.raises(LookupError):
        residents.get(session, "nobody")
