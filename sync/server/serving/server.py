"""The serving process: says when it accepts requests, looks after its certificate, ends when asked."""

import asyncio
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import click
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp

from sync.server.serving import systemd
from sync.server.serving.certificate import Certificate
from sync.server.serving.connections import Connections
from sync.server.serving.limited import LimitedProtocol
from vclinic.domain.problem import WorldFault

MAX_HEAD = 16 * 1024  # bytes of a request's head; it is refused before the rest is read
_LOOK = 60.0  # seconds between two looks at the certificate


class Server(uvicorn.Server):
    """Uvicorn behind our own acceptance of connections."""

    def __init__(
        self,
        config: uvicorn.Config,
        url: str,
        ready_file: Path | None,
        certificate: Certificate | None = None,
        workers: int = 1,
        may_say: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(config)
        self.url = url
        self.ready_file = ready_file
        self.certificate = certificate
        self.workers = workers
        self.may_say = may_say  # of several processes one tells where they answer
        self._accepting: list[Connections] = []
        self._looking: asyncio.Task[None] | None = None

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until asked to stop. Blocks. The same kind of loop on every system: only it can look at a first byte."""
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self.serve(sockets=sockets))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then write the ready file in one step, so that a reader never sees half an address."""
        await super().startup([])
        if self.should_exit:
            return
        context = self.certificate.context if self.certificate is not None else None
        self._accepting = [Connections(listening, self._protocol, context, self.workers) for listening in sockets or []]
        self.servers.extend(self._accepting)  # pyright: ignore[reportArgumentType]  closed as one of asyncio's is
        if self.certificate is not None:
            self._looking = asyncio.create_task(_look(self.certificate.look))
        self._say()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what runs beside the requests, then as usual. Nobody listens any more before the sockets are closed: on
        Windows waiting for a closed one is an error."""
        if self._looking is not None:
            self._looking.cancel()
        for accepting in self._accepting:
            accepting.close()
            await accepting.wait_closed()
        await super().shutdown(sockets)

    def _protocol(self, over: Callable[[], None]) -> LimitedProtocol:
        return LimitedProtocol(self.config, self.server_state, self.lifespan.state, over)

    def _say(self) -> None:
        systemd.tell_ready()
        if self.ready_file is None:
            if self.may_say():
                click.echo(f"卫生院服务已开始：{self.url}（按 Ctrl+C 停止）")
            return
        half = self.ready_file.with_name(
            f"{self.ready_file.name}.{secrets.token_hex(4)}.part"
        )  # two may serve one township
        half.write_text(self.url + "\n", encoding="utf-8")
        half.replace(self.ready_file)


async def _look(at: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(_LOOK)
        await run_in_threadpool(at)


def clear_ready_file(ready_file: Path) -> None:
    """Remove the ready file of an earlier run, so that its address is not taken for ours; without a place to write it
    the server does not start.

    Raises:
        WorldFault: ``ready_file``.
    """
    try:
        half = ready_file.with_name(ready_file.name + ".part")
        half.touch()
        half.unlink()
        ready_file.unlink(missing_ok=True)
    except (OSError, ValueError) as fault:
        raise WorldFault("ready_file", f"{ready_file} 写不了，请换一个位置。") from fault


def config(app: ASGIApp) -> uvicorn.Config:
    """How the township is served. No access log: addresses may hold a name that was searched for."""
    return uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        lifespan="off",
        ws="none",
        http="h11",
        h11_max_incomplete_event_size=MAX_HEAD,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=15,
    )
