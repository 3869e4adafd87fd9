"""Connections with one time limit on the whole header: a read timeout alone never ends while a byte comes now and
then."""

from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

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


class _Lines(HTTPConnectionPool):
    ConnectionCls = _Line  # pyright: ignore[reportAssignmentType]  urllib3 asks too much of its own class


class _SecureLines(HTTPSConnectionPool):
    ConnectionCls = _SecureLine  # pyright: ignore[reportAssignmentType]  urllib3 asks too much of its own class


class Adapter(HTTPAdapter):
    """Gives the connections of a session that limit."""

    def init_poolmanager(self, *args: Any, **keywords: Any) -> None:
        super().init_poolmanager(*args, **keywords)
        self.poolmanager.pool_classes_by_scheme = {"http": _Lines, "https": _SecureLines}
