"""A proxy of the machine carries rounds only where that is allowed, reads nothing, and may fall asleep in mid-batch."""

import socket
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlmodel import select

from sync.client import engine, transport
from sync.client.pairing import pair
from sync.server import identity
from sync.server.database.store import create
from sync.server.database.tables import Inbox
from sync.server.devices.invitation import Invitation
from tests import worlds
from tests.server.township import MORNING, RunningTownship, TurnableClock, serving
from vclinic.domain.problem import WorldFault
from vclinic.services import settings
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation

HOME = (worlds.SETUP.clinic_name, worlds.SETUP.village_code)


class Proxy(ThreadingHTTPServer):
    """A proxy that is asked to connect, keeps what passed through it, and can be made to pass nothing more back."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.asked: list[str] = []
        self.passed = bytearray()
        self.asleep = Event()
        self.url = f"http://127.0.0.1:{self.server_port}"


class Passing(BaseHTTPRequestHandler):
    """One connection of `Proxy`."""

    server: Proxy

    def do_CONNECT(self) -> None:
        host, _, port = self.path.partition(":")
        self.server.asked.append(self.path)
        with socket.create_connection((host, int(port)), timeout=10) as far:
            self.send_response(200)
            self.end_headers()
            back = Thread(target=self.pass_on, args=(far, self.connection, self.server.asleep), daemon=True)
            back.start()
            self.pass_on(self.connection, far, Event())
            back.join(5)

    def pass_on(self, source: socket.socket, target: socket.socket, asleep: Event) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                self.server.passed += piece
                if not asleep.is_set():
                    target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    def log_message(self, *_words: object) -> None:
        pass


@contextmanager
def proxy(monkeypatch: pytest.MonkeyPatch) -> Generator[Proxy]:
    """The proxy this machine is told to use."""
    with Proxy() as made:
        thread = Thread(target=made.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, made.url)
        yield made
        made.shutdown()
        thread.join(10)


@pytest.fixture
def township(tmp_path: Path) -> Generator[RunningTownship]:
    with closing(create(tmp_path / "township", "清溪镇卫生院")) as store:
        identity.ready(store.data, MORNING)
        with serving(store, TurnableClock(), secure=True, host="127.0.0.2") as running:
            yield running


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        worlds.visit(made, worlds.register(made))
        yield made


def invited(township: RunningTownship) -> str:
    fingerprint = identity.load(township.store.data).fingerprint
    return Invitation(township.code(*HOME), township.url, fingerprint).pairing


def allow(station: Workstation, use_proxy: bool) -> None:
    assert settings.write(station, settings.Settings(use_proxy=use_proxy)) == []


def test_a_proxy_nobody_allowed_carries_nothing(
    township: RunningTownship, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy(monkeypatch) as between:
        pair(station.store, invited(township))
        allow(station, use_proxy=False)
        engine.sync(station.store, station.clock.now)
        assert (between.asked, status(station).pending) == ([], 0)


def test_an_allowed_proxy_carries_what_it_cannot_read(
    township: RunningTownship, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy(monkeypatch) as between:
        allow(station, use_proxy=True)
        pair(station.store, invited(township))
        engine.sync(station.store, station.clock.now)
        assert status(station).pending == 0
        assert set(between.asked) == {township.url.removeprefix("https://")}
        assert len(between.passed) > 1000
        assert b"/api/v1/" not in between.passed


def test_a_line_that_sleeps_in_mid_batch_ends_in_a_sentence_and_the_next_round_doubles_nothing(
    township: RunningTownship, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine slept after it had sent: the batch is there, the answer never comes."""
    with proxy(monkeypatch) as between:
        allow(station, use_proxy=True)
        pair(station.store, invited(township))
        waiting = status(station).pending
        sent = transport.Transport.round

        def slept(line: transport.Transport, sealed: bytes, *about: Any) -> object:
            line.authority()  # the line stands
            between.asleep.set()
            once.setattr(transport, "_IDLE", (5.0, 0.5))  # nobody waits half a minute in a test
            return sent(line, sealed, *about)

        with monkeypatch.context() as once:
            once.setattr(transport.Transport, "round", slept)
            with pytest.raises(WorldFault) as fault:
                engine.sync(station.store, station.clock.now)
        assert fault.value.code in {"offline", "cut_off"}
        assert status(station).pending == waiting
        between.asleep.clear()
        engine.sync(station.store, station.clock.now)
        assert status(station).pending == 0
    with township.store.read() as session:
        assert len(session.exec(select(Inbox)).all()) == waiting
