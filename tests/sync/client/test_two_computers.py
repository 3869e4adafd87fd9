"""Two computers of one clinic: what one sent comes to the other in its next round, and both end with the same rows."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlmodel import select

from sync.client import batches, engine, own
from sync.client.packages import write_package
from sync.client.pairing import pair
from sync.client.transport import Transport
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.sync.client.test_own import day_of_work, log, paired, rows
from tests.sync.client.test_packages import taken
from vclinic.clock import SteppingClock
from vclinic.domain.problem import WorldFault
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import create_clinic, open_clinic
from vclinic.services.find_residents import find
from vclinic.services.restore import Opener, restore
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import own_progress, own_records
from vclinic.storage.tables import OnHandRow, PrescriptionRow, StockMovementRow


@pytest.fixture
def township(tmp_path: Path) -> Generator[RunningTownship]:
    with running(tmp_path / "township") as opened:
        opened.staff("lin", "林晓燕")
        yield opened


Two = tuple[Workstation, Workstation, SteppingClock]


@pytest.fixture
def two(township: RunningTownship, tmp_path: Path) -> Generator[Two]:
    """Two paired computers of a clinic with one resident and his medicines, each having heard of the other."""
    with worlds.clinic(tmp_path / "first") as (first, clock):
        paired(first, township)
        day_of_work(first)
        engine.sync(first.store, clock.now)
        second = create_clinic(tmp_path / "second", worlds.SETUP, clock, worlds.CHEAP).station
        paired(second, township)
        engine.sync(second.store, clock.now)
        engine.sync(first.store, clock.now)
        yield first, second, clock
        second.store.close()


def ledger(station: Workstation) -> list[tuple[Any, ...]]:
    with station.store.read() as session:
        moved = session.exec(select(StockMovementRow))
        return sorted((row.batch_id, row.kind, row.quantity, row.source_id, row.line_no) for row in moved)


def on_hand(station: Workstation) -> dict[str, int]:
    with station.store.read() as session:
        return {row.batch_id: row.quantity for row in session.exec(select(OnHandRow))}


def carried(station: Workstation, folder: Path, now: Callable[[], datetime]) -> tuple[Path, ...]:
    """A stick of several parts, of thirty people nobody has heard of."""
    for serial in range(30, 60):
        worlds.register(station, serial=serial)
    return write_package(station.store, folder / "a.vcp", now, part_limit=1).files


@contextmanager
def restored(folder: Path, clock: SteppingClock) -> Generator[Workstation]:
    """The first computer as its backup in ``folder`` has it, in another place."""
    restore(folder / "again", folder / "copy.vcbak", Opener("", worlds.PASSWORD), clock)
    station = open_clinic(folder / "again", worlds.SETUP.login, worlds.PASSWORD, clock)
    yield station
    station.store.close()


def until_quiet(two: Two) -> None:
    first, second, clock = two
    for station in (first, second, first, second):
        engine.sync(station.store, clock.now)


def test_what_one_sends_the_other_has_after_its_next_round(two: Two) -> None:
    first, second, clock = two
    day_of_work(first, "李四", 24)
    engine.sync(first.store, clock.now)
    report = engine.sync(second.store, clock.now)
    assert report.fetched > 0
    assert rows(second) == rows(first)
    assert [hit.name for hit in find(second, "ls", 5)] == ["李四"]
    assert status(second).pending == 0
    assert own_records.set_aside(second.store) == []


def test_a_round_with_nothing_new_is_one_small_request_and_brings_no_echo(two: Two) -> None:
    first, second, clock = two
    for station in (first, second):
        report = engine.sync(station.store, clock.now)
        assert (report.requests, report.fetched) == (1, 0)
        assert report.bytes_up + report.bytes_down < 1000
    day_of_work(first, "李四", 24)
    assert engine.sync(first.store, clock.now).fetched == 0, "its own do not come back"


def test_the_stock_of_both_adds_up_and_no_number_is_given_twice(two: Two) -> None:
    first, second, _ = two
    day_of_work(first, "李四", 24)
    day_of_work(second, "王五", 26)
    until_quiet(two)
    assert ledger(first) == ledger(second)
    moved: dict[str, int] = {}
    for batch, _, quantity, _, _ in ledger(first):
        moved[batch] = moved.get(batch, 0) + quantity
    assert on_hand(first) == on_hand(second) == moved
    with first.store.read() as session:
        assert len({row.id for row in session.exec(select(PrescriptionRow))}) == 3
    assert rows(first) == rows(second)


def test_what_was_changed_here_and_not_sent_is_not_written_over(two: Two) -> None:
    first, second, clock = two
    resident = find(first, "何秀珍", 1)[0].id
    worlds.taken_elsewhere(first, resident, "代文")
    engine.sync(first.store, clock.now)
    worlds.taken_elsewhere(second, resident, "拜新同")
    before = rows(second)["medication_profile"]
    engine.sync(second.store, clock.now)
    assert rows(second)["medication_profile"] == before
    (theirs,) = own_records.set_aside(second.store)
    assert (theirs.entity, theirs.revision) == ("medication_profile", 2)
    assert status(second).needs_action == 1


def test_a_line_that_breaks_goes_on_where_it_was(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, clock = two
    day_of_work(first, "李四", 24)
    engine.sync(first.store, clock.now)
    asked, answered = own.OwnAsk, Transport.own
    monkeypatch.setattr(own, "OwnAsk", lambda **ask: asked(**{**ask, "want": 2}))
    calls: list[int] = []

    def breaks(transport: Transport, envelope: bytes) -> Any:
        calls.append(1)
        reply = answered(transport, envelope)
        if len(calls) % 2:
            raise WorldFault("cut_off", "断了")
        return reply

    monkeypatch.setattr(Transport, "own", breaks)
    faults = [engine.attempt(second.store, clock.now).fault for _ in range(20)]
    assert faults[0] is not None
    assert faults[-1] is None
    assert rows(second) == rows(first)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["work 0", "work 1", "sync 0", "sync 1"]), min_size=2, max_size=8))
def test_in_whatever_order_they_work_and_report_both_end_with_the_same(
    steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("two")
    with running(folder / "township") as township, worlds.clinic(folder / "first") as (first, clock):
        paired(first, township)
        second = create_clinic(folder / "second", worlds.SETUP, clock, worlds.CHEAP).station
        paired(second, township)
        stations = (first, second)
        for serial, step in enumerate(steps):
            verb, which = step.split()
            station = stations[int(which)]
            if verb == "work":
                worlds.register(station, name="张" + "一二三四五六七八"[serial], serial=2 * serial + 30)
                clock.pass_seconds(60)
            else:
                engine.sync(station.store, clock.now)
        until_quiet((first, second, clock))
        assert rows(first) == rows(second)
        assert set(log(first)) == set(log(second))
        assert own_records.set_aside(first.store) == own_records.set_aside(second.store) == []
        second.store.close()


def test_a_township_that_numbers_anew_is_asked_from_the_beginning(two: Two) -> None:
    _, second, _ = two
    assert own_progress.cursor(second.store) > 0
    with second.store.local() as session:
        own_progress.forget_place(session)
    assert own_progress.cursor(second.store) == 0
    own_progress.want(second.store, own_progress.RESTORED)
    second.store.set_meta({own_progress.CURSOR: "7"})
    with second.store.local() as session:
        own_progress.forget_place(session)
    assert own_progress.cursor(second.store) == 7, "it is in the middle of asking for everything"


def test_pairing_again_asks_for_everything_once_more(two: Two, township: RunningTownship) -> None:
    first, _, clock = two
    before = rows(first)
    pair(first.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
    engine.sync(first.store, clock.now)
    assert rows(first) == before


def test_what_came_without_its_parent_waits_aside_and_ends_no_round(
    two: Two, township: RunningTownship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other computer's stick had several parts, and the last one was read first."""
    first, second, clock = two
    monkeypatch.setattr(batches, "PACKED_LIMIT", 600)
    *early, late = carried(second, tmp_path, clock.now)
    assert early
    taken(township, late)
    engine.sync(first.store, clock.now)
    assert own_records.set_aside(first.store)
    backup(first, tmp_path / "copy.vcbak")
    for file in early:
        taken(township, file)
    engine.sync(second.store, clock.now)
    with restored(tmp_path, clock) as again:
        for station in (first, again):
            engine.sync(station.store, clock.now)
            assert own_records.set_aside(station.store) == []
            assert rows(station) == rows(second)


def test_a_restored_computer_hears_what_the_other_ones_stick_brought_out_of_order(
    two: Two, township: RunningTownship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest id of the other computer in its backup says nothing of smaller ones that came to the township later."""
    first, second, clock = two
    monkeypatch.setattr(batches, "PACKED_LIMIT", 600)
    files = carried(second, tmp_path, clock.now)
    early, late = files[: len(files) // 2], files[len(files) // 2 :]
    for file in late:
        taken(township, file)
    engine.sync(first.store, clock.now)
    backup(first, tmp_path / "copy.vcbak")
    for file in early:
        taken(township, file)
    engine.sync(second.store, clock.now)
    with restored(tmp_path, clock) as again:
        engine.sync(again.store, clock.now)
        assert sorted(log(again)) == sorted(log(second))
        assert rows(again) == rows(second)
        assert engine.sync(again.store, clock.now).requests == 1
