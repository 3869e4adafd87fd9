"""What a sender does when the township does not take what it sent: another number, another protocol, the whole record."""

import json
import random
from collections.abc import Generator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from sync.client import device as devices, engine
from sync.client.pace import LEAST, MOST, STEP
from sync.client.pairing import pair
from sync.client.sending import Sender
from sync.client.transport import Transport
from sync.server.database.tables import Device, Inbox
from sync.server.intake import rounds
from sync.server.web import api
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.sync.client.lossy import lossy
from vclinic.domain.problem import Refused
from vclinic.services import record_follow_up, visit_sheet
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import changes

HOME = (worlds.SETUP.clinic_name, worlds.SETUP.village_code)


@pytest.fixture
def both(tmp_path: Path) -> Generator[tuple[RunningTownship, Workstation]]:
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, _):
        pair(station.store, township.url, township.code(*HOME))
        yield township, station


def reported(station: Workstation) -> engine.RoundReport:
    return engine.sync(station.store, station.clock.now)


def villagers(station: Workstation, count: int) -> None:
    before = status(station).stored + status(station).pending
    for number in range(count):
        born = date(1950, 1, 1) + timedelta(days=before + number)
        chance = random.Random(number)
        name = "".join(chr(0x4E00 + chance.randrange(20_000)) for _ in range(8))  # what does not pack well
        worlds.register(station, name=name, born=born)


def corrected(station: Workstation, resident: str, follow_up_id: str, heart_rate: int) -> None:
    sheet = visit_sheet.open_visit(station, resident, follow_up_id)
    values = dict(sheet.values) | {"heart_rate": heart_rate, "visit_class": "", "next_visit_date": None}
    saved = record_follow_up.record(station, sheet, VisitEntry(values, correction_reason="录错"))
    assert not isinstance(saved, list), saved


def known_of(township: RunningTownship) -> Device:
    with township.store.read() as session:
        return session.exec(select(Device)).one()


def visits_filed(township: RunningTownship) -> dict[int, int]:
    """Heart rates by revision, of the one visit."""
    with township.store.read() as session:
        rows = session.exec(select(Inbox).where(Inbox.entity == "follow_up"))
        return {row.revision: json.loads(row.payload)["data"]["record"]["heart_rate"] for row in rows}


def logged_and_filed(township: RunningTownship, station: Workstation) -> tuple[dict[str, Any], dict[str, Any]]:
    """What each side has, by change."""
    with station.store.read() as session:
        rows = session.connection().exec_driver_sql("SELECT id, payload FROM change").all()
    with township.store.read() as session:
        filed = {row.change_id: json.loads(row.payload)["data"] for row in session.exec(select(Inbox))}
    return {name: json.loads(payload) for name, payload in rows}, filed


# a number that was used before


def test_a_clinic_whose_numbers_were_used_counts_anew_and_sends_the_same_in_the_same_round(
    both: tuple[RunningTownship, Workstation],
) -> None:
    township, station = both
    villagers(station, 1)
    reported(station)
    generation = known_of(township).generation
    station.store.set_meta({devices.ROUND: "0"})  # as after a folder was copied back
    villagers(station, 1)
    report = reported(station)
    assert (report.refused, status(station).pending) == (0, 0)
    assert known_of(township).generation != generation
    assert known_of(township).last_round == 1


def test_a_clinic_that_went_back_to_a_former_generation_draws_another(
    both: tuple[RunningTownship, Workstation],
) -> None:
    township, station = both
    reported(station)
    first = station.store.meta(devices.GENERATION, devices.ROUND)
    station.store.set_meta({devices.GENERATION: "11111111", devices.ROUND: "0"})
    reported(station)
    station.store.set_meta(first)
    villagers(station, 1)
    reported(station)
    assert status(station).pending == 0
    assert first[devices.GENERATION] in known_of(township).former_generations.split()


# an edit whose base the township has not


def test_an_edit_goes_by_its_changed_fields_and_is_completed_there(both: tuple[RunningTownship, Workstation]) -> None:
    township, station = both
    person = worlds.register(station)
    saved = worlds.visit(station, person)
    reported(station)
    corrected(station, person, saved.follow_up_id, 91)
    report = reported(station)
    assert (report.pushed, report.requests) == (1, 1)
    assert visits_filed(township)[2] == 91
    mine, theirs = logged_and_filed(township, station)
    assert mine == theirs


def test_an_edit_of_what_the_township_lost_goes_whole_in_the_same_round_and_nobody_is_told(
    both: tuple[RunningTownship, Workstation],
) -> None:
    township, station = both
    person = worlds.register(station)
    saved = worlds.visit(station, person)
    reported(station)
    with township.store.write() as session:
        filed = session.exec(select(Inbox).where(Inbox.entity == "follow_up")).one()
        filed.state, filed.applied = "refused", "no"  # not a base any more
        session.add(filed)
    corrected(station, person, saved.follow_up_id, 91)
    villagers(station, 1)
    waiting = status(station).pending
    report = reported(station)
    assert (report.pushed, report.stored, report.refused, report.requests) == (waiting, waiting, 0, 2)
    assert visits_filed(township)[2] == 91
    assert (status(station).pending, status(station).refused) == (0, 0)


def test_an_edit_of_what_says_something_else_there_goes_whole(both: tuple[RunningTownship, Workstation]) -> None:
    township, station = both
    person = worlds.register(station)
    saved = worlds.visit(station, person)
    reported(station)
    with township.store.write() as session:
        filed = session.exec(select(Inbox).where(Inbox.entity == "follow_up")).one()
        document = json.loads(filed.payload)
        document["data"]["record"]["weight_kg"] = 71.5
        filed.payload = json.dumps(document)
        session.add(filed)
    corrected(station, person, saved.follow_up_id, 91)
    assert reported(station).requests == 2
    mine, theirs = logged_and_filed(township, station)
    assert mine.keys() == theirs.keys()
    assert [name for name, data in mine.items() if data != theirs[name]] == [filed.change_id], "the spoilt one alone"


# an older township


def test_a_township_that_went_back_to_an_older_program_is_spoken_to_as_before(
    both: tuple[RunningTownship, Workstation], monkeypatch: pytest.MonkeyPatch
) -> None:
    township, station = both
    villagers(station, 1)
    reported(station)
    with monkeypatch.context() as during:
        during.setattr(api, "two", _Unknown)
        during.setattr(rounds, "PROTOCOL_MAX", 1)
        villagers(station, 1)
        report = reported(station)
        assert (report.refused, status(station).pending) == (0, 0)
        assert known_of(township).protocol == 1
        villagers(station, 1)
        assert reported(station).requests == 1, "nobody tries the newer one again"
    villagers(station, 1)
    reported(station)
    villagers(station, 1)
    reported(station)
    assert known_of(township).protocol == 2, "once it says that it speaks it, the newer one is spoken again"
    assert status(station).pending == 0


class _Unknown:
    """An envelope module of a program that knows no such envelope."""

    @staticmethod
    def is_sealed(_content: bytes) -> bool:
        return False


def test_what_is_refused_for_another_reason_is_not_tried_in_another_way(
    both: tuple[RunningTownship, Workstation],
) -> None:
    township, station = both
    with township.store.write() as session:
        device = session.exec(select(Device)).one()
        device.revoked_at = "2026-11-25T09:20:00+08:00"
        session.add(device)
    villagers(station, 1)
    ended = engine.attempt(station.store, station.clock.now)
    assert isinstance(ended.fault, Refused)
    assert (ended.fault.code, ended.report.requests) == ("revoked", 1)
    assert status(station).pending > 0


# a line that is cut


def test_after_a_cut_less_goes_at_once_and_it_is_remembered(both: tuple[RunningTownship, Workstation]) -> None:
    township, station = both
    reported(station)
    villagers(station, 2)
    with lossy(township.url, [(150, 10_000), (150, 10_000)]) as line:
        station.store.set_meta({devices.URL: line.url})
        assert devices.most_at_once(station.store) == 0, "never cut"
        for kept in (8_000, 4_000):
            assert engine.attempt(station.store, station.clock.now).fault is not None
            assert devices.most_at_once(station.store) == kept
        reported(station)
    assert status(station).pending == 0


def test_a_township_that_cannot_be_reached_says_nothing_of_the_line(both: tuple[RunningTownship, Workstation]) -> None:
    _, station = both
    villagers(station, 1)
    station.store.set_meta({devices.URL: "http://127.0.0.1:9"})
    assert engine.attempt(station.store, station.clock.now).fault is not None
    assert devices.most_at_once(station.store) == 0


def test_batches_after_a_cut_stay_small_and_grow_again(both: tuple[RunningTownship, Workstation]) -> None:
    _, station = both
    devices.keep_most_at_once(station.store, LEAST)
    villagers(station, 120)
    device = devices.load(station.store)
    assert device is not None
    sizes: list[int] = []
    with Transport(device.url) as transport:
        sender = Sender(station.store, transport, device, station.clock.now)
        while True:
            with station.store.read() as session:
                waiting = changes.pending(session, 0, 500)
            if not waiting:
                break
            before = transport.bytes_up
            sender.send(waiting, 0)
            sizes.append(transport.bytes_up - before)
    assert len(sizes) > 1
    assert sizes[0] < LEAST + 300
    assert LEAST + STEP <= devices.most_at_once(station.store) <= MOST


def test_protocol_1_keeps_to_what_the_line_holds_for(
    both: tuple[RunningTownship, Workstation], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, station = both
    devices.speak(station.store, 1)
    devices.keep_most_at_once(station.store, LEAST)
    monkeypatch.setattr(rounds, "PROTOCOL_MAX", 1)
    villagers(station, 40)
    report = reported(station)
    assert report.requests > 2
    assert report.bytes_up / report.requests < LEAST + 700
    assert status(station).pending == 0
