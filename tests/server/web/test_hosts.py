"""By which names the township may be called."""

import asyncio

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Scope

from sync.server.web.hosts import Hosts, name


def asked(host: str, came_in_on: str | None = "192.168.1.8", kind: str = "http") -> int:
    """The status of a request for ``host`` on a connection to ``came_in_on``."""
    told: list[Message] = []

    def failed(_scope: Scope, status: int, _code: str, text: str) -> Response:
        return PlainTextResponse(text, status)

    async def send(message: Message) -> None:
        told.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    app = Hosts(PlainTextResponse("here"), allowed=["Town.example.org", "203.0.113.9"], failed=failed)
    scope = {"type": kind, "headers": [(b"host", host.encode())], "server": came_in_on and (came_in_on, 8650)}
    asyncio.run(app(scope, receive, send))
    status: int = told[0]["status"]
    return status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.168.1.8", 200),
        ("192.168.1.8:8650", 200),
        ("localhost:8650", 200),
        ("127.0.0.1", 200),
        ("[::1]:8650", 200),
        ("TOWN.example.org", 200),
        ("203.0.113.9:443", 200),
        ("192.168.1.9", 400),
        ("evil.example", 400),
        ("town.example.org.evil.example", 400),
        ("192.168.1.8.evil.example", 400),
        ("", 400),
    ],
)
def test_this_machines_addresses_and_what_it_was_told(host: str, status: int) -> None:
    assert asked(host) == status


def test_a_connection_over_ipv6_to_an_ipv4_address_is_known() -> None:
    assert asked("192.168.1.8:8650", "::ffff:192.168.1.8") == 200
    assert asked("[fe80::1]:8650", "fe80::1") == 200
    assert asked("192.168.1.8", None) == 400


@pytest.mark.parametrize(
    ("host", "plain"),
    [("A.example:1", "a.example"), ("[fe80::1]:8650", "fe80::1"), ("fe80::1", "fe80::1"), (" x ", "x"), ("", "")],
)
def test_a_host_is_compared_without_its_port(host: str, plain: str) -> None:
    assert name(host) == plain
