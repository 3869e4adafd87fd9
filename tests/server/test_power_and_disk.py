"""`vclinic-township serve` as a process: the power goes while clinics push, and the disk fills up. What was acknowledged is
there, what was not is sent again, and nothing is there twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
from sqlmodel import col, select

from sync.protocol import envelope, messages
from sync.protocol.messages import Change, RoundReply
from sync.server.__main__ import now
from sync.server.database.store import create, open_store
from sync.server.database.tables import BatchLog, Inbox
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship, TurnableClock
from tests.test_house.tracked import ROOT

CLINICS, BATCHES, PEOPLE = 3, 12, 20
ROOM = 200_000  # bytes no file may grow beyond, as on a disk with little left and then nothing


@pytest.fixture
def data(tmp_path: Path) -> Path:
    create(tmp_path / "t", "清溪镇卫生院").close()
    return tmp_path / "t"


@contextmanager
def serving(data: Path, *before: str, port: int = 0) -> Generator[tuple["subprocess.Popen[bytes]", str]]:
    """The program serving, and its address; ``before``: what stands in front of the command."""
    ready = data / "ready"
    ready.unlink(missing_ok=True)
    command = [*before, sys.executable, "-m", "sync.server", "serve", "--data", str(data), "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--ready-file", str(ready)], env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while not ready.exists():
            assert server.poll() is None, "it ended before it served"
            assert time.monotonic() < until, "it did not start"
            time.sleep(0.05)
        yield server, ready.read_text("utf-8").strip()
    finally:
        server.terminate()
        server.wait(30)


def batch(clinic: int, number: int) -> list[Change]:
    people = [f"{clinic}-{number}-{n}" for n in range(PEOPLE)]
    return [made for one in people for made in (resident(f"R-{one}"), visit(f"V-{one}", f"R-{one}"))]


def paired(data: Path, url: str) -> list[ClinicDevice]:
    with closing(open_store(data)) as store:
        township = RunningTownship(store, TurnableClock(now()), url)
        return [township.clinic(f"{n} 村卫生室", f"34012310{n:04}") for n in range(CLINICS)]


def push(device: ClinicDevice, clinic: int, first: int, seconds: float) -> tuple[int, set[str]]:
    """Batches until one is not acknowledged, or all are: the number of the next, and the ids of what was."""
    acknowledged: set[str] = set()
    until = time.monotonic() + seconds
    for number in range(first, BATCHES):
        content = device.sealed(batch(clinic, number))
        try:
            answer = device.post(content)
        except requests.RequestException:
            return number, acknowledged
        if answer.status_code != 200:
            return number, acknowledged
        reply = messages.decode(RoundReply, answer.content)
        acknowledged |= {receipt.change_id for receipt in reply.receipts if receipt.state in ("stored", "duplicate")}
        device.batch, device.prev = device.batch + 1, envelope.header_hash(content)
        assert time.monotonic() < until
    return BATCHES, acknowledged


def stored(data: Path) -> list[str]:
    with closing(open_store(data)) as store, store.read() as session:
        assert set(session.exec(select(BatchLog.chain))) <= {"ok", "resend"}
        return list(session.exec(select(Inbox.change_id).order_by(col(Inbox.seq))))


def test_the_power_goes_while_clinics_push(data: Path) -> None:
    with serving(data) as (server, url), ThreadPoolExecutor(CLINICS) as pool:
        devices = paired(data, url)
        pushing = [pool.submit(push, device, clinic, 0, 60) for clinic, device in enumerate(devices)]
        while devices[0].batch < BATCHES // 3:
            time.sleep(0.01)
        server.send_signal(signal.SIGKILL)
        first = [one.result(60) for one in pushing]
    assert any(0 < number < BATCHES for number, _ in first), "it was killed too late"
    told = set[str]().union(*(acknowledged for _, acknowledged in first))
    port = int(url.rsplit(":", 1)[1])
    with serving(data, port=port) as (_, again), ThreadPoolExecutor(CLINICS) as pool:
        assert told <= set(stored(data))
        assert again == url
        going_on = [pool.submit(push, device, n, first[n][0], 60) for n, device in enumerate(devices)]
        assert {one.result(60)[0] for one in going_on} == {BATCHES}
    everything = stored(data)
    assert len(everything) == len(set(everything)) == CLINICS * BATCHES * PEOPLE * 2


def test_the_disk_fills_up_and_has_room_again(data: Path) -> None:
    with serving(data) as (_, url):
        devices = paired(data, url)
    port = int(url.rsplit(":", 1)[1])
    with serving(data, "prlimit", f"--fsize={ROOM}", port=port):
        stopped, told = push(devices[0], 0, 0, 60)
        assert stopped < BATCHES, "it never filled up"
        refused = devices[0].post(devices[0].sealed(batch(0, stopped)))
        assert refused.status_code >= 500
        health = requests.get(f"{url}/healthz", timeout=30)
        assert (health.status_code, health.json()["ok"]) == (503, False)
    with serving(data, port=port):
        assert told <= set(stored(data))
        health = requests.get(f"{url}/healthz", timeout=30)
        assert health.json()["writable"]
        done, also = push(devices[0], 0, stopped, 60)
        assert done == BATCHES
    everything = stored(data)
    assert len(everything) == len(set(everything))
    assert told | also <= set(everything)
