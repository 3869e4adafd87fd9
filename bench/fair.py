"""Thirty clinics send their day while one pushes 100,000 changes: how much slower their rounds are for it."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.county import a_village
from bench.full_sync import address_in
from bench.timing import spread
from sync.protocol import envelope, keys, messages
from sync.protocol.messages import Batch, Change, EnrolReply, EnrolRequest
from sync.server.database.store import create
from sync.server.devices import pairing
from vclinic.clock import SystemClock
from vclinic.storage.ids import new_tag

DAY = 55  # changes of a clinic's working day
A_BATCH = 400  # changes of a full push in one request
_EVERY = 0.4  # seconds between the days of two clinics: thirty in twelve seconds
_WORDS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass
class Sender:
    """A clinic's side in its plainest form."""

    url: str
    code: str
    batch: int = 1
    prev: str = ""
    name: str = ""
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    line: requests.Session = field(default_factory=requests.Session)

    def pair(self) -> None:
        """Use up the code."""
        wanted = EnrolRequest(
            code=self.code, public_key=keys.public_text(self.key.public_key()), id_tag=new_tag(), program="bench"
        )
        reply = self.line.post(f"{self.url}/api/v1/enrol", data=messages.encode(wanted), timeout=60)
        reply.raise_for_status()
        self.name = messages.decode(EnrolReply, reply.content).device

    def seal(self, changes: Sequence[Change]) -> bytes:
        """The next batch of its chain."""
        header = envelope.Header(
            device=self.name, batch=self.batch, prev=self.prev, count=len(changes),
            made_at=SystemClock().now().isoformat(timespec="seconds"),
        )  # fmt: skip
        sealed = envelope.seal(messages.encode(Batch(changes=tuple(changes), cursor=0)), header, self.key)
        self.batch, self.prev = self.batch + 1, envelope.header_hash(sealed)
        return sealed

    def send(self, sealed: bytes) -> float:
        """Seconds of a round."""
        begun = time.perf_counter()
        reply = self.line.post(f"{self.url}/api/v1/round", data=sealed, timeout=60)
        reply.raise_for_status()
        return time.perf_counter() - begun


def measure(database: str = "", workers: int = 1, clinics: int = 30) -> dict[str, str]:
    """Milliseconds of a clinic's round with a day, alone and beside the one that pushes."""
    sent = a_village(600)
    with served(database, workers) as (url, code):
        senders = [Sender(url, code(number)) for number in range(clinics + 1)]
        for number, sender in enumerate(senders):
            sender.pair()
            if number % 19 == 18:
                time.sleep(61)  # codes are tried twenty times a minute at most
        day = a_day(sent)
        alone = _days(senders[1:], day, "a")
        time.sleep(6)
        pushing, done = threading.Event(), [0]
        hog = threading.Thread(target=_push, args=(senders[0], sent, pushing, done), daemon=True)
        pushing.set()
        hog.start()
        time.sleep(1)
        before, begun = done[0], time.perf_counter()
        beside = _days(senders[1:], day, "b")
        pace = (done[0] - before) / (time.perf_counter() - begun)
        pushing.clear()
        hog.join(60)
    ratio = statistics.mean(beside) / statistics.mean(alone)
    return {
        f"{clinics} clinics' rounds with a day, alone": str(spread(alone)),
        "beside one that pushes without end": (
            f"{spread(beside)}, in the mean {ratio:.2f} ×; it gets in {pace:,.0f} changes/s"
        ),
    }


def _days(senders: Sequence[Sender], day: Sequence[Change], mark: str) -> list[float]:
    """Milliseconds of a day's round of each, one begun every `_EVERY` seconds."""
    taken: list[float] = []
    begun = time.perf_counter()
    for number, sender in enumerate(senders):
        sealed = sender.seal(next(_parts(day, len(day), f"{mark}{number}")))
        time.sleep(max(0.0, begun + number * _EVERY - time.perf_counter()))
        taken.append(sender.send(sealed) * 1000)
    return taken


def a_day(sent: Sequence[Change]) -> list[Change]:
    """New residents and what was written of them, as many changes as a clinic writes in a day."""
    visited = {str(change.data.get("resident_id")) for change in sent if change.entity == "follow_up"}
    people = sorted(visited)[: DAY // 6]
    theirs = [
        change
        for change in sent
        if change.entity_id in people
        or (change.entity in ("follow_up", "enrolment") and change.data.get("resident_id") in people)
    ]
    return theirs[:DAY]


def _push(sender: Sender, sent: Sequence[Change], pushing: threading.Event, done: list[int]) -> None:
    for again in range(1000):
        for part in _parts(sent, A_BATCH, f"h{again}"):
            if not pushing.is_set():
                return
            sender.send(sender.seal(part))
            done[0] += len(part)


def _parts(sent: Sequence[Change], size: int, mark: str) -> Iterator[list[Change]]:
    """A village's changes under other ids, in parts."""
    for start in range(0, len(sent), size):
        text = messages.encode(Batch(changes=tuple(sent[start : start + size]), cursor=0)).decode()
        yield list(messages.decode(Batch, _renamed(text, sent, mark).encode()).changes)


def _renamed(text: str, sent: Sequence[Change], mark: str) -> str:
    """Ids of another program: its tag instead of this one's."""
    tag = sent[0].id.partition("-")[0]
    digits = sum(ord(letter) * 131**place for place, letter in enumerate(mark))
    other = "".join(_WORDS[digits // 32**place % 32] for place in range(len(tag)))
    return text.replace(f'"{tag}-', f'"{other}-')


@contextmanager
def served(database: str, workers: int) -> Iterator[tuple[str, Callable[[int], str]]]:
    """(address, what gives one-time codes) of a township server in processes of its own."""
    with TemporaryDirectory(prefix="vclinic-bench-", ignore_cleanup_errors=True) as folder:
        data, ready = Path(folder) / "township", Path(folder) / "ready"
        codes: dict[int, str] = {}
        store = create(data, "测量卫生院", database)
        with store.write() as session:
            for number in range(320):
                codes[number] = pairing.new_code(
                    session, f"测量{number}", f"340123{number:06}", "", SystemClock().now()
                )
        store.close()
        command = [sys.executable, "-m", "sync.server", "serve", "--data", str(data), "--port", "0"]
        command += ["--ready-file", str(ready), "--workers", str(workers)]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=dict(os.environ))
        try:
            yield address_in(ready), lambda number: codes[number]
        finally:
            server.terminate()
            server.wait(timeout=30)
