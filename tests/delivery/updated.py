"""A clinic with a small program installed on its computer, an update fetched, and what is looked at afterwards."""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import worlds
from tests.delivery import small_setup
from tests.delivery.small_setup import SmallSetup
from tests.originals import Original
from tests.test_house.tracked import ROOT
from vclinic.clock import SteppingClock
from vclinic.delivery import applying
from vclinic.delivery.fetching import UPDATES
from vclinic.delivery.manifest import Manifest
from vclinic.delivery.plan import Plan
from vclinic.files.keyring import read_keyring
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.storage.database import connect
from vclinic.storage.file_names import DATABASE, KEYRING

OLD, NEW = "1.0.0", "9.1.0"


def manifest_of(setup: Path, version: str = NEW) -> Manifest:
    """What the releaser would sign for a setup file."""
    content = setup.read_bytes()
    return Manifest(
        "vclinic", "stable", version, 5, OLD, 99, setup.name, len(content), sha256(content).hexdigest(), "2026-11-28", "不再漏行。"
    )  # fmt: skip


@dataclass
class Computer:
    """A program folder, the clinic's data, and what installs."""

    program: Path
    data: Path
    runner: SmallSetup

    @property
    def place(self) -> Path:
        """The folder of updates."""
        return self.data / UPDATES

    def fetched(self, version: str = NEW, *, healthy: bool = True, schema: str = "same") -> Manifest:
        """The manifest of an update whose setup file lies here."""
        self.place.mkdir(exist_ok=True)
        setup = self.place / f"vclinic-setup-{version}.exe"
        return manifest_of(small_setup.pack(setup, version, healthy=healthy, schema=schema), version)

    def begin(self, manifest: Manifest) -> Plan:
        """What the running program does when somebody presses 安装."""
        station = open_clinic(self.data, worlds.SETUP.login, worlds.PASSWORD, SteppingClock(worlds.MORNING))
        try:
            return applying.begin(
                self.place,
                manifest,
                installed=self.version,
                program=self.program,
                backup=lambda: backup(station, self.data / "before.vcbak").path,
                runner=self.runner,
            )
        finally:
            station.store.close()

    def update(self, manifest: Manifest) -> int:
        """Begun, and waited for; the setup's exit code."""
        self.begin(manifest)
        return self.runner.wait()

    def start(self, write: str = "") -> dict[str, Any]:
        """The installed program is started, somebody logs in; what it met."""
        command = [sys.executable, "-m", "tests.delivery.small_program", str(self.program), str(self.data)]
        done = subprocess.run(
            [*command, *(["--write", write] if write else [])],
            capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @property
    def version(self) -> str:
        """What is installed."""
        return small_setup.version_of(self.program / "inner")

    @property
    def key(self) -> bytes:
        """Of the database."""
        return read_keyring(self.data / KEYRING).unwrap(worlds.SETUP.login, worlds.PASSWORD)

    def records(self) -> str:
        """One hash over every record and every change, whatever else the program keeps beside them."""
        connection = connect(self.data / DATABASE, self.key)
        try:
            names = ("resident", "follow_up", "prescription", "change", "receipt")
            rows = [connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names]
        finally:
            connection.close()
        return sha256(repr(rows).encode()).hexdigest()

    def bytes_of_data(self) -> str:
        """One hash over the database file."""
        return sha256((self.data / DATABASE).read_bytes()).hexdigest()


def computer(folder: Path) -> Computer:
    """A copy of a computer made once: a clinic with two residents and a visit, and version 1.0.0 of the program with the
    setup that put it there."""
    _original().copy_to(folder)
    return Computer(folder / "program", folder / "data", SmallSetup(folder / "program"))


@cache
def _original() -> Original:
    with TemporaryDirectory() as made:
        folder = Path(made)
        with worlds.clinic(folder / "data") as (station, _):
            resident = worlds.register(station)
            worlds.register(station, name="李四", serial=24)
            worlds.visit(station, resident)
        program = folder / "program"
        program.mkdir()
        own = small_setup.pack(program / applying.OWN_SETUP, OLD)
        small_setup.install(own, program, older=True, stop_at="")
        return Original.of(folder)
