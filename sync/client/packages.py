"""Reporting by USB stick: what waits goes into a file for the township, and its receipts come back in another.

A package takes nothing out of the log and moves no state: what was written to a stick waits until its receipts are read
here, or until a round has brought it up.
"""

import errno
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterator, Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.client import device as devices, epochs
from sync.client.batches import FIRST_RATIO, at_most, fitting, seal
from sync.client.device import Device
from sync.client.keeping import keep_packaged
from sync.protocol import envelope, package, package_receipts
from sync.protocol.errors import ProtocolError
from sync.protocol.package_receipts import Answer, End
from vclinic.domain.problem import Refused, WorldFault
from vclinic.storage import change_states, changes, notices
from vclinic.storage.changes import Logged
from vclinic.storage.rounds import EPOCH, PACKAGE_KEY, PACKAGE_OUT, REPLY_KEY
from vclinic.storage.store import Store

PART_LIMIT = 32_000_000  # bytes of a file; the next begins beside it
ENDING, RECEIPTS_ENDING = ".vcp", ".vcr"
Progress = Callable[[int, int], None]
_NO_KEY = "还不能用U盘上报：本机还没有卫生院的上报包密钥。接入卫生院后，有网络时上报一次就有了；一直没有，请联系卫生院升级程序。"


@dataclass(frozen=True, slots=True)
class PackageOut:
    """The files written, and how many changes they hold."""

    files: tuple[Path, ...]
    changes: int


@dataclass(frozen=True, slots=True)
class ReceiptsIn:
    """What receipts said; ``stored`` counts what the township has now, ``notices`` what was new here."""

    stored: int
    refused: int
    notices: int


def write_package(
    store: Store,
    path: Path,
    now: Callable[[], datetime],
    progress: Progress | None = None,
    part_limit: int = PART_LIMIT,
) -> PackageOut:
    """Write everything that waits for the township into ``path``, and further parts beside it (``name-2.vcp``).

    Without anything that waits the package only asks for what the township has to say.

    Raises:
        Refused: ``not_enrolled``, ``no_package_key``.
        WorldFault: ``not_written``; no half file stays.
    """
    device = devices.load(store)
    if device is None:
        raise Refused("not_enrolled", "还没有接入卫生院。请先在上报中心填写接入单上的接入文字。")
    township_key = _township_key(store)
    answers_to = package.public_text(reply_key(store).public_key())
    stamp = now().isoformat(timespec="seconds")
    head = package.Head(
        device=device.id,
        package=secrets.token_hex(8),
        part=1,
        key=package.key_name(township_key),
        ephemeral=answers_to,
        reply_key=answers_to,
        made_at=stamp,
        epoch=store.meta(EPOCH).get(EPOCH, ""),
    )
    with store.read() as session:
        total = change_states.counts(session)["pending"]

    def look(file: BinaryIO, size: int) -> None:
        package.look(file, size, lambda _device: device.key.public_key(), package.key_name(township_key))

    sealing = _sealed(store, device, now)
    files, written, upcoming = list[Path](), 0, next(sealing)
    while upcoming is not None:
        part = len(files) + 1
        file_path = _part(path, part)
        with _all_or_none(files), _fresh(file_path, look) as file:
            writing = package.Writing(file, head.model_copy(update={"part": part}), device.key, township_key)
            while upcoming is not None and (not writing.size or writing.size < part_limit):
                sealed, count = upcoming
                writing.add(sealed, count)
                written += count
                if progress is not None:
                    progress(written, max(total, written))
                upcoming = next(sealing, None)
            writing.end(more=upcoming is not None)
        files.append(file_path)
    store.set_meta({PACKAGE_OUT: f"{stamp} {written}"})
    return PackageOut(tuple(files), written)


def read_receipts(store: Store, path: Path, now: Callable[[], datetime]) -> ReceiptsIn:
    """Keep what the township answered to a package. Read through once before anything is kept; reading it again changes
    nothing. Where they tell that the township came back from a backup, what it forgot waits again.

    Raises:
        Refused: the file is none of ours, cut, damaged, of a newer program or older than the township's own backup.
        WorldFault: ``unreadable``.
    """
    own, township_key = reply_key(store), _township_key(store)
    stored = refused = new = 0
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            named = set[str]()
            for answer in package_receipts.opened(file, size, own, township_key):
                if isinstance(answer, Answer):
                    named.update(told.change_id for told in answer.reply.receipts if told.state != "refused")
                else:
                    _of_this_township(store, answer, named, now())
            for answer in package_receipts.opened(file, size, own, township_key):
                if isinstance(answer, Answer):
                    heard, states = keep_packaged(store, answer.reply, answer.after, now())
                    new += heard
                    refused += states.count("refused")
                    stored += len(states) - states.count("refused")
    except ProtocolError as fault:
        raise Refused(fault.code, fault.text) from fault
    except OSError as fault:
        raise WorldFault("unreadable", f"{path.name} 读不出来，请检查U盘，重新插一次再试。") from fault
    return ReceiptsIn(stored, refused, new)


def suggested_name(village_code: str, at: datetime) -> str:
    """What a package is called where nobody says otherwise; no name of a person or a clinic."""
    return f"shangbao-{village_code}-{at:%Y%m%d-%H%M}{ENDING}"


def unused(folder: Path, name: str) -> Path:
    """A file in ``folder`` called ``name``, or the like where a package of that name lies there: none is written over."""
    path, number = folder / name, 1
    while any(_part(path, part).exists() for part in (1, 2)):
        number += 1
        path = folder / f"{Path(name).stem}.{number}{ENDING}"
    return path


def _part(path: Path, part: int) -> Path:
    return path if part == 1 else path.with_name(f"{path.stem}-{part}{path.suffix}")


def _sealed(store: Store, device: Device, now: Callable[[], datetime]) -> Iterator[tuple[bytes, int]]:
    """Sealed batches with the number of their changes; one without changes where nothing waits."""
    after, ratio, sent = 0, FIRST_RATIO, False
    while True:
        with store.read() as session:
            waiting = changes.pending(session, after, at_most(ratio))
            cursor = notices.cursor(session)
        if not waiting and sent:
            return
        part = fitting(waiting, ratio)
        sealed, packed, raw = seal(device, part, cursor, now())
        yield sealed, len(part)
        sent = True
        device = replace(device, batch=device.batch + 1, tip=envelope.header_hash(sealed))
        after, ratio = _last(part, after), max(1.0, 0.5 * ratio + 0.5 * raw / packed)


def _last(part: list[Logged], after: int) -> int:
    return max((row.seq or 0 for row in part), default=after)


def _township_key(store: Store) -> X25519PublicKey:
    kept = store.meta(PACKAGE_KEY).get(PACKAGE_KEY)
    if not kept:
        raise Refused("no_package_key", _NO_KEY)
    return package.public_key(kept)


def reply_key(store: Store) -> X25519PrivateKey:
    """The key receipts are closed for; it stays, so that receipts of any package can be read whenever they come."""
    kept = store.meta(REPLY_KEY).get(REPLY_KEY)
    if kept:
        return X25519PrivateKey.from_private_bytes(b64decode(kept))
    key = X25519PrivateKey.generate()
    store.set_meta({REPLY_KEY: b64encode(key.private_bytes_raw()).decode("ascii")})
    return key


def _of_this_township(store: Store, end: End, named: AbstractSet[str], at: datetime) -> None:
    """Make what is held here agree with the township the receipts are of, where it came back from a backup.

    Args:
        named: the changes that the receipts call stored.

    Raises:
        Refused: ``old_receipts``, they were written before a restore that is known here.
    """
    held = store.meta(EPOCH).get(EPOCH, "")
    if not end.epoch or end.epoch == held:
        return
    if end.whole and end.since == held:
        epochs.agree(store, end.epoch, at, named)
    elif held:
        raise Refused(
            "old_receipts", "这份回执是卫生院恢复备份以前写的，不能再算数，什么都没有改。请重新做一份上报包带去。"
        )


@contextmanager
def _all_or_none(files: list[Path]) -> Generator[None]:
    """What was written before of a package that could not be finished goes again."""
    try:
        yield
    except WorldFault:
        for path in files:
            with suppress(OSError):
                path.unlink()
        raise


@contextmanager
def _fresh(path: Path, look: Callable[[BinaryIO, int], None]) -> Generator[BinaryIO]:
    """A new file that takes the place of ``path`` when it is whole, on the stick, and read back by ``look``."""
    half = path.with_name(f"{path.name}.part")
    try:
        with half.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with half.open("rb") as file:
            if hasattr(os, "posix_fadvise"):  # from the stick, not from memory
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            look(file, file.seek(0, os.SEEK_END))
        half.replace(path)
    except ProtocolError as fault:
        why = "写到U盘上又读出来，和写的不一样，U盘可能坏了，请换一个U盘。"
        raise WorldFault("not_written", f"上报包没有写成：{why}资料都在本机。") from fault
    except OSError as fault:
        raise WorldFault("not_written", f"上报包没有写成：{_why(fault)}资料都在本机。") from fault
    finally:
        with suppress(OSError):  # whatever happened, nothing half-written stays
            half.unlink(missing_ok=True)


def _why(fault: OSError) -> str:
    if fault.errno == errno.ENOSPC:
        return "U盘或磁盘满了，请删掉些东西或换一个U盘。"
    if fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return "U盘写保护了，或不让写，请拨开保护开关，或者换一个位置。"
    return "U盘是不是拔了？请重新插上再试，或者换一个位置。"
