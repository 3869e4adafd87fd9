"""A whole store put in its place: database and key file arrive together or not at all, even when the power goes between.

The pair, with the count of the log where there is one, is made complete in a folder of its own, which is then renamed to `.incoming-…`. From that moment the swap is
decided: whoever opens the data folder next finishes it. What stood there before is kept in `backups`.
"""

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from vclinic.files import open_lock
from vclinic.files.exclusive import held
from vclinic.storage.file_names import BACKUPS, DATABASE, KEYRING, LOG_COUNT

_INCOMING = ".incoming-"
_ASIDE = (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE, KEYRING, LOG_COUNT)


def put_in_place(data_dir: Path, made: Path, at: datetime) -> Path | None:
    """Make the store in the folder ``made`` the one of ``data_dir``. Returns where the former one is kept.

    Raises:
        Refused: ``open_elsewhere``, somebody has the former store open and would go on writing into it.
        OSError: the disk, or another program that holds a file; what was there stays.
    """
    incoming = data_dir / f"{_INCOMING}{at:%Y%m%d-%H%M%S}"
    with held(data_dir):  # nobody counts a wrong password into the key file that is just arriving
        open_lock.refuse_if_open(data_dir, "没有做，资料没有变。")
        made.rename(incoming)
        try:
            _finish(data_dir)
        except OSError:
            if (incoming / DATABASE).exists():  # nothing has arrived yet: back to what was there
                _move(_aside(data_dir, incoming), data_dir)
                shutil.rmtree(incoming, ignore_errors=True)
            raise
    kept = _aside(data_dir, incoming)
    return kept if kept.exists() else None


def finish(data_dir: Path) -> None:
    """Bring a swap that was cut off to its end; each step may be done again."""
    if _waiting(data_dir):
        with held(data_dir):
            _finish(data_dir)


def present(folder: Path, *names: str) -> list[str]:
    """Which of the files stand in a folder, be it as a link to a disk that is not there now: what cannot be looked into
    is not nothing.

    Raises:
        OSError: the folder cannot be looked into.
    """
    return [name for name in names if _stands(folder / name)]


def _stands(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _waiting(data_dir: Path) -> list[Path]:
    """Swaps that were cut off. `glob` would take a folder that cannot be read for an empty one."""
    try:
        return sorted(path for path in data_dir.iterdir() if path.name.startswith(_INCOMING))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _finish(data_dir: Path) -> None:
    for incoming in _waiting(data_dir):
        if (incoming / DATABASE).exists():  # so what stands in the data folder is still the former store
            _move(data_dir, _aside(data_dir, incoming))
            (incoming / DATABASE).replace(data_dir / DATABASE)
        for name in (KEYRING, LOG_COUNT):
            if (incoming / name).exists():
                (incoming / name).replace(data_dir / name)
        with suppress(OSError):
            shutil.rmtree(incoming)


def _aside(data_dir: Path, incoming: Path) -> Path:
    return data_dir / BACKUPS / f"before-restore-{incoming.name.removeprefix(_INCOMING)}"


def _move(source: Path, target: Path) -> None:
    names = present(source, *_ASIDE)
    if names:
        target.mkdir(parents=True, exist_ok=True)
    for name in names:
        (source / name).replace(target / name)
