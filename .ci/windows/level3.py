"""Level 3: the Windows program shows real windows under Wine 10, which only a newer Debian has.

Usage: level3.py [FOLDER]
    FOLDER  the Windows folder: build/windows/vclinic when none is named

A Debian 13 with Wine is made once in build/windows/trixie (a minute, 1.3 GB) and entered with a mount table of its own. There
the folder checks itself in its real windows, with a township over TLS beside it, and then opens as a doctor opens it for the
first time. Its Chinese is read off both pictures; they stay in build/level3 for somebody to look at. Wine 10 is not Windows.

Exit 0 holds, 1 does not, 77 something to try it with is missing.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / ".ci"), str(ROOT)]

from level1 import CHECKS, SKIPPED, WORDS, screen  # noqa: E402  beside this folder
from township_beside import township  # noqa: E402

DEBIAN = ROOT / "build" / "windows" / "trixie"
KEPT = ROOT / "build" / "level3"
TOOLS = {"debootstrap": "debootstrap", "unshare": "util-linux", "Xvfb": "xvfb", "import": "imagemagick"}
FIRST_PAGE = ("卫生室名称", "村代码", "医生姓名", "登录名", "密码")
ASTRAY = 0.3  # Wine smooths letters otherwise than X; another character differs by more
OPENS_WITHIN_S = 90.0
_WINE = """\
export HOME=/srv/vclinic/home WINEPREFIX=/srv/vclinic/home/prefix WINEARCH=win64 WINEDEBUG=-all LC_ALL=C.UTF-8
export WINEDLLOVERRIDES="mscoree=d;mshtml=d;winemenubuilder.exe=d"
mkdir -p "$HOME"
[ -d "$WINEPREFIX" ] || { wineboot -i; winecfg -v win10; wineserver -w; } >/dev/null 2>&1
wine "$@" </dev/null 2>&1 | cat
wineserver -w  # what it knows is written down when the last of its programs has ended
"""


def lacking(folder: Path) -> str:
    """What there is not, in words; empty when everything is there."""
    if os.geteuid() != 0:
        return "only root may enter another Debian"
    for tool, package in TOOLS.items():
        if shutil.which(tool) is None:
            return f"{tool} is not installed (Debian: {package})"
    return "" if (folder / "vclinic.exe").is_file() else f"there is no Windows folder {folder.name} yet (make windows)"


def debian() -> str:
    """The other Debian, made once; what hindered it, empty when it is there."""
    if (DEBIAN / ".ready").exists():
        return ""
    shutil.rmtree(DEBIAN, ignore_errors=True)
    log = DEBIAN.with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as told:
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=wine,wine64", "trixie", str(DEBIAN)],
            stdout=told,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if made.returncode:
        last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
        return f"Debian 13 could not be fetched: {''.join(last)}"
    (DEBIAN / ".ready").touch()
    return ""


class Wine10:
    """The folder in the other Debian, on one display."""

    def __init__(self, folder: Path, display: str) -> None:
        self.display = display
        work = DEBIAN / "srv" / "vclinic"
        shutil.rmtree(work / "home", ignore_errors=True)
        for place in (work / "program", work / "out"):
            place.mkdir(parents=True, exist_ok=True)
        (work / "wine.sh").write_text(_WINE, "utf-8")
        self._enter = (
            "mount --make-rprivate /\n"
            f"mount -t proc proc '{DEBIAN}/proc'\n"
            f"mount --bind '{folder}' '{work}/program'\n"
            f"mount --bind '{KEPT}' '{work}/out'\n"
            f"mount --bind /dev '{DEBIAN}/dev'\n"
            f"exec chroot '{DEBIAN}' sh /srv/vclinic/wine.sh \"$@\"\n"
        )

    def start(self, program: str, arguments: Sequence[str] = ()) -> subprocess.Popen[str]:
        """A program of the folder. When it is ended, everything that Wine started for it ends too."""
        return subprocess.Popen(
            [
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-e",
                "-c",
                self._enter,
                "enter",
                f"/srv/vclinic/program/{program}",
                *arguments,
            ],
            env={"PATH": os.environ["PATH"], "DISPLAY": self.display},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )


def checked(wine: Wine10) -> list[str]:
    """What the self-check in real windows has against the folder."""
    with tempfile.TemporaryDirectory(prefix="vclinic-level3-") as place, township(Path(place)) as pairing:
        options = ["--platform", "windows", "--picture", "Z:\\srv\\vclinic\\out\\today.png", "--township", pairing]
        asked = wine.start("vclinic.exe", ["selfcheck", "Z:\\srv\\vclinic\\out\\selfcheck.json", *options])
        told = asked.communicate(timeout=600)[0]
    result = KEPT / "selfcheck.json"
    if not result.exists():
        return [f"the self-check wrote nothing: {told}"]
    document = json.loads(result.read_text("utf-8"))
    wrong = [f"{check['check']}: {check['said']}" for check in document["checks"] if not check["passed"]]
    if document["platform"] != "windows" or len(document["checks"]) != CHECKS:
        wrong.append(f"it says it is {document['platform']}, {len(document['checks'])} checks")
    return wrong


def opened(wine: Wine10) -> list[str]:
    """What is not to be read in the first window of a new clinic."""
    from letters_shown import missing

    picture = KEPT / "first.png"
    program = wine.start("vclinicw.exe")
    try:
        end = time.monotonic() + OPENS_WITHIN_S
        unread = list(FIRST_PAGE)
        while unread and time.monotonic() < end and program.poll() is None:
            time.sleep(3)
            camera = ["import", "-display", wine.display, "-window", "root", str(picture)]
            subprocess.run(camera, check=True, timeout=30)
            unread = missing(picture, FIRST_PAGE, ASTRAY)
    finally:
        program.kill()
        program.wait(60)
    return [f"the first window does not show {'、'.join(unread)}"] if unread else []


def main() -> int:
    """Check, open, look."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "windows" / "vclinic").resolve()
    if why := lacking(folder) or debian():
        print(f"SKIPPED level3: {why}")
        return SKIPPED
    from letters_shown import missing

    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    with screen() as display:
        wine = Wine10(folder, display)
        wrong = checked(wine) + opened(wine)
    picture = KEPT / "today.png"
    if picture.exists() and (unread := missing(picture, WORDS, ASTRAY)):
        wrong.append(f"the screen does not show {'、'.join(unread)}")
    said = f"level 3: {CHECKS} checks hold in real windows under Wine 10 (not Windows), and their Chinese can be read"
    print("\n".join(wrong) if wrong else said)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
