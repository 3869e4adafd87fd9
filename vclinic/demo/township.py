"""A township server of our own for the demo: a real process on loopback, with staff and a pairing code."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NAME = "清溪镇卫生院"
ADMIN, REVIEWER = "guanli", "linxy"
PASSWORD = "yanshi-2026"  # noqa: S105 - of a demo that lives as long as its window
_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Township:
    """Where it answers and how to get in."""

    url: str
    data: Path

    def code(self, clinic: str, village: str) -> str:
        """A one-time pairing code."""
        said = _command(["enrol-code", "--data", str(self.data), "--clinic", clinic, "--village", village, "--json"])
        return str(json.loads(said)["code"])

    def status(self) -> dict[str, int]:
        """How the township counts."""
        return json.loads(_command(["status", "--data", str(self.data), "--json"]))

    def export(self, kind: str, path: Path) -> list[dict[str, object]]:
        """A table of the township's database."""
        _command(["export", kind, str(path), "--data", str(self.data)])
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _command(arguments: list[str]) -> str:
    environment = os.environ | {"VCLINIC_PASSWORD": PASSWORD, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "sync.server", *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


@contextmanager
def running(data: Path) -> Generator[Township]:
    """A township with an administrator and a reviewer, serving for the length of the block."""
    _command(["init", "--data", str(data), "--name", NAME, "--admin", ADMIN])
    _command(["staff", "add", "--data", str(data), "--login", REVIEWER, "--name", "林晓燕", "--role", "reviewer"])
    ready = data / "ready"
    server = subprocess.Popen(
        [sys.executable, "-m", "sync.server", "serve", "--data", str(data), "--port", "0", "--ready-file", str(ready)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        waited = 0.0
        while not ready.exists():
            if server.poll() is not None or waited > _WAIT:
                raise RuntimeError("the township server did not start")
            time.sleep(0.05)
            waited += 0.05
        yield Township(ready.read_text(encoding="utf-8").strip(), data)
    finally:
        server.terminate()
        server.wait(20)
