"""A line between a clinic and a township that is cut after any number of bytes, in either direction."""

import socket
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_NEVER = 10**9


class Line:
    """Each connection takes the next pair of ``cuts``: bytes let through to the township, bytes let through back; when
    the cuts are used up the line is whole."""

    def __init__(self, target: str, cuts: Iterable[tuple[int, int]]) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 0)
        self._cuts = iter(cuts)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._accepting = self._start(self._accept)

    def _start(self, work: object, *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]  a method of ours
        thread.start()
        return thread

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                clinic, _ = self._listening.accept()
                up, down = next(self._cuts, (_NEVER, _NEVER))
                township = socket.create_connection(self._target)
                self._threads.append(self._start(_pass_on, clinic, township, up))
                self._threads.append(self._start(_pass_on, township, clinic, down))

    def close(self) -> None:
        """Let the line go, and wait for what was on it."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join(20)
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()


def _pass_on(source: socket.socket, target: socket.socket, allowed: int) -> None:
    with suppress(OSError):
        while allowed > 0 and (piece := source.recv(min(4096, allowed))):
            target.sendall(piece)
            allowed -= len(piece)
        if allowed <= 0:  # cut: neither side hears of the other again
            for end in (source, target):
                end.shutdown(socket.SHUT_RDWR)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def lossy(target: str, cuts: Iterable[tuple[int, int]]) -> Generator[Line]:
    """A lossy line for the length of the block."""
    line = Line(target, cuts)
    try:
        yield line
    finally:
        line.close()
