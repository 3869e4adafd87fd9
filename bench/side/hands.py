"""What opening a connection takes: the same for every contender, and told apart from their work."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from bench.link import Line, link
from sync.client.pin import unverified
from sync.server import identity
from sync.server.serving.certificate import Certificate
from sync.server.serving.sockets import listen
from vclinic.clock import SystemClock

_PATIENCE = 60.0  # seconds


def shaking(line: Line) -> tuple[float, float]:
    """(seconds until TCP stands, until TLS with a township's own certificate stands on it) over ``line``.

    The relay takes the near end at once and lets nothing through before its own hand-shake is over: TCP is the line's
    round trip as it is set, TLS is measured.
    """
    with TemporaryDirectory(prefix="vclinic-bench-") as folder, listen("127.0.0.1", 0) as listening:
        shown = Certificate(identity.ready(Path(folder), SystemClock().now()).server_file)
        threading.Thread(target=_answer, args=(listening, shown), daemon=True).start()
        with link(f"http://127.0.0.1:{listening.getsockname()[1]}", line) as (near, _):
            parts = urlsplit(near)
            start = time.perf_counter()
            with (
                socket.create_connection((parts.hostname, parts.port), timeout=_PATIENCE) as plain,
                unverified().wrap_socket(plain),
            ):
                return line.round_trip, time.perf_counter() - start


def _answer(listening: socket.socket, shown: Certificate) -> None:
    with suppress(OSError, ssl.SSLError):
        near, _ = listening.accept()
        with shown.context.wrap_socket(near, server_side=True) as secure:
            secure.recv(1)  # until the client goes
