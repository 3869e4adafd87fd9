"""A backup of a running township: one moment of its database and its keys in one encrypted file, read again from
beginning to end before it is called good.

The township goes on meanwhile: a reading transaction sees one moment on either engine and stops nobody who writes.
"""

import io
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import zstandard
from sqlalchemy import Connection, Engine

from sync.server.care import dump, recovery, sealed
from sync.server.database import file_key
from sync.server.database.faults import told_in_words
from sync.server.database.store import Store
from vclinic import __version__
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files.keyring import Entry, Keyring

FORMAT = 1
FOLDER = "backups"
_NAME, _ENDING = "township-", ".vctb"
_LEFT_OUT = (file_key.FILE,)  # the key of this machine's file; a restored one gets its own


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup says of itself, readable without a key. ``steps``: the schema its rows are of."""

    township: str
    made_at: str
    program: str
    epoch: str
    steps: tuple[str, ...]
    salt: str
    ring: Keyring
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Source:
    """What a backup is made of, where no store is open yet: before the schema is brought up. ``township_id`` is "" where
    rows do not say whose they are."""

    data: Path
    engine: Engine
    township_id: str
    name: str
    epoch: str


@dataclass(frozen=True, slots=True)
class Report:
    """A backup that was read again. ``counts`` are rows by table."""

    path: Path
    size: int
    counts: dict[str, int]

    @property
    def changes(self) -> int:
        """How many of the clinics' changes are in it."""
        return self.counts.get("inbox", 0)


def name_at(moment: datetime) -> str:
    """What a backup of a moment is called where we choose the name."""
    return f"{_NAME}{moment:%Y%m%d-%H%M%S}{_ENDING}"


def moment_of(path: Path) -> datetime | None:
    """When a backup with a name of ours was made; None for any other file."""
    with suppress(ValueError):
        return datetime.strptime(path.name, f"{_NAME}%Y%m%d-%H%M%S{_ENDING}")
    return None


def backup(store: Store | Source, path: Path, now: datetime, going: Callable[[], bool] = lambda: True) -> Report:
    """Write a backup. An earlier backup at ``path`` is replaced only by a good one.

    Args:
        going: asked now and then; False gives it up.

    Raises:
        Refused: ``no_recovery_code``; ``given_up``; ``other_file``, something else stands there.
        WorldFault: ``backup_failed``, the disk; ``backup_differs``.
    """
    key, ring = recovery.key(store.data), recovery.ring(store.data)
    _may_stand(path)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            counts = _write(store, file, key=key, ring=ring, now=now, going=going)
            file.flush()
            os.fsync(file.fileno())
        if verified(fresh, key) != counts:
            raise WorldFault("backup_differs", "备份读回来和写进去的不一样，没有算数。请换一个位置再备份。")
        fresh.replace(path)
        file_key.settle(path.parent)
    except OSError as fault:
        raise WorldFault("backup_failed", f"备份没有写成：{path.parent} 写不进去或空间不够。资料没有变。") from fault
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return Report(path, path.stat().st_size, counts)


def verified(path: Path, key: bytes) -> dict[str, int]:
    """Open a backup and read it to its end; returns the rows by table.

    Raises:
        Refused: it is none, or damaged.
        OSError: the disk.
    """
    with path.open("rb") as file:
        head = read_head(file)
        told = contents(file, head, key)
        for _ in files(told):
            pass
        return dump.count(told)


def read_head(file: BinaryIO) -> Head:
    """What a backup says of itself.

    Raises:
        Refused: ``not_a_backup``, ``newer_backup``.
    """
    raw = sealed.read_head(file)
    try:
        told = json.loads(raw)
        if told["format"] > FORMAT:
            raise Refused("newer_backup", "这份备份是更新版本的程序做的，请先升级本程序。没有改动。")
        ring = Keyring(str(told["store_id"]), tuple(Entry(**entry) for entry in told["entries"]))
        named = {name: str(told[name]) for name in ("township", "made_at", "program", "epoch", "salt")}
        datetime.fromisoformat(named["made_at"])
        b64decode(named["salt"], validate=True)
        return Head(**named, steps=tuple(map(str, told["steps"])), ring=ring, raw=raw)
    except (ValueError, KeyError, TypeError) as fault:
        raise sealed.not_a_backup() from fault


def contents(file: BinaryIO, head: Head, key: bytes) -> Iterator[str]:
    """The lines of a backup: its files first, then its rows. Raises `Refused` where it is damaged."""
    pieces: Any = _Pieces(sealed.opened(file, head.raw, key, b64decode(head.salt)))
    reader: Any = zstandard.ZstdDecompressor().stream_reader(pieces, read_across_frames=True)
    try:
        yield from io.TextIOWrapper(reader, "utf-8", newline="\n")
    except (zstandard.ZstdError, UnicodeDecodeError) as fault:
        raise sealed.damaged() from fault


def files(told: Iterator[str]) -> Generator[tuple[str, bytes]]:
    """(name below the folder of keys, content) of the files a backup begins with.

    Raises:
        Refused: ``damaged_backup``.
    """
    for line in told:
        read: Any = json.loads(line)
        if "rows" in read:
            return
        name = str(read["file"])
        if Path(name).name != name or name.startswith("."):
            raise sealed.damaged()
        yield name, b64decode(read["content"])
    raise sealed.damaged()


def _write(
    store: Store | Source, file: BinaryIO, *, key: bytes, ring: Keyring, now: datetime, going: Callable[[], bool]
) -> dict[str, int]:
    salt = secrets.token_bytes(16)
    with told_in_words(), store.engine.connect() as connection, connection.begin():
        head = {
            "format": FORMAT,
            "township": store.name,
            "made_at": now.isoformat(timespec="seconds"),
            "program": __version__,
            "epoch": store.epoch,
            "steps": dump.steps(connection),
            "salt": b64encode(salt).decode("ascii"),
            "store_id": ring.store_id,
            "entries": [asdict(entry) for entry in ring.entries],
        }
        sealer = sealed.Sealer(file, json.dumps(head, ensure_ascii=False).encode("utf-8"), key, salt)
        packer = zstandard.ZstdCompressor(level=6).compressobj()
        counts: dict[str, int] = {}
        for part in _together(_all_lines(store, connection, counts)):
            sealer.write(packer.compress(part))
            if not going():
                raise Refused("given_up", "备份停下了，没有做完。")
        sealer.write(packer.flush())
        sealer.finish()
    return counts


def _all_lines(store: Store | Source, connection: Connection, counts: dict[str, int]) -> Generator[str]:
    for path in sorted((store.data / file_key.FOLDER).glob("*")):
        if path.is_file() and path.name not in _LEFT_OUT and not path.name.startswith("."):
            yield json.dumps({"file": path.name, "content": b64encode(path.read_bytes()).decode("ascii")}) + "\n"
    yield '{"rows":true}\n'
    last = ""
    for last in dump.lines(connection, store.township_id):
        yield last
    counts.update(json.loads(last)["counts"])


def _together(told: Iterable[str]) -> Iterator[bytes]:
    """Lines in pieces worth packing."""
    pending: list[str] = []
    for line in told:
        pending.append(line)
        if len(pending) == 500:
            yield "".join(pending).encode("utf-8")
            pending.clear()
    yield "".join(pending).encode("utf-8")


def _may_stand(path: Path) -> None:
    """Refuse to write over what is no backup of ours."""
    try:
        with path.open("rb") as file:
            other = file.read(len(sealed.MAGIC)) != sealed.MAGIC
    except FileNotFoundError:
        return
    except OSError:
        other = True
    if other:
        raise Refused("other_file", f"{path} 已经在那里，又不是卫生院的备份，没有动它。请换一个文件名。")


class _Pieces(io.RawIOBase):
    """Opened pieces, one after the other, as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        part = self._rest[: len(buffer)]
        buffer[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)
