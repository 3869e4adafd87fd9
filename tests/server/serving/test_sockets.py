"""The socket the township listens on."""

import asyncio
import errno
import socket

import pytest

from sync.server.serving import sockets
from vclinic.domain.problem import Refused, WorldFault


def test_an_answer_is_sent_at_once() -> None:
    """Nagle's algorithm and delayed acknowledgements together cost every request 40 ms."""
    listening = sockets.listen("127.0.0.1", 0)
    sends_at_once: list[int] = []

    class Answering(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted = transport.get_extra_info("socket")
            sends_at_once.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()

    async def one_connection() -> None:
        server = await asyncio.get_running_loop().create_server(Answering, sock=listening)
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        await reader.read()
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()

    asyncio.run(one_connection())
    assert sends_at_once
    assert all(sends_at_once)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.org", "::"])  # noqa: S104
def test_plain_http_stays_on_this_machine(host: str) -> None:
    with pytest.raises(Refused) as refused:
        sockets.listen(host, 0)
    assert refused.value.code == "not_loopback"


@pytest.mark.parametrize("host", ["192.0.2.200", "nobody.invalid"])
def test_an_address_of_another_machine_is_a_sentence(host: str) -> None:
    with pytest.raises(Refused, match="不是这台电脑的地址") as refused:
        sockets.listen(host, 0, secure=True)
    assert refused.value.code == "not_here"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.0.0.2", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("x", False)],  # noqa: S104
)
def test_what_is_reached_from_this_machine_only(host: str, loopback: bool) -> None:
    assert sockets.is_loopback(host) is loopback


def test_a_socket_of_one_address_is_reached_by_it_and_one_of_all_by_what_leads_outside() -> None:
    assert sockets.reached_by("192.168.1.8") == ["192.168.1.8"]
    outside = sockets.reached_by("0.0.0.0")  # noqa: S104
    assert outside
    assert "0.0.0.0" not in outside  # noqa: S104


def test_a_network_without_a_router_has_addresses_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """No way leads outside and the host's name stands for loopback: clinics were told 127.0.0.1."""
    before = sockets.reached_by("0.0.0.0")  # noqa: S104

    def unreachable(_socket: socket.socket, _address: tuple[str, int]) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(0, 0, 0, "", ("127.0.1.1", 0))])
    monkeypatch.setattr(socket.socket, "connect", unreachable)
    assert set(sockets.reached_by("0.0.0.0")) >= set(before[:1])  # noqa: S104


@pytest.mark.parametrize(
    ("host", "port", "secure", "url"),
    [
        ("192.168.1.8", 8650, True, "https://192.168.1.8:8650"),
        ("town.example.org", 443, True, "https://town.example.org"),
        ("fe80::1", 8650, True, "https://[fe80::1]:8650"),
        ("127.0.0.1", 80, False, "http://127.0.0.1"),
    ],
)
def test_an_address_is_written_as_browsers_take_it(host: str, port: int, secure: bool, url: str) -> None:
    assert sockets.url(host, port, secure=secure) == url


def test_a_port_in_use_is_the_worlds_fault() -> None:
    with sockets.listen("127.0.0.1", 0) as first, pytest.raises(WorldFault) as fault:
        sockets.listen("127.0.0.1", first.getsockname()[1])
    assert fault.value.code == "port_taken"
