"""The invented village: the same for the same seed, sound, with both diseases, and never among real people."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import due_today, find_residents, sample_village, stock_room
from vclinic.services.backup import check
from vclinic.services.sample_stock import STOCKED, receive_stock
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, follow_ups, prescriptions, residents, stock_ledger


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_it_is_the_same_for_the_same_seed_and_another_for_another(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    for place, seed in (("a", 5), ("b", 5), ("c", 6)):
        with worlds.clinic(tmp_path / place) as (station, _):
            made = sample_village.fill(station, 30, 3, seed)
            assert made["residents"] == 30
            assert check(station).problems == ()
            seen.append(sorted(hit.name + hit.id_no_tail for hit in find_residents.list_residents(station)))
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_what_is_counted_is_what_is_stored(station: Workstation) -> None:
    made = sample_village.fill(station, 30, 3, 5)
    with station.store.read() as session:
        everybody = [hit.id for hit in find_residents.list_residents(station)]
        visits = [visit for one in everybody for visit in follow_ups.of_resident(session, one)]
        drawn_up = [version for one in everybody for version in prescriptions.of_resident(session, one, 500)]
        handed = [given for one in everybody for given in dispensings.history(session, one, 500)]
        entered = [entry for one in everybody for entry in residents.enrolments(session, one)]
        held = [batch for batches in stock_ledger.batches(session).values() for batch in batches]
    assert len(everybody) == made["residents"] == 30
    assert (len(visits), len(drawn_up), len(handed)) == (made["visits"], made["prescriptions"], made["dispensings"])
    assert (len(entered), len(held)) == (made["enrolments"], made["batches"])
    assert {visit.disease for visit in visits} == {"htn", "t2dm"}
    assert min(batch.balance for batch in held) >= 0


def test_nothing_of_it_lies_in_the_future_and_no_expired_tablet_was_given(station: Workstation) -> None:
    sample_village.fill(station, 30, 3, 5)
    with station.store.read() as session:
        for hit in find_residents.list_residents(station):
            for visit in follow_ups.of_resident(session, hit.id):
                assert visit.record.visit_date <= station.clock.today()
            for given in dispensings.history(session, hit.id, 500):
                taken = [batch for line in given.record.lines for batch in line.batches]
                assert all(given.dispensed_on <= batch.expires_on for batch in taken)
                short = [line for line in given.record.lines if line.quantity < line.wanted]
                assert all(line.reason for line in short)


def test_it_gives_today_something_to_do(station: Workstation) -> None:
    sample_village.fill(station, 30, 3, 5)
    work = due_today.worklist(station)
    counts = {tile.key: tile.count for tile in work.tiles}
    assert counts["all"] == len(work.rows) > 0
    assert counts["drugs"] > 0  # some near their expiry, a few expired


def test_filled_twice_it_has_nobody_twice(station: Workstation) -> None:
    sample_village.fill(station, 12, 0, 5)
    sample_village.fill(station, 12, 0, 5)
    assert len(find_residents.list_residents(station)) == 12


def test_it_is_made_in_an_empty_clinic_alone(station: Workstation) -> None:
    sample_village.refuse_real_clinic(station)
    worlds.register(station)
    with pytest.raises(Refused, match="样板村只能造在新建的空卫生室里") as told:
        sample_village.refuse_real_clinic(station)
    assert told.value.code == "not_empty"


def test_the_stock_is_two_batches_of_ten_drugs_and_a_few_expired_tablets(station: Workstation) -> None:
    start = station.clock.today() - timedelta(days=100)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        assert receive_stock(station, work, start, 60, 3) == 2 * len(STOCKED) + 1
    rows = stock_room.stock_rows(station)
    assert len(rows) == len(STOCKED) == 10
    assert sum(row.expired for row in rows) == 4
    assert any(row.near_expiry for row in rows)
    assert all(row.balance >= 60 * 10 * 3 for row in rows)
