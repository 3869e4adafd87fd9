"""Requests to a township over HTTP. Whatever goes wrong out there comes back as one sentence and a code."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError
from urllib3.util import SKIP_HEADER, parse_url

from sync.client.address import address
from sync.client.answers import nonsense, pieces, read, unpacked
from sync.client.lines import Adapter, is_foreign, never_stood, served_with
from sync.client.pin import trusting, unverified, vouches
from sync.protocol import messages, standing, updates
from sync.protocol.errors import ProtocolError
from sync.protocol.known import KnownReply
from sync.protocol.messages import Authority, EnrolReply, EnrolRequest, ErrorReply, OwnReply, PackageKey, RoundReply
from sync.protocol.standing import NOTHING, Standing
from sync.protocol.two import envelope as two, own_page, reply
from sync.protocol.updates import UpdateOffer
from vclinic.domain.problem import Refused, WorldFault

_AS_JSON = {"Content-Type": "application/json", "Accept-Encoding": "zstd"}
_AS_BYTES = {"Content-Type": "application/octet-stream", "Accept-Encoding": "zstd"}
_NOTHING_MORE = {"Accept-Encoding": SKIP_HEADER}
_IDLE = (10.0, 30.0)  # seconds to connect, seconds without a byte; never a total time
_LONGEST_REST = 3600
_LONGEST_TEXT = 300
_NO_SAFE_LINE = (
    "和卫生院服务器之间的加密连接没有建成，没有发出任何资料。请核对地址和端口、看看电脑的日期；"
    "连的是公用无线网的，先在浏览器里登录。还不行请联系卫生院。资料都在本机。"
)
_WRONG_TOWNSHIP = (
    "回答的不是接入时的那家卫生院，没有发出任何资料。可能是有人在网络上冒充卫生院，也可能是卫生院换了服务器。"
    "请打电话问卫生院：换过服务器的，要一份新的接入单重新接入；没换过的，请换一个网络。资料都在本机。"
)


class AskedToWait(WorldFault):
    """The township has no time now; ``seconds`` is how long it asked to be left alone, at most an hour."""

    def __init__(self, code: str, sentence: str, seconds: int) -> None:
        super().__init__(code, sentence)
        self.seconds = seconds


class Transport:
    """A connection to one township, kept open between requests.

    Attributes:
        served: the certificate (DER) the last answer came with; empty without TLS.
        was_cut: whether the last request broke off after its connection stood.
        requests, bytes_up, bytes_down: what this connection has cost (bodies and all header lines).
    """

    def __init__(self, url: str, authority: str = "", *, anybody: bool = False, proxied: bool = False) -> None:
        """A connection to ``url``.

        Args:
            authority: the certificate (PEM) that alone is trusted; "" for the public ones.
            anybody: trust whoever answers: for nothing but a certificate whose fingerprint is known.
            proxied: let the machine's proxy carry it.
        """
        trust = unverified() if anybody else trusting(authority) if authority else None
        self._authority = authority
        self.served = b""
        self.was_cut = False
        self.url = address(url)
        self.requests = 0
        self.bytes_up = 0
        self.bytes_down = 0
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the machine must not see residents' data
        self._session.headers.clear()
        self._session.headers["User-Agent"] = SKIP_HEADER
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, Adapter(trust))
        if proxied:
            self._session.proxies = {**requests.utils.get_environ_proxies(self.url)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def pair(self, request: EnrolRequest) -> EnrolReply:
        """Present a one-time code.

        Raises:
            Refused: the township says no. WorldFault: it cannot be reached or answers nonsense.
        """
        return self._decoded(EnrolReply, self._post("/api/v1/enrol", messages.encode(request), _AS_JSON))

    def round(
        self,
        envelope: bytes,
        change_ids: Sequence[str] = (),
        facts: Mapping[str, Any] | None = None,
        stands: Standing = NOTHING,
    ) -> RoundReply:
        """Send a sealed batch of either protocol; raises as `pair`.

        Args:
            change_ids: of the changes in it, in their order.
            facts: what is known of the township.
            stands: what is told of this clinic beside the batch.
        """
        path = f"/api/v1/round{standing.write(stands)}"
        if not two.is_sealed(envelope):
            return self._decoded(RoundReply, self._post(path, envelope, _AS_BYTES))
        content = self._post(path, envelope, _NOTHING_MORE)
        try:
            return reply.read(content, change_ids, two.read_head(envelope)[0].edition, facts or {})
        except ProtocolError as fault:
            raise nonsense() from fault

    def known(self, envelope: bytes) -> KnownReply:
        """Ask which changes the township still knows; raises as `pair`."""
        return self._decoded(KnownReply, self._post("/api/v1/known", envelope, _AS_BYTES))

    def authority(self) -> str:
        """The certificate (PEM) of the township's own authority, as whoever answers tells it; raises as `pair`."""
        return self._decoded(Authority, self._ask("GET", "/api/v1/authority")).authority

    @property
    def has_successor(self) -> bool:
        """Whether the authority this connection trusts vouches for what answered only through a later one."""
        return bool(self._authority and self.served) and not vouches(self._authority, self.served)

    def own(self, envelope: bytes) -> OwnReply:
        """Ask for what this clinic sent itself; raises as `pair`."""
        content = self._post("/api/v1/own", envelope, _AS_BYTES)
        if not own_page.is_page(content):
            return self._decoded(OwnReply, content)
        try:
            return own_page.read(content)
        except ProtocolError as fault:
            raise nonsense() from fault

    def package_key(self) -> PackageKey:
        """What packages for this township are closed with; raises as `pair`."""
        return self._decoded(PackageKey, self._ask("GET", "/api/v1/package-key"))

    def update_offer(self, credentials: str) -> UpdateOffer:
        """What newer program the township has; raises as `pair`."""
        headers = {updates.HEADER: credentials, "Accept-Encoding": "zstd"}
        return self._decoded(UpdateOffer, self._ask("GET", "/api/v1/updates/manifest", headers=headers))

    def update_file(self, name: str, start: int, credentials: str) -> Iterator[bytes]:
        """The bytes of a setup file from ``start`` on, as they come; raises as `pair`, at any piece."""
        headers = {updates.HEADER: credentials, "Range": f"bytes={start}-", "Accept-Encoding": SKIP_HEADER}
        path = f"/api/v1/updates/file/{quote(name)}"
        with self._telling():
            answer = self._opened("GET", path, headers=headers)
            if answer.status_code == 206:
                yield from pieces(answer)
                return
            content = unpacked(read(answer), answer.headers.get("Content-Encoding", ""))
        raise self._told(answer.status_code, answer.headers, content)

    def _decoded(self, kind: type[messages.M], content: bytes) -> messages.M:
        try:
            return messages.decode(kind, content)
        except ProtocolError as fault:
            raise nonsense() from fault

    def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
        with self._telling():
            answer = self._opened(method, path, body, headers)
            packed = read(answer)
        self.bytes_up += len(body) + _request_bytes(answer.request)
        self.bytes_down += (
            len(packed) + len(f"HTTP/1.1 {answer.status_code} {answer.reason}\r\n") + _line_bytes(answer.headers)
        )
        content = unpacked(packed, answer.headers.get("Content-Encoding", ""))
        if answer.status_code != 200:
            raise self._told(answer.status_code, answer.headers, content)
        return content

    def _opened(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        """The answer with its body still on the line."""
        self.requests += 1
        self.was_cut = False
        answer = self._session.request(
            method, self.url + path, data=body, headers=headers, timeout=_IDLE, allow_redirects=False, stream=True
        )
        self.served = served_with(answer)
        return answer

    @contextmanager
    def _telling(self) -> Generator[None]:
        """Whatever goes wrong on the line becomes a fault with a sentence."""
        try:
            yield
        except requests.exceptions.SSLError as fault:
            if self._authority and is_foreign(fault):
                raise WorldFault("wrong_township", _WRONG_TOWNSHIP) from fault
            raise WorldFault("no_safe_line", _NO_SAFE_LINE) from fault
        except (requests.RequestException, OSError, UnicodeError) as fault:
            self.was_cut = not never_stood(fault)
            sentence = "无法连接卫生院服务器，资料已安全保存在本机，有网络后会自动上报。"
            raise WorldFault("offline", sentence) from fault
        except HTTPError as fault:
            self.was_cut = True
            raise WorldFault("cut_off", "上报中途断线，已收到回执的不会重报，其余的会自动再报。") from fault

    def _told(self, status: int, headers: Mapping[str, str], content: bytes) -> Refused | WorldFault:
        try:
            said = messages.decode(ErrorReply, content)
            code, text = said.code, said.text[:_LONGEST_TEXT]
        except ProtocolError:
            strange = nonsense(status)
            code, text = strange.code, strange.sentence
            said = None
        rest = _rest(headers) if status in (429, 503) else 0
        if rest:
            return AskedToWait(code, text, rest)
        if said is None or status >= 500 or status == 429:
            return WorldFault(code, text)
        return Refused(code, text)


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
    """What header lines cost on the wire, with the empty one behind them."""
    return 2 + sum(len(name) + len(value) + 4 for name, value in headers.items())


def _request_bytes(request: requests.PreparedRequest) -> int:
    """What a request costs beside its body."""
    parts = parse_url(request.url or "")
    sent = {name: str(value) for name, value in request.headers.items() if value != SKIP_HEADER}
    return len(f"POST {parts.request_uri} HTTP/1.1\r\n") + _line_bytes({"Host": parts.netloc or "", **sent})
