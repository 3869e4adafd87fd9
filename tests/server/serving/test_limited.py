"""Bodies that trickle hold no place, and bodies that are merely slow arrive."""

import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import requests

from sync.server.database.store import create
from sync.server.serving import limited
from tests.server.people import resident
from tests.server.township import RunningTownship, TurnableClock, serving


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    store = create(tmp_path_factory.mktemp("limited") / "t", "清溪镇卫生院")
    with serving(store, TurnableClock()) as running:
        yield running
    store.close()


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "BODY", 0.3)
    monkeypatch.setattr(limited, "LEAST", 100)


def begun(township: RunningTownship, length: str = "Content-Length: 5000") -> socket.socket:
    """A connection with a head whose body is still to come."""
    parts = urlsplit(township.url)
    line = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)
    line.sendall(f"POST /api/v1/round HTTP/1.1\r\nHost: 127.0.0.1\r\n{length}\r\n\r\n".encode())
    return line


def ended(line: socket.socket, piece: bytes, pause: float = 0.05) -> bool:
    """Whether the other side has had enough of what comes piece by piece, within five seconds."""
    with suppress(OSError):
        for _ in range(int(5 / pause)):
            line.sendall(piece)
            time.sleep(pause)
        return False
    return True


@pytest.mark.parametrize(
    ("length", "piece"),
    [("Content-Length: 5000", b"x"), ("Transfer-Encoding: chunked", b"1\r\nx\r\n")],
    ids=["of a known length", "in pieces"],
)
def test_a_body_that_comes_byte_by_byte_is_let_go(plain: RunningTownship, length: str, piece: bytes) -> None:
    with begun(plain, length) as line:
        assert ended(line, piece)


def test_a_body_that_never_comes_is_let_go(plain: RunningTownship) -> None:
    began = time.monotonic()
    with begun(plain) as line, suppress(ConnectionResetError):
        assert line.recv(100) == b""
    assert time.monotonic() - began < 5


def test_a_second_body_on_the_same_connection_is_looked_at_too(plain: RunningTownship) -> None:
    with begun(plain, "Content-Length: 5") as line:
        line.sendall(b"VCB9?")
        assert line.recv(65_536).startswith(b"HTTP/1.1 400")
        line.sendall(b"POST /api/v1/round HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n")
        assert ended(line, b"x")


def test_a_slow_body_arrives_however_long_it_takes(plain: RunningTownship) -> None:
    """Longer than four times the time within which something must come."""
    device = plain.clinic()
    content = device.sealed([resident(f"R-{number}", address=secrets.token_hex(30)) for number in range(60)])
    step = len(content) // 30
    assert step > limited.LEAST / 5
    with begun(plain, f"Content-Length: {len(content)}") as line:
        began = time.monotonic()
        for place in range(0, len(content), step):
            line.sendall(content[place : place + step])
            time.sleep(0.05)
        assert time.monotonic() - began > 4 * limited.BODY
        assert line.recv(65_536).startswith(b"HTTP/1.1 200")


def test_who_waits_for_an_answer_is_not_hurried(plain: RunningTownship) -> None:
    with requests.Session() as session:
        for _ in range(2):
            assert session.get(f"{plain.url}/api/v1/hello", timeout=10).status_code == 200
            time.sleep(2 * limited.BODY)


def test_trickling_connections_hold_up_nobody_else(plain: RunningTownship) -> None:
    lines = [begun(plain) for _ in range(30)]
    try:
        assert requests.get(f"{plain.url}/api/v1/hello", timeout=10).status_code == 200
        for line in lines:
            with suppress(ConnectionResetError):
                assert line.recv(100) == b""
    finally:
        for line in lines:
            line.close()
