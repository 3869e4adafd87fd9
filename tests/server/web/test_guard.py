"""The outermost layer: what every answer carries, and what becomes of a failure."""

import asyncio
import logging

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.protocol.errors import ProtocolError
from sync.server.web.guard import HEADERS, Guard
from vclinic.domain.problem import Refused, WorldFault


def failed(scope: Scope, status: int, code: str, text: str) -> Response:
    return PlainTextResponse(f"{scope['path']} {code} {text}", status)


def asked(app: ASGIApp, path: str = "/page") -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Guard(app, failed))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    return asyncio.run(ask())


def raising(fault: Exception) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise fault

    return app


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (ProtocolError("too_large", "这一批太大。"), 413, "/page too_large 这一批太大。"),
        (ProtocolError("of_tomorrow", "不知道。"), 400, "/page of_tomorrow 不知道。"),
        (Refused("decided", "已经通过了。"), 409, "/page decided 已经通过了。"),
        (Refused("missing", "没有这份记录。"), 404, "/page missing 没有这份记录。"),
        (WorldFault("disk_full", "磁盘满了。"), 503, "/page disk_full 磁盘满了。"),
    ],
)
def test_what_is_known_is_answered_in_its_own_words(fault: Exception, status: int, said: str) -> None:
    answer = asked(raising(fault))
    assert (answer.status_code, answer.text) == (status, said)


@pytest.mark.expects_errors
def test_a_bug_is_one_sentence_and_its_words_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = asked(raising(KeyError("杨素芬")))
    assert (answer.status_code, answer.text.split()[1]) == (500, "server")
    assert "没有保存" in answer.text
    assert "KeyError" in caplog.text
    assert "杨素芬" not in caplog.text + answer.text


@pytest.mark.expects_errors
@pytest.mark.parametrize("app", [PlainTextResponse("ja"), raising(ValueError()), raising(Refused("x", "y"))])
def test_every_answer_carries_the_headers(app: ASGIApp) -> None:
    carried = asked(app).headers
    for name, value in HEADERS:
        assert carried[name.decode()] == value.decode()
    assert carried["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "own", "kept"),
    [
        ("/page", {}, "no-store"),
        ("/static/console.css", {}, "no-cache"),
        ("/static/console.css", {"Cache-Control": "max-age=60"}, "max-age=60"),
        ("/page", {"Cache-Control": "private"}, "private"),
    ],
)
def test_an_answers_own_word_on_keeping_it_stands(path: str, own: dict[str, str], kept: str) -> None:
    assert asked(PlainTextResponse("ja", headers=own), path).headers.get_list("cache-control") == [kept]


def test_an_answer_that_has_begun_is_not_begun_again() -> None:
    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise WorldFault("disk_full", "磁盘满了。")

    with pytest.raises(WorldFault):
        asked(breaks_off)


def test_what_is_no_request_goes_through_untouched() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])
        raise KeyError

    async def nothing(*_: object) -> None:
        raise AssertionError

    with pytest.raises(KeyError):
        asyncio.run(Guard(app, failed)({"type": "lifespan"}, nothing, nothing))  # type: ignore[arg-type]  never called
    assert seen == ["lifespan"]
