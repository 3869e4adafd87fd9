"""A line that does what lines do: cuts, loses, repeats, delays, turns a bit. Its far end may come back at another port."""

import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

_NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one connection.

    Attributes:
        up, down: bytes let through each way before the line is cut.
        again: everything the clinic said is said once more afterwards, to nobody's hearing.
        wait: seconds each piece is held.
        flip_up, flip_down: the byte in which one bit is turned; -1 for none.
        refused: the connection is closed at once.
    """

    up: int = _NEVER
    down: int = _NEVER
    again: bool = False
    wait: float = 0.0
    flip_up: int = -1
    flip_down: int = -1
    refused: bool = False


class Line:
    """Each connection takes the next plan; without one it is whole."""

    def __init__(self) -> None:
        self.port = 0
        self._plans: list[Plan] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._connections: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def plan(self, plans: Iterable[Plan]) -> None:
        """What happens to the next connections, and to none after them."""
        self._plans = list(plans)

    def settle(self) -> None:
        """Wait until nothing is on the line any more."""
        for thread in self._connections:
            thread.join(60)
            assert not thread.is_alive()
        self._connections.clear()

    def close(self) -> None:
        """Let the line go, and wait for what was on it."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join(20)
        self.settle()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                clinic, _ = self._listening.accept()
                plan = self._plans.pop(0) if self._plans else Plan()
                thread = threading.Thread(target=self._carry, args=(clinic, plan), daemon=True)
                self._connections.append(thread)
                thread.start()

    def _carry(self, clinic: socket.socket, plan: Plan) -> None:
        said = bytearray()
        with clinic:
            if plan.refused:
                return
            try:
                township = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                return
            with township:
                up = threading.Thread(
                    target=_pass_on, args=(clinic, township, plan.up, plan.flip_up, plan.wait, said), daemon=True
                )
                up.start()
                _pass_on(township, clinic, plan.down, plan.flip_down, plan.wait, bytearray())
                up.join(30)
        if plan.again:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=10) as once_more:
                once_more.sendall(said)
                once_more.shutdown(socket.SHUT_WR)
                while once_more.recv(65_536):
                    pass


def _pass_on(
    source: socket.socket, target: socket.socket, allowed: int, flip: int, wait: float, said: bytearray
) -> None:
    with suppress(OSError):
        while allowed > 0 and (piece := bytearray(source.recv(min(4096, allowed)))):
            place = flip - len(said)
            if 0 <= place < len(piece):
                piece[place] ^= 1 << (flip % 8)
            said += piece
            allowed -= len(piece)
            time.sleep(wait)
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR if allowed <= 0 else socket.SHUT_WR if end is target else socket.SHUT_RD)
