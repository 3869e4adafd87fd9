"""Packages for tests of the township: as a clinic's program writes them, made in memory."""

import io
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.protocol import package, package_receipts
from sync.protocol.messages import Change, Receipt
from sync.protocol.package import Head, Writing
from sync.protocol.package_receipts import Answer
from sync.server import identity
from tests.server.browserless import Visitor
from tests.server.township import ClinicDevice, RunningTownship

REPLY = X25519PrivateKey.generate()


def packed(clinic: ClinicDevice, *batches: list[Change], more: bool = False, **head: Any) -> io.BytesIO:
    """A package of a device."""
    sealed = [(clinic.sealed(changes), len(changes)) for changes in batches]
    return of_batches(clinic, *sealed, more=more, **head)


def of_batches(clinic: ClinicDevice, *sealed: tuple[bytes, int], more: bool = False, **head: Any) -> io.BytesIO:
    """A package of batches sealed before."""
    reply = package.public_text(REPLY.public_key())
    facts = {
        "device": clinic.name, "package": "ab" * 8, "part": 1, "key": "0" * 16, "ephemeral": reply, "reply_key": reply,
        "made_at": clinic.township.clock().isoformat(timespec="seconds"),
    }  # fmt: skip
    file = io.BytesIO()
    township_key = known(clinic.township).package_public
    writing = Writing(file, Head.model_validate(facts | head), clinic.key, township_key)
    for content, count in sealed:
        writing.add(content, count)
    writing.end(more=more)
    return file


def known(township: RunningTownship) -> identity.Identity:
    """By what the township is known."""
    return identity.ready(township.store.data, township.clock())


def answers(township: RunningTownship, receipts: bytes) -> list[Answer]:
    """What the clinic reads in a receipts' file."""
    file = io.BytesIO(receipts)
    read = package_receipts.opened(file, len(receipts), REPLY, known(township).package_public)
    return [answer for answer in read if isinstance(answer, Answer)]


def receipts_of(township: RunningTownship, receipts: bytes) -> list[Receipt]:
    """Every receipt in the file."""
    return [receipt for answer in answers(township, receipts) for receipt in answer.reply.receipts]


def hand_in(visitor: Visitor, *files: tuple[str, bytes], csrf: str | None = None, **fields: str) -> requests.Response:
    """Files handed in at the console, as its form sends them: the token first."""
    parts: list[tuple[str, Any]] = [("csrf", (None, visitor.csrf if csrf is None else csrf))]
    parts += [(name, (None, value)) for name, value in fields.items()]
    parts += [("file", (name, content, "application/octet-stream")) for name, content in files]
    return visitor.session.post(f"{visitor.township.url}/packages", files=parts, timeout=60)
