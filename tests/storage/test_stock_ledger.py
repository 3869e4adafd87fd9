"""The stock: batches with their balance, which is the ledger's sum."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import backup, counter_sheet, dispense
from vclinic.services.workstation import Workstation
from vclinic.storage import stock_ledger

TODAY = worlds.MORNING.date()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def enter(station: Workstation, batch: str, kind: str, quantity: int) -> str:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return stock_ledger.enter(work, batch, kind, quantity, TODAY, "清点")


def test_first_expiry_first_and_each_with_its_balance(station: Workstation) -> None:
    late = worlds.stock(station, quantity=100, days=400)
    early = worlds.stock(station, quantity=50, days=90, batch="B260101")
    other = worlds.stock(station, worlds.VALSARTAN, quantity=30)
    with station.store.read() as session:
        held = stock_ledger.batches(session)
        only = stock_ledger.batches(session, [worlds.VALSARTAN])
        assert stock_ledger.drug_names(session).keys() == {worlds.AMLODIPINE, worlds.VALSARTAN}
    assert [(batch.id, batch.balance) for batch in held[worlds.AMLODIPINE]] == [(early, 50), (late, 100)]
    assert {drug: [batch.id for batch in found] for drug, found in only.items()} == {worlds.VALSARTAN: [other]}


def test_a_count_corrects_the_balance_and_never_below_nothing(station: Workstation) -> None:
    batch = worlds.stock(station, quantity=20)
    entry = enter(station, batch, "adjust", -5)
    with station.store.read() as session:
        assert stock_ledger.balance(session, batch) == 15
        assert [(row.kind, row.quantity) for row in stock_ledger.moved(session, entry)] == [("adjust", -5)]
    with pytest.raises(Refused, match="库存不够"):
        enter(station, batch, "adjust", -16)
    with station.store.read() as session:
        assert stock_ledger.balance(session, batch) == 15


def test_a_second_delivery_of_a_batch_is_known(station: Workstation) -> None:
    batch = worlds.stock(station, quantity=20)
    with station.store.read() as session:
        (held,) = (known for drug in stock_ledger.batches(session).values() for known in drug if known.id == batch)
        same = stock_ledger.find_batch(session, held.drug_id, held.batch_no, held.expires_on, held.cost)
        assert same == held
        later = held.expires_on + timedelta(days=1)
        assert stock_ledger.find_batch(session, held.drug_id, held.batch_no, later, held.cost) is None


def test_what_was_handed_out_since_a_day(station: Workstation) -> None:
    worlds.stock(station)
    pid = worlds.prescription(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True)
    with station.store.read() as session:
        used = stock_ledger.used_since(session, TODAY)
        assert used[worlds.AMLODIPINE] == 300 - stock_ledger.batches(session)[worlds.AMLODIPINE][0].balance > 0
        assert stock_ledger.used_since(session, TODAY + timedelta(days=1)) == {}


def test_what_is_on_hand_is_the_ledgers_sum_and_check_mends_it(station: Workstation) -> None:
    batch = worlds.stock(station, quantity=40)
    worlds.stock(station, worlds.VALSARTAN, quantity=30)
    enter(station, batch, "adjust", -3)
    with station.store.local() as session:
        assert stock_ledger.recount(session) == 0
        session.connection().execute(sql("UPDATE on_hand SET quantity = 99 WHERE batch_id = :id"), {"id": batch})
        session.connection().execute(sql("INSERT INTO on_hand VALUES ('nothing', 5)"))
    (told,) = backup.check(station).problems
    assert "2 个批次" in told
    with station.store.read() as session:
        assert stock_ledger.balance(session, batch) == 37
    assert not backup.check(station).problems
