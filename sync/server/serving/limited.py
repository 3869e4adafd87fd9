"""One connection's HTTP, with a time limit on a request's head and a least speed of its body: a caller that sends a byte
now and then holds no place. A body has no limit of its whole time, for a village's line is slow."""

import asyncio
from collections.abc import Callable
from typing import Any

import h11
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

HEAD = 20.0  # seconds for a whole head, the first from the connection's beginning
BODY, LEAST = 60.0, 1_200  # seconds, and bytes of a body that come within them at least; the rest of it when it is less
_PIECE = 1024  # bytes of a head that are looked at at once


class LimitedProtocol(H11Protocol):
    """HTTP/1.1 whose heads come within `HEAD` seconds and whose bodies keep coming; ``over`` is called when the connection
    has ended."""

    def __init__(
        self, config: Config, server_state: ServerState, state: dict[str, Any], over: Callable[[], None]
    ) -> None:
        super().__init__(config=config, server_state=server_state, app_state=state)
        self._over = over
        self._head: asyncio.TimerHandle | None = None
        self._body: asyncio.TimerHandle | None = None
        self._came = 0  # bytes since the body was last looked at

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and not self.transport.is_closing():
            # h11 asks how long a head is only while it is not whole: one that came at once would have no limit
            size = _PIECE if self._head is not None else len(rest)
            self._take(bytes(rest[:size]))
            rest = rest[size:]

    def _take(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:  # pyright: ignore[reportUnnecessaryComparison]
            self._stop_waiting()  # a head is whole
        elif self._head is None:
            self._await_head()
        self._came += len(data)
        if self.conn.their_state is not h11.SEND_BODY:
            self._stop_looking()
        elif self._body is None:
            self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_looking()
        self._over()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._head = self.loop.call_later(HEAD, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _look_later(self) -> None:
        self._came = 0
        self._body = self.loop.call_later(BODY, self._look)

    def _look(self) -> None:
        """Whether enough of a body has come; while we ourselves do not read, nothing is asked of the caller."""
        if self._came < LEAST and not self.flow.read_paused:
            self.transport.abort()
        else:
            self._look_later()

    def _stop_looking(self) -> None:
        if self._body is not None:
            self._body.cancel()
            self._body = None
