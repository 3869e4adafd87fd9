"""`serve --workers 2` on PostgreSQL, as processes: many clinics push, one process is killed in the middle and begun anew;
and what is read by its number is never passed by something that is committed later."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests
from sqlmodel import col, select

from sync.protocol import envelope, messages
from sync.protocol.messages import Change, RoundReply
from sync.server.__main__ import now
from sync.server.database.store import Store, create, numbers, open_store
from sync.server.database.tables import BatchLog, Clinic, Inbox, Outbox, Review
from tests.server import postgres
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship, TurnableClock

ROOT = Path(__file__).resolve().parents[2]
CLINICS, BATCHES, PEOPLE = 6, 8, 10


@pytest.fixture
def data(tmp_path: Path, postgresql: postgres.Server) -> Iterator[Path]:
    with postgresql.database() as address:
        create(tmp_path / "t", "清溪镇卫生院", address).close()
        yield tmp_path / "t"


@pytest.fixture
def served(data: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    ready = data / "ready"
    command = [sys.executable, "-m", "sync.server", "serve", "--data", str(data), "--port", "0", "--workers", "2"]
    server = subprocess.Popen(
        [*command, "--ready-file", str(ready)], env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while not ready.exists() or len(workers(server)) < 2:
            assert time.monotonic() < until, "it did not start"
            time.sleep(0.1)
        yield server, ready.read_text("utf-8").strip()
    finally:
        server.terminate()
        server.wait(30)


def workers(server: "subprocess.Popen[bytes]") -> list[int]:
    """The processes that serve; what watches over shared memory is none."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text("utf-8").split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def batch(clinic: int, number: int) -> list[Change]:
    return [
        made
        for n in range(PEOPLE)
        for made in (
            resident(f"R-{clinic}-{number}-{n}"),
            visit(f"V-{clinic}-{number}-{n}", f"R-{clinic}-{number}-{n}"),
        )
    ]


def until_answered(device: ClinicDevice, content: bytes) -> RoundReply:
    """A clinic asks again until there is an answer, as its program does."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            answer = device.post(content)
        except requests.ConnectionError:
            time.sleep(0.2)
            continue
        assert answer.status_code == 200, answer.text
        return messages.decode(RoundReply, answer.content)
    raise AssertionError("no answer in a minute")


def test_a_process_killed_while_many_push_loses_and_doubles_nothing(
    data: Path, served: tuple["subprocess.Popen[bytes]", str]
) -> None:
    server, url = served
    begun = workers(server)
    with closing(open_store(data)) as store:
        township = RunningTownship(store, TurnableClock(now()), url)
        devices = [township.clinic(f"{n} 村卫生室", f"34012310{n:04}") for n in range(CLINICS)]
        sent = threading.Semaphore(0)

        def push(clinic: int) -> list[str]:
            device, states = devices[clinic], []
            for number in range(BATCHES):
                content = device.sealed(batch(clinic, number))
                reply = until_answered(device, content)
                states += [receipt.state for receipt in reply.receipts]
                device.batch, device.prev = device.batch + 1, envelope.header_hash(content)
                sent.release()
            return states

        with ThreadPoolExecutor(CLINICS) as pool:
            pushing = [pool.submit(push, clinic) for clinic in range(CLINICS)]
            for _ in range(CLINICS):
                assert sent.acquire(timeout=60)
            os.kill(begun[0], signal.SIGKILL)
            states = [state for future in pushing for state in future.result(180)]
        assert len(states) == CLINICS * BATCHES * PEOPLE * 2
        assert set(states) <= {"stored", "duplicate"}
        until = time.monotonic() + 30
        while len(workers(server)) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        anew = workers(server)
        assert len(anew) == 2
        assert begun[0] not in anew
        assert requests.get(f"{url}/api/v1/hello", timeout=30).status_code == 200
        township.looked()
        with store.read() as session:
            assert list(session.exec(select(Inbox.seq).order_by(col(Inbox.seq)))) == list(range(1, len(states) + 1))
            assert set(session.exec(select(Inbox.applied))) == {"yes"}
            waiting = session.exec(select(Review.entity_id).where(Review.state == "waiting")).all()
            assert len(waiting) == len(set(waiting)) == CLINICS * BATCHES * PEOPLE
            assert set(session.exec(select(BatchLog.chain))) <= {"ok", "resend"}


def test_a_reader_never_passes_what_is_committed_later(data: Path) -> None:
    with closing(open_store(data)) as one, closing(open_store(data)) as other:
        with one.write() as session:
            session.add(Clinic(id="c", name="柳河村卫生室", village_code="340123101105", created_at=""))
        seen: list[int] = []
        late = threading.Thread(target=tell, args=(other, 3))
        with one.write() as session:
            first = list(numbers(session, "notice", 2))
            late.start()
            late.join(0.5)
            assert late.is_alive(), "a later number waits until the earlier ones are decided"
            seen += read(other, seen)
            assert seen == [], "nothing of what is not committed is seen, and nothing after it"
            session.add_all(Outbox(seq=seq, clinic_id="c", payload="{}", at="") for seq in first)
        late.join(30)
        seen += read(other, seen)
        tell(one, 1)
        seen += read(other, seen)
        assert seen == [1, 2, 3, 4, 5, 6]


def tell(store: Store, count: int) -> None:
    with store.write() as session:
        session.add_all(
            Outbox(seq=seq, clinic_id="c", payload="{}", at="") for seq in numbers(session, "notice", count)
        )


def read(store: Store, seen: list[int]) -> list[int]:
    """What comes after a reader's cursor."""
    with store.read() as session:
        after = col(Outbox.seq) > max(seen, default=0)
        return list(session.exec(select(Outbox.seq).where(after).order_by(col(Outbox.seq))))
