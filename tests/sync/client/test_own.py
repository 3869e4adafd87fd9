"""A restored clinic and a new computer get back what the township has: under the same ids, nothing twice, nothing written
differently under an id that exists."""

import json
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from sync.client import engine, own
from sync.client.pairing import pair
from sync.client.transport import Transport
from sync.protocol.messages import OwnReply
from sync.server.database.tables import Inbox
from tests import worlds
from tests.server.township import RunningTownship, running
from vclinic.clock import SteppingClock
from vclinic.diseases.side_by_side import OTHER
from vclinic.domain.problem import WorldFault
from vclinic.services import counter_sheet, dispense
from vclinic.services.answer_conflict import answer, open_conflicts
from vclinic.services.backup import backup, check
from vclinic.services.clinic_setup import create_clinic, open_clinic
from vclinic.services.find_residents import find
from vclinic.services.restore import Opener, restore
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import own_progress, own_records
from vclinic.storage.tables import (
    ChangeRow,
    DispensingRow,
    EnrolmentRow,
    FollowUpRow,
    MedicationProfileRow,
    OnHandRow,
    PrescriptionRow,
    ResidentRow,
    StockMovementRow,
)

SETUP = worlds.SETUP
_TABLES: tuple[Any, ...] = (
    ResidentRow, EnrolmentRow, FollowUpRow, PrescriptionRow, DispensingRow, MedicationProfileRow, OnHandRow,
)  # fmt: skip


@pytest.fixture
def township(tmp_path: Path) -> Generator[RunningTownship]:
    with running(tmp_path / "township") as opened:
        opened.staff("lin", "林晓燕")
        yield opened


def paired(station: Workstation, township: RunningTownship) -> None:
    pair(station.store, township.url, township.code(SETUP.clinic_name, SETUP.village_code))


def day_of_work(station: Workstation, name: str = "何秀珍", serial: int = 22) -> str:
    """A resident seen, prescribed for, handed out to, and asked about other medicines."""
    resident = worlds.register(station, name=name, serial=serial)
    worlds.stock(station, batch=f"B{serial}")
    visit = worlds.visit(station, resident)
    prescription = worlds.prescription(station, visit.follow_up_id)
    dispense.dispense(station, counter_sheet.open_counter(station, prescription), confirmed_checks=True)
    worlds.taken_elsewhere(station, resident)
    return resident


def rows(station: Workstation) -> dict[str, list[dict[str, Any]]]:
    """Every row as it stands; in what order a document tells its fields says nothing."""
    with station.store.read() as session:
        return {
            kind.__tablename__: sorted((read(row.model_dump()) for row in session.exec(select(kind))), key=str)
            for kind in _TABLES
        }


def read(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(json.loads(value), sort_keys=True) if str(value)[:1] in ("{", "[") else value
        for name, value in sorted(row.items())
    }


def log(station: Workstation) -> dict[str, tuple[Any, ...]]:
    with station.store.read() as session:
        return {
            change.id: (change.entity, change.entity_id, change.revision, json.loads(change.payload))
            for change in session.exec(select(ChangeRow))
        }


def inbox(township: RunningTownship) -> dict[str, str]:
    with township.store.read() as session:
        return {row.change_id: row.state for row in session.exec(select(Inbox))}


@pytest.fixture
def restored(
    township: RunningTownship, tmp_path: Path
) -> Generator[tuple[Workstation, SteppingClock, dict[str, list[dict[str, Any]]], dict[str, tuple[Any, ...]]]]:
    """A clinic restored from a backup of yesterday, all of today having been reported; with its rows and log before."""
    folder, copy = tmp_path / "clinic", tmp_path / "copy.vcbak"
    with worlds.clinic(folder) as (station, clock):
        paired(station, township)
        first = day_of_work(station)
        engine.sync(station.store, clock.now)
        backup(station, copy)
        clock.pass_seconds(3600)
        day_of_work(station, "李四", 24)
        worlds.taken_elsewhere(station, first, "代文")
        engine.sync(station.store, clock.now)
        before, entries = rows(station), log(station)
    restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    again = open_clinic(folder, SETUP.login, worlds.PASSWORD, clock)
    yield again, clock, before, entries
    again.store.close()


def test_what_was_reported_since_the_backup_comes_back_as_it_was(restored, township: RunningTownship) -> None:
    station, clock, before, entries = restored
    assert rows(station) != before
    known = inbox(township)
    engine.sync(station.store, clock.now)
    assert rows(station) == before
    assert log(station) == entries
    assert inbox(township) == known, "nothing was sent twice"
    assert status(station).pending == 0
    assert check(station).problems == ()
    assert own_progress.wanted(station.store) == ""
    assert [hit.name for hit in find(station, "李四", 5)] == ["李四"]


def test_work_goes_on_afterwards_without_a_collision(restored, township: RunningTownship) -> None:
    station, clock, _, entries = restored
    engine.sync(station.store, clock.now)
    clock.pass_seconds(3600)
    day_of_work(station, "王五", 26)
    report = engine.sync(station.store, clock.now)
    assert (report.refused, status(station).pending) == (0, 0)
    assert set(inbox(township).values()) == {"stored"}
    assert set(log(station)) == set(inbox(township)) > set(entries)


def test_what_was_written_before_the_first_contact_is_kept_and_what_stands_against_it_is_set_aside(restored) -> None:
    """The same resident told of another medicine before the backup was restored, and of one more after it."""
    station, clock, _, entries = restored
    resident = find(station, "何秀珍", 1)[0].id
    worlds.taken_elsewhere(station, resident, "拜新同")
    mine = set(log(station)) - set(entries)
    assert len(mine) == 1
    report = engine.sync(station.store, clock.now)
    (theirs,) = own_records.set_aside(station.store)
    assert (theirs.entity, theirs.revision, theirs.id) == (
        "medication_profile",
        2,
        max(set(entries) - set(log(station))),
    )
    assert set(log(station)) == set(entries) - {theirs.id} | mine, "all else came back"
    assert report.refused == 1
    assert status(station).needs_action == 1, "the doctor is asked which of the two counts"
    (told,) = check(station).problems
    assert "卫生院有本室的 1 条（用药档案）和本机写的对不上" in told
    (conflict,) = open_conflicts(station)
    assert conflict.entity_id == theirs.entity_id
    assert answer(station, conflict, {row.key: OTHER for row in conflict.differing}) == []
    assert engine.sync(station.store, clock.now).refused == 0
    assert status(station).needs_action == 0
    assert own_records.set_aside(station.store) == []
    assert check(station).problems == ()
    with station.store.read() as session:
        kept = session.get_one(MedicationProfileRow, theirs.entity_id)
    assert json.loads(kept.record)["medicines"] == theirs.data["medicines"]


def test_a_line_that_breaks_costs_one_page(restored, monkeypatch: pytest.MonkeyPatch) -> None:
    station, clock, before, entries = restored
    asked, answered = own.OwnAsk, Transport.own
    monkeypatch.setattr(own, "OwnAsk", lambda **ask: asked(**{**ask, "want": 2}))
    pages: list[OwnReply] = []

    def breaks(transport: Transport, envelope: bytes) -> OwnReply:
        if len(pages) % 3 == 2:
            pages.append(pages[-1])
            raise WorldFault("cut_off", "断了")
        pages.append(answered(transport, envelope))
        return pages[-1]

    monkeypatch.setattr(Transport, "own", breaks)
    for _ in range(20):
        ended = engine.attempt(station.store, clock.now)
        if ended.fault is None:
            break
        assert ended.fault.code == "cut_off"
    assert own_progress.wanted(station.store) == ""
    assert rows(station) == before
    assert log(station) == entries


def test_the_next_page_is_on_its_way_while_one_is_taken_in(restored, monkeypatch: pytest.MonkeyPatch) -> None:
    station, clock, before, _ = restored
    asked, answered, take = own.OwnAsk, Transport.own, own_records.take
    monkeypatch.setattr(own, "OwnAsk", lambda **ask: asked(**{**ask, "want": 2}))
    came = threading.Semaphore(0)
    ahead: list[bool] = []

    def answers(transport: Transport, envelope: bytes) -> OwnReply:
        reply = answered(transport, envelope)
        came.release()
        return reply

    def taken(*page: Any, last: bool, **more: Any) -> own_records.Taken:
        came.acquire()  # this page
        if not last:
            ahead.append(came.acquire(timeout=20))
            came.release()
        return take(*page, last=last, **more)

    monkeypatch.setattr(Transport, "own", answers)
    monkeypatch.setattr(own_records, "take", taken)
    engine.sync(station.store, clock.now)
    assert len(ahead) > 1
    assert all(ahead)
    assert rows(station) == before


@pytest.fixture
def second(township: RunningTownship, tmp_path: Path) -> Generator[tuple[Workstation, Workstation, SteppingClock]]:
    """The old computer of a clinic with a day's work reported, and a new one that was just set up and paired."""
    with worlds.clinic(tmp_path / "old") as (old, clock):
        paired(old, township)
        day_of_work(old)
        engine.sync(old.store, clock.now)
        new = create_clinic(tmp_path / "new", SETUP, clock, worlds.CHEAP).station
        paired(new, township)
        yield old, new, clock
        new.store.close()


def test_a_new_computer_gets_the_whole_clinic(second, township: RunningTownship) -> None:
    old, new, clock = second
    told: list[tuple[int, int]] = []
    engine.sync(new.store, clock.now, lambda done, total: told.append((done, total)))
    assert rows(new) == rows(old)
    assert set(log(old)) <= set(log(new))
    assert told[0][0] == told[0][1] > 0
    assert check(new).problems == ()
    assert [hit.name for hit in find(new, "hxz", 5)] == ["何秀珍"]
    with new.store.read() as session:
        ledger = list(session.exec(select(StockMovementRow)))
    assert ledger


def test_both_computers_then_work_without_a_collision(second, township: RunningTownship) -> None:
    old, new, clock = second
    engine.sync(new.store, clock.now)
    clock.pass_seconds(60)
    day_of_work(new, "李四", 24)
    day_of_work(old, "王五", 26)
    for station in (new, old):
        assert engine.sync(station.store, clock.now).refused == 0
    assert set(log(new)) | set(log(old)) == set(inbox(township))


def test_an_older_township_that_cannot_give_them_holds_up_no_round(restored, monkeypatch: pytest.MonkeyPatch) -> None:
    station, clock, _, _ = restored

    def unknown(_transport: Transport, _envelope: bytes) -> OwnReply:
        raise WorldFault("nonsense_404", "没有")

    monkeypatch.setattr(Transport, "own", unknown)
    worlds.register(station, name="赵六", serial=28)
    report = engine.sync(station.store, clock.now)
    assert report.stored > 0
    assert own_progress.wanted(station.store) == own_progress.RESTORED, "it is asked again another day"


def test_a_store_that_was_still_asking_when_it_was_backed_up_asks_for_everything(restored) -> None:
    station, clock, before, _ = restored
    own_progress.want(station.store, own_progress.RESTORED)
    assert own_progress.wanted(station.store) == own_progress.WHOLE
    engine.sync(station.store, clock.now)
    assert rows(station) == before
