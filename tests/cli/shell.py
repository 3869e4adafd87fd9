"""A data folder and the commands on it, run here or as processes of their own."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import worlds
from tests.command_line import run_here
from tests.originals import Original
from vclinic import __main__ as program
from vclinic.clock import SystemClock
from vclinic.services.clinic_setup import ClinicSetup, create_clinic

PASSWORD = worlds.PASSWORD
SETUP = ClinicSetup("柳河村卫生室", "340123101205", "周国平", "zhou", PASSWORD)


class Shell:
    """A data folder and the commands on it."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *arguments: str, stdin: str = "", password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
        environment = {"VCLINIC_PASSWORD": password}
        return run_here(program.main, ("--data", str(self.data), *arguments), environment, stdin.encode())

    def process(
        self, *arguments: str, stdin: str = "", password: str | None = PASSWORD
    ) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "VCLINIC_PASSWORD"}
        environment |= {"PYTHONUTF8": "1"} | ({} if password is None else {"VCLINIC_PASSWORD": password})
        return subprocess.run(
            [sys.executable, "-m", "vclinic", "--data", str(self.data), *arguments],
            input=stdin, capture_output=True, text=True, timeout=90, check=False, env=environment,
        )  # fmt: skip

    def json(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refused(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return done.stderr.strip()


def empty(folder: Path) -> Shell:
    """A clinic with nobody in it."""
    create_clinic(folder, SETUP, SystemClock(), worlds.CHEAP).station.store.close()
    return Shell(folder)


def village(folder: Path) -> Shell:
    """A clinic with a sample village of sixty in it, a copy of one made before."""
    _village().copy_to(folder)
    return Shell(folder)


@cache
def _village() -> Original:
    with TemporaryDirectory() as place:
        made = empty(Path(place) / "clinic")
        filled = made.json("sample-village", "--residents", "60", "--months", "6", "--seed", "2")
        assert filled["residents"] == 60
        return Original.of(made.data)
