"""Level 1: the Linux folder works by itself, without a screen and on one.

Usage: level1.py [FOLDER]
    FOLDER  what `make build` made: dist/vclinic when none is named

Each time in an environment that holds nothing of this machine, not even a font, with a township beside it. On the screen it is
looked at what the screen shows: the program's Chinese, not boxes. The picture stays in build/level1 for somebody to look at.
Exit 0 holds, 1 does not, 77 something to try it with is missing.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from missing_libraries import missing as missing_libraries
from township_beside import township

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "level1"
CHECKS = 13  # with the township
WORDS = ("居民", "发药", "药房库存", "退回", "设置")  # of the rail; letters_shown looks for them
SKIPPED = 77


def lacking(folder: Path) -> str:
    """What there is not, in words; empty when everything is there."""
    if not (folder / "vclinic").is_file():
        return f"there is no {folder.name}/vclinic yet (make build)"
    if shutil.which("Xvfb") is None:
        return "Xvfb is not installed (Debian: xvfb)"
    packages = missing_libraries(["window"])
    return f"a window needs {' '.join(packages)}" if packages else ""


@contextmanager
def screen() -> Generator[str]:
    """A display of its own that nobody sees."""
    told, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1366x768x24"]
    server = subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL)
    os.close(tell)
    try:
        with os.fdopen(told) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def asked(folder: Path, scratch: Path, platform: str, display: str = "") -> list[str]:
    """What a self-check on a platform has against the folder."""
    fonts, result, picture = scratch / "fonts.conf", scratch / f"{platform}.json", KEPT / f"{platform}.png"
    fonts.write_text(f"<fontconfig><cachedir>{scratch}/cache</cachedir></fontconfig>", "utf-8")
    environment = {"HOME": str(scratch), "PATH": os.defpath, "LANG": "C.UTF-8", "FONTCONFIG_FILE": str(fonts)}
    picture.unlink(missing_ok=True)
    place = scratch / f"beside-{platform}"
    place.mkdir()
    with township(place) as pairing:
        options = ["--township", pairing, "--platform", platform, "--picture", str(picture)]
        done = subprocess.run(
            [str(folder / "vclinic"), "selfcheck", str(result), *options],
            env=environment | ({"DISPLAY": display} if display else {}),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if not result.exists():
        return [f"{platform}: ended with {done.returncode}: {done.stdout}{done.stderr}"]
    told = json.loads(result.read_text("utf-8"))
    wrong = [f"{platform}: {check['check']}: {check['said']}" for check in told["checks"] if not check["passed"]]
    if (told["platform"], told["versions"]["packed"], len(told["checks"])) != (platform, "yes", CHECKS):
        wrong.append(f"{platform}: it says it is {told['platform']}, {told['versions']}, {len(told['checks'])} checks")
    if done.returncode and not wrong:
        wrong.append(f"{platform}: ended with {done.returncode}: {done.stderr}")
    return wrong


def main() -> int:
    """Ask twice, look once."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist" / "vclinic").resolve()
    if why := lacking(folder):
        print(f"SKIPPED level1: {why}")
        return SKIPPED
    from letters_shown import missing  # with Qt, which the libraries are for

    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vclinic-level1-") as place, screen() as display:
        wrong = asked(folder, Path(place), "offscreen") + asked(folder, Path(place), "xcb", display)
    picture = KEPT / "xcb.png"
    if picture.exists() and (unread := missing(picture, WORDS)):
        wrong.append(f"xcb: the screen does not show {'、'.join(unread)}")
    print(
        "\n".join(wrong)
        if wrong
        else f"level 1: {CHECKS} checks hold offscreen and on X; {'、'.join(WORDS)} can be read"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
