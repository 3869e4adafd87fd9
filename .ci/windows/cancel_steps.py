"""The part of level 2 in which a person says no: at a screen of its own, because only a person can press 取消."""

import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from installed import Installed
from pages import Hands, screen
from steps import Step, expect

CANCELLED = 1
TOOLS = ("Xvfb", "xdotool")


def lacking() -> str:
    """The first tool that is not installed; empty when all are there."""
    return next((tool for tool in TOOLS if not shutil.which(tool)), "")


class CancelSteps:
    """Each leaves program and data as they were."""

    def __init__(self, cycle: Installed) -> None:
        self._cycle = cycle

    def before(self) -> list[Step]:
        """While nothing is installed."""
        return [self.installation_cancelled]

    def after(self) -> list[Step]:
        """While the program is installed and something was not sent."""
        return [self.upgrade_cancelled, self.uninstallation_cancelled]

    def installation_cancelled(self) -> str:
        self._say_no(self._cycle.setup)
        expect(not self._cycle.program.exists(), "something was installed")
        return "1, nothing installed"

    def upgrade_cancelled(self) -> str:
        self._say_no(self._cycle.setup)
        self._cycle.whole(self._cycle.version)
        self._cycle.data_untouched()
        return "1, nothing changed"

    def uninstallation_cancelled(self) -> str:
        with self._screen() as hands:
            asked = self._cycle.wine.start(self._cycle.program / "uninstall.exe", self._cycle.in_place())
            hands.press("Return")  # No is the answer it offers
            self._ended(asked)
        self._cycle.whole(self._cycle.version)
        self._cycle.data_untouched()
        return "1 after the question about unsent changes, nothing taken away"

    # --- helpers ---

    def _say_no(self, setup: Path) -> None:
        with self._screen() as hands:
            asked = self._cycle.wine.start(setup)
            hands.press("Escape")
            hands.press("Return")  # 还没有装好，要退出吗？
            self._ended(asked)

    @contextmanager
    def _screen(self) -> Generator[Hands]:
        """Wine looks for a screen when its first program starts: all of them end before and after."""
        wine = self._cycle.wine
        wine.stop()
        with screen() as display:
            wine.environment["DISPLAY"] = display
            try:
                yield Hands(display, wine.scratch)
            finally:
                wine.stop()
                del wine.environment["DISPLAY"]

    def _ended(self, asked: "subprocess.Popen[bytes]") -> None:
        code = asked.wait(60)
        expect(code == CANCELLED, f"ended with {code}, not {CANCELLED}")
