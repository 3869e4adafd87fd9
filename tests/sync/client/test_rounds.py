"""The clinic's half against a real township over real HTTP: nothing lost, nothing doubled, one state per change."""

import socket
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from sync.client import engine
from sync.client.pairing import pair
from sync.client.transport import Transport
from sync.server.database.tables import Staff
from sync.server.review import review
from tests import worlds
from tests.answering import answering
from tests.server.township import running
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import record_follow_up, register_resident, resident_record, returned, visit_sheet
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.sync_status import list_changes, status
from vclinic.storage import change_states


@pytest.fixture
def both(tmp_path: Path):
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, clock):
        township.staff("lin", "林晓燕")
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        yield township, station, clock


def states(station) -> dict[str, str]:
    with station.store.read() as session:
        return {entry.id: entry.state for entry in change_states.listed(session, change_states.STATES, 100_000)}


def decide(township, change_id: str, *, accept: bool, remarks: dict[str, str] | None = None) -> None:
    from sqlmodel import select

    with township.store.write() as session:
        staff = session.exec(select(Staff)).first()
        deadline = "" if accept else (township.clock().date() + timedelta(days=3)).isoformat()
        result = review.decide(
            session, change_id, review.Decision(accept, remarks or {}, "", deadline), staff, township.clock()
        )
    assert not isinstance(result, list), result


def test_one_round_brings_everything_up_and_receipts_count_down(both) -> None:
    _, station, clock = both
    resident = worlds.register(station)
    worlds.visit(station, resident)
    waiting = status(station).pending
    report = engine.sync(station.store, clock.now)
    assert (report.pushed, report.stored, report.refused) == (waiting, waiting, 0)
    after = status(station)
    assert (after.pending, after.stored) == (0, waiting)
    assert after.last_success is not None
    idle = engine.sync(station.store, clock.now)
    assert (idle.pushed, idle.requests) == (0, 1)
    assert idle.bytes_up <= 1024
    assert idle.bytes_down <= 1024


def test_a_visit_is_returned_corrected_compared_and_accepted(both) -> None:
    township, station, clock = both
    resident = worlds.register(station)
    first = worlds.visit(station, resident)
    engine.sync(station.store, clock.now)
    change = next(line.change_id for line in list_changes(station, ("stored",)) if line.entity == "follow_up")
    decide(township, change, accept=False, remarks={"heart_rate": "请重新数满一分钟。"})
    engine.sync(station.store, clock.now)
    sent_back = returned.returned(station)[0]
    assert sent_back.remarks == (("心率", "请重新数满一分钟。"),)
    sheet = visit_sheet.open_visit(station, resident, first.follow_up_id)
    assert sheet.remarks == {"heart_rate": "请重新数满一分钟。"}
    again = record_follow_up.record(station, sheet, VisitEntry(sheet.values | {"heart_rate": 80}))
    assert isinstance(again, SavedVisit)
    assert returned.returned(station) == ()
    engine.sync(station.store, clock.now)
    second = next(line.change_id for line in list_changes(station, ("stored",)) if line.revision == 2)
    decide(township, second, accept=True)
    engine.sync(station.store, clock.now)
    mine = states(station)
    assert (mine[change], mine[second]) == ("returned", "accepted")
    assert status(station).needs_action == 0


def test_a_township_that_is_down_is_a_sentence_and_nothing_is_lost(both) -> None:
    _, station, clock = both
    worlds.register(station)
    before = status(station).pending
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        station.store.set_meta({"township_url": f"http://127.0.0.1:{closed.getsockname()[1]}"})
        with pytest.raises(WorldFault, match="资料已安全保存在本机"):
            engine.sync(station.store, clock.now)
    assert status(station).pending == before


class _Nonsense(BaseHTTPRequestHandler):
    answer: tuple[int, bytes] = (200, b"")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        code, body = self.answer
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *text: object) -> None:
        pass


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>please log in to the wifi</html>"),
        (200, b"{}"),
        (200, b'{"receipts": [], "notices": [], "cursor": 0, "more": false, "server_time": "", "township": ""}'),
        (302, b""),
        (500, b"oops"),
        (404, b"{}"),
    ],
)
def test_a_server_that_answers_nonsense_is_a_sentence_and_nothing_is_lost(both, answer: tuple[int, bytes]) -> None:
    _, station, clock = both
    worlds.register(station)
    before = states(station)
    handler = type("Handler", (_Nonsense,), {"answer": answer})
    with answering(handler) as url:
        station.store.set_meta({"township_url": url})
        with pytest.raises((WorldFault, Refused)) as told:
            engine.sync(station.store, clock.now)
    assert told.value.sentence.endswith("。")
    assert states(station) == before


def test_an_edit_made_during_a_push_still_waits_afterwards(both, monkeypatch: pytest.MonkeyPatch) -> None:
    _, station, clock = both
    resident = worlds.register(station)
    first = worlds.visit(station, resident)
    sent = Transport.round

    def edit_meanwhile(self: Transport, envelope: bytes, *about: Any):
        reply = sent(self, envelope, *about)
        monkeypatch.setattr(Transport, "round", sent)
        sheet = visit_sheet.open_visit(station, resident, first.follow_up_id)
        record_follow_up.record(station, sheet, VisitEntry(sheet.values | {"heart_rate": 90}))
        return reply

    monkeypatch.setattr(Transport, "round", edit_meanwhile)
    engine.sync(station.store, clock.now)
    result = {entry: state for entry, state in states(station).items() if state == "pending"}
    assert len(result) <= 1
    engine.sync(station.store, clock.now)
    assert set(states(station).values()) == {"stored"}


def test_a_round_whose_answer_was_lost_is_sent_again_and_nothing_doubles(both, monkeypatch: pytest.MonkeyPatch) -> None:
    township, station, clock = both
    worlds.register(station)
    sent = Transport.round

    def lose(self: Transport, envelope: bytes, *about: Any):
        sent(self, envelope, *about)
        raise WorldFault("cut_off", "上报中途断线。")

    monkeypatch.setattr(Transport, "round", lose)
    with pytest.raises(WorldFault):
        engine.sync(station.store, clock.now)
    assert set(states(station).values()) == {"pending"}
    monkeypatch.setattr(Transport, "round", sent)
    report = engine.sync(station.store, clock.now)
    assert report.refused == 0
    assert set(states(station).values()) == {"stored"}
    from sync.server.reports.status import status as township_status

    with township.store.read() as session:
        counted = township_status(session)
    assert counted.stored == len(states(station))


def test_batches_stay_small_and_many_changes_arrive_in_order(both) -> None:
    from vclinic.services import sample_village

    _, station, clock = both
    sample_village.fill(station, 120, 6, 2)
    report = engine.sync(station.store, clock.now)
    assert report.refused == 0
    assert report.requests >= report.bytes_up // 17_000
    assert report.bytes_up / report.pushed < 110
    assert set(states(station).values()) == {"stored"}


def test_enrolment_wants_a_code_that_is_good_and_an_address_that_is_safe(tmp_path: Path) -> None:
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, clock):
        with pytest.raises(Refused, match="还没有接入"):
            engine.sync(station.store, clock.now)
        with pytest.raises(Refused):
            pair(station.store, township.url, "WRONG-CODE")
        for url in ("ftp://x", "卫生院", "http://10.0.0.5:8650"):
            with pytest.raises(Refused):
                pair(station.store, url, "X")
        code = township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code)
        pair(station.store, township.url, code)
        with pytest.raises(Refused):
            pair(station.store, township.url, code)


def test_a_residents_record_is_returned_mended_and_accepted(both) -> None:
    township, station, clock = both
    resident = worlds.register(station)
    engine.sync(station.store, clock.now)
    first = next(line.change_id for line in list_changes(station, ("stored",)) if line.entity == "resident")
    decide(township, first, accept=False, remarks={"phone": "打不通，请核对。"})
    engine.sync(station.store, clock.now)
    (back,) = returned.returned(station)
    assert (back.entity, back.entity_id, back.remarks) == ("resident", resident, (("本人电话", "打不通，请核对。"),))
    record = resident_record.resident_record(station, resident)
    assert register_resident.change_resident(station, resident, {"phone": "13900001111"}, record.revision) == resident
    assert returned.returned(station) == ()
    engine.sync(station.store, clock.now)
    second = next(line.change_id for line in list_changes(station, ("stored",)) if line.revision == 2)
    decide(township, second, accept=True)
    engine.sync(station.store, clock.now)
    mine = states(station)
    assert (mine[first], mine[second]) == ("returned", "accepted")
    assert status(station).needs_action == 0
