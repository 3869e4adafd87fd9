"""The program as a setup file left it under Wine, and its data: what every step of level 2 looks at and does."""

import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from setup_files import hashes, make
from steps import expect
from wine import Wine

KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\vclinic"
NAME = "村医工作站"
OLDER, NEWER = "0.0.1", "99.0.0"
PASSWORD = "Cycle-4711-wine"  # noqa: S105 - of a clinic that lives for one run
MANY_SECONDS = 600.0


class Installed:
    """Where it lies, what was packed, and the data as they were last kept."""

    def __init__(self, wine: Wine, payload: Path, setup: Path, version: str) -> None:
        self.wine, self.payload, self.setup, self.version = wine, payload, setup, version
        self.older = make(payload, wine.scratch / "older.exe", OLDER, "--quick")
        self.program = wine.local / "Programs" / "vclinic"
        self.data = wine.local / "vclinic"
        self.expected = hashes(payload)
        self.kept: dict[str, str] = {}

    def vclinic(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The installed command line."""
        return self.wine.run(self.program / "vclinic.exe", *arguments, seconds=MANY_SECONDS, VCLINIC_PASSWORD=PASSWORD)

    def install(self, setup: Path, code: int, *options: str) -> None:
        """A silent run of a setup file."""
        done = self.wine.run(setup, "/S", *options, seconds=MANY_SECONDS)
        expect(done.returncode == code, f"{setup.name} /S {' '.join(options)} ended with {done.returncode}, not {code}")

    def whole(self, version: str) -> None:
        """The program is there as it was packed, no file more, no file less, and Windows knows its version."""
        here = hashes(self.program)
        expect(here.pop("uninstall.exe", "") != "", "there is no uninstall.exe")
        expect(here.pop("setup.exe", "") != "", "the setup did not leave itself for a way back")
        expect(here == self.expected, f"files differ: {sorted(set(here.items()) ^ set(self.expected.items()))[:6]}")
        known = self.wine.registered(KEY, "DisplayVersion")
        expect(known == version, f"the registry says {known!r}, not {version!r}")

    def data_untouched(self) -> None:
        """Every file of the clinic's data is what it was."""
        now = hashes(self.data, "logs")
        expect(bool(self.kept) and now == self.kept, f"data differ: {set(now.items()) ^ set(self.kept.items())}")

    def links(self) -> list[str]:
        """Where a link to the program lies."""
        return sorted(path.parent.name for path in self.wine.scratch.rglob(f"{NAME}.lnk"))

    @contextmanager
    def working(self) -> Generator[subprocess.Popen[bytes]]:
        """The installed program at work: a command that waits for its password, until it is ended."""
        running = self.wine.start(self.program / "vclinic.exe", "status")
        try:
            time.sleep(5)
            expect(running.poll() is None, "the program did not stay at work")
            yield running
        finally:
            running.kill()
            running.wait(60)

    def in_place(self) -> str:
        """Makes the uninstaller work where it lies, so that its exit code is its own."""
        return "_?=" + self.wine.registered(KEY, "InstallLocation")
