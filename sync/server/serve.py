"""`vclinic-township serve`: which socket, which certificate, how many processes."""

import multiprocessing
import signal
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Lock
from pathlib import Path
from socket import socket
from types import FrameType

from sync.server import identity
from sync.server.app import create_app
from sync.server.care import nightly, upgrade
from sync.server.database.store import Clock, open_store
from sync.server.identity import served
from sync.server.identity.served import Served
from sync.server.review import looking
from sync.server.serving import certificate, logs, sockets
from sync.server.serving.certificate import Certificate
from sync.server.serving.server import Server, clear_ready_file, config
from vclinic import garbage
from vclinic.domain.problem import Refused

_GRACE = 20.0  # seconds a process may take to end


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to serve.

    Attributes:
        secure: TLS; None for what the address asks for: not on this machine alone.
        given: a certificate's file and its key's.
        allowed: names and addresses to answer to besides this machine's own; the first is given to clinics.
        workers: processes on one socket.
    """

    host: str
    port: int
    ready_file: Path | None = None
    secure: bool | None = None
    given: tuple[Path, Path] | None = None
    allowed: tuple[str, ...] = ()
    workers: int = 1

    @property
    def tls(self) -> bool:
        """Whether connections are encrypted."""
        if self.secure is None:
            return self.given is not None or not sockets.is_loopback(self.host)
        return self.secure


def run(data: Path, clock: Clock, wanted: Wanted) -> None:
    """Serve until asked to stop. Blocks.

    Raises:
        Refused: the address, the certificate or the data folder will not do.
        WorldFault: the port is taken, or the files cannot be written.
    """
    if wanted.given is not None and not wanted.tls:
        raise Refused("two_wishes", "--cert 和 --no-tls 不能同时用：要么加密，要么只在本机用。")
    upgrade.upgrade(data, clock())  # what is wrong with it is said before anything is listened on
    identity.ready(data, clock())
    listening = sockets.listen(wanted.host, wanted.port, secure=wanted.tls)
    signal.signal(signal.SIGTERM, _stop)
    with closing(listening):
        if wanted.ready_file is not None:
            clear_ready_file(wanted.ready_file)
        url, told = addresses(wanted, listening.getsockname()[1])
        if told.own:
            identity.renew_server(data, clock(), [*wanted.allowed, *sockets.reached_by(wanted.host)])
        served.keep(data, told)
        if wanted.workers == 1:
            _serve(data, clock, wanted, listening, url)
        else:
            _serve_by_many(data, clock, wanted, listening, url)


def addresses(wanted: Wanted, port: int) -> tuple[str, Served]:
    """(where we answer, what clinics are told). Without TLS and with a name, something in front of us has the
    certificate for that name."""
    if wanted.tls:
        url = sockets.url([*wanted.allowed, *sockets.reached_by(wanted.host)][0], port, secure=True)
        given = str(wanted.given[0].absolute()) if wanted.given is not None else ""
        return url, Served(url, own=wanted.given is None, hosts=wanted.allowed, certificate=given)
    url = sockets.url(wanted.host, port, secure=False)
    in_front = sockets.url(wanted.allowed[0], 443, secure=True) if wanted.allowed else url
    return url, Served(in_front, own=False, hosts=wanted.allowed)


def _serve(
    data: Path, clock: Clock, wanted: Wanted, listening: socket, url: str, saying: Lock | None = None, number: int = 1
) -> None:
    """What one process does, the ``number``-th. Of several the one that gets ``saying``, which is never given back, says where they answer."""
    shown = _certificate(data, clock, wanted) if wanted.tls else None
    with closing(open_store(data)) as store, looking.following(store, clock), nightly.running(store, clock):
        app = create_app(store, clock, allowed=wanted.allowed, public=wanted.given is not None, workers=wanted.workers)
        garbage.seldom()
        settings = config(app)
        logs.keep(data, number)
        Server(
            settings,
            url,
            wanted.ready_file,
            shown,
            workers=wanted.workers,
            may_say=lambda: saying is None or saying.acquire(block=False),
        ).run(sockets=[listening])


def _certificate(data: Path, clock: Clock, wanted: Wanted) -> Certificate:
    return Certificate(*wanted.given) if wanted.given is not None else certificate.own(data, clock)


def _serve_by_many(data: Path, clock: Clock, wanted: Wanted, listening: socket, url: str) -> None:
    """Several processes on one socket; one that ended is begun again."""
    context = multiprocessing.get_context("spawn")
    arguments = (data, clock, wanted, listening, url, context.Lock())

    def begin(number: int) -> BaseProcess:
        process = context.Process(target=_work, args=(*arguments, number), daemon=True)
        process.start()
        return process

    working: Sequence[BaseProcess] = []
    try:
        working = [begin(number) for number in range(1, wanted.workers + 1)]
        while True:
            wait([process.sentinel for process in working])
            time.sleep(1)  # one that cannot start is not begun a thousand times
            working = [process if process.is_alive() else begin(number) for number, process in enumerate(working, 1)]
    finally:
        for process in working:
            process.terminate()
        for process in working:
            process.join(_GRACE)


def _work(data: Path, clock: Clock, wanted: Wanted, listening: socket, url: str, saying: Lock, number: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells every process; the first one ends the others
    signal.signal(signal.SIGTERM, _stop)
    _serve(data, clock, wanted, listening, url, saying=saying, number=number)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
