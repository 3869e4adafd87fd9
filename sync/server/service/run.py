"""One run of the service, begun by Windows with `vclinic-township service run --settings FILE`.

Windows gives a process 30 seconds to say that it is the service it was begun as; on a slow disk the server alone takes as
long to be read in. So that is said first, and only then is the server imported.
"""

import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sync.server.service.life import Life, Manager
from vclinic.domain.problem import Expected, WorldFault

FOLDER = "logs"  # of the data directory
READY = "service.ready"  # there while requests are accepted
LAST_WORDS = "service.txt"  # why a run ended that was not asked to
_LOOK_S = 0.2


def run(manager: Manager, data: Path, serve: Callable[[Path], None]) -> None:
    """Be the service until asked to stop. Blocks.

    Args:
        serve: serves until a signal, and makes the file it is given when requests are accepted.

    Raises:
        Refused: ``no_service``, this process was not begun as a service.
        Exception: what ``serve`` raised; its words were left in LAST_WORDS.
    """
    folder = data / FOLDER

    def work() -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        last_words = folder / LAST_WORDS
        last_words.unlink(missing_ok=True)
        try:
            serve(folder / READY)
        except Exception as fault:
            with suppress(OSError):
                last_words.write_text(_words_of(fault) + "\n", "utf-8")
            raise

    Life(manager, folder / READY).run(work)


def before_begun(data: Path) -> None:
    """Take away what an earlier run left, so that `is_begun` speaks of the next one."""
    for name in (READY, LAST_WORDS):
        (data / FOLDER / name).unlink(missing_ok=True)


def is_begun(data: Path, seconds: float) -> bool:
    """Wait until requests are accepted; False when it is still beginning after so long.

    Raises:
        WorldFault: ``not_started``, with its last words.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (last_words := data / FOLDER / LAST_WORDS).exists():
            raise WorldFault("not_started", f"服务登记好了，但没有开始。它说：{last_words.read_text('utf-8').strip()}")
        if (data / FOLDER / READY).exists():
            return True
        time.sleep(_LOOK_S)
    return False


def _words_of(fault: Exception) -> str:
    """The sentence; of our own bug its place in the program, and nothing of what it was working on."""
    if isinstance(fault, Expected):
        return fault.sentence
    return "".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__
