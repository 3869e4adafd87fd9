"""One encrypted file that is written and read as a stream: a readable head, then pieces that cannot be changed, left out,
repeated or put in another order without notice.

``VCTB1`` | length of the head (4 bytes, big end first) | head (JSON) | pieces, each its length (4 bytes) and its cipher text.
ChaCha20-Poly1305; the nonce is the piece's number and whether it is the last; the key is drawn from the backup key and the
head's salt by HKDF, the head's hash is part of every piece.
"""

import hashlib
import json
import struct
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vclinic.domain.problem import Refused

MAGIC = b"VCTB1\n"
PIECE = 1 << 20
_MOST_HEAD = 1 << 20
_TAG = 16


class Sealer:
    """Takes bytes and writes them sealed. `finish` writes the last piece; without it the file counts as cut off."""

    def __init__(self, file: BinaryIO, head: bytes, key: bytes, salt: bytes) -> None:
        self._file = file
        self._cipher, self._bound = _cipher(key, salt), hashlib.sha256(head).digest()
        self._pending = bytearray()
        self._number = 0
        file.write(MAGIC + struct.pack(">I", len(head)) + head)

    def write(self, content: bytes) -> int:
        """Add bytes."""
        self._pending += content
        while len(self._pending) > PIECE:
            self._piece(bytes(self._pending[:PIECE]), last=False)
            del self._pending[:PIECE]
        return len(content)

    def finish(self) -> None:
        """Write what is left, marked as the last."""
        self._piece(bytes(self._pending), last=True)
        self._pending.clear()

    def _piece(self, content: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), content, self._bound)
        self._file.write(struct.pack(">I", len(sealed)) + sealed)
        self._number += 1


def read_head(file: BinaryIO) -> bytes:
    """The head of a backup; what it says is not proved before the first piece was opened.

    Raises:
        Refused: ``not_a_backup``.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise not_a_backup()
    length = _length(file)
    head = file.read(length) if length is not None and length <= _MOST_HEAD else b""
    if not head or len(head) != length:
        raise not_a_backup()
    try:
        json.loads(head)
    except ValueError as fault:
        raise not_a_backup() from fault
    return head


def opened(file: BinaryIO, head: bytes, key: bytes, salt: bytes) -> Iterator[bytes]:
    """The pieces after the head, opened.

    Raises:
        Refused: ``damaged_backup``: changed, cut off, or of another key.
    """
    cipher, bound = _cipher(key, salt), hashlib.sha256(head).digest()
    number, length = 0, _length(file)
    while length is not None:
        sealed = file.read(length) if _TAG <= length <= PIECE + _TAG else b""
        if len(sealed) != length:
            raise damaged()
        length = _length(file)
        try:
            yield cipher.decrypt(_nonce(number, last=length is None), sealed, bound)
        except InvalidTag as fault:
            raise damaged() from fault
        number += 1
    if not number:
        raise damaged()


def not_a_backup() -> Refused:
    """The refusal of a file that is something else."""
    return Refused("not_a_backup", "这个文件不是卫生院的备份，或者开头已经损坏。没有做任何改动。")


def damaged() -> Refused:
    """The refusal of a backup that does not open to its end."""
    return Refused("damaged_backup", "这份备份不完整或已损坏，没有用它。现有的资料没有改动；请换一份备份。")


def _length(file: BinaryIO) -> int | None:
    raw = file.read(4)
    if raw and len(raw) != 4:
        raise damaged()
    return struct.unpack(">I", raw)[0] if raw else None


def _cipher(key: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(hashes.SHA256(), 32, salt, b"vclinic-township backup 1").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">3xQ?", number, last)
