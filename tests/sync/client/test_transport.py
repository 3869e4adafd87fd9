"""A request to a township: what it costs is counted, where it goes is certain, and every failure is a sentence."""

import json
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest
import zstandard

from sync.client.transport import AskedToWait, Transport
from sync.protocol.messages import EnrolRequest
from tests.answering import answering
from vclinic.domain.problem import Expected, Refused, WorldFault

REPLY = {"receipts": [], "notices": [], "cursor": 0, "more": False, "server_time": "", "township": "清溪镇卫生院"}
PAIRED = {"device": "d-1", "township_name": "清溪镇卫生院", "protocol_min": 1, "protocol_max": 1}
WANTED = EnrolRequest(code="ABCD", public_key="AAAA", id_tag="T", program="test")


@contextmanager
def answers(status: int, content: bytes, **headers: str) -> Generator[tuple[Transport, list[BaseHTTPRequestHandler]]]:
    """A transport to a township that answers everything alike; the list holds the requests it had."""
    asked: list[BaseHTTPRequestHandler] = []

    class Alike(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            pass

    with answering(Alike) as url, Transport(f"{url}/") as transport:
        yield transport, asked


def fault(status: int, content: bytes, **headers: str) -> Expected:
    with answers(status, content, **headers) as (transport, _), pytest.raises(Expected) as told:
        transport.round(b"sealed")
    assert told.value.sentence
    return told.value


def said(code: str, text: str) -> bytes:
    return json.dumps({"code": code, "text": text}).encode()


def test_a_round_goes_to_its_place_as_bytes_and_is_counted() -> None:
    content = json.dumps(REPLY).encode()
    with answers(200, content) as (transport, asked):
        assert transport.round(b"sealed").township == "清溪镇卫生院"
        first = (transport.bytes_up, transport.bytes_down)
        transport.round(b"sealed")
    assert [(request.path, request.headers["Content-Type"]) for request in asked] == [
        ("/api/v1/round", "application/octet-stream")
    ] * 2
    assert transport.requests == 2
    assert first[0] > len(b"sealed")
    assert first[1] > len(content)
    assert (transport.bytes_up, transport.bytes_down) == (2 * first[0], 2 * first[1])


def test_pairing_goes_to_its_place_as_json() -> None:
    with answers(200, json.dumps(PAIRED).encode()) as (transport, asked):
        assert transport.pair(WANTED).device == "d-1"
    assert [(request.path, request.headers["Content-Type"]) for request in asked] == [
        ("/api/v1/enrol", "application/json")
    ]


def test_a_packed_answer_is_counted_as_it_came_and_read_as_it_was_meant() -> None:
    content = json.dumps(REPLY | {"server_time": "x" * 5000}).encode()
    packed = zstandard.ZstdCompressor().compress(content)
    with answers(200, packed, Content_Encoding="zstd") as (transport, asked):
        assert transport.round(b"sealed").server_time == "x" * 5000
    assert transport.bytes_down < len(content)
    assert asked[0].headers["Accept-Encoding"] == "zstd"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Refused), (401, Refused), (403, Refused), (409, Refused), (426, Refused), (429, WorldFault), (500, WorldFault), (503, WorldFault)],
)  # fmt: skip
def test_a_no_of_the_township_is_told_in_its_own_words(status: int, kind: type[Expected]) -> None:
    told = fault(status, said("a_code", "请升级程序。"))
    assert type(told) is kind
    assert (told.code, told.sentence) == ("a_code", "请升级程序。")


@pytest.mark.parametrize(("length", "kept"), [(299, 299), (300, 300), (5000, 300)])
def test_a_sentence_is_shown_as_far_as_a_window_holds_it(length: int, kept: int) -> None:
    assert fault(400, said("a_code", "啊" * length)).sentence == "啊" * kept


@pytest.mark.parametrize("status", [302, 400, 404, 502])
@pytest.mark.parametrize("content", [b"", b"<html>", b"{}", b'{"code": 5, "text": "x"}', b"\xff"])
def test_whoever_does_not_speak_like_a_township_is_none(status: int, content: bytes) -> None:
    told = fault(status, content)
    assert (type(told), told.code) == (WorldFault, f"nonsense_{status}")


@pytest.mark.parametrize(
    ("status", "after", "seconds"),
    [
        (429, "1", 1), (429, "3600", 3600), (429, "3601", 3600), (503, " 60 ", 60), (429, "999999999", 3600),
        (429, "0", 0), (429, "-5", 0), (429, "1.5", 0), (429, "soon", 0), (400, "60", 0), (500, "60", 0),
    ],
)  # fmt: skip
def test_a_wish_to_be_left_alone_is_kept_for_an_hour_at_most(status: int, after: str, seconds: int) -> None:
    told = fault(status, said("later", "请稍后再报。"), Retry_After=after)
    assert (told.seconds if isinstance(told, AskedToWait) else 0) == seconds


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost:1/", "http://[::1]:1", "https://town.example.org/vclinic/"])  # fmt: skip
def test_an_address_on_this_machine_or_over_a_safe_line_is_taken(url: str) -> None:
    with Transport(url) as transport:
        assert transport.url == url.rstrip("/")


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://10.0.0.5:8650", "not_secure"), ("http://town.example.org", "not_secure"), ("ftp://127.0.0.1", "bad_url"), ("卫生院", "bad_url"), ("", "bad_url"), ("https://", "bad_url"), ("https://a@town.example.org", "bad_url")],
)  # fmt: skip
def test_an_address_that_is_none_or_not_safe_is_refused_before_anything_is_sent(url: str, code: str) -> None:
    with pytest.raises(Refused) as told:
        Transport(url)
    assert told.value.code == code
    assert "https" in told.value.sentence


def test_a_refused_request_leaves_no_connection_open_while_its_fault_is_told() -> None:
    ended = threading.Event()

    def serve(server: socket.socket) -> None:
        caller, _ = server.accept()
        with caller:
            caller.recv(65_536)
            caller.sendall(b'HTTP/1.1 401 no\r\nContent-Length: 24\r\n\r\n{"code":"x","text":"y"} ')
            caller.settimeout(10)
            while caller.recv(65_536):
                pass
            ended.set()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        with pytest.raises(Refused) as told, Transport(f"http://127.0.0.1:{server.getsockname()[1]}") as transport:
            transport.round(b"a batch")
        assert ended.wait(5), "the township still has a connection that nobody uses"
        assert told.value.code == "x"
        thread.join(10)
