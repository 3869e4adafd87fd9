"""Folders in which a store is made before it is moved into place, and the sweeping of those a killed program left.

Each is held while it is in use, so that a program that starts does not sweep away what another is working in.
"""

import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from vclinic.files.exclusive import LOCK, held, is_free
from vclinic.storage.file_names import DATABASE, KEYRING

_OURS = re.compile(r"\.(setup|backup|restore)-[a-z0-9_]{8}")
_PLACE = "store"
_INSIDE = frozenset((_PLACE, LOCK, DATABASE, KEYRING, *(f"{DATABASE}-{end}" for end in ("wal", "shm", "journal"))))


@contextmanager
def work_folder(data_dir: Path, purpose: str) -> Generator[Path]:
    """An empty folder beside the store for ``purpose`` (setup, backup, restore); gone when the block ends.

    Raises:
        OSError: the disk.
    """
    with ExitStack() as stack:
        with held(data_dir):  # nobody sweeps between the making and the holding
            folder = Path(tempfile.mkdtemp(dir=data_dir, prefix=f".{purpose}-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            stack.enter_context(held(folder))
        place = folder / _PLACE
        place.mkdir()
        yield place


def sweep(data_dir: Path) -> None:
    """Remove what killed programs of ours left; anything else, and what is in use, stays."""
    with suppress(OSError):
        ours = [path for path in data_dir.iterdir() if _OURS.fullmatch(path.name)]
        if not ours:
            return
        with held(data_dir):
            for path in ours:
                with suppress(OSError):
                    if not path.is_symlink() and {entry.name for entry in path.iterdir()} <= _INSIDE and is_free(path):
                        shutil.rmtree(path)
