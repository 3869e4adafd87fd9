"""The township's address as it is pasted and typed, and what a clinic is told when something else answers there."""

import ssl
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sync.client.address import address
from sync.client.transport import Transport
from sync.protocol.messages import EnrolRequest
from tests.answering import answering
from vclinic.domain.problem import Refused, WorldFault

TOWN = "https://town.example.org"
REQUEST = EnrolRequest(
    code="1234", public_key="", id_tag="abcd", clinic_name="", village_code="", program="vclinic", former=""
)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("https://town.example.org", TOWN),
        (" https://town.example.org/ ", TOWN),
        ("https://town.example.org/login?next=/review#top", TOWN),
        ("https://town.example.org/console/clinics?x=1#y", TOWN),
        ("https://town.example.org/residents/01-abc", TOWN),
        ("https://town.example.org/review/42?rank=1", TOWN),
        ("https://town.example.org/vclinic/login", f"{TOWN}/vclinic"),
        ("town.example.org", TOWN),
        ("town.example.org:8650/login", f"{TOWN}:8650"),
        ("ｈｔｔｐｓ：／／ｔｏｗｎ．ｅｘａｍｐｌｅ．ｏｒｇ", TOWN),
        ("https://town。example。org", TOWN),
        ("https:// town.example.org \u200b", TOWN),
        ("“https://town.example.org”。", TOWN),
        ("127.0.0.1:8650", "http://127.0.0.1:8650"),
        ("localhost:8650/login", "http://localhost:8650"),
    ],
)
def test_an_address_is_read_however_it_was_copied(typed: str, asked: str) -> None:
    assert address(typed) == asked
    assert address(asked) == asked


@pytest.mark.parametrize("typed", ["http://town.example.org/login", "ｈｔｔｐ：／／10.0.0.5:8650"])
def test_an_open_line_to_another_machine_is_refused_with_what_to_ask_for(typed: str) -> None:
    with pytest.raises(Refused) as told:
        address(typed)
    assert told.value.code == "not_secure"
    assert "https" in told.value.sentence


@pytest.mark.parametrize(
    ("status", "headers", "body", "says", "tried_again"),
    [
        (302, {"Location": "http://wifi.example.net/"}, b"", "浏览器", False),
        (307, {"Location": "https://other.example.net/"}, b"", "浏览器", False),
        (511, {}, b"<html>log in</html>", "浏览器", False),
        (200, {}, b"<html>please log in</html>", "浏览器", False),
        (407, {}, b"<html>proxy</html>", "代理", False),
        (404, {}, b"<html>nginx</html>", "端口", False),
        (405, {}, b"", "端口", False),
        (400, {}, b"The plain HTTP request was sent to HTTPS port", "端口", False),
        (502, {}, b"<html>bad gateway</html>", "维护", True),
        (503, {}, b"", "维护", True),
    ],
)
def test_whoever_answers_instead_is_told_apart_and_only_what_heals_is_tried_again(
    status: int, headers: dict[str, str], body: bytes, says: str, tried_again: bool
) -> None:
    class Instead(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as the library names it
            """Say nothing."""

    with answering(Instead) as url, Transport(url) as transport, pytest.raises(WorldFault) as told:
        transport.pair(REQUEST)
    assert says in told.value.sentence
    assert ("再报" in told.value.sentence) is tried_again
    assert "资料都在本机" in told.value.sentence


def test_a_port_that_speaks_no_tls_is_said_and_not_promised_to_heal() -> None:
    with answering(BaseHTTPRequestHandler) as url:
        wrong = url.replace("http://", "https://")
        with Transport(wrong) as transport, pytest.raises(WorldFault) as told:
            transport.pair(REQUEST)
    assert told.value.code == "no_safe_line"
    assert "端口" in told.value.sentence
    assert "自动" not in told.value.sentence


def _certificate(folder: Path, host: str, ends: datetime) -> ssl.SSLContext:
    """A server's side of TLS with a certificate it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=400))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "town.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize(
    ("host", "ends"),
    [
        ("localhost", datetime(2090, 1, 1, tzinfo=UTC)),
        ("localhost", datetime(2020, 1, 1, tzinfo=UTC)),
        ("wifi.example.net", datetime(2090, 1, 1, tzinfo=UTC)),
    ],
    ids=["signed by itself", "run out", "of another host"],
)
def test_a_certificate_nobody_vouches_for_gets_nothing_and_no_promise(
    tmp_path: Path, host: str, ends: datetime
) -> None:
    reached: list[str] = []

    class Town(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reached.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Town)
    server.handle_error = lambda request, client_address: None  # the client hangs up in the middle of the greeting
    server.socket = _certificate(tmp_path, host, ends).wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        with Transport(f"https://localhost:{server.server_port}") as transport, pytest.raises(WorldFault) as told:
            transport.pair(REQUEST)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (told.value.code, reached) == ("no_safe_line", [])
    for said in ("核对地址", "日期", "公用无线网", "联系卫生院", "资料都在本机"):
        assert said in told.value.sentence
    assert "自动" not in told.value.sentence
