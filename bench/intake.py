"""How fast a township files what clinics send: many clinics' records in sealed batches, on its own file and on a real
PostgreSQL; then what was left for later, and whether looking at it holds up the next clinic."""

import statistics
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from bench.sealed import Rows, paired, sealed, year
from sync.server.database import store as township
from sync.server.database.store import Store
from sync.server.intake import rounds_two
from sync.server.review import looking
from tests.server import postgres
from vclinic import garbage
from vclinic.clock import SystemClock
from vclinic.domain.dates import beijing_day

RECORDS = 100_000
_RESIDENTS = 1500  # of one village; its year is sent by as many clinics as are needed, each under ids of its own
_SMALL = 20  # changes of the batch whose answer is waited for
_TIMES = 30
_DURABLE = ("listen_addresses=", "log_min_messages=fatal", "shared_buffers=128MB", "max_wal_size=1GB")


def measure(records: int = RECORDS) -> dict[str, str]:
    """Seconds and processor time for ``records`` records on either kind of database, and what follows the receipts."""
    rows, tag = year(_RESIDENTS)
    with TemporaryDirectory(prefix="vclinic-bench-") as folder:
        figures = _measured("its own file", Path(folder), "", rows=rows, tag=tag, records=records)
    with (
        TemporaryDirectory(prefix="vclinic-bench-") as folder,
        postgres.running(_DURABLE, in_memory=False) as server,
        server.database("template0") as address,
    ):
        return figures | _measured("PostgreSQL", Path(folder), address, rows=rows, tag=tag, records=records)


def _measured(where: str, folder: Path, address: str, rows: Rows, tag: str, records: int) -> dict[str, str]:
    now = SystemClock().now
    with closing(township.create(folder / "township", "测量卫生院", address)) as store:
        garbage.seldom()  # as a township does that serves
        wall, used, sent, number = 0.0, 0.0, 0, 0
        while sent < records:
            clinic = paired(store, number, now())
            envelopes = sealed(clinic, rows[: records - sent], tag, now())
            start, before = time.perf_counter(), time.process_time()
            for envelope in envelopes:
                rounds_two.answer(store, envelope, now(), alone=True)
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


def _small_batches(store: Store, number: int, rows: Rows, tag: str) -> list[float]:
    """Milliseconds until another clinic's small batches were answered."""
    now = SystemClock().now
    clinic = paired(store, number, now())
    envelopes = [
        sealed(clinic, rows[start : start + _SMALL], tag, now())[0] for start in range(0, _SMALL * _TIMES, _SMALL)
    ]
    taken: list[float] = []
    for envelope in envelopes:
        start = time.perf_counter()
        rounds_two.answer(store, envelope, now(), alone=True)
        taken.append((time.perf_counter() - start) * 1000)
        time.sleep(0.02)
    return taken


def _filed(store: Store) -> int:
    with store.read() as session:
        return session.connection().execute(text("SELECT count(*) FROM inbox WHERE applied = 'yes'")).scalar_one()


def _left(store: Store) -> int:
    with store.read() as session:
        return looking.left(session)
