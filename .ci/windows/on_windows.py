"""Level 4: the life of an installed program on a Windows, from the first installation to the uninstallation.

Usage: on_windows.py SETUP OLDER OUT [--platform windows|offscreen] [--township PAIRING]
    SETUP  the setup file of this version
    OLDER  one of the same folder as version 0.0.1
    OUT    a folder for the self-check's answer and the picture of the screen

Only for a Windows that nobody works on: it is refused where a clinic's program or data are. Needs nothing but Python. Every
step is believed by what it left on disk and in the registry. Exit 0 all steps hold, 1 one does not, 2 refused.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import winreg
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\vclinic"
OLDER = "0.0.1"
PASSWORD = "Life-4711-windows"  # noqa: S105 - of a clinic that lives for one run
PEOPLE = 20
CLINIC = ("--clinic", "柳河村卫生室", "--village", "340123101205", "--user", "zhou", "--doctor", "周国平")
MANY_SECONDS = 900.0


def registered(name: str) -> str:
    """A value of the program's entry; empty when it is not there."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY) as key:
            return str(winreg.QueryValueEx(key, name)[0])
    except FileNotFoundError:
        return ""


def expect(holds: bool, otherwise: str) -> None:
    """Fail with a sentence unless it holds."""
    if not holds:
        raise AssertionError(otherwise)


class Life:
    """The steps, in their order; each begins where the one before ended."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.setup, self.older, self.out = asked.setup.resolve(), asked.older.resolve(), asked.out.resolve()
        self.platform, self.township = asked.platform, asked.township
        local = Path(os.environ["LOCALAPPDATA"])
        self.program, self.data = local / "Programs" / "vclinic", local / "vclinic"
        self.kept: dict[str, str] = {}

    def steps(self) -> list[Callable[[], str]]:
        """All of them."""
        return [
            self.installed,
            self.has_data,
            self.upgraded,
            self.checks_itself,
            self.opens_its_data,
            self.older_refused,
            self.running_refused,
            self.unsent_asked,
            self.uninstalled,
        ]

    def installed(self) -> str:
        self._install(self.older, 0)
        self._whole(OLDER)
        return f"{sum(path.is_file() for path in self.program.rglob('*'))} files"

    def has_data(self) -> str:
        self._vclinic(["init", *CLINIC])
        self._vclinic(["sample-village", "--residents", str(PEOPLE), "--months", "2", "--seed", "2"])
        self._keep()
        expect(any(name.endswith("clinic.db") for name in self.kept), f"no database: {sorted(self.kept)}")
        return f"{PEOPLE} residents"

    def upgraded(self) -> str:
        stale = self.program / "_internal" / "stale.pyc"
        stale.write_bytes(b"of an older version")
        began = time.monotonic()
        self._install(self.setup, 0, "/CHECK")
        took = time.monotonic() - began
        expect(registered("DisplayVersion") not in ("", OLDER), f"the registry says {registered('DisplayVersion')!r}")
        expect(not stale.exists(), "a file of the older version is still there")
        self._data_untouched()
        return f"to {registered('DisplayVersion')}, self-check passed, data hash equal; {took:.0f} s"

    def checks_itself(self) -> str:
        result, picture = self.out / "selfcheck.json", self.out / "today.png"
        beside = ("--township", self.township) if self.township else ()
        shown = ("--platform", self.platform, "--picture", str(picture))
        self._vclinic(["selfcheck", str(result), *beside, *shown])
        told = json.loads(result.read_text("utf-8"))
        expect(told["passed"] and told["platform"] == self.platform, f"it says {told}")
        expect(told["versions"]["packed"] == "yes", "another program answered")
        expect(picture.stat().st_size > 0, "no picture")
        self._data_untouched()
        return f"{len(told['checks'])} checks on {told['platform']}; {told['versions']['system']}"

    def opens_its_data(self) -> str:
        listed = self._vclinic(["search", "3401", "--limit", "500", "--json"])
        expect(listed.count('"id"') >= PEOPLE, listed[:400])
        self._keep()
        return f"{PEOPLE} residents still there"

    def older_refused(self) -> str:
        version = registered("DisplayVersion")
        self._install(self.older, 4)
        self._whole(version)
        self._data_untouched()
        return "4, nothing changed"

    def running_refused(self) -> str:
        command = [str(self.program / "vclinic.exe"), "status"]  # waits for its password
        silent = subprocess.DEVNULL
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=silent, stderr=silent) as running:
            try:
                time.sleep(5)
                expect(running.poll() is None, "the program did not stay at work")
                self._install(self.setup, 3)
                expect(running.poll() is None, "the program was ended")
            finally:
                running.kill()
        return "3, nothing changed"

    def unsent_asked(self) -> str:
        self._run(self.program / "uninstall.exe", 6, "/S", f"_?={self.program}")
        self._whole(registered("DisplayVersion"))
        return "6, nothing taken away"

    def uninstalled(self) -> str:
        self._run(self.program / "uninstall.exe", 0, "/S", "/UNSENT=keep")
        end = time.monotonic() + 60
        while self.program.exists() and time.monotonic() < end:
            time.sleep(0.2)
        expect(not self.program.exists(), "the program is still there")
        expect(registered("DisplayVersion") == "", "the registry still knows it")
        self._data_untouched()
        return "program and key gone, data hash equal"

    # --- what every step looks at ---

    def _run(self, program: Path, code: int, *options: str) -> None:
        done = subprocess.run([str(program), *options], check=False, timeout=MANY_SECONDS).returncode
        expect(done == code, f"{program.name} {' '.join(options)} ended with {done}, not {code}")

    def _install(self, setup: Path, code: int, *options: str) -> None:
        self._run(setup, code, "/S", *options)

    def _vclinic(self, arguments: Sequence[str]) -> str:
        done = subprocess.run(
            [str(self.program / "vclinic.exe"), *arguments],
            env=os.environ | {"VCLINIC_PASSWORD": PASSWORD},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=MANY_SECONDS,
        )
        expect(done.returncode == 0, f"vclinic {arguments[0]} ended with {done.returncode}: {done.stdout}")
        return done.stdout

    def _whole(self, version: str) -> None:
        expect((self.program / "vclinicw.exe").is_file(), "there is no vclinicw.exe")
        expect(registered("DisplayVersion") == version, f"the registry says {registered('DisplayVersion')!r}")

    def _hashes(self) -> dict[str, str]:
        return {
            str(path.relative_to(self.data)): sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.data.rglob("*"))
            if path.is_file() and path.relative_to(self.data).parts[0] != "logs"
        }

    def _keep(self) -> None:
        self.kept = self._hashes()

    def _data_untouched(self) -> None:
        now = self._hashes()
        expect(bool(self.kept) and now == self.kept, f"data differ: {set(now.items()) ^ set(self.kept.items())}")


def main() -> int:
    """Try every step; stop at the first that does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("setup", type=Path)
    parser.add_argument("older", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--platform", default="windows", choices=["windows", "offscreen"])
    parser.add_argument("--township", default="", metavar="PAIRING")
    life = Life(parser.parse_args())
    if life.program.exists() or life.data.exists() or registered("DisplayVersion"):
        print(f"level4: refused, there is a clinic's program or data here: {life.program}, {life.data}")
        return 2
    life.out.mkdir(parents=True, exist_ok=True)
    for step in life.steps():
        try:
            print(f"ok   {step.__name__}: {step()}", flush=True)
        except (AssertionError, OSError, subprocess.TimeoutExpired) as fault:
            print(f"FAIL {step.__name__}: {fault}")
            return 1
    print("level4: the installed program's life holds on this machine")
    return 0


if __name__ == "__main__":
    sys.exit(main())
