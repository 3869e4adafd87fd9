"""The restore drill: a week of rounds, a backup in its middle, more rounds, the backup comes back, rounds again. Both sides
then hold the same, nothing twice and nothing lost."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlmodel import col, select

from sync.client import engine
from sync.client.device import URL
from sync.client.pairing import pair
from sync.client.transport import Transport
from sync.protocol.known import KnownReply
from sync.server.care import backup, recovery, restore
from sync.server.database.tables import Inbox, Staff
from sync.server.owned import publish
from tests import worlds
from tests.server.care.test_restore import CHEAP
from tests.server.township import RunningTownship, TurnableClock, running
from vclinic.domain.problem import WorldFault
from vclinic.services.register_resident import change_resident
from vclinic.services.resident_record import resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states
from vclinic.storage.rounds import EPOCH
from vclinic.storage.tables import ChangeRow, told_as

VILLAGE, OTHER_VILLAGE = (worlds.SETUP.clinic_name, worlds.SETUP.village_code), "340123101106"
AnnouncementRow = told_as("announcement")


def at_the_clinic(station: Workstation) -> dict[str, str]:
    with station.store.read() as session:
        return {row.id: digest(json.loads(row.payload)) for row in session.exec(select(ChangeRow))}


def at_the_township(township: RunningTownship) -> dict[str, str]:
    with township.store.read() as session:
        rows = session.exec(select(Inbox).where(col(Inbox.state) == "stored")).all()
        return {row.change_id: digest(json.loads(row.payload)["data"]) for row in rows}


def digest(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def counted(station: Workstation) -> dict[str, int]:
    with station.store.read() as session:
        return change_states.counts(session)


def visit_day(station: Workstation, person: str, serial: int) -> str:
    """A day's work: somebody new, a visit, a corrected telephone number."""
    other = worlds.register(station, f"何{'一二三四五六七八九十'[serial % 10]}珍", serial=100 + 2 * serial)
    saved = worlds.visit(station, other)
    change_resident(station, person, {"phone": f"138000{serial:05}"}, resident_record(station, person).revision)
    with station.store.read() as session:
        return session.exec(select(ChangeRow.id).where(ChangeRow.entity_id == saved.follow_up_id)).one()


@pytest.fixture
def stations(tmp_path: Path) -> Iterator[tuple[worlds.World, worlds.World]]:
    """Two clinics, each with somebody on file."""
    with ExitStack() as stack:
        first, its_clock = stack.enter_context(worlds.clinic(tmp_path / "a"))
        second, other_clock = stack.enter_context(worlds.clinic(tmp_path / "b"))
        people = worlds.register(first), worlds.register(second, "何一珍", serial=300)
        yield (first, its_clock, people[0]), (second, other_clock, people[1])


def test_a_week_a_backup_in_its_middle_and_a_restore(
    tmp_path: Path, database: str, stations: tuple[worlds.World, worlds.World]
) -> None:
    (busy, busy_clock, person), (silent, silent_clock, other) = stations
    clock, file, data = TurnableClock(), tmp_path / "wednesday.vctb", tmp_path / "t"
    with running(data, clock, server=database) as township:
        township.staff("lin", "林晓燕", "administrator")
        code = recovery.draw(data, CHEAP)
        pair(busy.store, township.url, township.code(*VILLAGE))
        silent.store.set_meta({"village_code": OTHER_VILLAGE})
        pair(silent.store, township.url, township.code("丁山村卫生室", OTHER_VILLAGE))
        early = visit_day(busy, person, 1)
        visit_day(silent, other, 11)
        engine.sync(busy.store, busy_clock.now)
        engine.sync(silent.store, silent_clock.now)
        township.decide(early)
        backup.backup(township.store, file, clock())
        late = visit_day(busy, person, 2)
        engine.sync(busy.store, busy_clock.now)
        township.decide(late, general="请改好")
        engine.sync(busy.store, busy_clock.now)
        assert (counted(busy)["returned"], counted(busy)["accepted"]) == (1, 1)
        visit_day(silent, other, 12)  # and is silent from here on
        engine.sync(silent.store, silent_clock.now)
        epoch = township.store.epoch
    report = restore.restore(data, file, code, clock(), accept_loss=True)
    assert report.lost is not None
    assert (report.lost["decisions"], report.lost["devices"]) == (1, 0)
    with running(data, clock) as township:
        for store in (busy.store, silent.store):
            store.set_meta({URL: township.url})
        assert township.store.epoch != epoch
        visit_day(busy, person, 3)
        told = engine.sync(busy.store, busy_clock.now)
        assert told.pushed > told.requests
        assert (counted(busy)["pending"], counted(busy)["returned"], counted(busy)["accepted"]) == (0, 0, 1)
        assert busy.store.meta(EPOCH)[EPOCH] == township.store.epoch
        idle = engine.sync(busy.store, busy_clock.now)
        assert (idle.pushed, idle.requests) == (0, 1)
        township.decide(late)  # judged anew, and heard: its notice is numbered beyond all the clinic has
        engine.sync(busy.store, busy_clock.now)
        assert counted(busy)["accepted"] == 2
        assert at_the_township(township) != at_the_clinic(busy) | at_the_clinic(silent)
        engine.sync(silent.store, silent_clock.now)  # weeks later
        assert at_the_township(township) == at_the_clinic(busy) | at_the_clinic(silent)
        assert counted(silent)["pending"] == 0


def test_cut_off_while_it_asks_the_next_round_begins_anew(
    tmp_path: Path, stations: tuple[worlds.World, worlds.World], monkeypatch: pytest.MonkeyPatch
) -> None:
    (station, clock, person), _ = stations
    data = tmp_path / "t"
    with running(data) as township:
        code = recovery.draw(data, CHEAP)
        pair(station.store, township.url, township.code(*VILLAGE))
        backup.backup(township.store, tmp_path / "b.vctb", clock.now())
        visit_day(station, person, 1)
        engine.sync(station.store, clock.now)
    restore.restore(data, tmp_path / "b.vctb", code, clock.now(), accept_loss=True)
    with running(data) as township:
        station.store.set_meta({URL: township.url})
        before = counted(station)
        with monkeypatch.context() as patched:
            patched.setattr(Transport, "known", cut)
            with pytest.raises(WorldFault):
                engine.sync(station.store, clock.now)
        assert counted(station) == before
        engine.sync(station.store, clock.now)
        assert at_the_township(township) == at_the_clinic(station)
        assert counted(station)["pending"] == 0


def cut(_transport: Transport, _sealed: bytes) -> KnownReply:
    raise WorldFault("offline", "断线")


def test_what_the_township_wrote_after_the_backup_gives_way_to_what_it_has(
    tmp_path: Path, database: str, stations: tuple[worlds.World, worlds.World]
) -> None:
    (station, clock, _), _ = stations
    data, now = tmp_path / "t", clock.now()

    def announce(township: RunningTownship, text: str) -> None:
        with township.store.write() as session:
            staff = session.exec(select(Staff)).one()
            told = {"title": "停电", "text": text, "published_on": "2026-11-24", "valid_until": ""}
            publish.write(session, "announcement", "n-1", told, clinics=None, staff=staff, now=now)

    def read() -> list[str]:
        with station.store.read() as session:
            return [json.loads(row.record)["text"] for row in session.exec(select(AnnouncementRow))]

    with running(data, server=database) as township:
        township.staff("lin", "林晓燕", "administrator")
        code = recovery.draw(data, CHEAP)
        pair(station.store, township.url, township.code(*VILLAGE))
        announce(township, "周三停电")
        engine.sync(station.store, clock.now)
        backup.backup(township.store, tmp_path / "b.vctb", now)
        announce(township, "周四停电")
        engine.sync(station.store, clock.now)
        assert read() == ["周四停电"]
    restore.restore(data, tmp_path / "b.vctb", code, now, accept_loss=True)
    with running(data) as township:
        station.store.set_meta({URL: township.url})
        engine.sync(station.store, clock.now)
        assert read() == ["周三停电"]
        announce(township, "周五停电")
        engine.sync(station.store, clock.now)
        assert read() == ["周五停电"]
