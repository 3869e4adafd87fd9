"""The township's keys as files for their owner only, under ``DATA/keys``. A backup holds them: a township restored with
them is known to its clinics as before."""

import base64
import contextlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.server.identity import certificates
from vclinic.domain.problem import Refused, WorldFault

FOLDER = "keys"
AUTHORITY, SERVER = "authority.pem", "server.pem"  # certificate and key in one file: neither is ever without its other
BRIDGES = "bridges.pem"  # one for every successor, the newest first
PACKAGE = "package.key"
LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a township is known.

    Attributes:
        authority_pem: its own authority's certificate, which clinics keep.
        fingerprint: SHA-256 of that certificate, hexadecimal.
        package_public, package_private: what packages are closed for and opened with.
        server_file: the certificates to serve with and their key.
    """

    authority_pem: str
    fingerprint: str
    package_public: X25519PublicKey
    package_private: X25519PrivateKey
    server_file: Path

    def ends(self) -> tuple[date, date]:
        """The last days of what is served with and of the authority."""
        served, authority = (
            read_certificate(self.server_file),
            x509.load_pem_x509_certificate(self.authority_pem.encode()),
        )
        return served.not_valid_after_utc.date(), authority.not_valid_after_utc.date()

    @property
    def package_key(self) -> str:
        """The public half of the package key as it travels: 32 bytes, base 64."""
        return base64.b64encode(self.package_public.public_bytes_raw()).decode("ascii")


def ready(data: Path, now: datetime, hosts: Iterable[str] = LOOPBACK) -> Identity:
    """The identity of a township; what is missing is made, so that old townships get theirs when they are opened.

    Raises:
        WorldFault: ``unwritable`` or ``keys_damaged``.
    """
    folder = data / FOLDER
    if not (folder / AUTHORITY).exists():
        if (folder / BRIDGES).exists():
            raise _damaged(folder)
        key = certificates.new_key()
        write(folder / AUTHORITY, pem(certificates.authority(key, now)) + private_pem(key), first=True)
    if not (folder / PACKAGE).exists():
        write(folder / PACKAGE, private_pem(X25519PrivateKey.generate()), first=True)
    if not (folder / SERVER).exists():
        issue_server(data, now, hosts)
    return load(data)


def load(data: Path) -> Identity:
    """The identity of a township that has one.

    Raises:
        Refused: ``no_identity``.
        WorldFault: ``keys_damaged``.
    """
    folder = data / FOLDER
    if not (folder / AUTHORITY).exists():
        raise Refused("no_identity", "这个卫生院还没有自己的证书。请先运行一次 serve。")
    certificate = read_certificate(folder / AUTHORITY)
    package = _read_key(folder / PACKAGE)
    if not isinstance(package, X25519PrivateKey):
        raise _damaged(folder)
    return Identity(
        authority_pem=pem(certificate).decode("ascii"),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        package_public=package.public_key(),
        package_private=package,
        server_file=folder / SERVER,
    )


def issue_server(data: Path, now: datetime, hosts: Iterable[str]) -> None:
    """A new certificate to serve with, with a key of its own and the bridges from former authorities behind it."""
    folder = data / FOLDER
    issuer, issuer_key = read_certificate(folder / AUTHORITY), signing_key(folder / AUTHORITY)
    key = certificates.new_key()
    bridges = (folder / BRIDGES).read_bytes() if (folder / BRIDGES).exists() else b""
    made = certificates.server(key.public_key(), {*hosts, *LOOPBACK}, issuer, issuer_key, now)
    write(folder / SERVER, pem(made) + bridges + private_pem(key))


def read_certificate(file: Path) -> x509.Certificate:
    """The first certificate in a file.

    Raises:
        WorldFault: ``keys_damaged``.
    """
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as fault:
        raise _damaged(file.parent) from fault


def signing_key(file: Path) -> ec.EllipticCurvePrivateKey:
    """The key of an authority.

    Raises:
        WorldFault: ``keys_damaged``.
    """
    key = _read_key(file)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _damaged(file.parent)
    return key


def _read_key(file: Path) -> object:
    try:
        return serialization.load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as fault:
        raise _damaged(file.parent) from fault


def pem(certificate: x509.Certificate) -> bytes:
    """A certificate as text."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def private_pem(key: ec.EllipticCurvePrivateKey | X25519PrivateKey) -> bytes:
    """A private key as text; the file's rights protect it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write(file: Path, content: bytes, *, first: bool = False) -> None:
    """A whole new file for its owner only, or none. With ``first`` one that is there already stays: two programs may
    open an old township at once.

    Raises:
        WorldFault: ``unwritable``.
    """
    half = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.parent.chmod(0o700)
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        if first:
            with contextlib.suppress(FileExistsError):
                os.link(half, file)
        else:
            half.replace(file)
    except OSError as fault:
        raise WorldFault("unwritable", "数据目录里的 keys 不能写入，请检查磁盘和目录权限。") from fault
    finally:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)


def _damaged(folder: Path) -> WorldFault:
    return WorldFault("keys_damaged", f"卫生院的证书和密钥读不出来：{folder}。请用备份恢复这个目录。")
