"""Which changes are still here, as a clinic asks it after a restore: its own, stored ones only."""

from typing import Any

import requests
from sqlmodel import select

from sync.protocol import known, messages
from sync.protocol.known import KnownReply, KnownRequest, Span
from sync.protocol.messages import Change, ErrorReply
from sync.server.database.tables import Device
from tests.server.people import resident
from tests.server.township import ClinicDevice, RunningTownship


def asked(clinic: ClinicDevice, request: KnownRequest) -> requests.Response:
    sealed = clinic.seal_body(messages.encode(request), 0)
    return requests.post(f"{clinic.township.url}/api/v1/known", data=sealed, timeout=30)


def answered(clinic: ClinicDevice, *ids: str, spans: tuple[Span, ...] = ()) -> KnownReply:
    return messages.decode(KnownReply, asked(clinic, KnownRequest(spans=spans, ids=ids)).content)


def span(*ids: str) -> Span:
    return Span(first=ids[0], last=ids[-1], count=len(ids), digest=known.digest(ids))


def people(clinic: ClinicDevice, *keys: str, **more: Any) -> list[Change]:
    changes = [resident(key, **more) for key in keys]
    clinic.round(*changes)
    return changes


def test_what_is_stored_is_known_and_what_was_refused_or_never_came_is_not(clinic: ClinicDevice) -> None:
    good = people(clinic, "R-1", "R-2", "R-3")
    (bad,) = people(clinic, "R-4", birth_date="2199-01-01")
    ids = [change.id for change in good]
    reply = answered(clinic, *ids, bad.id, "R-9.r1")
    assert reply.unknown == (bad.id, "R-9.r1")
    assert reply.epoch == clinic.township.store.epoch


def test_a_span_is_the_same_only_when_nothing_is_missing_on_either_side(clinic: ClinicDevice) -> None:
    ids = sorted(change.id for change in people(clinic, "R-1", "R-2", "R-3"))
    spans = (span(*ids), span(ids[0], ids[2]), span(*ids, f"{ids[2]}x"), span("X-1", "X-2"))
    reply = answered(clinic, spans=spans)
    assert (reply.same, reply.none) == ((0,), (3,))


def test_another_clinics_changes_are_nobody_elses_business(township: RunningTownship, clinic: ClinicDevice) -> None:
    ids = sorted(change.id for change in people(clinic, "R-1", "R-2"))
    other = township.clinic("丁山村卫生室", "340123101106")
    reply = answered(other, *ids, spans=(span(*ids),))
    assert (reply.unknown, reply.none) == (tuple(ids), (0,))


def test_only_a_device_that_may_send_may_ask(township: RunningTownship, clinic: ClinicDevice) -> None:
    stranger = ClinicDevice(township, name="d-nobody")
    answer = asked(stranger, KnownRequest())
    assert (answer.status_code, messages.decode(ErrorReply, answer.content).code) == (401, "unknown_device")
    with township.store.write() as session:
        from sync.server.devices import pairing

        assert pairing.revoke(session, clinic.name, "admin", township.clock())
    assert messages.decode(ErrorReply, asked(clinic, KnownRequest()).content).code == "revoked"


def test_a_question_writes_nothing(township: RunningTownship, clinic: ClinicDevice) -> None:
    people(clinic, "R-1")
    with township.store.read() as session:
        before = [row.model_dump() for row in session.exec(select(Device))]
    answered(clinic, "R-1.r1")
    with township.store.read() as session:
        assert [row.model_dump() for row in session.exec(select(Device))] == before
