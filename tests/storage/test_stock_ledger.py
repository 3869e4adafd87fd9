"""The stock: batches with their balance, which is the ledger's sum."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from sqlalchemy import text as sql

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.domain.stock import Batch
from vclinic.rules.allocation import allocate
from vclinic.services import backup, counter_sheet, dispense, stock_room
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, prescriptions, stock_ledger
from vclinic.storage.dispensings import DispensedLine, DispensingRecord, Taken

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
    assert {drug: [batch.id for batch in listed] for drug, listed in only.items()} == {worlds.VALSARTAN: [other]}


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


def test_what_was_taken_back_was_not_used_on_whatever_day_it_came_back(station: Workstation) -> None:
    worlds.stock(station)
    handed: list[str] = []
    for serial in (22, 24):
        resident = worlds.register(station, f"何{serial}", serial=serial)
        pid = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        handed.append(dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True))
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        dispensings.reverse(work, handed[0], TODAY + timedelta(days=40), station.signature, "没有取走")
    with station.store.read() as session:
        assert stock_ledger.used_since(session, TODAY) == {worlds.AMLODIPINE: 28}
        assert stock_ledger.used_since(session, TODAY + timedelta(days=40)) == {}


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


@dataclass
class Ledger:
    """What the stock should hold, kept by hand beside the real one."""

    station: Workstation
    clock: SteppingClock
    resident: str
    prescription: str
    held: dict[str, int] = field(default_factory=dict[str, int])
    expires: dict[str, date] = field(default_factory=dict[str, date])
    given: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    taken_back: set[str] = field(default_factory=set[str])

    def real(self) -> list[Batch]:
        """The batches of this story, first expiry first."""
        with self.station.store.read() as session:
            batches = stock_ledger.batches(session, [worlds.AMLODIPINE])[worlds.AMLODIPINE]
        return [batch for batch in batches if batch.id in self.held]

    def receive(self, days: int, quantity: int) -> None:
        name = f"{next(NUMBERS)}"
        batch = worlds.stock(self.station, quantity=quantity, days=days, batch=name)
        self.held[batch] = quantity
        self.expires[batch] = self.clock.today() + timedelta(days=days)

    def hand_out(self, wanted: int) -> None:
        batches = self.real()
        allocation = allocate(worlds.AMLODIPINE, wanted, batches, self.clock.today())
        taken = {batch.id: quantity for batch, quantity in allocation.taken}
        if not taken:
            return
        made = self._save(taken)
        usable = [batch for batch in batches if batch.balance and not batch.expired_on(self.clock.today())]
        assert list(taken) == [batch.id for batch in usable][: len(taken)]  # first expiry first, none passed over
        self.given[made] = taken
        for batch, quantity in taken.items():
            assert self.clock.today() <= self.expires[batch]
            self.held[batch] -= quantity

    def hand_out_wrongly(self, which: int, more: int) -> None:
        """Of one batch more than it holds, or of an expired one: the database says no."""
        batch = list(self.held)[which % len(self.held)]
        expired = self.clock.today() > self.expires[batch]
        with pytest.raises(Refused) as told:
            self._save({batch: 1 if expired and self.held[batch] else self.held[batch] + more})
        assert told.value.code in ({"batch_expired", "stock_short"} if expired else {"stock_short"})

    def take_back(self, which: int) -> None:
        if not self.given:
            return
        made = list(self.given)[which % len(self.given)]
        if made in self.taken_back:
            with pytest.raises(Refused) as told:
                self._reverse(made)
            assert told.value.code == "already_reversed"
            return
        self._reverse(made)
        self.taken_back.add(made)
        for batch, quantity in self.given[made].items():
            self.held[batch] += quantity

    def count(self, which: int, counted: int) -> None:
        batch = list(self.held)[which % len(self.held)]
        stock_room.adjust(self.station, batch, counted, "盘点")
        self.held[batch] = counted

    def wait(self, days: int) -> None:
        self.clock.set(self.clock.now() + timedelta(days=days))

    def check(self) -> None:
        """The balance is the sum of what moved, as kept by hand, and never below nothing."""
        real = {batch.id: batch.balance for batch in self.real()}
        assert real == self.held
        assert min(real.values(), default=0) >= 0
        with self.station.store.read() as session:
            sums = session.connection().execute(sql("SELECT batch_id, sum(quantity) FROM stock_movement GROUP BY 1"))
            moved = {row[0]: row[1] for row in sums}
            standing = {row.id for row in dispensings.of_resident(session, self.resident, 500)}
        assert {batch: moved[batch] for batch in self.held} == real
        assert standing & set(self.given) == set(self.given) - self.taken_back

    def _reverse(self, made: str) -> None:
        with self.station.store.act(self.station.doctor.id, self.clock.now()) as work:
            dispensings.reverse(work, made, self.clock.today(), self.station.signature, "发错了人")

    def _save(self, taken: dict[str, int]) -> str:
        line = DispensedLine(
            line_no=1,
            drug_id=worlds.AMLODIPINE,
            drug_name="苯磺酸氨氯地平片",
            base_unit="片",
            usage="每天 1 次",
            days=28,
            wanted=sum(taken.values()),
            quantity=sum(taken.values()),
            batches=tuple(
                Taken(batch, "A", expires_on=self.expires[batch], quantity=quantity, price=150)
                for batch, quantity in taken.items()
            ),
        )
        record = DispensingRecord((line,), True)
        with self.station.store.act(self.station.doctor.id, self.clock.now()) as work:
            known = prescriptions.get(work.session, self.prescription)
            following = replace(known.three, version=1_000 + next(NUMBERS), supersedes=known.id)
            prescription = prescriptions.save(work, following, *self.station.signature)
            work.session.flush()
            return dispensings.save(
                work,
                self.resident,
                prescription,
                record=record,
                day=self.clock.today(),
                doctor=self.station.signature,
            )


NUMBERS = count()
ACTS = st.one_of(
    st.tuples(st.just("receive"), st.integers(1, 30), st.integers(1, 40)),
    st.tuples(st.just("hand_out"), st.integers(1, 60)),
    st.tuples(st.just("hand_out_wrongly"), st.integers(0, 9), st.integers(1, 9)),
    st.tuples(st.just("take_back"), st.integers(0, 9)),
    st.tuples(st.just("count"), st.integers(0, 9), st.integers(0, 50)),
    st.tuples(st.just("wait"), st.integers(1, 12)),
)


@pytest.fixture
def ledger_of(tmp_path: Path) -> Iterator[Callable[[], Ledger]]:
    """A new story each time, in one clinic."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        resident = worlds.register(station)
        prescription = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)

        def begin() -> Ledger:
            clock.set(worlds.MORNING)
            return Ledger(station, clock, resident, prescription)

        yield begin


@settings(
    max_examples=20, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.integers(1, 30), st.lists(ACTS, max_size=10))
def test_in_any_order_of_acts_the_balance_is_the_sum_and_nothing_expired_is_handed_out(
    ledger_of: Callable[[], Ledger], days: int, acts: list[tuple[Any, ...]]
) -> None:
    ledger = ledger_of()
    ledger.receive(days, 20)
    for name, *arguments in acts:
        getattr(ledger, name)(*arguments)
        ledger.check()
    with ledger.station.store.local() as session:
        assert stock_ledger.recount(session) == 0
