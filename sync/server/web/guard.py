"""The outermost layer: security headers on every page, one sentence for every failure, no patient data in the log."""

import logging
from collections.abc import Callable, Sequence

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.protocol.errors import ProtocolError
from sync.server.database.faults import without_content
from vclinic.domain.problem import Refused, WorldFault

log = logging.getLogger("vclinic.township")

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
NO_STORE = (b"cache-control", b"no-store")
ALWAYS_SECURE = (b"strict-transport-security", b"max-age=31536000")
REVALIDATE = (b"cache-control", b"no-cache")
_STATUS = {"missing": 404}  # of what was refused, by its code; else 409
Failure = Callable[[Scope, int, str, str], Response]


class Guard:
    """Wraps the whole application.

    ``failed`` makes the answer for (scope, status, code, sentence), JSON or a page by path. ``always_secure`` tells
    browsers never to come without TLS again; not for a certificate of our own, which may give way to none.
    """

    def __init__(self, app: ASGIApp, failed: Failure, *, always_secure: bool = False) -> None:
        self.app = app
        self.failed = failed
        self.headers = (*HEADERS, ALWAYS_SECURE) if always_secure else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = list(message.get("headers", []))
                message["headers"] = [*headers, *self._added(scope["path"], {name for name, _ in headers})]
            await send(message)

        try:
            await self.app(scope, receive, guarded)
        except (
            ClientDisconnect
        ):  # a village's line was cut while it sent: nobody is left to answer, and nothing is wrong
            return
        except Exception as fault:
            if started:
                raise
            await self._answer(fault, scope)(scope, receive, guarded)

    def _answer(self, fault: Exception, scope: Scope) -> Response:
        match fault:
            case ProtocolError():
                return self.failed(scope, fault.status, fault.code, fault.text)
            case Refused():
                return self.failed(scope, _STATUS.get(fault.code, 409), fault.code, fault.sentence)
            case WorldFault():
                return self.failed(scope, 503, fault.code, fault.sentence)
            case _:
                log.error("unexpected %s", without_content(fault))
                return self.failed(scope, 500, "server", "卫生院服务器出了错，这一次没有保存。请稍后再试。")

    def _added(self, path: str, named: set[bytes]) -> Sequence[tuple[bytes, bytes]]:
        """The headers an answer gets here: a browser's for pages, none for programs, to whom each byte counts."""
        if path.startswith("/api/"):
            return ()
        keep = REVALIDATE if path.startswith("/static/") else NO_STORE
        return self.headers if b"cache-control" in named else (*self.headers, keep)
