"""Everything a sample village has to say, sent to a real township server on loopback."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.baseline import zipped
from bench.village import village
from sync.client.engine import sync
from sync.client.pairing import pair
from vclinic import garbage

_READY_WITHIN = 60.0  # seconds; a slow disk starts slowly


@contextmanager
def township() -> Iterator[tuple[str, str, int]]:
    """(address, one-time code, process) of a township server in a process of its own."""
    with TemporaryDirectory(prefix="vclinic-bench-", ignore_cleanup_errors=True) as folder:
        data, ready = Path(folder) / "township", Path(folder) / "ready"
        environment = os.environ | {"VCLINIC_PASSWORD": secrets.token_urlsafe(12)}

        def command(*arguments: str) -> str:
            arguments = (sys.executable, "-m", "sync.server", *arguments, "--data", str(data))
            return subprocess.run(arguments, env=environment, check=True, capture_output=True, text=True).stdout

        command("init", "--name", "测量卫生院", "--admin", "admin")
        told = command("enrol-code", *("--clinic", "测量卫生室"), *("--village", "340123101205"), "--json")
        code = str(json.loads(told)["code"])
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "sync.server",
                "serve",
                "--data",
                str(data),
                "--port",
                "0",
                "--ready-file",
                str(ready),
            ],
            stderr=subprocess.DEVNULL,
        )
        try:
            yield address_in(ready), code, server.pid
        finally:
            server.terminate()
            server.wait(timeout=20)


def address_in(ready: Path) -> str:
    """The address a server writes into its ready file once it accepts requests."""
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        if ready.exists() and (address := ready.read_text(encoding="utf-8").strip()):
            return address
        time.sleep(0.05)
    raise RuntimeError("the township server did not start")


def processor_time(process: int) -> float:
    """Seconds a process has used. Source: proc(5), fields 14 and 15 of /proc/PID/stat."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(residents: int) -> dict[str, str]:
    """Records a second, bytes a record and requests of a first full sync with a year of work waiting."""
    with village(residents, 12) as station, township() as (address, code, server):
        pair(station.store, address, code)
        plain = zipped(station)
        garbage.seldom()  # as the clinic's program does
        start, here, there = time.perf_counter(), time.process_time(), processor_time(server)
        report = sync(station.store, station.clock.now)
        seconds = time.perf_counter() - start
        here, there = time.process_time() - here, processor_time(server) - there
        return {
            f"full sync, {report.pushed:,} records": (
                f"{seconds:.1f} s, {report.pushed / seconds:,.0f} records/s, {report.requests} requests, "
                f"{report.bytes_up / max(1, report.pushed):.0f} bytes up and "
                f"{report.bytes_down / max(1, report.pushed):.0f} down a record, "
                f"{report.bytes_up / max(1, report.pushed) / plain:.2f} × gzipped JSON, {report.refused} refused, "
                f"processor {here:.1f} s here and {there:.1f} s at the township: {report.pushed / there:,.0f} records/s of it"
            )
        }
