"""How fast a township files what clinics send: many clinics' records in sealed batches, on its own file and on a real
PostgreSQL; then what was left for later, and whether looking at it holds up the next clinic."""

import gc
import itertools
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlmodel import select

from bench.village import village
from sync.client import batches, batches_two
from sync.client.device import Device
from sync.client.pace import MOST
from sync.protocol import keys
from sync.protocol.messages import EnrolRequest
from sync.protocol.two import packing
from sync.server.database import store as township
from sync.server.database.store import Store
from sync.server.devices import pairing
from sync.server.intake import rounds_two
from sync.server.review import looking
from tests.server import postgres
from vclinic.clock import SystemClock
from vclinic.domain.dates import beijing_day
from vclinic.storage.tables import ChangeRow

RECORDS = 100_000
_RESIDENTS = 1500  # of one village; its year is sent by as many clinics as are needed, each under ids of its own
_SMALL = 20  # changes of the batch whose answer is waited for
_TIMES = 30
_DURABLE = ("listen_addresses=", "log_min_messages=fatal", "shared_buffers=128MB", "max_wal_size=1GB")
Rows = Sequence[ChangeRow]


@dataclass
class Clinic:
    """One that sends: its device, and how far its chain and its count have come."""

    device: Device
    tag: str
    rounds: Iterator[int] = field(default_factory=lambda: itertools.count(1))


def measure(records: int = RECORDS) -> dict[str, str]:
    """Seconds and processor time for ``records`` records on either kind of database, and what follows the receipts."""
    rows, tag = _year()
    with TemporaryDirectory(prefix="vclinic-bench-") as folder:
        figures = _measured("its own file", Path(folder), "", rows=rows, tag=tag, records=records)
    with (
        TemporaryDirectory(prefix="vclinic-bench-") as folder,
        postgres.running(_DURABLE, in_memory=False) as server,
        server.database("template0") as address,
    ):
        return figures | _measured("PostgreSQL", Path(folder), address, rows=rows, tag=tag, records=records)


def _year() -> tuple[Rows, str]:
    with village(_RESIDENTS, 12) as station, station.store.read() as session:
        rows = list(session.exec(select(ChangeRow).order_by(text("seq"))))
    return rows, rows[0].id.partition("-")[0]


def _measured(where: str, folder: Path, address: str, rows: Rows, tag: str, records: int) -> dict[str, str]:
    now = SystemClock().now
    with closing(township.create(folder / "township", "测量卫生院", address)) as store:
        _spare_the_collector()
        wall, used, sent, number = 0.0, 0.0, 0, 0
        while sent < records:
            clinic = _paired(store, number, now())
            envelopes = _sealed(clinic, rows[: records - sent], tag, now())
            start, before = time.perf_counter(), time.process_time()
            for envelope in envelopes:
                rounds_two.answer(store, envelope, now())
            wall, used = wall + time.perf_counter() - start, used + time.process_time() - before
            number, sent = number + 1, sent + min(len(rows), records - sent)
        filed = _filed(store)
        alone = _small_batches(store, number, rows, tag)
        with looking.following(store, now):
            while _left(store) == (before_looking := _left(store)) and before_looking:
                time.sleep(0.1)  # until it has begun
            beside = _small_batches(store, number + 1, rows, tag)
        left = _left(store)
        start = time.process_time()
        looking.catch_up(store, beijing_day(now()))
        later = time.process_time() - start
    name = f"{records:,} records of {number} clinics filed, {where}"
    return {
        name: f"{wall:.1f} s, {used:.1f} s of this process's processor time, {records / wall:,.0f} records/s, "
        f"{records / used:,.0f} a second of processor time; {filed:,} of them in the mirror",
        f"receipts of {_SMALL} changes then, {where}": f"median {statistics.median(alone):.0f} ms, while others' records "
        f"are looked at {statistics.median(beside):.0f} ms, slowest {max(alone):.0f} and {max(beside):.0f} ms",
        f"looked at afterwards, {where}": f"{left:,} residents in {later:.1f} s of processor time",
    }


def _paired(store: Store, number: int, now: datetime) -> Clinic:
    key, village_code = Ed25519PrivateKey.generate(), f"3401231{number:05d}"
    tag = f"B{number:05d}"
    with store.write() as session:
        code = pairing.new_code(session, f"测量{number}", village_code, "bench", now)
        asked = EnrolRequest(
            code=code, public_key=keys.public_text(key.public_key()), id_tag=tag, village_code=village_code
        )
        device = pairing.pair(session, asked, now).id
    return Clinic(Device("", device, key=key, township="", batch=0, tip="", protocol=2), tag)


def _sealed(clinic: Clinic, rows: Rows, tag: str, at: datetime, most: int = MOST) -> list[bytes]:
    """A clinic's batches as its program would make them, before anything is acknowledged."""
    waiting = [_renamed(row, tag, clinic.tag) for row in rows]
    sealed: list[bytes] = []
    while waiting:
        part = batches.fitting(waiting, batches_two.FIRST_RATIO, most)
        number = ("0badcafe", next(clinic.rounds))
        sealed.append(batches_two.seal(clinic.device, part, 0, at, number=number, bases={}, level=packing.FAST)[0])
        waiting = waiting[len(part) :]
    return sealed


def _renamed(row: ChangeRow, tag: str, other: str) -> ChangeRow:
    facts: dict[str, Any] = row.model_dump()
    for name, value in facts.items():
        if isinstance(value, str):
            facts[name] = value.replace(f"{tag}-", f"{other}-")
    return ChangeRow(**facts)


def _small_batches(store: Store, number: int, rows: Rows, tag: str) -> list[float]:
    """Milliseconds until another clinic's small batches were answered."""
    now = SystemClock().now
    clinic = _paired(store, number, now())
    envelopes = [
        _sealed(clinic, rows[start : start + _SMALL], tag, now())[0] for start in range(0, _SMALL * _TIMES, _SMALL)
    ]
    taken: list[float] = []
    for envelope in envelopes:
        start = time.perf_counter()
        rounds_two.answer(store, envelope, now())
        taken.append((time.perf_counter() - start) * 1000)
        time.sleep(0.02)
    return taken


def _filed(store: Store) -> int:
    with store.read() as session:
        return session.connection().execute(text("SELECT count(*) FROM inbox WHERE applied = 'yes'")).scalar_one()


def _left(store: Store) -> int:
    with store.read() as session:
        return looking.left(session)


def _spare_the_collector() -> None:
    """As a township does that serves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
