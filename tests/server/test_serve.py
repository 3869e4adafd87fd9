"""The socket the township listens on."""

import asyncio
import socket

import pytest

from sync.server import serve
from vclinic.domain.problem import Refused, WorldFault


def test_an_answer_is_sent_at_once() -> None:
    """Nagle's algorithm and delayed acknowledgements together cost every request 40 ms."""
    listening = serve.listen("127.0.0.1", 0)
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


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.org", "::1"])  # noqa: S104
def test_plain_http_stays_on_this_machine(host: str) -> None:
    with pytest.raises(Refused) as refused:
        serve.listen(host, 0)
    assert refused.value.code == "not_loopback"


def test_a_port_in_use_is_the_worlds_fault() -> None:
    with serve.listen("127.0.0.1", 0) as first, pytest.raises(WorldFault) as fault:
        serve.listen("127.0.0.1", first.getsockname()[1])
    assert fault.value.code == "port_taken"
