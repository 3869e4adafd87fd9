"""The socket the township listens on, and by what addresses other computers reach it."""

import errno
import ipaddress
import socket
import sys
from contextlib import suppress

import psutil

from vclinic.domain.problem import Refused, WorldFault

_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
_BACKLOG = 128


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int, *, secure: bool = False) -> socket.socket:
    """A listening socket.

    Raises:
        Refused: ``not_loopback``, plain HTTP may not leave this machine; ``not_here``, no address of this machine.
        WorldFault: ``port_taken``.
    """
    if not secure and not is_loopback(host):
        raise Refused(
            "not_loopback",
            "未加密的连接只能在本机用：地址请用 127.0.0.1，或者去掉 --no-tls，用加密的连接给别的电脑用。",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only on a socket that says it is TCP; without it each answer waits 40 ms
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform == "win32":  # there REUSEADDR would let another program listen on the same port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as fault:
        listener.close()
        if isinstance(fault, socket.gaierror) or fault.errno in (errno.EADDRNOTAVAIL, errno.EINVAL):
            raise Refused(
                "not_here", f"{host} 不是这台电脑的地址。请填这台电脑自己的地址，或者用 0.0.0.0（所有地址）。"
            ) from fault
        raise WorldFault("port_taken", f"端口 {port} 用不了，可能已被别的程序占用。请换一个端口。") from fault
    return listener


def reached_by(host: str) -> list[str]:
    """The addresses under which a socket bound to ``host`` is reached from other computers, the likeliest first; the
    address itself unless it means all of them."""
    if host not in _ANYWHERE:
        return [host]
    addresses: dict[str, None] = {}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward:
        outward.connect(("192.0.2.1", 9))  # sends nothing: asks which address would be used to leave this machine
        addresses[outward.getsockname()[0]] = None
    with suppress(OSError):
        addresses |= {
            str(entry[4][0]): None for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        }
    addresses |= dict.fromkeys(_of_interfaces())
    outside = [address for address in addresses if not is_loopback(address)]
    return outside or ["127.0.0.1"]


def _of_interfaces() -> list[str]:
    """The IPv4 addresses of the network interfaces: where no way leads outside and the host's name stands for loopback, as
    in a network without a router, nothing else tells them."""
    return [
        entry.address
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family == socket.AF_INET
    ]


def url(host: str, port: int, *, secure: bool) -> str:
    """An address as it is written; the usual port is left out."""
    scheme, usual = ("https", 443) if secure else ("http", 80)
    written = f"[{host}]" if ":" in host else host
    return f"{scheme}://{written}" + ("" if port == usual else f":{port}")
