"""Thirty clinics send their day while one pushes 100,000 changes, and a county's working day: each with the batches that
clinics' programs seal, over HTTP to a township of processes of its own."""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from bench.full_sync import address_in
from bench.sealed import Clinic, Rows, paired, sealed, year
from bench.timing import spread
from sync.server.database.store import create
from vclinic.clock import SystemClock

DAY = 81  # changes of a clinic's working day: 27 visits, as many prescriptions and dispensings
_WRITTEN, _STOCK = ("follow_up", "prescription", "dispensing"), ("doctor", "batch", "stock_entry")
_EVERY = 0.4  # seconds between the days of two clinics: thirty in twelve seconds
_RESIDENTS = 600
_AT_ONCE = 8  # clinics of a county that send at the same moment


@dataclass
class Line:
    """One clinic's connection."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def send(self, content: bytes) -> float:
        """Milliseconds of a round; one that is to come later is sent again, as a clinic's program does."""
        begun = time.perf_counter()
        while (reply := self.session.post(f"{self.url}/api/v1/round", data=content, timeout=60)).status_code == 429:
            time.sleep(1)
        reply.raise_for_status()
        return (time.perf_counter() - begun) * 1000


def measure(database: str = "", workers: int = 1, clinics: int = 30) -> dict[str, str]:
    """Milliseconds of a clinic's round with a day, alone and beside the one that pushes."""
    rows, tag = year(_RESIDENTS)
    with served(database, workers, clinics + 1) as (url, (hog, *others)):
        at = SystemClock().now()
        day, known = a_day(rows)
        lines = [Line(url) for _ in others]
        marks = ("A", "C")
        for line, clinic in zip(lines, others, strict=True):
            for mark in marks:
                for content in sealed(clinic, known, tag, at, own=f"{mark}{clinic.tag[1:]}"):
                    line.send(content)
        time.sleep(10)  # what was known is looked at
        first, once_more = (
            [sealed(clinic, day, tag, at, own=f"{mark}{clinic.tag[1:]}")[0] for clinic in others] for mark in marks
        )
        alone = _days(lines, first)
        ahead = [sealed(hog, rows, tag, at, own=f"D{place:05d}") for place in range(1 + 15_000 // len(rows))]
        pushing, done = threading.Event(), [0]
        thread = threading.Thread(target=_push, args=(Line(url), itertools.chain(*ahead), pushing, done), daemon=True)
        pushing.set()
        thread.start()
        time.sleep(1)
        before, begun = done[0], time.perf_counter()
        beside = _days(lines, once_more)
        batches = (done[0] - before) / (time.perf_counter() - begun)
        pushing.clear()
        thread.join(60)
    pace = batches * len(rows) / len(ahead[0])
    slower = spread(beside).median / spread(alone).median
    late = spread(beside).slow / spread(alone).slow
    return {
        f"{clinics} clinics' rounds with a day, alone": str(spread(alone)),
        "beside one that pushes 100,000 changes": (
            f"{spread(beside)}: {slower:.2f} × in the median, {late:.2f} × at the slow end, "
            f"{statistics.mean(beside) / statistics.mean(alone):.2f} × in the mean; it gets in {pace:,.0f} changes/s"
        ),
    }


def county_day(database: str, workers: int = 2, clinics: int = 300) -> dict[str, str]:
    """How long the working day of a county's clinics takes to come in, eight of them at a time."""
    rows, tag = year(_RESIDENTS)
    day, known = a_day(rows)
    with served(database, workers, clinics) as (url, senders):
        at = SystemClock().now()
        lines = [Line(url) for _ in senders]
        for line, clinic in zip(lines, senders, strict=True):
            for content in sealed(clinic, known, tag, at):
                line.send(content)
        days = [sealed(clinic, day, tag, at) for clinic in senders]
        begun = time.perf_counter()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            taken = list(pool.map(lambda pair: sum(map(pair[0].send, pair[1])), zip(lines, days, strict=True)))
        seconds = time.perf_counter() - begun
    changes = len(day) * clinics
    return {
        f"a day of {clinics} clinics, {changes:,} changes": (
            f"{seconds:.0f} s, {changes / seconds:,.0f} changes/s; a clinic's day {spread(taken)}"
        )
    }


def _days(lines: Sequence[Line], contents: Sequence[bytes]) -> list[float]:
    """Milliseconds of a day's round of each, one begun every `_EVERY` seconds."""
    taken: list[float] = []
    begun = time.perf_counter()
    for number, (line, content) in enumerate(zip(lines, contents, strict=True)):
        time.sleep(max(0.0, begun + number * _EVERY - time.perf_counter()))
        taken.append(line.send(content))
    return taken


def _push(line: Line, contents: Iterator[bytes], pushing: threading.Event, done: list[int]) -> None:
    for content in contents:
        if not pushing.is_set():
            return
        line.send(content)
        done[0] += 1


def a_day(rows: Rows) -> tuple[Rows, Rows]:
    """(a day's visits with what was prescribed and dispensed at them, the people and medicines that were known before)."""
    day = [row for row in rows if row.entity in _WRITTEN and row.revision == 1][-DAY:]
    visited = {json.loads(row.payload).get("resident_id") for row in day}
    known = [
        row
        for row in rows
        if row.entity in _STOCK
        or (row.entity == "resident" and row.entity_id in visited)
        or (row.entity == "enrolment" and json.loads(row.payload).get("resident_id") in visited)
    ]
    return day, known


@contextmanager
def served(database: str, workers: int, clinics: int) -> Iterator[tuple[str, list[Clinic]]]:
    """(address, paired clinics) of a township that is served in processes of its own."""
    with TemporaryDirectory(prefix="vclinic-bench-", ignore_cleanup_errors=True) as folder:
        data, ready = Path(folder) / "township", Path(folder) / "ready"
        with closing(create(data, "测量卫生院", database)) as store:
            senders = [paired(store, number, SystemClock().now()) for number in range(clinics)]
        command = [sys.executable, "-m", "sync.server", "serve", "--data", str(data), "--port", "0"]
        command += ["--ready-file", str(ready), "--workers", str(workers)]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=dict(os.environ))
        try:
            yield address_in(ready), senders
        finally:
            server.terminate()
            server.wait(timeout=30)


def main() -> None:
    """Print the figures: of the fairness, or of a county's day."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("what", choices=("fair", "county"), nargs="?", default="fair")
    wanted.add_argument("--database", default="")
    wanted.add_argument("--workers", type=int, default=1)
    given = wanted.parse_args()
    measured = measure if given.what == "fair" else county_day
    for name, figure in measured(given.database, given.workers).items():
        print(f"{name}: {figure}", flush=True)


if __name__ == "__main__":
    main()
