"""A setup file that really installs: an archive with a small program, put in the place of the former one as the Windows setup
does it (docs/installer.md), with the same switches and exit codes. `small_program.py` is what it installs.

Usage: -m tests.delivery.small_setup SETUP PROGRAM [--older] [--stop-at STEP]
    --stop-at  unpacked, moved or checked: leave a file of that name beside the setup and wait there to be killed
"""

import argparse
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from vclinic.delivery.applying import OWN_SETUP
from vclinic.delivery.plan import RESULT

ROOT = Path(__file__).resolve().parents[2]
FACTS, AT_WORK = "program.json", "at-work"
_FAILED, _DOWNGRADE, _CHECK_FAILED = 2, 4, 7


def pack(setup: Path, version: str, *, healthy: bool = True, schema: str = "same") -> Path:
    """A setup file for a version. ``schema``: see `small_program.py`."""
    setup.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(setup, "w") as archive:
        archive.writestr(FACTS, json.dumps({"version": version, "healthy": healthy, "schema": schema}))
        archive.writestr("payload.bin", os.urandom(4096))
    return setup


def version_of(program: Path) -> str:
    """What is installed."""
    return str(json.loads((program / FACTS).read_text("utf-8"))["version"])


class SmallSetup:
    """Starts setup files of this kind over one program folder. A `Runner`.

    Attributes:
        running: the setups that were started. stop_at: where the next one waits to be killed.
    """

    def __init__(self, program: Path, stop_at: str = "") -> None:
        self.program, self.stop_at = program, stop_at
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, setup: Path, *, older: bool) -> None:
        (setup.parent / RESULT).unlink(missing_ok=True)
        if not zipfile.is_zipfile(setup):
            raise OSError(f"{setup} is no program")
        options = [*(["--older"] if older else []), *(["--stop-at", self.stop_at] if self.stop_at else [])]
        command = [sys.executable, "-m", "tests.delivery.small_setup", str(setup), str(self.program), *options]
        self.running.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL))

    def at_work(self) -> bool:
        path = self.program / AT_WORK
        if not path.exists():
            return False
        with path.open("r+b") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def wait(self) -> int:
        """The exit code of the one that was started last."""
        return self.running[-1].wait(60)


@contextmanager
def machine(program: Path, version: str) -> Generator[SmallSetup]:
    """What installs over a folder that holds a version and its setup; at the end it is waited for."""
    program.mkdir()
    install(pack(program / OWN_SETUP, version), program, older=True, stop_at="")
    made = SmallSetup(program)
    try:
        yield made
    finally:
        for process in made.running:
            process.wait(60)


def install(setup: Path, program: Path, *, older: bool, stop_at: str) -> int:
    """Put the program of a setup in its place; the exit code."""
    with (program / AT_WORK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        put_back(program)
        new, inner, former = program / "new", program / "inner", program / "inner.old"
        with zipfile.ZipFile(setup) as archive:
            archive.extractall(new)
        pause(setup, stop_at, "unpacked")
        facts = json.loads((new / FACTS).read_text("utf-8"))
        if not older and tuple(map(int, facts["version"].split("."))) < tuple(map(int, version_of(inner).split("."))):
            shutil.rmtree(new)
            return _DOWNGRADE
        if inner.exists():
            inner.rename(former)
        new.rename(inner)
        pause(setup, stop_at, "moved")
        check = [sys.executable, "-m", "tests.delivery.small_program", str(program), "--selfcheck"]
        checked = subprocess.run(check, cwd=ROOT, check=False)
        pause(setup, stop_at, "checked")
        if checked.returncode:
            put_back(program)
            return _CHECK_FAILED
        shutil.rmtree(former, ignore_errors=True)
        return 0


def put_back(program: Path) -> None:
    """Undo what a setup that was cut off has begun."""
    shutil.rmtree(program / "new", ignore_errors=True)
    if (program / "inner.old").exists():
        shutil.rmtree(program / "inner", ignore_errors=True)
        (program / "inner.old").rename(program / "inner")


def pause(setup: Path, stop_at: str, step: str) -> None:
    """Wait to be killed, if this is where."""
    if stop_at == step:
        (setup.parent / step).touch()
        time.sleep(60)


def main() -> int:
    """Install, and leave the exit code where the next start looks for it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("setup", type=Path)
    parser.add_argument("program", type=Path)
    parser.add_argument("--older", action="store_true")
    parser.add_argument("--stop-at", default="")
    asked = parser.parse_args()
    try:
        code = install(asked.setup, asked.program, older=asked.older, stop_at=asked.stop_at)
    except OSError:
        code = _FAILED
    (asked.setup.parent / RESULT).write_text(str(code), "ascii")
    return code


if __name__ == "__main__":
    sys.exit(main())
