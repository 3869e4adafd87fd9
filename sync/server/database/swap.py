"""A township that was made ready in a folder takes the place of the one in the data folder: its file, its keys and its
address arrive together or not at all, even when the power goes between.

From the moment the folder is renamed to `.incoming-…` the swap is decided: whoever opens the township next finishes it.
What stood there before is kept in a folder of its own.
"""

import shutil
from pathlib import Path

from sync.server.database import address, file_key, township_id
from sync.server.database.engines import FILE
from vclinic.domain.problem import WorldFault
from vclinic.files import open_lock
from vclinic.files.exclusive import held

_INCOMING, _FORMER = ".incoming-", ".former-stands"
_PARTS = (f"{FILE}-wal", f"{FILE}-shm", FILE, address.FILE, township_id.FILE, file_key.FOLDER)


def put_in_place(data: Path, made: Path, stamp: str) -> Path | None:
    """Make what stands in ``made`` the township of ``data``. Returns where the former one is kept; None for none.

    Raises:
        Refused: ``open_elsewhere``, a program has it open.
        OSError: the disk; at the next opening it is finished or was not begun.
    """
    (made / _FORMER).touch()
    file_key.settle(made)
    incoming = data / f"{_INCOMING}{_not_yet_taken(data, stamp)}"
    with held(data):
        open_lock.refuse_if_open(data, "没有恢复，资料没有变。")
        made.rename(incoming)
        _finish(data)
    kept = _aside(data, incoming)
    return kept if kept.exists() else None


def finish(data: Path) -> None:
    """Bring a swap that was cut off to its end; each step may be done again.

    Raises:
        WorldFault: ``half_restored``, the disk does not let us.
    """
    try:
        if _waiting(data):
            with held(data):
                _finish(data)
    except OSError as fault:
        raise WorldFault("half_restored", "上一次恢复还没有放好，磁盘写不进去。请检查磁盘和权限后再打开。") from fault


def _waiting(data: Path) -> list[Path]:
    try:
        return sorted(path for path in data.iterdir() if path.name.startswith(_INCOMING))
    except OSError:  # what is wrong with the folder is said by whoever opens it
        return []


def _finish(data: Path) -> None:
    for incoming in _waiting(data):
        if (incoming / _FORMER).exists():  # nothing has arrived yet
            aside = _aside(data, incoming)
            for name in _PARTS:
                if (data / name).exists():
                    aside.mkdir(exist_ok=True, mode=0o700)
                    (data / name).rename(aside / name)
            (incoming / _FORMER).unlink()
        for name in _PARTS:
            if (incoming / name).exists():
                (incoming / name).rename(data / name)
        file_key.settle(data)
        shutil.rmtree(incoming)


def _not_yet_taken(data: Path, stamp: str) -> str:
    """The stamp, with a number behind it where a township was kept under it before."""
    names = (stamp, *(f"{stamp}-{number}" for number in range(2, 100)))
    return next(name for name in names if not (data / f"before-restore-{name}").exists())


def _aside(data: Path, incoming: Path) -> Path:
    return data / f"before-restore-{incoming.name.removeprefix(_INCOMING)}"
