"""Whether a township is well: what it can still do, and what will hurt soon, in the sentences an administrator is told."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile

from sqlmodel import Session

from sync.server.care import plan
from sync.server.database.store import Store
from sync.server.database.tables import Township
from sync.server.identity import served
from vclinic import __version__
from vclinic.domain.problem import Expected, WorldFault

SCARCE = 2_000_000_000  # bytes below which a disk is called nearly full
BEFORE_END = timedelta(days=21)  # ours is renewed nine days earlier; a given one takes somebody's time
_PROOF = "health_written"
_BATCH = 256 * 1024  # bytes, as a large batch leaves behind


@dataclass(frozen=True, slots=True)
class Health:
    """What was seen.

    Attributes:
        writable: whether the database took a write and the disk another file; None where none was tried.
        free: bytes on the disk of the data directory.
        certificate_until: when what we serve with ends; None where something before us encrypts.
        last_backup: when the last good one was made, ISO; "" before the first.
        problems: sentences; empty while all is well.
    """

    version: str
    writable: bool | None
    free: int
    certificate_until: datetime | None
    last_backup: str
    problems: tuple[str, ...]

    def document(self) -> Mapping[str, object]:
        """As programs read it."""
        until = self.certificate_until
        shown = {"certificate_until": until.date().isoformat() if until is not None else None}
        return {"ok": not self.problems} | asdict(self) | shown | {"problems": list(self.problems)}


def look(store: Store, now: datetime, *, writing: bool) -> Health:
    """How the township is.

    Args:
        writing: try a real write, as the next clinic's batch will; a full or read-only disk says no to nothing else.
    """
    writable, problems, last = None, list[str](), ""
    try:
        if writing:
            _grows(store)
            with store.write() as session:
                session.merge(Township(key=_PROOF, value=now.isoformat(timespec="seconds")))
            writable = True
        with store.read() as session:
            good = plan.last_good(session)
            problems += worries(session, store, now)
        last = good.at if good is not None else ""
    except Expected as fault:
        writable = False if writing else None
        problems.append(fault.sentence)
    return Health(
        version=__version__,
        writable=writable,
        free=free(store),
        certificate_until=_until(store),
        last_backup=last,
        problems=tuple(problems),
    )


def _grows(store: Store) -> None:
    """A database writes over room it has had before even when the disk is full; a batch needs more.

    Raises:
        WorldFault: ``disk_full``.
    """
    try:
        with TemporaryFile(dir=store.data) as file:
            file.write(b"v" * _BATCH)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise WorldFault("disk_full", "磁盘满了，或数据目录写不进去：收不下各村的上报。请清理磁盘。") from fault


def worries(session: Session, store: Store, now: datetime) -> list[str]:
    """What an administrator should see to: backups, room, the certificate."""
    return [text for text in (plan.wrong(session, now), room(store), certificate(store, now)) if text]


def room(store: Store) -> str:
    """What is wrong with the room on the disk; "" while there is enough."""
    left = free(store)
    size = f"{left / 10**9:.1f} GB" if left >= 10**9 else f"{left // 10**6} MB"
    return "" if left >= SCARCE else f"磁盘快满了，只剩 {size}。满了就收不下各村的上报，请清理。"


def free(store: Store) -> int:
    """Bytes that the disk of the data directory still takes."""
    return shutil.disk_usage(store.data).free


def certificate(store: Store, now: datetime) -> str:
    """What is wrong with what we serve with; "" while it lasts."""
    try:
        until = served.until(store.data)
    except WorldFault as fault:
        return fault.sentence
    if until is None or until - now > BEFORE_END:
        return ""
    if until <= now:
        return f"证书 {until.date().isoformat()} 已经到期，浏览器和村卫生室都连不上。请换上新的证书文件。"
    return f"证书到 {until.date().isoformat()} 为止，只剩 {(until - now).days} 天，请换上新的证书文件。"


def _until(store: Store) -> datetime | None:
    try:
        return served.until(store.data)
    except WorldFault:
        return None
