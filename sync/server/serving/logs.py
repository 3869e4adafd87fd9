"""What a township's program writes of its own faults: on stderr, where systemd keeps it, and in a file of the data directory
that never grows large, for where nothing keeps the other."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from vclinic.files import LOGS
from vclinic.log import FORMAT, Frames

SIZE, COPIES = 1_000_000, 5  # bytes of a file, and how many before it are kept
_SERVERS_OWN = "uvicorn"  # it hands nothing on to the root


def keep(data: Path, number: int = 1, size: int = SIZE) -> None:
    """From now on keep warnings and worse in ``logs/township.log``, a process of several in a file of its own (none turns
    over what another writes). The words of an exception, which may quote a record, are left out in both places. A folder
    that cannot be written is no reason not to serve.
    """
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    try:
        folder = data / LOGS
        folder.mkdir(mode=0o700, exist_ok=True)
        name = "township.log" if number == 1 else f"township-{number}.log"
        handlers.append(_Kept(folder / name, maxBytes=size, backupCount=COPIES, encoding="utf-8"))
    except OSError:
        root.warning("the log file cannot be written")
    for handler in handlers:
        handler.setFormatter(Frames(FORMAT))
        handler.setLevel(logging.WARNING)
        root.addHandler(handler)
    server = logging.getLogger(_SERVERS_OWN)
    server.handlers.clear()
    server.propagate = True


class _Kept(RotatingFileHandler):
    """Says nothing of a disk that is full: what it could not keep stands on stderr already."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)
