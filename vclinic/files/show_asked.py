"""A second start asks the window that is open already to come to the front, by a file that one puts down and the other
takes away: it needs no port, which a firewall would ask the doctor about, and no part of Qt that does not ship."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ASKED = "show-window.asked"
_PAUSE = 0.05


def ask(data_dir: Path, process: int, patience: float, pause: Callable[[float], object] = time.sleep) -> bool:
    """Ask the window of ``process``; whether it took the question within ``patience`` seconds.

    A question nobody took is taken back: the window may have been closing, and must not jump up later.
    """
    path = data_dir / ASKED
    try:
        path.touch()
    except OSError:
        return False
    _let_come_forward(process)
    for _ in range(round(patience / _PAUSE)):
        if not path.exists():
            return True
        pause(_PAUSE)
    return not take(data_dir)


def take(data_dir: Path) -> bool:
    """Whether somebody asked since the last time; the question is gone afterwards."""
    try:
        (data_dir / ASKED).unlink()
    except OSError:
        return False
    return True


if sys.platform == "win32":
    import ctypes

    def _let_come_forward(process: int) -> None:
        """Windows lets a program come to the front only when the one the doctor just started says so."""
        with suppress(OSError):
            ctypes.windll.user32.AllowSetForegroundWindow(process)

else:

    def _let_come_forward(process: int) -> None:
        """Elsewhere nobody has to be asked."""
