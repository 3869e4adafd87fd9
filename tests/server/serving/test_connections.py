"""What happens before anything is parsed."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from cryptography.x509 import load_pem_x509_certificate

from sync.server import identity
from sync.server.__main__ import now
from sync.server.database.store import create
from sync.server.serving import connections, limited
from tests.server.township import RunningTownship, TurnableClock, serving


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    store = create(tmp_path_factory.mktemp("tls") / "t", "清溪镇卫生院")
    identity.ready(store.data, now())  # TLS looks at the real clock
    with serving(store, TurnableClock(now()), secure=True) as running:
        yield running
    store.close()


@pytest.fixture(scope="module")
def trusting(secure: RunningTownship, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file that names the township's authority, as a browser of its staff would be told."""
    file = tmp_path_factory.mktemp("authority") / "authority.pem"
    file.write_text(identity.load(secure.store.data).authority_pem, "ascii")
    return str(file)


def connected(township: RunningTownship) -> socket.socket:
    parts = urlsplit(township.url)
    assert parts.hostname
    assert parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=10)


def everything(line: socket.socket) -> bytes:
    content = b""
    while piece := line.recv(65_536):
        content += piece
    return content


def drip(line: socket.socket) -> None:
    """Send a byte now and then until the other side has had enough."""
    with suppress(OSError):
        for _ in range(100):
            line.sendall(b"G")
            time.sleep(0.05)
        pytest.fail("nobody minded")


def answers(township: RunningTownship, trusting: str) -> bool:
    return requests.get(f"{township.url}/api/v1/hello", verify=trusting, timeout=10).status_code == 200


def test_browsers_told_of_the_authority_trust_the_township(secure: RunningTownship, trusting: str) -> None:
    assert secure.url.startswith("https://127.0.0.1:")
    assert answers(secure, trusting)


def test_cookies_of_the_console_never_travel_without_tls(secure: RunningTownship, trusting: str) -> None:
    answer = requests.get(f"{secure.url}/login", verify=trusting, timeout=10)
    assert "; Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" not in answer.headers, "a certificate of our own may give way to none"


def test_plain_http_to_a_tls_port_is_told_so(secure: RunningTownship) -> None:
    answer = requests.get(secure.url.replace("https", "http") + "/login?q=1", timeout=10)
    assert (answer.status_code, answer.text) == (
        426,
        "这个地址只接受加密的连接，没有处理。请把地址开头的 http:// 换成 https:// 再试。",
    )


@pytest.mark.parametrize("content", [b"\x00", b"SSH-2.0-x\r\n", b"\x16\x03\x01", b"\x16" * 300])
def test_noise_on_the_port_disturbs_nobody(secure: RunningTownship, trusting: str, content: bytes) -> None:
    with connected(secure) as line:
        line.sendall(content)
        assert answers(secure, trusting)


def test_whoever_says_nothing_is_let_go(secure: RunningTownship, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "FIRST_BYTE", 0.2)
    with connected(secure) as line:
        assert everything(line) == b""


def test_a_head_that_comes_byte_by_byte_is_let_go(
    secure: RunningTownship, trusting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "HEAD", 0.3)
    context = ssl.create_default_context(cafile=trusting)
    with connected(secure) as line, context.wrap_socket(line, server_hostname="127.0.0.1") as tls:
        drip(tls)


def test_a_second_head_has_the_same_limit(
    secure: RunningTownship, trusting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "HEAD", 0.3)
    context = ssl.create_default_context(cafile=trusting)
    with connected(secure) as line, context.wrap_socket(line, server_hostname="127.0.0.1") as tls:
        tls.sendall(b"GET /api/v1/hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert tls.recv(65_536).startswith(b"HTTP/1.1 200")
        tls.sendall(b"GET /api")
        drip(tls)


def test_a_head_larger_than_sixteen_kilobytes_is_refused(secure: RunningTownship, trusting: str) -> None:
    for size in (17_500, 60_000):
        answer = requests.get(f"{secure.url}/api/v1/hello", headers={"X-Long": "x" * size}, verify=trusting, timeout=10)
        assert answer.status_code in {400, 431}, size


@pytest.mark.parametrize("length", [15_000, 17_500, 200_000])
def test_a_head_that_came_at_once_has_the_same_limit(secure: RunningTownship, trusting: str, length: int) -> None:
    head = b"GET /api/v1/hello HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * length + b"\r\n\r\n"
    context = ssl.create_default_context(cafile=trusting)
    with connected(secure) as line, context.wrap_socket(line, server_hostname="127.0.0.1") as tls:
        with suppress(OSError):  # it may be shut while the rest is still on its way
            tls.sendall(head)
        assert tls.recv(65_536).startswith(b"HTTP/1.1 200" if length < 16_000 else b"HTTP/1.1 4")


def test_more_connections_than_there_may_be_are_let_go(
    secure: RunningTownship, trusting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 0)
    with connected(secure) as line:
        assert everything(line) == b""
    monkeypatch.setattr(connections, "MOST", 1000)
    assert answers(secure, trusting)


def test_one_computer_cannot_take_every_place(
    secure: RunningTownship, trusting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_OF_ONE", 1)
    monkeypatch.setattr(connections, "is_loopback", lambda _address: False)
    with connected(secure):
        with connected(secure) as second:
            assert everything(second) == b""
    until = time.monotonic() + 10
    free = False
    while not free and time.monotonic() < until:
        with suppress(requests.ConnectionError):
            free = answers(secure, trusting)
    assert free, "its place is free again"


def test_a_renewed_certificate_is_served_without_a_stop(secure: RunningTownship) -> None:
    clock = TurnableClock(now())
    authority = load_pem_x509_certificate(identity.load(secure.store.data).authority_pem.encode())
    with serving(secure.store, clock, secure=True) as second:
        port = urlsplit(second.url).port or 0
        before = ssl.get_server_certificate(("127.0.0.1", port))
        second.certificate.look()
        assert ssl.get_server_certificate(("127.0.0.1", port)) == before
        clock.turn(days=380)
        second.certificate.look()
        after = load_pem_x509_certificate(ssl.get_server_certificate(("127.0.0.1", port)).encode())
        assert after.not_valid_after_utc > now() + timedelta(days=700)
        after.verify_directly_issued_by(authority)
