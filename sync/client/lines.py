"""Connections with one time limit on the whole header: a read timeout alone never ends while a byte comes now and
then."""

import ssl
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from sync.client.patience import ending

_HEADERS = 60.0  # seconds for all header lines of an answer, however they come


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


class _AnybodysLine(_SecureLine):
    """The same to whoever answers; what comes over it is compared with a fingerprint, so nobody need be warned."""

    def connect(self) -> None:
        super().connect()
        self.is_verified = True


class _Lines(HTTPConnectionPool):
    ConnectionCls = _Line  # pyright: ignore[reportAssignmentType]  urllib3 asks too much of its own class


class _SecureLines(HTTPSConnectionPool):
    ConnectionCls = _SecureLine  # pyright: ignore[reportAssignmentType]  urllib3 asks too much of its own class


class _AnybodysLines(HTTPSConnectionPool):
    ConnectionCls = _AnybodysLine  # pyright: ignore[reportAssignmentType]  urllib3 asks too much of its own class


class Adapter(HTTPAdapter):
    """Gives the connections of a session that limit, and where it is given a trust of its own, that and no other: what
    requests would add, every public authority, is left out."""

    def __init__(self, trust: ssl.SSLContext | None = None) -> None:
        self._trust = trust
        super().__init__()

    def init_poolmanager(self, *args: Any, **keywords: Any) -> None:
        super().init_poolmanager(*args, **keywords, **self._own())
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, proxy: str, **keywords: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **keywords, **self._own())
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def build_connection_pool_key_attributes(self, *args: Any, **keywords: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **keywords)
        return (host, pool) if self._trust is None else (host, {})

    def cert_verify(self, *args: Any, **keywords: Any) -> None:
        if self._trust is None:
            super().cert_verify(*args, **keywords)

    def close(self) -> None:
        """End the connections now: left to itself urllib3 ends them when nobody remembers their pool any more, and a
        fault that is being told remembers it."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            pools: Any = manager.pools
            for key in pools.keys():  # noqa: SIM118  it is no dictionary
                pools[key].close()
        super().close()

    def _pools(self) -> dict[str, type[HTTPConnectionPool]]:
        anybody = self._trust is not None and self._trust.verify_mode == ssl.CERT_NONE
        return {"http": _Lines, "https": _AnybodysLines if anybody else _SecureLines}

    def _own(self) -> dict[str, Any]:
        return {} if self._trust is None else {"ssl_context": self._trust, "assert_hostname": False}


def served_with(reply: requests.Response) -> bytes:
    """The certificate (DER) an answer came with, before it is read; empty without TLS."""
    line = getattr(reply.raw.connection, "sock", None)
    return (line.getpeercert(binary_form=True) or b"") if isinstance(line, ssl.SSLSocket) else b""


def is_foreign(fault: BaseException) -> bool:
    """Whether a connection failed because what was served is not vouched for."""
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(fault))


def never_stood(fault: BaseException) -> bool:
    """Whether a request failed before there was a connection to send it over."""
    return any(isinstance(cause, NewConnectionError | ConnectTimeoutError) for cause in _causes(fault))


def _causes(fault: BaseException) -> list[BaseException]:
    seen: list[BaseException] = [fault]
    for cause in seen:
        more = (cause.__cause__, cause.__context__, *cause.args, getattr(cause, "reason", None))
        seen.extend(other for other in more if isinstance(other, BaseException) and other not in seen)
    return seen
