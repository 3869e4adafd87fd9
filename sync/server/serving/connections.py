"""Accepts connections, with limits before anything is parsed: how many there may be, from one address too, how long a
first byte and a TLS handshake may take. Whoever speaks plain HTTP to a TLS port is told so in a sentence."""

import asyncio
import contextlib
import socket
import ssl
from collections import Counter
from collections.abc import Callable

from sync.server.serving.sockets import is_loopback

MOST, MOST_OF_ONE = 1000, 60  # open connections: all, and from one address that is not this machine
FIRST_BYTE = 15.0  # seconds
HANDSHAKE = 30.0
_SHORT_OF_FILES = 0.2  # seconds until a machine that can open no more sockets is tried again
Make = Callable[[Callable[[], None]], asyncio.Protocol]
_TLS_BEGINS = b"\x16"
_TEXT = "这个地址只接受加密的连接，没有处理。请把地址开头的 http:// 换成 https:// 再试。"
_ANSWER = (
    b"HTTP/1.1 426 Upgrade Required\r\nUpgrade: TLS/1.2, HTTP/1.1\r\nConnection: close, Upgrade\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b"
)
PLAIN_HTTP = _ANSWER % (len(_TEXT.encode()), _TEXT.encode())


class Connections:
    """Takes connections from a listening socket and hands each to a protocol; closed like one of asyncio's servers."""

    def __init__(self, listening: socket.socket, make: Make, context: ssl.SSLContext | None, workers: int = 1) -> None:
        """``make`` gives the protocol of one connection, which calls what it was given once that is over; ``workers``
        processes accept from the socket, each its part of what may be open."""
        self._workers = workers
        self._listening, self._make, self._context = listening, make, context
        self._open: Counter[str] = Counter()
        self._beginning: set[asyncio.Task[None]] = set()
        self._accepting = asyncio.get_running_loop().create_task(self._accept())

    def close(self) -> None:
        """Take no more; those that were accepted go on."""
        self._accepting.cancel()
        for task in self._beginning:
            task.cancel()

    async def wait_closed(self) -> None:
        """Until nothing is accepted any more."""
        await asyncio.gather(self._accepting, *self._beginning, return_exceptions=True)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        self._listening.setblocking(False)
        while True:
            try:
                connection, peer = await loop.sock_accept(self._listening)
            except OSError:
                await asyncio.sleep(_SHORT_OF_FILES)
                continue
            address = str(peer[0])
            if self._is_full(address):
                connection.close()
                continue
            self._open[address] += 1
            task = loop.create_task(self._begin(connection, address))
            self._beginning.add(task)
            task.add_done_callback(self._beginning.discard)

    def _is_full(self, address: str) -> bool:
        if self._open.total() >= MOST // self._workers:
            return True
        return self._open[address] >= MOST_OF_ONE // self._workers and not is_loopback(address)

    async def _begin(self, connection: socket.socket, address: str) -> None:
        """Hand a connection to its protocol, once it has shown that it speaks TLS where it should."""
        loop = asyncio.get_running_loop()
        try:
            if self._context is not None and await _first_byte(connection) != _TLS_BEGINS:
                await _explain(connection)
                raise ConnectionAbortedError
            await loop.connect_accepted_socket(
                lambda: self._make(lambda: self._gone(address)),
                connection,
                ssl=self._context,
                ssl_handshake_timeout=HANDSHAKE if self._context else None,
            )
        except (OSError, TimeoutError, asyncio.CancelledError):
            connection.close()
            self._gone(address)

    def _gone(self, address: str) -> None:
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]


async def _first_byte(connection: socket.socket) -> bytes:
    """The first byte, left where it is."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    connection.setblocking(False)
    loop.add_reader(connection, readable.set)
    try:
        async with asyncio.timeout(FIRST_BYTE):
            await readable.wait()
        return connection.recv(1, socket.MSG_PEEK)
    finally:
        loop.remove_reader(connection)


async def _explain(connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(FIRST_BYTE):
            await loop.sock_recv(connection, 65_536)  # what is left unread would make the close eat the answer
            await loop.sock_sendall(connection, PLAIN_HTTP)
            connection.shutdown(socket.SHUT_WR)
