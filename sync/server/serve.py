"""Serving on loopback: one socket, one line saying where, a file once requests are accepted."""

import ipaddress
import secrets
import signal
import socket
from pathlib import Path
from types import FrameType

import click
import uvicorn
from starlette.types import ASGIApp

from vclinic.domain.problem import Refused, WorldFault


class Server(uvicorn.Server):
    """Uvicorn that says when it accepts requests."""

    def __init__(self, config: uvicorn.Config, url: str, ready_file: Path | None) -> None:
        super().__init__(config)
        self.url = url
        self.ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then write the ready file in one step, so that a reader never sees half an address."""
        await super().startup(sockets)
        if self.should_exit:
            return
        if self.ready_file is None:
            click.echo(f"卫生院服务已开始：{self.url}（按 Ctrl+C 停止）")
            return
        half = self.ready_file.with_name(
            f"{self.ready_file.name}.{secrets.token_hex(4)}.part"
        )  # two may serve one township
        half.write_text(self.url + "\n", encoding="utf-8")
        half.replace(self.ready_file)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on loopback.

    Raises:
        Refused: ``not_loopback``; plain HTTP may not leave this machine.
        WorldFault: ``port_taken``.
    """
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback or ":" in host:
        raise Refused("not_loopback", "现在只能在本机使用：地址请用 127.0.0.1。未加密的连接不能给别的电脑用。")
    # asyncio sends small answers at once only on a socket that says it is TCP; without it each answer waits 40 ms
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as fault:
        listener.close()
        raise WorldFault("port_taken", f"端口 {port} 用不了，可能已被别的程序占用。请换一个端口。") from fault
    return listener


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
    return uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, lifespan="off", ws="none")


def run(app: ASGIApp, host: str, port: int, ready_file: Path | None) -> None:
    """Serve until asked to stop. Blocks."""
    listening = listen(host, port)
    if ready_file is not None:
        clear_ready_file(ready_file)
    url = f"http://{host}:{listening.getsockname()[1]}"
    signal.signal(signal.SIGTERM, _stop)
    Server(config(app), url, ready_file).run(sockets=[listening])


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
