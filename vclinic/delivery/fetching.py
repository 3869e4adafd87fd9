"""A setup file comes piece by piece, from a stick or over a line: what a cut left is gone on from, and nothing gets its
name before its size and SHA-256 are those that were signed."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, cast

from vclinic.delivery.manifest import LONGEST, MANIFEST, SIGNATURE, Manifest
from vclinic.domain.problem import Refused, WorldFault

UPDATES = "updates"
Progress = Callable[[int, int], None]
"""Told bytes that are here and bytes in all."""
_SEEN = "seen.json"
HALF = ".part"  # how a file ends that has not come whole
_PIECE = 1 << 20


class Source(Protocol):
    """Where a release lies. Its faults are `WorldFault`."""

    def manifest(self) -> tuple[bytes, bytes]:
        """The manifest and its signature, unread."""
        ...

    def pieces(self, name: str, start: int) -> Iterator[bytes]:
        """The file from byte ``start`` on."""
        ...


class Folder:
    """A release in a folder, as a USB stick brings it."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def manifest(self) -> tuple[bytes, bytes]:
        """The manifest and its signature; never more of a file than a manifest may have.

        Raises:
            WorldFault: ``no_release``, there is none or it cannot be read; ``not_allowed``, not by this user.
        """
        try:
            return self._beginning(MANIFEST), self._beginning(SIGNATURE)
        except PermissionError as fault:
            sentence = f"没有权限读 {self._place}。请把更新包拷到运行本程序的用户读得到的文件夹，再试一次。"
            raise WorldFault("not_allowed", sentence) from fault
        except OSError as fault:
            sentence = f"{self._place} 里没有读到更新包（{MANIFEST}、{SIGNATURE}）。请核对文件夹，或重新插一次 U 盘。"
            raise WorldFault("no_release", sentence) from fault

    def pieces(self, name: str, start: int) -> Iterator[bytes]:
        """The file from byte ``start`` on.

        Raises:
            WorldFault: ``no_setup_file``, the folder has none; ``stick_gone``.
        """
        try:
            with (self._place / name).open("rb") as file:
                file.seek(start)
                while piece := file.read(_PIECE):
                    yield piece
        except FileNotFoundError as fault:
            if not (self._place / MANIFEST).exists():
                raise self._gone(name) from fault
            sentence = f"{self._place} 里没有 {name}。请把更新包的三个文件都拷到 U 盘上。"
            raise WorldFault("no_setup_file", sentence) from fault
        except OSError as fault:
            raise self._gone(name) from fault

    @staticmethod
    def _gone(name: str) -> WorldFault:
        return WorldFault("stick_gone", f"读 {name} 时中断了，已读到的留着。请重新插好 U 盘再试，会接着读。")

    def _beginning(self, name: str) -> bytes:
        with (self._place / name).open("rb") as file:
            return file.read(LONGEST + 1)


def seen(place: Path) -> int:
    """The highest sequence accepted into ``place``; 0 for none, or when the note cannot be read: the versions are still
    compared then."""
    with suppress(OSError, ValueError):
        noted: object = json.loads((place / _SEEN).read_text("utf-8"))
        if isinstance(noted, dict):
            sequence = cast("dict[str, Any]", noted).get("sequence")
            if type(sequence) is int:
                return sequence
    return 0


def fetch(source: Source, manifest: Manifest, place: Path, progress: Progress | None = None) -> Path:
    """Bring the setup file of an accepted manifest into ``place``; one that is there already is read, not fetched.

    Other setup files stay: the one before is what a broken update is put back from. Halves of other releases go.

    Raises:
        Refused: ``wrong_file``, what came is not what was signed; it is thrown away.
        WorldFault: of the source, with what came so far kept; ``no_room``, the disk.
    """
    path = place / manifest.setup
    half = place / f"{manifest.sha256[:16]}{HALF}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        for other in place.glob(f"*{HALF}"):
            if other != half:
                other.unlink()
        if not is_whole(path, manifest):
            _complete(source, manifest, half, progress)
            half.replace(path)
        _note(place, max(seen(place), manifest.sequence))
    except OSError as fault:
        sentence = "更新包存不下来，已取到的留着。请检查磁盘空间再试，会接着取。"
        raise WorldFault("no_room", sentence) from fault
    return path


def _complete(source: Source, manifest: Manifest, half: Path, progress: Progress | None) -> None:
    digest = hashlib.sha256()
    with half.open("a+b") as file:
        file.seek(0)
        while piece := file.read(_PIECE):
            digest.update(piece)
        size = file.tell()
        if size < manifest.size:
            for piece in source.pieces(manifest.setup, size):
                file.write(piece)
                digest.update(piece)
                size += len(piece)
                if progress is not None:
                    progress(min(size, manifest.size), manifest.size)
                if size > manifest.size:
                    break
    if size < manifest.size:
        raise WorldFault(
            "short_file",
            "更新包没有取完整，已取到的留着。请再试一次，会接着取；还不行就是原来的没有拷完整，请重新拷一份。",
        )
    if size > manifest.size or digest.hexdigest() != manifest.sha256:
        half.unlink()
        raise Refused("wrong_file", "安装文件和签名的说明对不上，已经丢掉，没有采用。请重新拷一份，或联系技术支持。")


def is_whole(path: Path, manifest: Manifest) -> bool:
    """Whether a file is, byte for byte, the setup that was signed."""
    if not path.is_file() or path.stat().st_size != manifest.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == manifest.sha256


def _note(place: Path, sequence: int) -> None:
    fresh = place / f"{_SEEN}.new"
    fresh.write_text(json.dumps({"sequence": sequence}), "utf-8")
    fresh.replace(place / _SEEN)
