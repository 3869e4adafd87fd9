"""What clinics' programs call: how much is read, how an answer is packed, what a refusal carries."""

import asyncio
import gzip

import pytest
import requests
import zstandard
from starlette.requests import Request
from starlette.types import Message

from sync.protocol import messages
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import ErrorReply, Hello
from sync.server.web import api
from sync.server.web.turns import Turns
from tests.server.people import resident
from tests.server.township import RunningTownship


def request(*parts: bytes, accept: str = "", client: tuple[str, int] | None = ("10.0.0.8", 4711)) -> Request:
    queue: list[Message] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    queue.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        return queue.pop(0)

    headers = [(b"accept-encoding", accept.encode())] if accept else []
    return Request({"type": "http", "method": "POST", "headers": headers, "client": client}, receive)


@pytest.mark.parametrize("parts", [(), (b"",), (b"abc", b"de"), (b"abcde",)])
def test_a_body_is_read_up_to_the_limit(parts: tuple[bytes, ...]) -> None:
    assert asyncio.run(api.body(request(*parts), 5)) == b"".join(parts)


@pytest.mark.parametrize("parts", [(b"abcdef",), (b"abc", b"def"), (b"abc", b"def", b"never asked for")])
def test_one_byte_more_is_too_large(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(ProtocolError) as refused:
        asyncio.run(api.body(request(*parts), 5))
    assert refused.value.code == "too_large"


def test_callers_are_told_apart_by_where_they_call_from() -> None:
    assert api.caller(request()) == "10.0.0.8"
    assert api.caller(request(client=None)) == ""


def hello(name: str) -> Hello:
    return Hello(
        township_name=name, protocol_min=1, protocol_max=1, max_packed=1, max_changes=1,
        server_time="2026-11-25T09:20:00+08:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("", None), ("br", None), ("identity", None),
        ("gzip", "gzip"), ("deflate, gzip;q=0.5", "gzip"),
        ("zstd", "zstd"), ("gzip, zstd", "zstd"), ("zstd;q=0.9,gzip", "zstd"),
    ],
)  # fmt: skip
def test_a_long_answer_is_packed_as_the_caller_can_read(accepted: str, packed: str | None) -> None:
    message = hello("清" * 400)
    answer = api.answer(request(accept=accepted), message)
    assert answer.headers.get("content-encoding") == packed
    assert answer.headers["vary"] == "Accept-Encoding"
    body = bytes(answer.body)
    if packed == "gzip":
        body = gzip.decompress(body)
    elif packed == "zstd":
        body = zstandard.ZstdDecompressor().decompress(body)
    assert messages.decode(Hello, body) == message


def test_a_short_answer_is_not_worth_packing() -> None:
    answer = api.answer(request(accept="gzip, zstd"), hello("清溪镇卫生院"))
    assert "content-encoding" not in answer.headers
    assert messages.decode(Hello, bytes(answer.body)).township_name == "清溪镇卫生院"


@pytest.mark.parametrize(("status", "again"), [(400, None), (409, None), (429, "60"), (500, None), (503, "60")])
def test_a_refusal_says_when_to_come_back_if_that_helps(status: int, again: str | None) -> None:
    answer = api.refusal(status, "x", "请稍后再试。")
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, again)
    assert messages.decode(ErrorReply, bytes(answer.body)) == ErrorReply(code="x", text="请稍后再试。")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "not_found"),
        ("GET", "/api/v1/round", 405, "method"),
        ("POST", "/api/v1/hello", 405, "method"),
        ("POST", "/api/v1/enrol", 400, "malformed"),
        ("POST", "/api/v1/round", 400, "malformed"),
    ],
)
def test_a_program_is_answered_as_a_program(
    township: RunningTownship, method: str, path: str, status: int, code: str
) -> None:
    answer = requests.request(method, township.url + path, data=b"x" if method == "POST" else None, timeout=30)
    assert (answer.status_code, messages.decode(ErrorReply, answer.content).code) == (status, code)


def test_turns_are_kept_by_the_device_in_either_protocol_not_by_the_address(
    township: RunningTownship, monkeypatch: pytest.MonkeyPatch
) -> None:
    senders: list[str] = []
    note = Turns.note

    def noting(turns: Turns, sender: str, now: float, seconds: float) -> None:
        senders.append(sender)
        note(turns, sender, now, seconds)

    monkeypatch.setattr(Turns, "note", noting)
    one, other = township.clinic(), township.clinic("杏花村卫生室", "340123101106")
    one.round(resident("R-1"))
    other.round(resident("R-2"))
    assert senders == [one.name, other.name]


def test_nobody_is_held_against_whom_somebody_else_names(
    township: RunningTownship, monkeypatch: pytest.MonkeyPatch
) -> None:
    senders: list[str] = []
    monkeypatch.setattr(Turns, "note", lambda _turns, sender, _now, _seconds: senders.append(sender))
    one, other = township.clinic(), township.clinic("杏花村卫生室", "340123101106")
    assert other.post(other.sealed([resident("R-2")], device=one.name)).status_code == 401
    assert senders == []
