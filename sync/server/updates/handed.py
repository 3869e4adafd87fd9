"""A release as a browser sends it: its three files, or one zip of them. What a file is called there leads nowhere: names
are only compared with those the signed manifest gives, and everything is believed as it is from a stick."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from sync.server.updates import releases
from vclinic.delivery.manifest import LONGEST, MANIFEST, SIGNATURE, Manifest
from vclinic.domain.problem import Refused, WorldFault

_PIECE = 1 << 20
_ZIP = ".zip"
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of the others a small piece may become any size in memory
# all that a zip can raise that is none
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)


def add(data: Path, files: Sequence[tuple[str, BinaryIO]]) -> Manifest:
    """Take over what was handed in, as (name, content); of what fails, nothing stays.

    Raises:
        Refused: ``incomplete``, ``twice``, ``bad_zip``, ``wrong_file``; as `releases.take`.
        WorldFault: as `releases.take`; ``no_room``.
    """
    source = _Handed(files)
    try:
        return releases.take(data, source, resumable=False)
    except WorldFault as fault:
        match fault.code:
            case "short_file":
                sentence = "安装文件比签名的说明短，没有放上，也没有留下什么。请重新拷一份再放一次。"
                raise Refused("wrong_file", sentence) from fault
            case "no_room":
                sentence = "服务器的磁盘放不下这个更新包，没有放上，也没有留下什么。请技术员清理磁盘后再放一次。"
                raise WorldFault("no_room", sentence) from fault
            case _:
                raise


class _Shy:
    """A zip's bytes, never many at once: what a zip says of its own lists may be any number."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """As of a file; more than a piece at once is none of our releases."""
        if size > _PIECE:
            raise zipfile.BadZipFile(size)
        content = self._file.read(_PIECE + 1 if size < 0 else size)
        if len(content) > _PIECE:
            raise zipfile.BadZipFile(len(content))
        return content


class _Handed:
    """A `fetching.Source`."""

    def __init__(self, files: Sequence[tuple[str, BinaryIO]]) -> None:
        self._parts: dict[str, Callable[[], IO[bytes]]] = {}
        for name, file in files:
            if name.lower().endswith(_ZIP):
                self._unpack(file)
            else:
                self._keep(name, lambda file=file: file)

    def manifest(self) -> tuple[bytes, bytes]:
        """The manifest and its signature; never more of a file than a manifest may have."""
        return self._beginning(MANIFEST), self._beginning(SIGNATURE)

    def pieces(self, name: str, start: int) -> Iterator[bytes]:
        """The file from byte ``start`` on."""
        with _readable():
            file = self._opened(name)
            file.seek(start)
            while piece := file.read(_PIECE):
                yield piece

    def _beginning(self, name: str) -> bytes:
        with _readable():
            return self._opened(name).read(LONGEST + 1)

    def _opened(self, name: str) -> IO[bytes]:
        if name not in self._parts:
            raise Refused(
                "incomplete",
                f"少了 {name}，没有放上。请把更新包里的三个文件一起选上，或者选装着它们的一个 zip。",
            )
        file = self._parts[name]()
        file.seek(0)
        return file

    def _unpack(self, file: BinaryIO) -> None:
        with _readable():
            packed = zipfile.ZipFile(_Shy(file))  # type: ignore[arg-type]  reads, seeks and tells, which is all it does
            for entry in packed.infolist():
                if entry.filename.endswith("/"):
                    continue
                if entry.compress_type not in _READABLE:
                    raise zipfile.BadZipFile(entry.compress_type)
                self._keep(entry.filename, lambda entry=entry: packed.open(entry))

    def _keep(self, path: str, opened: Callable[[], IO[bytes]]) -> None:
        name = PurePosixPath(path.replace("\\", "/")).name
        if name in self._parts:
            raise Refused("twice", f"选的文件里有两个 {name}，没有放上。请只选一个更新包的三个文件。")
        self._parts[name] = opened


@contextmanager
def _readable() -> Generator[None]:
    """What a zip that is none can raise, as a sentence.

    Raises:
        Refused: ``bad_zip``.
    """
    try:
        yield
    except _BROKEN as fault:
        sentence = "这个 zip 打不开，没有放上。请重新拷一份，或者解开后把里面的三个文件一起选上。"
        raise Refused("bad_zip", sentence) from fault
