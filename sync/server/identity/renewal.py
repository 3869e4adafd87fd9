"""Certificates end; the clinics must not notice. What is served with is renewed by itself, an authority by its successor."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature

from sync.server.identity import certificates, files

BEFORE_END = timedelta(days=30)


def renew_server(data: Path, now: datetime, hosts: Iterable[str] = (), *, at_once: bool = False) -> bool:
    """Renew what the township serves with when it ends within 30 days, lacks one of ``hosts`` or is of another
    authority; True when it was renewed. Names it was good for before stay.

    Raises:
        WorldFault: ``keys_damaged`` or ``unwritable``.
    """
    folder = data / files.FOLDER
    present = files.read_certificate(folder / files.SERVER)
    named = certificates.hosts_of(present)
    wanted = named | set(hosts)
    ends = present.not_valid_after_utc - now <= BEFORE_END or present.not_valid_before_utc > now
    if not (at_once or ends or wanted != named or not _ours(folder)):
        return False
    files.issue_server(data, now, wanted)
    return True


def renew_authority(data: Path, now: datetime) -> None:
    """A new authority. The one before signs it and is then forgotten: its key can make no other successor.

    Clinics that know any former authority reach the new one through the bridges served with the certificate.

    Raises:
        WorldFault: ``keys_damaged`` or ``unwritable``.
    """
    folder = data / files.FOLDER
    old, old_key = files.read_certificate(folder / files.AUTHORITY), files.signing_key(folder / files.AUTHORITY)
    key = certificates.new_key()
    fresh = certificates.authority(key, now)
    bridges = folder / files.BRIDGES
    before = bridges.read_bytes() if bridges.exists() else b""
    hosts = certificates.hosts_of(files.read_certificate(folder / files.SERVER))
    # what the clinics need of the old one comes first: a kill between two steps leaves one that works
    files.write(bridges, files.pem(certificates.bridge(fresh, old, old_key)) + before)
    files.write(folder / files.AUTHORITY, files.pem(fresh) + files.private_pem(key))
    files.issue_server(data, now, hosts)


def _ours(folder: Path) -> bool:
    """Whether what is served with was signed by the present authority."""
    present = files.read_certificate(folder / files.SERVER)
    try:
        present.verify_directly_issued_by(files.read_certificate(folder / files.AUTHORITY))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
