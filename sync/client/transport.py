"""The only place that speaks HTTP. Whatever goes wrong out there comes back as one sentence and a code."""

import re
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import requests
import zstandard
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from sync.client.patience import TOO_SLOW, ending
from sync.protocol import messages
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import EnrolReply, EnrolRequest, ErrorReply, RoundReply
from vclinic.domain.problem import Refused, WorldFault

_IDLE = (10.0, 30.0)  # seconds to connect, seconds without a byte; never a total time
_MAX_REPLY = 8_000_000
_PATIENCE, _SLOWEST = 60.0, 20.0  # after a minute, bytes a second below which nothing useful ever arrives
_HEADERS = 60.0  # seconds for all header lines of an answer, however they come
_LONGEST_REST = 3600
_PIECE = 65_536
_LONGEST_TEXT = 300
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


class AskedToWait(WorldFault):
    """The township has no time now; ``seconds`` is how long it asked to be left alone, at most an hour."""

    def __init__(self, code: str, sentence: str, seconds: int) -> None:
        super().__init__(code, sentence)
        self.seconds = seconds


class _Line(HTTPConnection):
    """A connection whose header lines come within `_HEADERS` seconds."""

    def getresponse(self) -> Any:
        with ending(self.sock, _HEADERS):
            return super().getresponse()


class _SecureLine(HTTPSConnection):
    """The same over TLS."""

    def getresponse(self) -> Any:
        with ending(self.sock, _HEADERS):
            return super().getresponse()


class _Lines(HTTPConnectionPool):
    ConnectionCls = _Line  # pyright: ignore[reportAssignmentType]  urllib3 asks too much of its own class


class _SecureLines(HTTPSConnectionPool):
    ConnectionCls = _SecureLine  # pyright: ignore[reportAssignmentType]  urllib3 asks too much of its own class


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **keywords: Any) -> None:
        super().init_poolmanager(*args, **keywords)
        self.poolmanager.pool_classes_by_scheme = {"http": _Lines, "https": _SecureLines}


class Transport:
    """A connection to one township, kept open between requests.

    Attributes:
        requests, bytes_up, bytes_down: what this connection has cost (bodies and header lines).
    """

    def __init__(self, url: str) -> None:
        parts = _parts(url)
        if parts.scheme not in ("http", "https") or not parts.host or parts.auth or "\\" in url:
            raise Refused("bad_url", "卫生院地址要写成 http://… 或 https://…，请照卫生院给的地址填写。")
        if parts.scheme == "http" and parts.host.strip("[]") not in _LOOPBACK:
            raise Refused("not_secure", "不加密的地址只能用于本机试用。请向卫生院要 https 开头的地址。")
        self.url = url.rstrip("/")
        self.requests = 0
        self.bytes_up = 0
        self.bytes_down = 0
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the machine must not see residents' data
        self._session.headers["Accept-Encoding"] = "zstd"
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Present a one-time code.

        Raises:
            Refused: the township says no. WorldFault: it cannot be reached or answers nonsense.
        """
        return self._decoded(EnrolReply, self._post("/api/v1/enrol", messages.encode(request), "application/json"))

    def round(self, envelope: bytes) -> RoundReply:
        """Hand over a sealed batch; raises as `enrol`."""
        return self._decoded(RoundReply, self._post("/api/v1/round", envelope, "application/octet-stream"))

    def _decoded(self, kind: type[messages.M], content: bytes) -> messages.M:
        try:
            return messages.decode(kind, content)
        except ProtocolError as fault:
            raise _nonsense() from fault

    def _post(self, path: str, body: bytes, kind: str) -> bytes:
        self.requests += 1
        try:
            reply = self._session.post(
                self.url + path,
                data=body,
                headers={"Content-Type": kind},
                timeout=_IDLE,
                allow_redirects=False,
                stream=True,
            )
            packed = _read(reply)
        except (requests.RequestException, OSError, UnicodeError) as fault:
            sentence = "无法连接卫生院服务器，资料已安全保存在本机，有网络后会自动上报。"
            raise WorldFault("offline", sentence) from fault
        except HTTPError as fault:
            raise WorldFault("cut_off", "上报中途断线，已收到回执的不会重报，其余的会自动再报。") from fault
        sent = {name: str(value) for name, value in reply.request.headers.items()}
        self.bytes_up += len(body) + _line_bytes(sent)
        self.bytes_down += len(packed) + _line_bytes(reply.headers)
        content = _unpacked(packed, reply.headers.get("Content-Encoding", ""))
        if reply.status_code != 200:
            raise self._told(reply.status_code, reply.headers, content)
        return content

    def _told(self, status: int, headers: Mapping[str, str], content: bytes) -> Refused | WorldFault:
        try:
            said = messages.decode(ErrorReply, content)
            code, text = said.code, said.text[:_LONGEST_TEXT]
        except ProtocolError:
            nonsense = _nonsense(status)
            code, text = nonsense.code, nonsense.sentence
            said = None
        rest = _rest(headers) if status in (429, 503) else 0
        if rest:
            return AskedToWait(code, text, rest)
        if said is None or status >= 500 or status == 429:
            return WorldFault(code, text)
        return Refused(code, text)


def _parts(url: str) -> Url:
    """The address as the HTTP client itself will read it, so that no other host hides in it."""
    try:
        return parse_url(url)
    except (LocationParseError, ValueError):
        return Url()


def _read(reply: requests.Response) -> bytes:
    """The body as it came; one that trickles for ever must not hold up the program, and what is not read to its end
    is let go."""
    try:
        content = _pieces(reply, getattr(reply.raw.connection, "sock", None))
    except Exception:
        reply.close()
        raise
    if len(content) > _MAX_REPLY:
        reply.close()
    return content


def _pieces(reply: requests.Response, line: socket.socket | None) -> bytes:
    content, began = bytearray(), time.monotonic()
    while len(content) <= _MAX_REPLY:
        with ending(line, _PATIENCE):  # between two pieces: the lines that part them may trickle too
            piece = reply.raw.read1(_PIECE, decode_content=False)
        if not piece:
            break
        content += piece
        waited = time.monotonic() - began
        if waited > _PATIENCE and len(content) < waited * _SLOWEST:
            raise WorldFault("too_slow", TOO_SLOW)
    return bytes(content)


def _unpacked(packed: bytes, encoding: str) -> bytes:
    """The body as it was before it was packed; requests itself does not know zstd."""
    if len(packed) > _MAX_REPLY or encoding not in ("", "identity", "zstd"):
        raise _nonsense()
    if encoding != "zstd":
        return packed
    try:
        if zstandard.frame_content_size(packed) > _MAX_REPLY:  # the limit below holds for unstated sizes only
            raise _nonsense()
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MAX_REPLY)
    except zstandard.ZstdError as fault:
        raise _nonsense() from fault


def _rest(headers: Mapping[str, str]) -> int:
    """Seconds the township asked to be left alone, by its own clock where it names a moment; 0 for none."""
    asked = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return min(int(asked), _LONGEST_REST)
    with suppress(ValueError, TypeError, OverflowError):
        span = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("Date", ""))
        return max(0, min(int(span.total_seconds()), _LONGEST_REST))
    return 0


def _line_bytes(headers: Mapping[str, str]) -> int:
    """What header lines cost on the wire."""
    return sum(len(name) + len(value) + 4 for name, value in headers.items())


def _nonsense(status: int = 200) -> WorldFault:
    sentence = "对方的回答看不懂，可能不是卫生院服务器，或者中间有网页认证。资料都在本机，稍后会自动再报。"
    return WorldFault(f"nonsense_{status}", sentence)
