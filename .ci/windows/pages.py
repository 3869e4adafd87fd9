"""Clicks through the setup file and the uninstaller under Wine and takes a picture of every page, for somebody to look at.

Usage: pages.py SETUP [FOLDER]
    SETUP   the setup file
    FOLDER  where the pictures go: docs/pictures when none is named

On the way it is held that clicking installs, and that whoever says yes to the question about unsent changes gets the program
taken away and keeps the data. Exit 0, 1 a page did not come, 77 a tool is missing. Wine's own buttons are English.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from wine import Wine, lacking

ROOT = Path(__file__).resolve().parents[2]
NAME = "村医工作站"
FONT = "Noto Sans CJK SC"
ASKED_FOR = ("Microsoft YaHei", "宋体", "SimSun", "Tahoma", "MS Shell Dlg", "MS Shell Dlg 2")
TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool", "import": "imagemagick"}
SKIPPED = 77
PATIENCE = 10.0
PASSWORD = "Pages-4711-wine"  # noqa: S105 - of a clinic that lives for one run
YES = (148, 143)  # Wine's first button in the question of two


@contextmanager
def screen() -> Generator[str]:
    """A display of its own that nobody sees."""
    told, tell = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1024x768x24"], pass_fds=[tell], stderr=subprocess.DEVNULL
    )
    os.close(tell)
    try:
        with os.fdopen(told) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Hands:
    """What a person does at the screen, and a camera."""

    def __init__(self, display: str, folder: Path) -> None:
        self.environment = os.environ | {"DISPLAY": display}
        self.folder = folder

    def _ask(self, *command: str) -> str:
        try:
            done = subprocess.run(
                command, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            return ""  # a picture of a window that has just gone waits for ever
        return done.stdout.strip()

    def window(self, seconds: float = 60) -> str:
        """The setup's window, as soon as it is there and has been drawn."""
        end = time.monotonic() + seconds
        while not (shown := self._ask("xdotool", "search", "--onlyvisible", "--name", NAME)):
            if time.monotonic() > end:
                raise TimeoutError("no window came")
            time.sleep(0.3)
        time.sleep(2)
        return shown.splitlines()[-1]

    def picture(self, name: str) -> None:
        """Keep what the window shows now."""
        file = self.folder / f"installer-{name}.png"
        file.unlink(missing_ok=True)
        for _ in range(3):
            self._ask("import", "-window", self.window(), "-strip", str(file))
            if file.exists():
                return
        raise TimeoutError(f"no picture {name}")

    def press(self, key: str) -> None:
        """A key into the window."""
        self._ask("xdotool", "windowfocus", self.window())
        self._ask("xdotool", "key", key)

    def click(self, place: tuple[int, int]) -> None:
        """The mouse in the window."""
        there = ("--window", self.window(), *map(str, place))
        self._ask("xdotool", "mousemove", *there, "click", "1")
        time.sleep(2)


def walk(wine: Wine, hands: Hands, setup: Path) -> None:
    """Install and uninstall by hand."""
    program, data = wine.local / "Programs" / "vclinic", wine.local / "vclinic" / "data"
    for font in ASKED_FOR:
        replacement = ("/v", font, "/d", FONT)
        wine.run("reg", "add", r"HKCU\Software\Wine\Fonts\Replacements", *replacement, "/f")
    wine.start(setup)
    hands.picture("1-welcome")
    hands.press("Return")
    hands.picture("2-rules")
    hands.press("alt+i")
    wine.wait_for("the installed program", (program / "uninstall.exe").exists)
    hands.picture("3-done")
    wine.stop()  # the last page would open the window, which Wine 8 cannot show

    clinic = ("--clinic", "柳河村卫生室", "--village", "340123101205", "--user", "zhou")
    made = wine.run(program / "vclinic.exe", "init", *clinic, VCLINIC_PASSWORD=PASSWORD)
    if made.returncode:
        raise TimeoutError(made.stderr)
    wine.start(program / "uninstall.exe")
    hands.picture("4-unsent")
    hands.click(YES)
    hands.picture("5-uninstall")
    hands.press("alt+u")
    wine.wait_for("the end of the uninstallation", lambda: not program.exists())
    if not (data / "clinic.db").exists():
        raise TimeoutError("the data did not stay")


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("setup", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "pictures")
    asked = parser.parse_args()
    missing = lacking() or next((tool for tool in TOOLS if not shutil.which(tool)), "")
    if missing:
        print(f"SKIPPED installer pages: {missing} is not installed")
        return SKIPPED
    with screen() as display, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        wine = Wine(Path(scratch) / "wine")
        wine.environment["DISPLAY"] = display
        try:
            walk(wine, Hands(display, asked.folder), asked.setup.resolve())
        except TimeoutError as fault:
            print(f"✗ installer pages: {fault}")
            return 1
        finally:
            wine.stop()
    print("installer pages: installed and uninstalled by hand under Wine; look at the pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
