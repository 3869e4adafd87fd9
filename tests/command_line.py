"""A command line run inside the test's own process: the entry function itself, its streams, its environment, its exit code.

Starting Python and importing the program takes a second for each command; what only a process can show (its real streams, its
signals, its first window) is tested with processes.
"""

import gc
import io
import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest


@contextmanager
def process() -> Iterator[None]:
    """What a program does to its whole process ends with the block, as it would with the process."""
    log = logging.getLogger()
    searches, ended = gc.get_threshold(), signal.getsignal(signal.SIGTERM)
    level, handlers = log.level, list(log.handlers)
    try:
        yield
    finally:
        gc.set_threshold(*searches)
        signal.signal(signal.SIGTERM, ended)
        log.setLevel(level)
        for handler in set(log.handlers).difference(handlers):
            log.removeHandler(handler)
            handler.close()


def run_here(
    entry: Callable[[], int], arguments: Sequence[str], environment: Mapping[str, str | None], stdin: bytes = b""
) -> subprocess.CompletedProcess[str]:
    """Run ``entry`` with ``words`` on its command line; variables that are None in ``environment`` are not set."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for name in ("stdout", "stderr")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["command", *arguments])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        for name, value in environment.items():
            if value is None:
                patch.delenv(name, raising=False)
            else:
                patch.setenv(name, value)
        with process():
            code = entry()
    return subprocess.CompletedProcess(arguments, code, *map(_text, streams.values()))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode("utf-8")
