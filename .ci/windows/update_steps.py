"""The part of level 2 in which the installed program updates itself: by its own command, from a stick, with setup files that
were signed with a key made for this run."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from another_version import another_version
from installed import Installed
from setup_files import hashes, make
from steps import Step, expect

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / ".ci" / "windows" / "release.py"
FIRST, BROKEN, LATER, TOO_FAR = "1.0.0", "2.0.0", "3.0.0", "4.0.0"
UPDATES = "updates"
LEFT_OUT = ("logs", UPDATES, "backups")


class UpdateSteps:
    """In their order; the program and the data are those of the cycle."""

    def __init__(self, cycle: Installed) -> None:
        self.cycle = cycle
        self._scratch = cycle.wine.scratch
        self._key = self._scratch / "release-key.pem"
        self._public = self._release("new-key", self._key).strip()
        self._sequence = 0
        self._setups: dict[str, Path] = {}
        self._payloads: dict[str, Path] = {}

    def steps(self) -> list[Step]:
        """All of them."""
        return [
            self.first_version_with_keys,
            self.one_byte_changed_refused,
            self.too_far_refused,
            self.broken_update_put_back,
            self.updated_from_two_versions_back,
            self.cut_off_update_gone_on_with_at_log_in,
        ]

    # --- the steps ---

    def first_version_with_keys(self) -> str:
        self.cycle.install(self._setup(FIRST), 0, "/CHECK")
        self._whole(FIRST, own_setup=True)
        told = self.cycle.vclinic("status", "--json")
        expect(told.returncode == 0, told.stderr)
        return f"{FIRST} opens the data"

    def one_byte_changed_refused(self) -> str:
        stick = self._stick(LATER)
        setup = stick / self._setup(LATER).name
        content = bytearray(setup.read_bytes())
        content[len(content) // 2] ^= 1
        setup.write_bytes(content)
        told = self._update("from", self._named(stick))
        expect(told.returncode == 1 and "对不上" in told.stderr, f"{told.returncode} {told.stdout}{told.stderr}")
        self._whole(FIRST, own_setup=True)
        return "refused, nothing changed"

    def too_far_refused(self) -> str:
        told = self._update("from", self._named(self._stick(LATER, name="far", min_from="1.5.0")))
        expect(told.returncode == 1 and "要先更新到 1.5.0" in told.stderr, told.stdout + told.stderr)
        return "refused, nothing changed"

    def broken_update_put_back(self) -> str:
        expect(self._update("from", self._named(self._stick(BROKEN))).returncode == 0, "it was not taken over")
        before = self._apply()
        self._ended(7)
        self._whole(FIRST, own_setup=True)
        expect(self._data() == before, "the data changed")
        return f"7, {FIRST} back in its place, data hash equal"

    def updated_from_two_versions_back(self) -> str:
        expect(self._update("from", self._named(self._stick(LATER))).returncode == 0, "it was not taken over")
        before = self._apply()
        self._ended(0)
        self._whole(LATER, own_setup=False)
        expect(self._data() == before, "the data changed")
        kept = self._place / f"vclinic-setup-{FIRST}.exe"
        expect(kept.is_file(), f"{kept.name} was not kept for the way back")
        told = self.cycle.vclinic("search", "3401", "--limit", "500", "--json")
        expect(told.returncode == 0 and '"id"' in told.stdout, told.stdout[:400] + told.stderr)
        return f"{FIRST} to {LATER}, data hash equal, residents found"

    def cut_off_update_gone_on_with_at_log_in(self) -> str:
        """As when the power fails: what Windows runs at the next log-in finishes the work."""
        wine, program = self.cycle.wine, self.cycle.program
        setup = self._place / f"vclinic-setup-{FIRST}.exe"
        began = wine.start(setup, "/S", "/RESULT", "/OLDER=allow")
        wine.wait_for("the new folder", (program / "new" / "_internal").exists)
        wine.stop()
        began.wait(60)
        once = wine.registered(r"HKCU\Software\Microsoft\Windows\CurrentVersion\RunOnce", "vclinic-setup")
        expect("/S /WAIT=600" in once and "/RESULT" in once and "/OLDER=allow" in once, f"RunOnce says {once!r}")
        named, switches = once.removeprefix('"').split('"', 1)  # as Windows starts it, without a shell
        done = wine.run(named, *switches.split(), seconds=600)
        expect(done.returncode == 0, f"it ended with {done.returncode}")
        self._ended(0)
        self._whole(FIRST, own_setup=False)
        left = wine.registered(r"HKCU\Software\Microsoft\Windows\CurrentVersion\RunOnce", "vclinic-setup")
        expect(left == "", f"RunOnce still says {left!r}")
        return f"what stood in RunOnce put {FIRST} back whole"

    # --- helpers ---

    @property
    def _place(self) -> Path:
        return self._data_dir / UPDATES

    @property
    def _data_dir(self) -> Path:
        return next(path.parent for path in self.cycle.data.rglob("clinic.db") if "backups" not in path.parts)

    def _data(self) -> dict[str, str]:
        return hashes(self._data_dir, *LEFT_OUT)

    def _update(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.cycle.vclinic("update", *arguments, "--json")

    def _apply(self) -> dict[str, str]:
        """Begin, as the doctor does; the data as the program leaves them."""
        told = self._update("apply")
        expect(told.returncode == 0, told.stdout + told.stderr)
        expect(bool(json.loads(told.stdout)["backup"]), told.stdout)
        return self._data()

    def _ended(self, code: int) -> None:
        result = self._place / "result.txt"
        self.cycle.wine.wait_for("the setup's end", lambda: result.is_file() and result.read_text() != "", 300)
        expect(result.read_text() == str(code), f"the setup ended with {result.read_text()}, not {code}")
        self.cycle.wine.wait_for("the installer's key", lambda: not (self.cycle.program / "_internal.old").exists(), 60)

    def _whole(self, version: str, *, own_setup: bool) -> None:
        expected = hashes(self._payload(version))
        here = hashes(self.cycle.program)
        here.pop("uninstall.exe", "")
        expect((here.pop("setup.exe", "") != "") == own_setup, f"setup.exe beside {version}: not {own_setup}")
        expect(here == expected, f"files differ: {sorted(set(here.items()) ^ set(expected.items()))[:6]}")

    def _payload(self, version: str) -> Path:
        if version not in self._payloads:
            made = another_version(
                self.cycle.payload, self._scratch / f"payload-{version}", version, (self._public,), self.cycle.version
            )
            if version == BROKEN:
                shutil.rmtree(made / "_internal" / "resources" / "rules")
            self._payloads[version] = made
        return self._payloads[version]

    def _setup(self, version: str) -> Path:
        if version not in self._setups:
            out = self._scratch / f"vclinic-setup-{version}.exe"
            self._setups[version] = make(self._payload(version), out, version, "--quick")
        return self._setups[version]

    def _stick(self, version: str, *, name: str = "", min_from: str = FIRST) -> Path:
        self._sequence += 1
        out = self._scratch / f"stick-{name or version}-{self._sequence}"
        notes = self._scratch / "notes.txt"
        notes.write_text("更正：打印时不再漏行。\n", "utf-8")
        facts = {
            "key": self._key, "version": version, "sequence": self._sequence, "min-from": min_from, "schema": 99,
            "released": "2026-11-29", "notes": notes, "out": out,
        }  # fmt: skip
        self._release(
            "sign", self._setup(version), *(part for name, value in facts.items() for part in (f"--{name}", value))
        )
        return out

    @staticmethod
    def _release(*arguments: object) -> str:
        command = [sys.executable, str(RELEASE), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def _named(self, path: Path) -> str:
        return self.cycle.wine.as_windows(path)
