"""The system's user that the service runs as: it can read and write its own data and nothing else of the machine."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from vclinic.domain.problem import Refused, WorldFault

NAME = "vclinic-township"


@dataclass(frozen=True, slots=True)
class Owner:
    """A user of the system by name and numbers."""

    name: str
    uid: int
    gid: int


def service_owner(name: str = NAME) -> Owner | None:
    """Whom the data will belong to when root sets up; None where whoever sets up is also who serves: without root's rights,
    or where install.sh made no such user."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    with suppress(KeyError):
        entry = pwd.getpwnam(name)
        return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)
    return None


@contextmanager
def acting_as(owner: Owner | None) -> Generator[None]:
    """Files made in the block belong to the owner, and what the owner may not reach is not reached."""
    if owner is None or sys.platform == "win32":
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(owner.gid)
    os.seteuid(owner.uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def give(data: Path, owner: Owner | None) -> None:
    """Make the data directory, for its owner only; what stands above it stays as it is.

    Raises:
        Refused: ``others_folder``, it belongs to somebody else.
        WorldFault: ``unwritable``.
    """
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        if not data.exists():
            data.mkdir(mode=0o700)
            if owner is not None and sys.platform != "win32":
                os.chown(data, owner.uid, owner.gid)
        elif owner is not None and data.stat().st_uid != owner.uid:
            raise Refused(
                "others_folder",
                f"{data} 已经有了，但不归 {owner.name} 用户。请换一个位置，或者运行：chown -R {owner.name}: {data}",
            )
    except OSError as fault:
        raise WorldFault("unwritable", f"建不了 {data}，请检查路径和权限。") from fault


def let_write(folder: Path, owner: Owner | None) -> None:
    """Give the owner a folder that root made for it and put nothing in; any other stays whose it is.

    Raises:
        WorldFault: ``unwritable``.
    """
    if owner is None or sys.platform == "win32":
        return
    try:
        if folder.is_dir() and folder.stat().st_uid == 0 and not any(folder.iterdir()):
            os.chown(folder, owner.uid, owner.gid)
    except OSError as fault:
        raise WorldFault("unwritable", f"{folder} 不能交给 {owner.name} 用户，请检查这块盘能不能写。") from fault


def unreadable(files: tuple[Path, ...], owner: Owner | None) -> list[Path]:
    """Those of the files that the service could not read."""
    refused: list[Path] = []
    with acting_as(owner):
        for file in files:
            try:
                with file.open("rb") as opened:
                    opened.read(1)
            except OSError:
                refused.append(file)
    return refused
