"""Whatever answers in the township's place: nothing is lost, nothing counts as stored that was not, a sentence, and on."""

import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client import answers, device as devices, engine, lines, transport
from sync.client.device import Device
from sync.client.pairing import pair
from sync.client.transport import Transport
from tests import worlds
from tests.answering import answering
from tests.server.township import running
from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.services import returned
from vclinic.services.sync_status import list_changes, resting, status
from vclinic.services.workstation import Workstation

Answer = tuple[int, dict[str, str], bytes]
Script = Callable[[list[dict[str, Any]], int], Answer]


def asked(envelope: bytes) -> list[dict[str, Any]]:
    """The changes in a sealed batch."""
    start = 8 + int.from_bytes(envelope[4:8], "big") + 64
    return json.loads(zstandard.ZstdDecompressor().decompress(envelope[start:]))["changes"]


def reply(**parts: Any) -> Answer:
    plain = {"receipts": [], "notices": [], "cursor": 0, "more": False, "server_time": "", "township": "清溪镇卫生院"}
    return 200, {}, json.dumps(plain | parts).encode()


def receipt(change: dict[str, Any], state: str = "stored") -> dict[str, str]:
    return {"change_id": change["id"], "state": state}


def verdict(change_id: str, seq: int = 1, **parts: Any) -> dict[str, Any]:
    plain = {"seq": seq, "kind": "verdict", "change_id": change_id, "state": "returned",
             "remarks": [{"field": "sbp", "text": "请重新量。"}], "reviewer": "林", "at": "2026-11-25T09:20:00+08:00"}  # fmt: skip
    return plain | parts


@contextmanager
def scripted(script: Script) -> Generator[tuple[str, list[int]]]:
    """A server that answers by a script; the list holds how many changes came with each request."""
    requests: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            changes = asked(body) if body.startswith(b"VCB1") else []
            requests.append(len(changes))
            code, headers, content = script(changes, len(requests))
            self.send_response(code)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            pieces = [content] if "X-Trickle" not in headers else [content[at : at + 1] for at in range(len(content))]
            try:
                for piece in pieces:
                    self.wfile.write(piece)
                    if len(pieces) > 1:
                        self.wfile.flush()
                        time.sleep(0.02)
            except OSError:
                pass  # the clinic had enough

        def log_message(self, *text: object) -> None:
            pass

    with answering(Handler) as url:
        yield url, requests


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        worlds.visit(made, worlds.register(made))
        devices.save(made.store, Device("http://127.0.0.1:9", "d-1", Ed25519PrivateKey.generate(), "", 0, ""))
        yield made


def round_with(station: Workstation, script: Script) -> list[int]:
    with scripted(script) as (url, requests):
        station.store.set_meta({devices.URL: url})
        try:
            engine.sync(station.store, station.clock.now)
        finally:
            assert len(requests) < 10, "it never asks without end"
    return requests


def refused_round(station: Workstation, script: Script, code: str) -> None:
    before = status(station)
    with pytest.raises(Expected) as told:
        round_with(station, script)
    assert told.value.code == code
    assert told.value.sentence.endswith("。")
    after = status(station)
    assert (after.pending, after.stored) == (before.pending, before.stored), "nothing counts as received"


def test_a_township_that_always_has_more_to_say_is_not_asked_for_ever(station: Workstation) -> None:
    round_with(station, lambda changes, _: reply(receipts=[receipt(change) for change in changes], more=True))
    assert status(station).pending == 0


def test_the_same_notice_again_and_again_is_kept_once(station: Workstation) -> None:
    told = verdict("nobody")
    round_with(
        station, lambda changes, _: reply(receipts=list(map(receipt, changes)), notices=[told], cursor=1, more=True)
    )
    assert status(station).pending == 0


def test_a_cursor_that_leaps_ahead_hides_no_notice(station: Workstation) -> None:
    round_with(station, lambda changes, _: reply(receipts=list(map(receipt, changes)), cursor=2**62))
    visit = next(change.change_id for change in list_changes(station, ("stored",)) if change.entity == "follow_up")
    round_with(station, lambda _, __: reply(notices=[verdict(visit)], cursor=1))
    assert status(station).returned == 1
    round_with(station, lambda _, __: reply(cursor=0))
    assert status(station).returned == 1, "a cursor that goes back undoes nothing"


def test_stored_and_refused_at_once_is_neither(station: Workstation) -> None:
    for states in (("stored", "refused"), ("refused", "stored")):
        refused_round(
            station,
            lambda changes, _, states=states: reply(
                receipts=[receipt(change, state) for change in changes for state in states]
            ),
            "contradiction",
        )


def test_one_change_without_a_receipt_holds_up_nobody(station: Workstation) -> None:
    waiting = status(station).pending
    with pytest.raises(WorldFault, match="1 条没有给回执"):
        round_with(station, lambda changes, _: reply(receipts=[receipt(change) for change in changes[1:]]))
    assert (status(station).pending, status(station).stored) == (1, waiting - 1)


def test_receipts_for_what_was_never_sent_count_for_nothing(station: Workstation) -> None:
    later = worlds.register(station, name="李四", serial=24)

    def script(changes: list[dict[str, Any]], _: int) -> Answer:
        return reply(receipts=[receipt({"id": later}), receipt({"id": "nobody"})])

    refused_round(station, script, "receipts_missing")


@pytest.mark.parametrize(
    "wrong", [{"deadline": "2026-13-45"}, {"deadline": "soon"}, {"at": ""}, {"at": "gestern"}, {"at": "2026-11-25"}]
)
def test_a_verdict_with_a_day_nobody_can_read_still_shows_its_remarks(
    station: Workstation, wrong: dict[str, str]
) -> None:
    round_with(station, lambda changes, _: reply(receipts=list(map(receipt, changes))))
    visit = next(change.change_id for change in list_changes(station, ("stored",)) if change.entity == "follow_up")
    told = [
        verdict(visit, remarks=[{"field": "of_tomorrow", "text": "新栏目"}, {"field": "sbp", "text": "请重新量。"}])
    ]
    round_with(station, lambda _, __: reply(notices=[told[0] | wrong], cursor=1))
    assert [text for _, text in returned.returned(station)[0].remarks] == ["新栏目", "请重新量。"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, {"Content-Encoding": "zstd"}, zstandard.ZstdCompressor().compress(bytes(64_000_000))), "nonsense_200"),
        ((200, {"Content-Encoding": "zstd"}, b"junk"), "nonsense_200"),
        ((200, {"Content-Encoding": "br"}, b"junk"), "nonsense_200"),
        ((200, {}, b" " * 9_000_000), "nonsense_200"),
        ((200, {"Content-Length": "500"}, b'{"receipts"'), "cut_off"),
        ((301, {"Location": "http://example.invalid/"}, b""), "nonsense_301"),
        ((429, {"Retry-After": "600"}, b'{"code": "later", "text": "\xe8\xaf\xb7\xe7\xa8\x8d\xe5\x80\x99\xe3\x80\x82"}'), "later"),
        ((429, {"Retry-After": "never"}, b"<h1>slow down</h1>"), "nonsense_429"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_leaves_everything_waiting(station: Workstation, answer: Answer, code: str) -> None:
    refused_round(station, lambda _, __: answer, code)


def test_a_body_that_trickles_for_ever_is_given_up(station: Workstation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_PATIENCE", 0.3)
    monkeypatch.setattr(answers, "_SLOWEST", 500.0)
    refused_round(station, lambda _, __: (200, {"X-Trickle": "yes"}, b" " * 1000), "too_slow")


@contextmanager
def trickling(endless: bytes) -> Generator[str]:
    """A server that answers any request with ``endless`` again and again, byte by byte."""
    enough = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def serve() -> None:
            line, _ = listening.accept()
            with line, suppress(OSError):
                line.recv(65_536)
                for piece in itertools.islice(itertools.cycle(endless), 1000 * len(endless)):
                    line.sendall(bytes((piece,)))
                    if enough.wait(0.01):
                        break

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            enough.set()
            thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    "endless",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 90,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 5000,
    ],
)
def test_lines_that_trickle_for_ever_are_given_up(
    station: Workstation, monkeypatch: pytest.MonkeyPatch, endless: bytes
) -> None:
    monkeypatch.setattr(lines, "_HEADERS", 1.0)
    monkeypatch.setattr(answers, "_PATIENCE", 1.0)
    with trickling(endless) as url:
        station.store.set_meta({devices.URL: url})
        began = time.monotonic()
        with pytest.raises(WorldFault) as told:
            engine.sync(station.store, station.clock.now)
        assert time.monotonic() - began < 8
    assert told.value.code == "too_slow"
    assert status(station).stored == 0


BUSY = b'{"code": "busy", "text": "\xe8\xaf\xb7\xe7\xa8\x8d\xe5\x80\x99\xe3\x80\x82"}'


@pytest.mark.parametrize(
    ("code", "headers", "seconds"),
    [
        (429, {"Retry-After": "600"}, 600),
        (503, {"Retry-After": "600"}, 600),
        (503, {"Retry-After": "999999999"}, 3600),
        (429, {"Retry-After": "9" * 5000}, 0),
        (429, {"Retry-After": "-5"}, 0),
        (429, {"Retry-After": "never"}, 0),
        (429, {}, 0),
        (500, {"Retry-After": "600"}, 0),
    ],
)
@pytest.mark.parametrize("content", [BUSY, b"<h1>slow down</h1>"])
def test_who_asks_to_be_left_alone_is(
    station: Workstation, code: int, headers: dict[str, str], seconds: int, content: bytes
) -> None:
    clock: Any = station.clock.base  # type: ignore[attr-defined]

    def script(_changes: list[dict[str, Any]], _: int) -> Answer:
        return code, headers, content

    with scripted(script) as (url, _):
        station.store.set_meta({devices.URL: url})
        with pytest.raises(WorldFault):
            engine.sync(station.store, clock.now, steady=clock.monotonic)
    assert resting(station) == (seconds > 0)
    clock.set(clock.now() + timedelta(days=1))
    if seconds:
        clock.pass_seconds(seconds - 1)
        assert resting(station)
        clock.pass_seconds(1)
    assert not resting(station)


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [("Thu, 26 Nov 2026 01:10:00 GMT", 600), ("Thu, 26 Nov 2026 00:10:00 GMT", 0), ("Fri, 26 Nov 2027 01:00:00 GMT", 3600)],
)  # fmt: skip
def test_a_moment_is_read_by_the_townships_own_clock(moment: str, seconds: int) -> None:
    assert transport._rest({"Retry-After": moment, "Date": "Thu, 26 Nov 2026 01:00:00 GMT"}) == seconds


def test_being_left_alone_begins_anew_with_the_machine_and_ends_with_a_round_that_went_well(
    station: Workstation,
) -> None:
    clock: Any = station.clock.base  # type: ignore[attr-defined]
    station.store.set_meta({engine.REST: "5000.0 60"})
    assert resting(station)
    clock.pass_seconds(59)
    assert resting(station)
    clock.pass_seconds(1)
    assert not resting(station)
    station.store.set_meta({engine.REST: f"{clock.monotonic()} 60"})
    round_with(station, lambda changes, _: reply(receipts=list(map(receipt, changes))))  # started by hand
    assert not resting(station)


def test_refused_changes_are_asked_about_in_turn(station: Workstation) -> None:
    for number in range(60):
        worlds.register(station, name="村民", serial=100 + 2 * number)
    everything = status(station).pending
    round_with(station, lambda changes, _: reply(receipts=[receipt(change, "refused") for change in changes]))
    assert status(station).refused == everything
    for _ in range(4):
        station.clock.base.pass_seconds(7200)  # pyright: ignore[reportAttributeAccessIssue] - tests step it
        round_with(station, lambda changes, _: reply(receipts=[receipt(change, "refused") for change in changes]))
    station.clock.base.pass_seconds(7200)  # pyright: ignore[reportAttributeAccessIssue] - tests step it
    seen: set[str] = set()

    def mended(changes: list[dict[str, Any]], _: int) -> Answer:
        seen.update(change["id"] for change in changes)
        return reply(receipts=list(map(receipt, changes)))

    for _ in range(4):
        round_with(station, mended)
    assert len(seen) == everything
    assert status(station).refused == 0


def test_an_enrolment_whose_answer_was_lost_goes_through_with_the_same_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Transport.pair

    def lost(self: Transport, request: Any) -> Any:
        real(self, request)
        raise WorldFault("cut_off", "断线。")

    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, _):
        code = township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code)
        monkeypatch.setattr(Transport, "pair", lost)
        with pytest.raises(WorldFault):
            pair(station.store, township.url, code)
        monkeypatch.undo()
        assert not status(station).paired
        pair(station.store, township.url, code)
        assert engine.sync(station.store, station.clock.now).stored
        first = station.store.meta(devices.KEY)
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        assert station.store.meta(devices.KEY) != first, "a new enrolment has a key of its own"


def test_a_name_for_this_device_that_cannot_be_one_is_nonsense(station: Workstation) -> None:
    said = {"device": "村 医\n", "township_name": "x", "protocol_min": 1, "protocol_max": 1}
    with (
        scripted(lambda _, __: (200, {}, json.dumps(said).encode())) as (url, _requests),
        pytest.raises(WorldFault, match="看不懂"),
    ):
        pair(station.store, url, "X")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com\\@127.0.0.1:80", "http://127.0.0.1@example.com", "http://u:p@127.0.0.1", "http://[::1", "http://",
        "http://127.0.0.1:99999", "http://127.0.0.1:abc", "http://127.0.0.1.example.com", "http://0.0.0.0", "", "//127.0.0.1",
        "file:///etc/passwd", "http://１２７.0.0.1\x00",
    ],
)  # fmt: skip
def test_an_address_that_hides_another_host_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        Transport(url)


def test_an_enrolment_that_reaches_nobody_promises_no_reporting(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with worlds.clinic(tmp_path) as (station, _), pytest.raises(WorldFault) as told:
        pair(station.store, f"http://127.0.0.1:{port}", "ABCD-EFGH-JKMN")
    assert "还没有接入" in told.value.sentence
    assert "自动上报" not in told.value.sentence
