"""The township as a source of updates, over real HTTP: cut and gone on from, refused to whom it does not know, and what
older or broken townships answer told in a sentence."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlmodel import select

from sync.client import updates
from sync.client.device import URL
from sync.client.pairing import pair
from sync.server import identity
from sync.server.database.store import Store, create
from sync.server.database.tables import Device
from sync.server.devices import pairing
from sync.server.devices.invitation import Invitation
from sync.server.updates import releases as kept
from tests import worlds
from tests.answering import answering
from tests.delivery import releases
from tests.server.township import MORNING, RunningTownship, TurnableClock, running, serving
from tests.sync.client.lossy import lossy
from vclinic.delivery.manifest import MANIFEST, SIGNATURE
from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.services.workstation import Workstation

SETUP = "vclinic-setup-9.1.0.exe"
CONTENT = bytes(range(256)) * 2000  # half a megabyte
Both = tuple[RunningTownship, Workstation]


@pytest.fixture
def both(tmp_path: Path) -> Generator[Both]:
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, _):
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        yield township, station


@pytest.fixture
def stick(both: Both, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    out, keys = releases.whole(tmp_path, CONTENT)
    monkeypatch.setattr(kept, "KEYS", keys)
    kept.add(both[0].store.data, out)
    return out


def manifest(station: Workstation) -> tuple[bytes, bytes]:
    with updates.township(station.store, station.clock.now) as source:
        return source.manifest()


def fault(station: Workstation) -> Expected:
    with pytest.raises(Expected) as told:
        manifest(station)
    return told.value


def through(station: Workstation, url: str) -> None:
    station.store.set_meta({URL: url})


def fetched(station: Workstation, start: int, said: list[str]) -> bytes:
    """What came before the line was cut, or everything; a cut is put to what was ``said``."""
    content = b""
    with updates.township(station.store, station.clock.now) as source:
        try:
            for piece in source.pieces(SETUP, start):
                content += piece
        except WorldFault as cut:
            said.append(cut.sentence)
    return content


def test_the_manifest_comes_as_it_lies_on_the_stick(both: Both, stick: Path) -> None:
    content, signature = manifest(both[1])
    assert (content, signature) == ((stick / MANIFEST).read_bytes(), (stick / SIGNATURE).read_bytes().strip())


def test_a_line_cut_again_and_again_is_gone_on_from(both: Both, stick: Path) -> None:
    township, station = both
    with lossy(township.url, [(9999, size) for size in (60_000, 200_000, 1_000, 150_000)]) as line:
        through(station, line.url)
        said: list[str] = []
        content = fetched(station, 0, said)
        assert 0 < len(content) < 60_000
        for _ in range(4):
            content += fetched(station, len(content), said)
    assert content == CONTENT
    assert said == ["下载中断了，已取到的留着。有网络后再试，会接着取。"] * 4


def test_a_township_with_nothing_on_offer_says_so(both: Both) -> None:
    assert fault(both[1]).code == "no_update"


def test_a_release_taken_away_meanwhile_is_said_so(both: Both, stick: Path) -> None:
    township, station = both
    kept.remove(township.store.data, "9.1.0")
    with updates.township(station.store, station.clock.now) as source, pytest.raises(Refused) as told:
        next(source.pieces(SETUP, 0))
    assert told.value.code == "no_update"


def test_a_stopped_device_is_told_so(both: Both, stick: Path) -> None:
    township, station = both
    with township.store.write() as session:
        pairing.revoke(session, session.exec(select(Device)).one().id, "", township.clock())
    assert fault(station).code == "revoked"


def test_whoever_is_not_paired_is_told_of_the_stick(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        told = fault(station)
    assert (told.code, "U 盘" in told.sentence) == ("not_enrolled", True)


def test_without_a_line_nobody_knows(both: Both) -> None:
    township, station = both
    with lossy(township.url, [(0, 0)] * 9) as line:
        through(station, line.url)
        told = fault(station)
    assert told.code in {"offline", "cut_off"}
    assert "不知道有没有新版本" in told.sentence


def test_asking_uses_up_no_number_of_the_chain(both: Both, stick: Path) -> None:
    station = both[1]
    before = updates.devices.load(station.store)
    assert manifest(station) == manifest(station)
    after = updates.devices.load(station.store)
    assert before is not None
    assert after is not None
    assert (after.batch, after.tip) == (before.batch, before.tip)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, b'{"code": "not_found", "text": "\xe6\xb2\xa1\xe6\x9c\x89"}', "no_updates_here"),  # a township of before
        (404, b"<html>", "no_updates_here"),
        (200, b'{"manifest": "%%%", "signature": ""}', "nonsense_200"),
        (200, b"MZ", "nonsense_200"),
        (503, b'{"code": "busy", "text": "\xe5\xbf\x99"}', "busy"),
    ],
)
def test_what_others_answer_is_told_in_a_sentence(both: Both, status: int, body: bytes, code: str) -> None:
    station = both[1]
    with answering(alike(status, body)) as url:
        through(station, url)
        told = fault(station)
    assert (told.code, bool(told.sentence)) == (code, True)


def test_who_knows_no_ranges_gives_nothing_that_could_be_put_behind_what_is_there(both: Both) -> None:
    station = both[1]
    with answering(alike(200, CONTENT)) as url:
        through(station, url)
        with updates.township(station.store, station.clock.now) as source, pytest.raises(WorldFault) as told:
            next(source.pieces(SETUP, 1000))
    assert told.value.code == "nonsense_200"


def alike(status: int, body: bytes) -> type[BaseHTTPRequestHandler]:
    class Alike(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    return Alike


@contextmanager
def secure(store: Store) -> Generator[tuple[str, str]]:
    """Address and pairing text of a township that serves with its own certificate, on another address."""
    identity.ready(store.data, MORNING)
    with serving(store, TurnableClock(), secure=True, host="127.0.0.2") as here:
        code = here.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code)
        yield here.url, Invitation(code, here.url, identity.load(store.data).fingerprint).pairing


def test_over_the_pinned_line_it_comes_whole_and_whoever_else_answers_is_asked_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, keys = releases.whole(tmp_path, CONTENT)
    monkeypatch.setattr(kept, "KEYS", keys)
    with (
        closing(create(tmp_path / "township", "清溪镇卫生院")) as store,
        closing(create(tmp_path / "other", "别的卫生院")) as other,
        worlds.clinic(tmp_path / "clinic") as (station, clock),
    ):
        for place in (store.data, other.data):
            kept.add(place, out)
        with secure(store) as (_, invited):
            pair(station.store, invited)
            assert manifest(station)[0] == (out / MANIFEST).read_bytes()
            assert fetched(station, 0, []) == CONTENT
        with secure(other) as (url, _):
            through(station, url)
            assert fault(station).code == "wrong_township"
            with updates.township(station.store, clock.now) as source, pytest.raises(WorldFault) as told:
                next(source.pieces(SETUP, 0))
            assert told.value.code == "wrong_township"
