"""A link between a clinic and its township that counts what passes and can be as poor as a village's: slow, far, lossy.

A relay on loopback in a process of its own, so that it takes no time from either side. A lost segment costs what TCP
makes of it (RFC 6298): it is sent again after one round trip and a fifth of a second, which takes the link's time once
more, twice as late when it is lost again, and nothing behind it arrives before. A line that is cut is cut for good, with
all that is on it: whoever sent has to come again.
"""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

SEGMENT = 1_400  # bytes


@dataclass(frozen=True, slots=True)
class Line:
    """A link: bits a second (0: no limit), seconds of a round trip, share of segments lost each way, between how many
    bytes both ways a connection is cut (None: never), seed of losses and cuts; whether opening a connection takes a round
    trip, or is there at once as one that has stood for a while."""

    bits: int = 0
    round_trip: float = 0.0
    loss: float = 0.0
    cut: tuple[int, int] | None = None
    seed: int = 1
    shakes_hands: bool = True


@dataclass(slots=True)
class Passed:
    """What went through: connections, bytes up and down."""

    connections: int = 0
    up: int = 0
    down: int = 0


OPEN = Line()
VILLAGE = Line(bits=64_000, round_trip=0.6)
LOSSY = Line(bits=64_000, round_trip=0.6, loss=0.05)
CUT = Line(cut=(10_000, 100_000))


@contextmanager
def link(url: str, line: Line = OPEN) -> Iterator[tuple[str, "Counter"]]:
    """(address of the near end, its counter) of a link to ``url``."""
    with TemporaryDirectory(prefix="vclinic-bench-") as folder:
        counts = Path(folder) / "counts"
        parts = urlsplit(url)
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "bench.link",
                str(parts.hostname),
                str(parts.port),
                str(counts),
                json.dumps(asdict(line)),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            yield f"{parts.scheme}://127.0.0.1:{port}", Counter(counts)
        finally:
            process.terminate()
            process.wait(timeout=10)


class Counter:
    """What has passed so far; `taken` begins anew."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before = Passed()

    def taken(self) -> Passed:
        """What has passed since it was last asked."""
        now = Passed(**json.loads(self._file.read_text(encoding="utf-8")))
        before, self._before = self._before, now
        return Passed(now.connections - before.connections, now.up - before.up, now.down - before.down)


class _Left:
    """How many bytes a connection still lives."""

    def __init__(self, size: int | None, ends: tuple[asyncio.StreamWriter, ...]) -> None:
        self._size, self._ends = size, ends

    def used_up_by(self, size: int) -> bool:
        """Whether so many more are more than it takes: then neither side hears of the other again."""
        if self._size is None:
            return False
        self._size -= size
        if self._size > 0:
            return False
        for end in self._ends:
            end.transport.abort()
        return True


class _Relay:
    def __init__(self, host: str, port: int, counts: Path, line: Line) -> None:
        self.host, self.port, self.counts, self.line = host, port, counts, line
        self.passed = Passed()
        self.random = random.Random(line.seed)
        self._write()

    def _write(self) -> None:
        half = self.counts.with_suffix(".part")
        half.write_text(json.dumps(asdict(self.passed)), encoding="utf-8")
        half.replace(self.counts)

    async def serve(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        if self.line.shakes_hands:
            await asyncio.sleep(self.line.round_trip)  # that of TCP
        far_in, far_out = await asyncio.open_connection(self.host, self.port)
        self.passed.connections += 1
        self._write()
        left = _Left(self.random.randint(*self.line.cut) if self.line.cut else None, (near_out, far_out))
        await asyncio.gather(
            self._carry(near_in, far_out, left, up=True), self._carry(far_in, near_out, left, up=False)
        )

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, left: "_Left", *, up: bool
    ) -> None:
        loop = asyncio.get_running_loop()
        segments: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        deliverer = asyncio.create_task(self._deliver(segments, target))
        free = loop.time()  # when the last bit of what was sent before is on its way
        arrived = free  # nothing overtakes what went before it
        try:
            while piece := await source.read(SEGMENT):
                if up:
                    self.passed.up += len(piece)
                else:
                    self.passed.down += len(piece)
                self._write()
                if left.used_up_by(len(piece)):
                    break
                on_its_way = len(piece) * 8 / self.line.bits if self.line.bits else 0.0
                free = max(free, loop.time()) + on_its_way
                again, patience = 0.0, self.line.round_trip + 0.2
                while self.random.random() < self.line.loss:
                    again, patience, free = again + patience, 2 * patience, free + on_its_way
                arrived = max(arrived, free + self.line.round_trip / 2 + again)
                segments.put_nowait((arrived, piece))
        except OSError:
            pass  # cut by one side: the other is told below
        segments.put_nowait((arrived, b""))
        await deliverer

    async def _deliver(self, segments: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                due, piece = await segments.get()
                if due > loop.time():
                    await asyncio.sleep(due - loop.time())
                if not piece:
                    break
                target.write(piece)
                await target.drain()
        except OSError:
            pass  # the reader went away; its sender will see it
        target.close()


async def _run(host: str, port: int, counts: Path, line: Line) -> None:
    relay = _Relay(host, port, counts, line)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Line(**json.loads(sys.argv[4]))))
