"""Over real TLS, between two addresses: a clinic trusts the township whose fingerprint it was given, and nobody else."""

import itertools
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from sync.client import device as devices, engine
from sync.client.pairing import pair
from sync.client.pin import is_meant, trusting, vouches
from sync.client.transport import Transport
from sync.protocol import messages, pairing_text
from sync.protocol.messages import Authority
from sync.server import identity
from sync.server.database.store import Store, create
from sync.server.devices.invitation import Invitation
from sync.server.serving.certificate import Certificate
from tests import worlds
from tests.server.township import MORNING, RunningTownship, TurnableClock, serving
from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation

HOME = (worlds.SETUP.clinic_name, worlds.SETUP.village_code)
SERIALS = itertools.count(100, 2)  # of id numbers: everybody is somebody else
ELSEWHERE = "127.0.0.2"  # the township's computer; the clinic calls from 127.0.0.1


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with closing(create(tmp_path / "township", "清溪镇卫生院")) as made:
        yield made


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@contextmanager
def township(store: Store, clock: TurnableClock | None = None, port: int = 0) -> Generator[RunningTownship]:
    identity.ready(store.data, MORNING)
    with serving(store, clock or TurnableClock(), secure=True, host=ELSEWHERE, port=port) as running:
        yield running


def invited(here: RunningTownship) -> str:
    return Invitation(here.code(*HOME), here.url, identity.load(here.store.data).fingerprint).pairing


def round_trip(station: Workstation) -> int:
    """Record something and report it; how many changes wait afterwards."""
    worlds.visit(station, worlds.register(station, serial=next(SERIALS)))
    engine.sync(station.store, station.clock.now)
    return status(station).pending


def port_of(here: RunningTownship) -> int:
    return int(here.url.rsplit(":", 1)[1])


def test_one_text_pairs_and_rounds_go_through(store: Store, station: Workstation) -> None:
    with township(store) as here:
        made = pair(station.store, f"请用这个接入：\n{invited(here)}\n谢谢")
        assert made.url == here.url
        assert made.authority == identity.load(store.data).authority_pem
        assert round_trip(station) == 0


@dataclass
class Stranger:
    """Somebody in the middle with a certificate of his own, who answers whatever is asked and notes what he was told."""

    url: str
    asked: list[tuple[str, bytes]]


@contextmanager
def stranger(folder: Path, authority: str, port: int = 0) -> Generator[Stranger]:
    folder.mkdir()
    asked: list[tuple[str, bytes]] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.note(messages.encode(Authority(authority=authority)))

        def do_POST(self) -> None:
            self.note(b"{}")

        def note(self, answer: bytes) -> None:
            asked.append((self.path, self.rfile.read(int(self.headers.get("Content-Length", "0")))))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer((ELSEWHERE, port), Listening)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  a refused handshake is what is wanted
    context = Certificate(identity.ready(folder, MORNING).server_file).context
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Stranger(f"https://{ELSEWHERE}:{server.server_port}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def refused_by(action: Callable[[], object]) -> Expected:
    with pytest.raises(Expected) as told:
        action()
    assert "再试" not in told.value.sentence
    return told.value


def test_somebody_else_at_pairing_is_told_nothing(store: Store, station: Workstation, tmp_path: Path) -> None:
    """Neither with his own certificate to show, nor with the township's, which he cannot answer with."""
    genuine = identity.ready(store.data, MORNING)
    his = identity.ready(tmp_path, MORNING).authority_pem
    for number, (shown, code) in enumerate([
        (his, "wrong_fingerprint"), (genuine.authority_pem, "wrong_township"), ("no certificate", "wrong_fingerprint"),
        ("", "wrong_fingerprint"),
    ]):  # fmt: skip
        with stranger(tmp_path / str(number), shown) as middle:
            text = pairing_text.write(middle.url, "7KQ3ZPABC0D1", genuine.fingerprint)
            assert refused_by(lambda text=text: pair(station.store, text)).code == code
            assert middle.asked == [("/api/v1/authority", b"")]
    assert devices.load(station.store) is None


def test_somebody_else_at_a_round_is_told_nothing(store: Store, station: Workstation, tmp_path: Path) -> None:
    with township(store) as here:
        pair(station.store, invited(here))
        assert round_trip(station) == 0
    worlds.visit(station, worlds.register(station, serial=next(SERIALS)))
    waiting = status(station).pending
    with stranger(tmp_path / "stranger", "", port_of(here)) as middle:
        fault = refused_by(lambda: engine.sync(station.store, station.clock.now))
        assert (fault.code, middle.asked) == ("wrong_township", [])
        assert "没有发出任何资料" in fault.sentence
    assert status(station).pending == waiting


def test_public_authorities_do_not_count_under_a_pin(store: Store) -> None:
    with township(store) as here:
        authority = identity.load(store.data).authority_pem
        with Transport(here.url, authority) as transport:
            transport.authority()
            adapter = transport._session.get_adapter(here.url)
            assert len(adapter._trust.get_ca_certs()) == 1  # type: ignore[attr-defined]


def test_without_the_text_an_own_certificate_is_not_trusted(store: Store, station: Workstation) -> None:
    with township(store) as here:
        fault = refused_by(lambda: pair(station.store, here.url, here.code(*HOME)))
    assert (fault.code, "整段填进来" in fault.sentence) == ("no_safe_line", True)


def test_an_expired_certificate_is_renewed_and_nobody_notices(store: Store, station: Workstation) -> None:
    clock = TurnableClock()
    with township(store, clock) as here:
        pair(station.store, invited(here))
        pinned = devices.load(station.store)
        clock.turn(days=800)
        assert round_trip(station) == 0, "even one that has ended lets a clinic through"
        before = (store.data / "keys" / "server.pem").read_bytes()
        here.certificate.look()
        assert (store.data / "keys" / "server.pem").read_bytes() != before
        assert round_trip(station) == 0
    assert pinned is not None
    assert devices.load(station.store).authority == pinned.authority  # type: ignore[union-attr]


@pytest.mark.parametrize("renewals", [1, 2, 3])
def test_a_clinic_that_was_away_follows_to_the_new_authority(store: Store, station: Workstation, renewals: int) -> None:
    with township(store) as here:
        pair(station.store, invited(here))
        old = identity.load(store.data).authority_pem
    for _ in range(renewals):
        identity.renew_authority(store.data, MORNING)
    with township(store, port=port_of(here)):
        assert round_trip(station) == 0
        kept = devices.load(station.store)
        assert kept is not None
        assert kept.authority == identity.load(store.data).authority_pem != old
        assert round_trip(station) == 0, "by the new one alone"


def test_an_authority_renewed_while_serving_is_followed(store: Store, station: Workstation) -> None:
    with township(store) as here:
        pair(station.store, invited(here))
        identity.renew_authority(store.data, MORNING)
        here.certificate.look()
        assert round_trip(station) == 0
        kept = devices.load(station.store)
        assert kept is not None
        assert kept.authority == identity.load(store.data).authority_pem


def test_an_address_that_was_typed_wrong_reaches_nobody(store: Store, station: Workstation) -> None:
    with township(store) as here:
        text = invited(here)
    assert refused_by(lambda: pair(station.store, text)).code == "offline"
    with pytest.raises(Refused, match="有一个字不对"):
        pair(station.store, text.replace(ELSEWHERE, "127.0.0.3"))


def test_plain_http_at_a_pinned_address_is_no_safe_line(store: Store, station: Workstation) -> None:
    fingerprint = identity.ready(store.data, MORNING).fingerprint
    with serving(store, TurnableClock()) as here:
        text = pairing_text.write(here.url.replace("http://", "https://"), "7KQ3ZPABC0D1", fingerprint)
        with pytest.raises(WorldFault) as fault:
            pair(station.store, text)
    assert fault.value.code == "no_safe_line"


def test_what_a_pin_takes_for_its_own(tmp_path: Path) -> None:
    made = identity.ready(tmp_path, MORNING)
    assert is_meant(made.authority_pem, made.fingerprint[:40])
    assert not is_meant(made.authority_pem, "0" * 40)
    assert not vouches(made.authority_pem, b"no certificate")
    assert trusting(made.authority_pem).get_ca_certs()
