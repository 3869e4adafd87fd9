"""A real township for tests: uvicorn on loopback in a thread, real requests, a clock that tests may turn."""

import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import requests
import zstandard
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlcipher3 import dbapi2 as sqlcipher
from sqlmodel import col, select

from sync.protocol import envelope, keys, messages
from sync.protocol.messages import Batch, Change, EnrolReply, EnrolRequest, RoundReply
from sync.server.app import create_app
from sync.server.database import address, cipher, file_key
from sync.server.database.store import FILE, Store, create, open_store
from sync.server.database.tables import Staff
from sync.server.devices import pairing
from sync.server.review import looking, review
from sync.server.serving import certificate, sockets
from sync.server.serving.certificate import Certificate
from sync.server.serving.server import Server, config
from sync.server.staff import accounts
from vclinic.domain.dates import beijing_day
from vclinic.storage.ids import new_tag

ZONE = timezone(timedelta(hours=8))
MORNING = datetime(2026, 11, 25, 9, 20, tzinfo=ZONE)
VILLAGE = "340123101105"
PASSWORD = "liuhe-2026"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # a test's password is nobody's secret


@dataclass
class TurnableClock:
    """A clock that stands still until a test turns it."""

    at: datetime = MORNING

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class RunningTownship:
    """A township that serves; ``url`` is its address, ``certificate`` what it answers with over TLS."""

    store: Store
    clock: TurnableClock
    url: str
    shown: Certificate | None = None

    @property
    def certificate(self) -> Certificate:
        assert self.shown is not None, "this one is served without TLS"
        return self.shown

    def code(self, clinic: str = "柳河村卫生室", village: str = VILLAGE) -> str:
        with self.store.write() as session:
            return pairing.new_code(session, clinic, village, "", self.clock())

    def staff(self, login: str, name: str, role: str = "reviewer") -> None:
        with self.store.write() as session:
            made = accounts.add_staff(session, login, name, role, PASSWORD, self.clock(), hasher=CHEAP)
            assert not isinstance(made, list), made

    def decide(self, change_id: str, general: str = "", deadline: str = "2026-11-28", **remarks: str) -> None:
        """The verdict of the first of the staff: returned where anything is asked for, else accepted."""
        wanted = review.Decision(not remarks and not general, remarks, general, deadline)
        with self.store.write() as session:
            staff = session.exec(select(Staff).order_by(Staff.created_at, col(Staff.role).desc(), Staff.login)).first()
            assert staff is not None
            made = review.decide(session, change_id, wanted, staff, self.clock())
            assert not isinstance(made, list), made

    def looked(self) -> None:
        """Wait until everything that came has been looked at."""
        looking.catch_up(self.store, beijing_day(self.clock()))

    def clinic(self, name: str = "柳河村卫生室", village: str = VILLAGE) -> "ClinicDevice":
        device = ClinicDevice(self)
        device.pair(self.code(name, village))
        return device


@dataclass
class ClinicDevice:
    """The clinic's side in its plainest form: seals batches and keeps its chain."""

    township: RunningTownship
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    id_tag: str = field(default_factory=new_tag)
    name: str = ""
    batch: int = 1
    prev: str = ""
    cursor: int = 0

    def pair(self, code: str) -> EnrolReply:
        wanted = EnrolRequest(
            code=code, public_key=keys.public_text(self.key.public_key()), id_tag=self.id_tag, program="test"
        )
        answer = requests.post(f"{self.township.url}/api/v1/enrol", data=messages.encode(wanted), timeout=30)
        assert answer.status_code == 200, answer.text
        reply = messages.decode(EnrolReply, answer.content)
        self.name = reply.device
        return reply

    def sealed(self, changes: list[Change], **header: Any) -> bytes:
        body = messages.encode(Batch(changes=tuple(changes), cursor=self.cursor, want=header.pop("want", 100)))
        return self.seal_body(body, len(changes), **header)

    def seal_body(self, body: bytes, count: int, **header: Any) -> bytes:
        stamp = self.township.clock().isoformat(timespec="seconds")
        plain: dict[str, Any] = {
            "device": self.name,
            "batch": self.batch,
            "prev": self.prev,
            "count": count,
            "made_at": stamp,
        }
        return envelope.seal(body, envelope.Header.model_validate(plain | header), self.key)

    def post(self, content: bytes, **headers: str) -> requests.Response:
        return requests.post(f"{self.township.url}/api/v1/round", data=content, headers=headers, timeout=30)

    def round(self, *changes: Change, **header: Any) -> RoundReply:
        content = self.sealed(list(changes), **header)
        answer = self.post(content, **{"Accept-Encoding": "zstd"})
        assert answer.status_code == 200, answer.text
        packed = answer.headers.get("Content-Encoding") == "zstd"
        plain = zstandard.ZstdDecompressor().decompress(answer.content, 2**24) if packed else answer.content
        reply = messages.decode(RoundReply, plain)
        if changes:
            self.batch += 1
            self.prev = envelope.header_hash(content)
        self.cursor = reply.cursor
        self.township.looked()
        return reply


@contextmanager
def running(data: Path, clock: TurnableClock | None = None, server: str = "") -> Generator[RunningTownship]:
    """A township on loopback for the length of the block; one that was there before is started again.

    Args:
        server: where the database of a new one is, when it is no file.
    """
    before = (data / FILE).exists() or (data / address.FILE).exists()
    store = open_store(data) if before else create(data, "清溪镇卫生院", server)
    with closing(store), serving(store, clock or TurnableClock()) as here:
        yield here


@contextmanager
def looking_into(data: Path) -> Generator[sqlcipher.Connection]:
    """The file of a township, as somebody with its key may look into it and change it."""
    with closing(cipher.connect(data / FILE, file_key.read(data))) as connection:
        yield connection


@contextmanager
def serving(
    store: Store, clock: TurnableClock, *, secure: bool = False, host: str = "127.0.0.1", port: int = 0
) -> Generator[RunningTownship]:
    """One of the programs that serve a township, for the length of the block.

    Args:
        secure: with the township's own certificate.
    """
    app = create_app(store, clock)
    listening = sockets.listen(host, port, secure=secure)
    url = sockets.url(host, listening.getsockname()[1], secure=secure)
    shown = certificate.own(store.data, clock) if secure else None
    server = Server(config(app), url, store.data / "ready", shown)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield RunningTownship(store, clock, url, shown)
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
