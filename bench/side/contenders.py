"""Those who carry the work: each has a server in a process of its own and sends over the same link."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from bench.full_sync import township
from bench.link import Counter, Line, link
from sync.client.engine import attempt
from sync.client.pairing import pair
from vclinic import garbage
from vclinic.services.workstation import Workstation

Documents = Sequence[dict[str, Any]]
POUCH = Path(__file__).parent / "pouch"
BATCH = 500
ROUNDS = 200  # how often a line may be cut until it is given up


@dataclass(frozen=True, slots=True)
class Took:
    """What one piece of work took: seconds of wall, of processor time on both sides, bytes both ways, requests (None
    where nobody counts them)."""

    records: int
    seconds: float
    cpu: float
    bytes: int
    requests: int | None


class Unfinished(Exception):
    """The line was cut too often."""


Carry = Callable[[Documents], Took]
"""Sends documents; ours sends what waits and looks at none of them."""


def processor_time(pid: int) -> float:
    """Seconds of processor time a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _measured(
    send: Callable[[Documents], tuple[float | None, float | None, int | None]], server: int, counter: Counter
) -> Carry:
    """``send`` gives (seconds, processor seconds) of a client elsewhere, or Nones for one in this process, and requests."""

    def carry(documents: Documents) -> Took:
        counter.taken()
        here, there, start = time.process_time(), processor_time(server), time.perf_counter()
        seconds, client, requested = send(documents)
        wall = time.perf_counter() - start
        own = time.process_time() - here
        time.sleep(0.05)  # the relay writes down what passed last
        passed = counter.taken()
        return Took(
            len(documents),
            wall if seconds is None else seconds,
            (own if client is None else client) + processor_time(server) - there,
            passed.up + passed.down,
            requested,
        )

    return carry


@contextmanager
def ours(station: Workstation, line: Line) -> Iterator[Carry]:
    """This program and its township; a round that was cut off is followed by the next, as the program does."""
    with ExitStack() as stack:
        address, code, server = stack.enter_context(township())
        near, counter = stack.enter_context(link(address, line))
        pair(station.store, near, code)
        garbage.seldom()  # as the program does

        def send(_documents: Documents) -> tuple[None, None, int]:
            requested = 0
            for _ in range(ROUNDS):
                ended = attempt(station.store, station.clock.now)
                requested += ended.report.requests
                if ended.fault is None:
                    return None, None, requested
                if ended.fault.code not in ("cut_off", "offline"):
                    raise ended.fault
            raise Unfinished

        yield _measured(send, server, counter)


@contextmanager
def _rest(line: Line) -> Iterator[tuple[str, int, Counter]]:
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="vclinic-bench-"))
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.side.rest", str(Path(folder) / "records.db")],
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(server.wait, timeout=20)
        stack.callback(server.terminate)
        assert server.stdout is not None
        port = int(server.stdout.readline())
        near, counter = stack.enter_context(link(f"http://127.0.0.1:{port}", line))
        _until_it_answers(near)
        yield near, server.pid, counter


def _until_it_answers(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            requests.get(url, timeout=30)
        except requests.ConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _until_taken(session: requests.Session, url: str, **content: Any) -> int:
    """Send again what was cut off; how many requests it took."""
    for tries in range(1, ROUNDS + 1):
        try:
            session.post(url, timeout=300, **content).raise_for_status()
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            continue
        return tries
    raise Unfinished


@contextmanager
def one_by_one(_station: Workstation, line: Line) -> Iterator[Carry]:
    """One POST a record."""
    with _rest(line) as (near, server, counter), requests.Session() as session:

        def send(documents: Documents) -> tuple[None, None, int]:
            tries = sum(_until_taken(session, f"{near}/records", json=document) for document in documents)
            return None, None, tries

        yield _measured(send, server, counter)


@contextmanager
def batches(_station: Workstation, line: Line) -> Iterator[Carry]:
    """Gzipped lists of 500."""
    with _rest(line) as (near, server, counter), requests.Session() as session:

        def send(documents: Documents) -> tuple[None, None, int]:
            parts = [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]
            bodies = (gzip.compress(json.dumps(part, ensure_ascii=False).encode()) for part in parts)
            return None, None, sum(_until_taken(session, f"{near}/batches", data=body) for body in bodies)

        yield _measured(send, server, counter)


@contextmanager
def pouch(_station: Workstation, line: Line) -> Iterator[Carry]:
    """PouchDB on Node, replicating to its own server."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="vclinic-bench-")))
        (folder / "server").mkdir()
        port = _free_port()
        server = subprocess.Popen(
            [str(POUCH / "node_modules/.bin/pouchdb-server"), "--port", str(port), "--dir", str(folder / "server")],
            cwd=folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        stack.callback(server.wait, timeout=20)
        stack.callback(server.terminate)
        _until_it_answers(f"http://127.0.0.1:{port}/")
        near, counter = stack.enter_context(link(f"http://127.0.0.1:{port}", line))
        client = subprocess.Popen(
            ["node", str(POUCH / "push.js"), str(folder / "clinic"), f"{near}/clinic"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder,
        )  # fmt: skip
        stack.callback(client.wait, timeout=20)
        stack.callback(client.terminate)
        assert client.stdin is not None
        assert client.stdout is not None
        lines_in, lines_out = client.stdin, client.stdout

        def send(documents: Documents) -> tuple[float, float, None]:
            told = [{"_id": document["entity_id"]} | document for document in documents]
            lines_in.write(json.dumps(told, ensure_ascii=False) + "\n")
            lines_in.flush()
            told_back = lines_out.readline()
            if not told_back:
                raise Unfinished
            answer = json.loads(told_back)
            return answer["seconds"], answer["cpu"], None

        yield _measured(send, server.pid, counter)


def _free_port() -> int:
    from sync.server.serving.sockets import listen

    with listen("127.0.0.1", 0) as listening:
        return int(listening.getsockname()[1])


CONTENDERS: dict[str, Callable[[Workstation, Line], AbstractContextManager[Carry]]] = {
    "vclinic": ours,
    "one POST a record": one_by_one,
    "gzip batches of 500": batches,
    "PouchDB": pouch,
}


def here() -> list[str]:
    """Those that can run on this machine, said aloud when one cannot."""
    names = list(CONTENDERS)
    if not (POUCH / "node_modules/pouchdb").exists():
        print(
            "PouchDB is left out: run `npm install --no-package-lock` in bench/side/pouch (needs Node)", file=sys.stderr
        )
        names.remove("PouchDB")
    return names
