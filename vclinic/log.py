"""The field log: our own bugs with their traceback, never a resident's data; kept small."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from vclinic.files import LOGS

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start(data_dir: Path) -> None:
    """Write warnings and worse to ``logs/vclinic.log``; a folder that cannot be written is no reason not to work."""
    handler: logging.Handler
    try:
        folder = data_dir / LOGS
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "vclinic.log", maxBytes=500_000, backupCount=3, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Frames(FORMAT))
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    root.addHandler(handler)


class Frames(logging.Formatter):
    """Tracebacks without the exception's own words, which may quote what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        kept, record.exc_text = record.exc_text, None  # what another handler wrote of it holds those words
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(  # noqa: N802 - the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, _, trace = ei
        frames: list[str] = []
        while trace is not None:
            code = trace.tb_frame.f_code
            frames.append(f"  {Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return "\n".join([*frames, kind.__name__ if kind else ""])
