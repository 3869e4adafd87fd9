"""A connection gives up an answer whose header lines never end, and takes one that comes in time."""

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import pytest
import requests

from sync.client import lines
from sync.client.lines import Adapter
from sync.client.patience import TOO_SLOW
from vclinic.domain.problem import WorldFault


@contextmanager
def speaking(first: bytes, drop: bytes = b"", pause: float = 0.05) -> Generator[str]:
    """A server that says ``first`` to whoever calls, then ``drop`` again and again until the caller is gone."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve() -> None:
            caller, _ = server.accept()
            with caller:
                caller.recv(65_536)
                try:
                    caller.sendall(first)
                    while drop and not over.wait(pause):
                        caller.sendall(drop)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            over.set()
            thread.join(10)


def asked(url: str) -> requests.Response:
    with requests.Session() as session:
        session.mount("http://", Adapter())
        return session.get(url, timeout=5)


def test_an_answer_in_time_is_read_as_ever() -> None:
    with speaking(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok") as url:
        answer = asked(url)
    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK\r\n", b"", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"])
def test_a_header_that_comes_a_byte_at_a_time_is_given_up_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, first: bytes
) -> None:
    monkeypatch.setattr(lines, "_HEADERS", 0.4)
    began = time.monotonic()
    with speaking(first, b"X") as url, pytest.raises(WorldFault) as told:
        asked(url)
    assert (told.value.code, told.value.sentence) == ("too_slow", TOO_SLOW)
    assert 0.4 <= time.monotonic() - began < 4


def test_the_limit_is_on_the_header_and_not_on_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_HEADERS", 0.4)
    with speaking(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n", b"x", 0.08) as url:
        assert asked(url).content == b"x" * 12


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_both_schemes_have_the_limit(scheme: str) -> None:
    pool = Adapter().poolmanager.connection_from_host("127.0.0.1", 1, scheme=scheme)
    connection = pool._new_conn()  # type: ignore[attr-defined]
    assert type(connection).getresponse.__module__ == lines.__name__
