"""The only place that speaks HTTP. Whatever goes wrong out there comes back as one sentence and a code."""

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import requests
import zstandard
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from sync.protocol import messages
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import EnrolReply, EnrolRequest, ErrorReply, RoundReply
from vclinic.domain.problem import Refused, WorldFault

_IDLE = (10.0, 30.0)  # seconds to connect, seconds without a byte; never a total time
_MAX_REPLY = 8_000_000
_PATIENCE, _SLOWEST = 60.0, 20.0  # after a minute, bytes a second below which nothing useful ever arrives
_PIECE = 65_536
_LONGEST_TEXT = 300
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


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
            raise self._told(reply.status_code, content)
        return content

    def _told(self, status: int, content: bytes) -> Refused | WorldFault:
        try:
            said = messages.decode(ErrorReply, content)
        except ProtocolError:
            return _nonsense(status)
        text = said.text[:_LONGEST_TEXT]
        if status >= 500 or status == 429:
            return WorldFault(said.code, text)
        return Refused(said.code, text)


def _parts(url: str) -> Url:
    """The address as the HTTP client itself will read it, so that no other host hides in it."""
    try:
        return parse_url(url)
    except (LocationParseError, ValueError):
        return Url()


def _read(reply: requests.Response) -> bytes:
    """The body as it came; one that trickles for ever must not hold up the program."""
    content, began = bytearray(), time.monotonic()
    while len(content) <= _MAX_REPLY and (piece := reply.raw.read1(_PIECE, decode_content=False)):
        content += piece
        waited = time.monotonic() - began
        if waited > _PATIENCE and len(content) < waited * _SLOWEST:
            reply.close()
            raise WorldFault("too_slow", "网络太慢，这一次没有收到卫生院的完整回答。资料都在本机，稍后会自动再报。")
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


def _line_bytes(headers: Mapping[str, str]) -> int:
    """What header lines cost on the wire."""
    return sum(len(name) + len(value) + 4 for name, value in headers.items())


def _nonsense(status: int = 200) -> WorldFault:
    sentence = "对方的回答看不懂，可能不是卫生院服务器，或者中间有网页认证。资料都在本机，稍后会自动再报。"
    return WorldFault(f"nonsense_{status}", sentence)
