"""A lock between all processes of this machine, for whoever reads a file and writes it changed.

The lock dies with its process. On Windows it is a byte of a file, which nobody can delete while it is open; elsewhere
it is the folder itself, so that there is no file whose deletion would let a second one in.
"""

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from vclinic.domain.problem import WorldFault

LOCK = "in-use.lock"
_PATIENCE, _PAUSE = 20.0, 0.02


@contextmanager
def held(folder: Path) -> Generator[None]:
    """Hold ``folder`` for the length of the block; waits for whoever holds it now.

    Raises:
        WorldFault: ``busy``, somebody does not let go.
        OSError: the folder may not be opened.
    """
    lock = _open(folder)
    try:
        for _ in range(int(_PATIENCE / _PAUSE)):
            if _taken(lock):
                break
            time.sleep(_PAUSE)
        else:
            raise WorldFault("busy", "数据文件夹正被另一个程序占用，这一次没有做。资料没有变，请稍等再试。")
        yield
    finally:
        os.close(lock)  # and with it the lock


def is_free(folder: Path) -> bool:
    """Whether nobody holds ``folder`` now."""
    lock = _open(folder)
    try:
        return _taken(lock)
    finally:
        os.close(lock)


if sys.platform == "win32":
    import msvcrt

    def _open(folder: Path) -> int:
        return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT)

    def _taken(lock: int) -> bool:
        os.lseek(lock, 0, os.SEEK_SET)
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _taken(lock: int) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
