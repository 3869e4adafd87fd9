"""The certificate connections are answered with: the township's own, which is renewed in time, or one that was given."""

import ssl
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sync.server import identity
from vclinic.domain.problem import Refused

_WORTH_A_LOOK = 60.0  # seconds between two looks at the files


class Certificate:
    """TLS for a socket; connections made after a renewal get the new certificate, without a stop.

    Attributes:
        context: what connections are made with.
    """

    def __init__(self, file: Path, key: Path | None = None, renew: Callable[[], object] | None = None) -> None:
        """``file`` holds certificates, and the key too where ``key`` is None. ``renew`` is asked at every look.

        Raises:
            Refused: ``bad_certificate``.
        """
        self._file, self._key, self._renew = file, key, renew
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self._loaded = self._stamps()
        self._load()

    def look(self) -> None:
        """Renew what ends soon, and take over what was renewed. A file that cannot be read now changes nothing."""
        if self._renew is not None:
            self._renew()
        try:
            stamps = self._stamps()
            if stamps != self._loaded:
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self._file, self._key)
                self._load()
                self._loaded = stamps
        except (OSError, Refused):
            return

    def _load(self) -> None:
        try:
            self.context.load_cert_chain(self._file, self._key, password=_no_password)
        except (OSError, ValueError) as fault:
            raise Refused(
                "bad_certificate", f"证书或密钥用不了：{self._file}。证书和密钥要成对，PEM 格式，密钥不能有密码。"
            ) from fault

    def _stamps(self) -> list[int]:
        try:
            return [file.stat().st_mtime_ns for file in (self._file, self._key) if file is not None]
        except OSError as fault:
            raise Refused("bad_certificate", f"找不到证书文件：{fault.filename}。请检查 --cert 和 --key。") from fault


def own(data: Path, clock: Callable[[], datetime]) -> Certificate:
    """The township's own certificate, renewed before its end."""
    return Certificate(identity.load(data).server_file, renew=lambda: identity.renew_server(data, clock()))


def _no_password() -> bytes:
    """Where a key has a password, OpenSSL would ask for it at the terminal."""
    return b""
