"""By which names the township may be called: another site must not reach it under a name of its own."""

from collections.abc import Callable, Iterable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TEXT = "这个地址没有登记，没有处理。请管理员启动服务时用 --allowed-host 加上它。"
Failure = Callable[[Scope, int, str, str], Response]


class Hosts:
    """Answers requests to this machine's own addresses and to names it was told; wraps the whole application.

    An address is this machine's own when the connection came in on it: a stranger's page can call us by a name that
    leads here, but not by another address than our own.
    """

    def __init__(self, app: ASGIApp, allowed: Iterable[str], failed: Failure) -> None:
        self.app = app
        self.allowed = {host.lower() for host in (*LOOPBACK, *allowed)}
        self.failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or self._known(scope):
            await self.app(scope, receive, send)
        else:
            await self.failed(scope, 400, "wrong_host", _TEXT)(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        host = name(Headers(scope=scope).get("host", ""))
        return host in self.allowed or host == name(str((scope.get("server") or ("",))[0]))


def name(host: str) -> str:
    """A host without its port and brackets, as it is compared."""
    text = host.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    text = text.removeprefix("::ffff:")
    return text if text.count(":") > 1 else text.partition(":")[0]
