"""The sample village's shelf: two batches of every drug, some near their expiry, a few tablets expired."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.sample_stock import STOCKED, receive_stock
from vclinic.services.workstation import Workstation
from vclinic.storage import stock_ledger


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def received(station: Workstation, count: int, months: int) -> list[stock_ledger.Batch]:
    start = station.clock.today() - timedelta(days=100)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        made = receive_stock(station, work, start, count, months)
    with station.store.read() as session:
        held = [batch for batches in stock_ledger.batches(session).values() for batch in batches]
    assert len(held) == made
    return held


def test_every_drug_is_in_the_catalogue_once_and_priced() -> None:
    assert len({(name, strength, form) for name, strength, form, _ in STOCKED}) == len(STOCKED) == 10
    assert all(cost > 0 for *_, cost in STOCKED)


def test_one_batch_is_near_its_expiry_and_one_far_from_it(station: Workstation) -> None:
    today = station.clock.today()
    held = [batch for batch in received(station, 60, 3) if not batch.expired_on(today)]
    by_drug: dict[str, list[stock_ledger.Batch]] = {}
    for batch in held:
        by_drug.setdefault(batch.drug_id, []).append(batch)
    assert len(by_drug) == len(STOCKED)
    for batches in by_drug.values():
        near, far = sorted(batches, key=lambda batch: batch.expires_on)
        assert near.near_expiry_on(today)
        assert not far.near_expiry_on(today)
        assert (near.balance, far.balance) == (900, 1800)


def test_a_few_tablets_of_one_drug_have_expired(station: Workstation) -> None:
    (old,) = [batch for batch in received(station, 60, 3) if batch.expired_on(station.clock.today())]
    assert (old.batch_no, old.balance) == ("V240903", 4)


@pytest.mark.parametrize(
    ("count", "months", "most"),
    [(0, 0, 1200), (60, 2, 1200), (66, 2, 1320), (60, 3, 1800), (1200, 12, 144_000)],
)
def test_the_shelf_grows_with_the_village_and_its_months_and_is_never_bare(
    station: Workstation, count: int, months: int, most: int
) -> None:
    assert max(batch.balance for batch in received(station, count, months)) == most
