"""The shelf: batches with their balance, which is the ledger's sum."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import backup, dispense
from vclinic.services.desk import Desk
from vclinic.storage import shelf

TODAY = worlds.MORNING.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def enter(desk: Desk, batch: str, kind: str, quantity: int) -> str:
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        return shelf.enter(work, batch, kind, quantity, TODAY, "清点")


def test_first_expiry_first_and_each_with_its_balance(desk: Desk) -> None:
    late = worlds.stock(desk, quantity=100, days=400)
    early = worlds.stock(desk, quantity=50, days=90, batch="B260101")
    other = worlds.stock(desk, worlds.VALSARTAN, quantity=30)
    with desk.store.read() as session:
        held = shelf.batches(session)
        only = shelf.batches(session, [worlds.VALSARTAN])
        assert shelf.drug_names(session).keys() == {worlds.AMLODIPINE, worlds.VALSARTAN}
    assert [(batch.id, batch.balance) for batch in held[worlds.AMLODIPINE]] == [(early, 50), (late, 100)]
    assert {drug: [batch.id for batch in found] for drug, found in only.items()} == {worlds.VALSARTAN: [other]}


def test_a_count_corrects_the_balance_and_never_below_nothing(desk: Desk) -> None:
    batch = worlds.stock(desk, quantity=20)
    entry = enter(desk, batch, "adjust", -5)
    with desk.store.read() as session:
        assert shelf.get_batch(session, batch).balance == shelf.balance(session, batch) == 15
        assert [(row.kind, row.quantity) for row in shelf.moved(session, entry)] == [("adjust", -5)]
    with pytest.raises(Refused, match="库存不够"):
        enter(desk, batch, "adjust", -16)
    with desk.store.read() as session:
        assert shelf.balance(session, batch) == 15


def test_a_second_delivery_of_a_batch_is_known(desk: Desk) -> None:
    batch = worlds.stock(desk, quantity=20)
    with desk.store.read() as session:
        held = shelf.get_batch(session, batch)
        same = shelf.find_batch(session, held.drug_id, held.batch_no, held.expires_on, held.cost)
        assert same == held
        later = held.expires_on + timedelta(days=1)
        assert shelf.find_batch(session, held.drug_id, held.batch_no, later, held.cost) is None
        with pytest.raises(LookupError):
            shelf.get_batch(session, "nothing")


def test_what_was_handed_out_since_a_day(desk: Desk) -> None:
    worlds.stock(desk)
    pid = worlds.prescription(desk, worlds.visit(desk, worlds.register(desk)).follow_up_id)
    dispense.dispense(desk, dispense.counter(desk, pid), confirmed_checks=True)
    with desk.store.read() as session:
        used = shelf.used_since(session, TODAY)
        assert used[worlds.AMLODIPINE] == 300 - shelf.batches(session)[worlds.AMLODIPINE][0].balance > 0
        assert shelf.used_since(session, TODAY + timedelta(days=1)) == {}


def test_what_is_on_hand_is_the_ledgers_sum_and_check_mends_it(desk: Desk) -> None:
    batch = worlds.stock(desk, quantity=40)
    worlds.stock(desk, worlds.VALSARTAN, quantity=30)
    enter(desk, batch, "adjust", -3)
    with desk.store.local() as session:
        assert shelf.recount(session) == 0
        session.connection().execute(sql("UPDATE on_hand SET quantity = 99 WHERE batch_id = :id"), {"id": batch})
        session.connection().execute(sql("INSERT INTO on_hand VALUES ('nothing', 5)"))
    (told,) = backup.check(desk).problems
    assert "2 个批次" in told
    with desk.store.read() as session:
        assert shelf.balance(session, batch) == 37
    assert not backup.check(desk).problems
