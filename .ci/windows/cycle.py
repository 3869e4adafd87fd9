"""Level 2: the whole life of an installed program under Wine, from the first installation to the last uninstallation.

Usage: cycle.py [PAYLOAD] [--setup FILE] [--build]
    PAYLOAD  the Windows folder, build/windows/vclinic when none is named
    FILE     the setup file of this version; made from PAYLOAD when none is named
    --build  first make build/windows/vclinic

Every step is believed by what it left on disk and in the registry, never by an exit code alone: a program that does not
start at all ends with 0 too. Exit 0 all steps hold, 1 one does not, 77 something to try it with is missing.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import cancel_steps
from installed import KEY, MANY_SECONDS, NAME, NEWER, OLDER, Installed
from setup_files import hashes, make
from steps import SKIPPED, Step, all_hold, expect
from update_steps import UpdateSteps
from wine import Wine, lacking

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))

from township_beside import township  # noqa: E402  beside this folder

BUILD = ROOT / ".ci" / "windows" / "build.sh"
ELSEWHERE, NOWHERE = r"C:\诊所的程序\vclinic", r"C:\nowhere\vclinic"
PEOPLE = 20


class Cycle(Installed):
    """The steps, in their order; each begins where the one before ended."""

    def steps(self) -> list[Step]:
        """All of them, but for those that need a tool which is not there."""
        missing = cancel_steps.lacking()
        if missing:
            print(f"SKIPPED steps of level2 that press 取消: {missing} is not installed")
        cancel = cancel_steps.CancelSteps(self)
        return [
            self.refused_on_another_windows,
            *([] if missing else cancel.before()),
            self.installed,
            self.checks_itself,
            self.has_data,
            self.upgraded,
            self.opens_its_data,
            self.older_refused,
            self.running_refused,
            self.waited_for,
            self.cut_off_and_gone_on,
            self.disk_full,
            self.broken_put_back,
            *UpdateSteps(self).steps(),
            self.installed_over_older,
            *([] if missing else cancel.after()),
            self.unsent_asked,
            self.uninstalled,
            self.installed_elsewhere,
            self.installed_again,
        ]

    def refused_on_another_windows(self) -> str:
        self.wine.windows("win7")
        self.install(self.older, 5)
        self.wine.windows("win10")
        expect(not self.program.exists(), "something was installed")
        return "on Windows 7: 5, nothing installed"

    def installed(self) -> str:
        began = time.monotonic()
        self.install(self.older, 0)
        took = time.monotonic() - began
        self.whole(OLDER)
        expect(len(self.links()) == 2, f"links: {self.links()}")
        size = int(self.wine.registered(KEY, "EstimatedSize"), 16)
        expect(size > 10_000, f"EstimatedSize is {size} KB")
        return f"{len(self.expected)} files, key, two links; {took:.1f} s"

    def checks_itself(self) -> str:
        result, beside = self.wine.scratch / "selfcheck.json", self.wine.scratch / "beside"
        beside.mkdir()
        with township(beside) as pairing:
            told = self.vclinic("selfcheck", self.wine.as_windows(result), "--township", pairing)
        expect(told.returncode == 0 and result.exists(), told.stdout + told.stderr)
        answer = json.loads(result.read_text("utf-8"))
        last = answer["checks"][-1]
        expect(answer["passed"] and last["check"] == "卫生院", f"it says {answer}")
        return f"{len(answer['checks'])} checks; {last['said']}"

    def has_data(self) -> str:
        clinic = ("--clinic", "柳河村卫生室", "--village", "340123101205", "--user", "zhou", "--doctor", "周国平")
        for arguments in (
            ("init", *clinic),
            ("sample-village", "--residents", str(PEOPLE), "--months", "2", "--seed", "2"),
        ):
            told = self.vclinic(*arguments, "--json")
            expect(told.returncode == 0, told.stderr)
        expect(json.loads(told.stdout)["residents"] == PEOPLE, told.stdout)
        self.kept = hashes(self.data, "logs")
        expect(any(name.endswith("clinic.db") for name in self.kept), f"no database: {sorted(self.kept)}")
        expect(not (self.program / "data").exists(), "data lie in the program's folder")
        return f"{PEOPLE} residents in {self.data.name}, outside the program's folder"

    def upgraded(self) -> str:
        stale = self.program / "_internal" / "vclinic" / "stale.pyc"
        stale.parent.mkdir(exist_ok=True)
        stale.write_bytes(b"of an older version")
        for link in self.wine.scratch.rglob(f"{NAME}.lnk"):
            if link.parent.name != "Programs":
                link.unlink()  # the doctor does not want it on the desktop
        began = time.monotonic()
        self.install(self.setup, 0, "/CHECK")
        took = time.monotonic() - began
        self.whole(self.version)
        self.data_untouched()
        expect(self.links() == ["Programs"], f"links: {self.links()}")
        return f"stale file gone, self-check passed, data hash equal; {took:.1f} s"

    def opens_its_data(self) -> str:
        told = self.vclinic("status", "--json")
        expect(told.returncode == 0, told.stderr)
        listed = self.vclinic("search", "3401", "--limit", "500", "--json")
        expect(listed.returncode == 0 and listed.stdout.count('"id"') >= PEOPLE, listed.stdout[:400] + listed.stderr)
        self.kept = hashes(self.data, "logs")
        return f"{PEOPLE} residents still there"

    def older_refused(self) -> str:
        self.install(self.older, 4)
        self.whole(self.version)
        self.data_untouched()
        return "4, nothing changed"

    def running_refused(self) -> str:
        with self.working() as running:
            self.install(self.setup, 3)
            expect(running.poll() is None, "the program did not run")
        self.whole(self.version)
        return "3, nothing changed"

    def waited_for(self) -> str:
        with self.working() as running:
            setup = self.wine.start(self.setup, "/S", "/WAIT=120")
            time.sleep(3)
            expect(setup.poll() is None, "it did not wait")
            running.kill()
            expect(setup.wait(MANY_SECONDS) == 0, f"ended with {setup.returncode}")
        self.whole(self.version)
        return "waited until the program was closed, then 0"

    def cut_off_and_gone_on(self) -> str:
        """As when the power fails while files are unpacked."""
        newer = make(self.payload, self.wine.scratch / "newer.exe", NEWER, "--quick")
        began = self.wine.start(newer, "/S")
        self.wine.wait_for("the new folder", (self.program / "new" / "_internal").exists)
        self.wine.stop()
        began.wait(60)
        left = {
            name: digest
            for name, digest in hashes(self.program, "new").items()
            if name not in ("uninstall.exe", "setup.exe")
        }
        expect((self.program / "new").exists(), "it was not cut off in the middle")
        expect(left == self.expected, "the old version was touched")
        expect("自检通过" in self.vclinic("--selfcheck").stdout, "the old version does not work any more")
        self.install(self.setup, 0)
        self.whole(self.version)
        return "the old version goes on working, the next setup tidies up"

    def disk_full(self) -> str:
        largest = max(path.stat().st_size for path in self.payload.rglob("*"))
        done = self.wine.start(self.wine.scratch / "newer.exe", "/S", small_files=largest // 2)
        code = done.wait(MANY_SECONDS)
        expect(code == 2, f"ended with {code}, not 2")
        self.whole(self.version)
        self.data_untouched()
        return "2, the old version whole"

    def broken_put_back(self) -> str:
        broken = self.wine.scratch / "broken"
        shutil.copytree(self.payload, broken, copy_function=os.link)
        shutil.rmtree(broken / "_internal" / "resources" / "rules")
        setup = make(broken, self.wine.scratch / "broken.exe", NEWER, "--quick")
        self.install(setup, 7, "/CHECK")
        self.whole(self.version)
        self.data_untouched()
        return "7, the old version back in its place"

    def installed_over_older(self) -> str:
        """The version of the updates calls itself newer than this one."""
        self.install(self.setup, 4)
        self.install(self.setup, 0, "/OLDER=allow")
        self.whole(self.version)
        self.kept = hashes(self.data, "logs")
        return "4 without /OLDER=allow, 0 with it"

    def unsent_asked(self) -> str:
        done = self.wine.run(self.program / "uninstall.exe", "/S", self.in_place())
        expect(done.returncode == 6, f"ended with {done.returncode}, not 6")
        self.whole(self.version)
        return "6, nothing taken away"

    def uninstalled(self) -> str:
        done = self.wine.run(self.program / "uninstall.exe", "/S", "/UNSENT=keep")
        expect(done.returncode == 0, f"ended with {done.returncode}")
        self.wine.wait_for("the end of the uninstallation", lambda: not self.program.exists())
        expect(self.wine.registered(KEY, "DisplayVersion") == "", "the registry still knows it")
        expect(self.links() == [], f"links: {self.links()}")
        self.data_untouched()
        return "program, key and links gone, data hash equal"

    def installed_elsewhere(self) -> str:
        """``/D=`` is for the first installation; an upgrade stays where the program is."""
        usual, self.program = self.program, self.wine.on_disk(ELSEWHERE)
        try:
            self.install(self.older, 0, f"/D={ELSEWHERE}")
            self.whole(OLDER)
            self.install(self.setup, 0, f"/D={NOWHERE}")
            self.whole(self.version)
            expect(not usual.exists() and not self.wine.on_disk(NOWHERE).exists(), "it was installed twice")
            done = self.wine.run(self.program / "uninstall.exe", "/S", "/UNSENT=keep")
            expect(done.returncode == 0, f"the uninstaller ended with {done.returncode}")
            self.wine.wait_for("the end of the uninstallation", lambda: not self.program.exists())
        finally:
            self.program = usual
        self.data_untouched()
        return f"in {ELSEWHERE}, upgraded there, gone again"

    def installed_again(self) -> str:
        self.install(self.setup, 0)
        self.whole(self.version)
        self.data_untouched()
        told = self.vclinic("search", "3401", "--limit", "500", "--json")
        expect(told.returncode == 0 and told.stdout.count('"id"') >= PEOPLE, told.stdout[:400] + told.stderr)
        return f"the {PEOPLE} residents are found again"


def main() -> int:
    """Try every step; stop at the first that does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("payload", type=Path, nargs="?", default=ROOT / "build" / "windows" / "vclinic")
    parser.add_argument("--setup", type=Path)
    parser.add_argument("--build", action="store_true")
    asked = parser.parse_args()
    missing = lacking() or ("" if shutil.which("makensis") else "makensis")
    if asked.build and not missing:
        built = subprocess.run([str(BUILD)], check=False).returncode
        if built:
            print("level2: the Windows program could not be built")
            return built
    if missing or not asked.payload.is_dir():
        why = f"{missing} is not installed" if missing else f"there is no Windows folder {asked.payload.name} yet"
        print(f"SKIPPED level2: {why}")
        return SKIPPED
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory(prefix="vclinic-level2-", ignore_cleanup_errors=True) as place:
        scratch = Path(place)
        setup = asked.setup or make(asked.payload.resolve(), scratch / "vclinic-setup.exe", version)
        wine = Wine(scratch / "wine")
        try:
            cycle = Cycle(wine, asked.payload.resolve(), setup.resolve(), version)
            if not all_hold(cycle.steps()):
                print("level2: the installer's life cycle does not hold under Wine")
                return 1
        finally:
            wine.stop()
    print(f"level2: the installer's life cycle of {version} holds under Wine (not Windows)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
