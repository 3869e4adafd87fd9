"""An older clinic with a newer township, and the other way round, by the documents the older one really sent."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import col, select

from sync.client import device as devices, engine
from sync.client.device import Device
from sync.client.pairing import pair
from sync.protocol import wire
from sync.server.database.tables import Inbox, Review, Staff
from sync.server.intake import apply
from sync.server.owned import announcements
from sync.server.review import review
from tests import worlds
from tests.answering import answering
from tests.server.township import ClinicDevice, RunningTownship, running
from tests.sync.wire.first_messages import RoundReply
from tests.test_house.tracked import ROOT
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.domain import entities
from vclinic.services import (
    counter_sheet,
    dispense,
    record_follow_up,
    refer_at_once,
    returned,
    sync_status,
    visit_sheet,
)
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.refer_at_once import ReferredVisit
from vclinic.services.workstation import Workstation
from vclinic.storage import changes

FIRST = ROOT / "tests" / "sync" / "wire" / "2026-11"


def recorded(name: str) -> dict[str, Any]:
    return json.loads((FIRST / f"{name}.json").read_text(encoding="utf-8"))


# an older clinic, today's township


@pytest.fixture
def township(tmp_path: Path) -> Iterator[RunningTownship]:
    with running(tmp_path / "township") as made:
        made.staff("linxy", "林晓燕")
        yield made


def first_clinic(township: RunningTownship) -> ClinicDevice:
    """The clinic whose batch was recorded."""
    device = ClinicDevice(township, id_tag="CWQ04F")
    device.pair(township.code())
    return device


def heard(device: ClinicDevice, batch: dict[str, Any]) -> RoundReply:
    """What the first release makes of today's answer."""
    answer = device.post(device.seal_body(wire.compact(batch).encode(), len(batch["changes"])))
    assert answer.status_code == 200, answer.text
    return RoundReply.model_validate_json(answer.content)


def test_everything_an_older_clinic_sends_is_filed(township: RunningTownship) -> None:
    batch = recorded("round")
    reply = heard(first_clinic(township), batch)
    assert [receipt.state for receipt in reply.receipts] == ["stored"] * len(batch["changes"])
    with township.store.read() as session:
        filed = {row.change_id: (row.applied, row.waits_for) for row in session.exec(select(Inbox))}
        told = {row.change_id: json.loads(row.payload) for row in session.exec(select(Inbox))}
    assert filed == {change["id"]: ("yes", "") for change in batch["changes"]}
    assert told == {change["id"]: change for change in batch["changes"]}


def test_an_older_clinic_hears_verdicts_and_passes_over_what_it_cannot_read(township: RunningTownship) -> None:
    device = first_clinic(township)
    heard(device, recorded("round"))
    with township.store.write() as session:
        staff = session.exec(select(Staff)).one()
        wording = announcements.Wording("周三停电", "请提前备份。", "")
        assert not isinstance(announcements.announce(session, wording, None, staff, township.clock()), list)
        waiting = session.exec(select(Review).where(Review.entity == "follow_up")).one()
        decision = review.Decision(accept=False, remarks={"heart_rate": "请重新数。"}, deadline="2026-11-28")
        result = review.decide(session, waiting.change_id, decision, staff, township.clock())
        assert not isinstance(result, list), result
    reply = heard(device, {"changes": [], "cursor": 0, "want": 100})
    assert [(notice.kind, notice.state) for notice in reply.notices] == [("record", ""), ("verdict", "returned")]
    assert reply.notices[1].remarks[0].text == "请重新数。"
    assert reply.cursor == reply.notices[1].seq


# today's clinic, an older township


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    """The very day that was recorded, lived again."""
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        worlds.stock(made)
        given = worlds.prescription(made, worlds.visit(made, worlds.register(made)).follow_up_id)
        handed = dispense.dispense(made, counter_sheet.open_counter(made, given), confirmed_checks=True)
        dispense.reverse_dispensing(made, handed, "发错药")
        yield made


def test_todays_clinic_understands_an_older_township(station: Workstation) -> None:
    with station.store.read() as session:
        mine = changes.pending(session, 0, 100)
    theirs = recorded("round")["changes"]
    assert [row.entity for row in mine] == [change["entity"] for change in theirs]
    ids = {then["id"]: now.id for then, now in zip(theirs, mine, strict=True)}
    ids |= {then["entity_id"]: now.entity_id for then, now in zip(theirs, mine, strict=True)}
    answers = [_about(recorded(name), ids) for name in ("reply-receipts", "reply-verdict")]

    class Older(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            content = zstandard.ZstdCompressor().compress(answers.pop(0))
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Encoding", "zstd")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *text: object) -> None:
            pass

    with answering(Older) as url:
        devices.save(station.store, Device(url, "d-1", Ed25519PrivateKey.generate(), "", 0, ""))
        first = engine.sync(station.store, station.clock.now)
        second = engine.sync(station.store, station.clock.now)
    assert (first.stored, first.refused, second.notices, answers) == (len(mine), 0, 1, [])
    (back,) = returned.returned(station)
    assert (back.entity, back.remarks, back.general) == (
        "follow_up",
        (("心率", "请重新数满一分钟。"),),
        "其余都好。",
    )
    now = sync_status.status(station)
    assert (now.pending, now.returned, now.unread) == (0, 1, 0)


def _about(document: dict[str, Any], ids: dict[str, str]) -> bytes:
    """A recorded answer about this clinic's changes."""
    text = json.dumps(document, ensure_ascii=False)
    for then, now in ids.items():
        text = text.replace(f'"{then}"', f'"{now}"')
    return text.encode()


def test_an_older_township_keeps_an_emergency_it_cannot_read_and_files_its_completion(
    township: RunningTownship, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Before they could be left unfinished, a township knew the whole forms only."""
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        resident = worlds.register(made)
        sheet = visit_sheet.open_visit(made, resident)
        known = VisitEntry(dict(sheet.values) | {"bp_readings": ((186, 112),)})
        referred = refer_at_once.refer_at_once(made, (sheet,), (known,))
        assert isinstance(referred, ReferredVisit)
        follow_up_id = referred.saved[0].follow_up_id
        monkeypatch.setitem(HYPERTENSION.__dict__, "unfinished_forms", ())
        pair(made.store, township.url, township.code(made.clinic.name, made.clinic.village_code))
        first = engine.sync(made.store, made.clock.now)
        assert first.refused == 0
        with township.store.read() as session:
            (row,) = session.exec(select(Inbox).where(Inbox.entity_id == follow_up_id))
            assert (row.state, row.waits_for) == ("stored", "program:hypertension_follow_up:1003")
        monkeypatch.undo()
        complete = visit_sheet.open_visit(made, resident, follow_up_id)
        whole = dict(complete.values) | worlds.FULL | {"bp_readings": ((186, 112),)}
        assert not isinstance(record_follow_up.record(made, complete, VisitEntry(whole)), list)
        monkeypatch.setitem(HYPERTENSION.__dict__, "unfinished_forms", ())
        assert engine.sync(made.store, made.clock.now).refused == 0
        with township.store.read() as session:
            newest = session.exec(select(Inbox).where(Inbox.entity_id == follow_up_id, Inbox.revision == 2)).one()
            assert newest.applied == "yes"


PROFILE = "medication_profile"


def test_a_kind_an_older_township_does_not_know_is_kept_until_it_can_be_read(
    tmp_path: Path, township: RunningTownship, monkeypatch: pytest.MonkeyPatch
) -> None:
    def filed() -> list[tuple[int, str, bool]]:
        with township.store.read() as session:
            rows = session.exec(select(Inbox).where(Inbox.entity == PROFILE).order_by(col(Inbox.revision)))
            return [(row.revision, row.applied, row.waits_for.startswith("program:")) for row in rows]

    with worlds.clinic(tmp_path / "clinic") as (station, _), monkeypatch.context() as older:
        resident = worlds.register(station)
        worlds.taken_elsewhere(station, resident)
        worlds.taken_elsewhere(station, resident, "阿司匹林", "pharmacy")
        known = tuple(entity for entity in entities.ENTITIES if entity.name != PROFILE)
        older.setattr(entities, "ENTITIES", known)
        pair(station.store, township.url, township.code("柳河村卫生室", station.clinic.village_code))
        engine.sync(station.store, station.clock.now)
        assert sync_status.status(station).pending == 0
    assert filed() == [(1, "waiting", True), (2, "waiting", True)]
    with township.store.write() as session:
        assert apply.retry(session, township.clock()) == 0  # as after its upgrade
    assert filed() == [(1, "yes", False), (2, "yes", False)]
