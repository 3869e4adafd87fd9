"""A real township beside a program that is tried: the clinic's folder carries no server, so it stands outside.

Usage: township_beside.py COMMAND ARGUMENT...
    Starts a township of its own on loopback, over TLS, for the length of the command; the argument PAIRING becomes its
    pairing text. Ends with the command's exit code.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAIRING = "PAIRING"
CLINIC, VILLAGE = "自检卫生室", "110101001001"  # as the self-check names them
_WAIT_S = 120.0  # a machine that has much else to do
_ENVIRONMENT = os.environ | {"VCLINIC_PASSWORD": "Beside-4711", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}


def _told(arguments: str, **options: str) -> str:
    named = [word for name, value in options.items() for word in (f"--{name}", value)]
    command = [sys.executable, "-m", "sync.server", *arguments.split(), *named]
    return subprocess.run(command, env=_ENVIRONMENT, capture_output=True, encoding="utf-8", check=True).stdout


@contextmanager
def township(folder: Path) -> Generator[str]:
    """Serves from ``folder`` for the length of the block; gives a pairing text that holds once."""
    data, ready = str(folder / "township"), folder / "ready"
    _told("init", data=data, name="自检卫生院", admin="admin")
    serve = ["serve", "--data", data, "--port", "0", "--tls", "--ready-file", str(ready)]
    with subprocess.Popen(
        [sys.executable, "-m", "sync.server", *serve],
        env=_ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            end = time.monotonic() + _WAIT_S
            while not ready.exists():
                if server.poll() is not None or time.monotonic() > end:
                    raise RuntimeError("the township did not start")
                time.sleep(0.05)
            code = _told("enrol-code --json", data=data, clinic=CLINIC, village=VILLAGE)
            yield str(json.loads(code)["pairing"])
        finally:
            server.terminate()
            try:
                server.wait(_WAIT_S)
            except subprocess.TimeoutExpired:
                server.kill()  # nothing is left to run on by itself
                raise


def main(command: Sequence[str]) -> int:
    """Run the command beside a township."""
    with tempfile.TemporaryDirectory(prefix="vclinic-township-") as folder, township(Path(folder)) as pairing:
        return subprocess.run([pairing if word == PAIRING else word for word in command], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
