"""Files that staff hand in through a page: streamed to temporary files, within limits, and only from our own page.

Nothing of a body is held but the piece that just came. A body that is refused is read to its end, or a browser would show
a broken line where our sentence should stand.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated, BinaryIO

from fastapi import Depends, Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from sync.server.console.access import Me, Posted, check_origin
from sync.server.staff import auth
from sync.server.staff.auth import SignedIn
from vclinic.domain.problem import Refused, WorldFault
from vclinic.domain.typed import cleaned

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FILES = 20
MAX_FILE = 256 * 1024 * 1024
MAX_TOTAL = 2 * MAX_FILE
MAX_FIELD = 1024
MAX_READ = 4 * MAX_TOTAL  # whoever sends more is not a browser of our staff
_EXPIRED = Refused("csrf", "页面已过期，什么都没有收。请返回上一页，刷新后再选一次文件。")
_UNREADABLE = Refused("malformed", "这次上传读不懂，什么都没有收。请返回上一页再选一次文件。")


@dataclass(slots=True)
class UploadedFile:
    """A file as it came; ``too_large``: nothing of it was kept."""

    name: str
    file: BinaryIO
    size: int = 0
    too_large: bool = False


@dataclass(slots=True)
class Upload:
    """What a form brought."""

    fields: Posted
    files: list[UploadedFile] = field(default_factory=list[UploadedFile])


@asynccontextmanager
async def received(
    request: Request, person: SignedIn, *, folder: Path | None = None, refused: Exception | None = None
) -> AsyncGenerator[Upload]:
    """What a form with files brought, its files there for the length of the block; it carries the token of this session,
    its token first.

    Args:
        folder: where the temporary files are kept; the system's place for them when None.
        refused: why this person may hand in nothing here; raised when the body has been read.

    Raises:
        Refused: ``foreign``, ``csrf``, ``malformed``, ``too_many``.
        WorldFault: ``disk``, there is no room for a temporary file.
    """
    check_origin(request)
    receiving = _Receiving(lambda token: auth.same(token, person.csrf), folder)
    try:
        await _read(request, receiving, refused)
        yield receiving.upload
    finally:
        for one in receiving.upload.files:
            with suppress(OSError):  # what a full disk did not take is not wanted any more
                one.file.close()


async def own_upload(request: Request, person: Me) -> AsyncGenerator[Upload]:
    """A form with files of somebody signed in; as `received`."""
    async with received(request, person) as upload:
        yield upload


OwnUpload = Annotated[Upload, Depends(own_upload)]


async def _read(request: Request, receiving: "_Receiving", refused: Exception | None) -> None:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    fault = refused
    if fault is None and not (kind == b"multipart/form-data" and 0 < len(boundary) <= 70):
        fault = _UNREADABLE
    parser = MultipartParser(boundary, receiving.callbacks()) if fault is None else None
    read = 0
    async for piece in request.stream():
        read += len(piece)
        if read > MAX_READ:
            raise fault or _UNREADABLE
        if fault is None and parser is not None:
            try:
                parser.write(piece)
            except FormParserError:
                fault = _UNREADABLE
            except OSError:
                fault = WorldFault("disk", "服务器上没有地方放这个文件了，什么都没有收。请管理员清理磁盘。")
            except Refused as known:
                fault = known
    if fault is None and not receiving.ended:
        fault = _UNREADABLE
    if fault is not None:
        raise fault


class _Receiving:
    """What the parser finds, part by part."""

    def __init__(self, is_token: Callable[[str], bool], folder: Path | None) -> None:
        self._is_token = is_token
        self._folder = folder
        self._trusted = False
        self._pairs: list[tuple[str, str]] = []
        self._header = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._name = ""
        self._value = bytearray()
        self._file: UploadedFile | None = None
        self._total = 0
        self.upload = Upload(Posted())
        self.ended = False

    def callbacks(self) -> "MultipartCallbacks":
        """The parser's names for what it finds."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._all,
        }

    def _begin(self) -> None:
        self._headers, self._file, self._value, self._name = {}, None, bytearray(), ""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _header_end(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value)
        self._header = bytearray(), bytearray()

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            return
        if not self._trusted:
            raise _EXPIRED
        if len(self.upload.files) == MAX_FILES:
            raise Refused("too_many", f"一次最多收 {MAX_FILES} 个文件，什么都没有收。请分几次。")
        name = cleaned(options[b"filename"].decode("utf-8", "replace"))[:120]  # no mark that turns its ending round
        self._file = UploadedFile(name, TemporaryFile(dir=self._folder))  # noqa: SIM115  closed by `received`
        self.upload.files.append(self._file)

    def _data(self, data: bytes, start: int, end: int) -> None:
        content, file = data[start:end], self._file
        if file is None:
            self._value += content
            if len(self._value) > MAX_FIELD:
                raise _UNREADABLE
            return
        if file.too_large:
            return
        file.size += len(content)
        self._total += len(content)
        if file.size > MAX_FILE or self._total > MAX_TOTAL:
            file.too_large = True
            file.file.truncate(0)
            return
        file.file.write(content)

    def _end(self) -> None:
        file = self._file
        if file is not None:
            file.file.seek(0)
            if not file.name and not file.size:  # no file was chosen
                self.upload.files.remove(file)
                file.file.close()
            return
        value = self._value.decode("utf-8", "replace")
        if self._name == "csrf":
            self._trusted = self._is_token(value)
        self._pairs.append((self._name, value))
        if len(self._pairs) > MAX_FILES:
            raise _UNREADABLE

    def _all(self) -> None:
        if not self._trusted:
            raise _EXPIRED
        self.upload.fields = Posted(tuple(self._pairs))
        self.ended = True
