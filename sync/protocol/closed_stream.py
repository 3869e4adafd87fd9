"""A stream that only the holder of its key can read, closed piece by piece so that neither side holds more than one.

Each piece of 64 KiB is ChaCha20-Poly1305; its number and whether it is the last are in its nonce, so that pieces cannot
be dropped, doubled, moved or cut off unnoticed. A key is used for one stream only.
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.protocol.errors import ProtocolError

PIECE = 65_536
TAG = 16
MAX_FRAME = 4 * 1024 * 1024
DAMAGED = "这个文件坏了，什么都没有收。请在U盘上删掉它，从原来的电脑重新拷一份。"


class Writable(Protocol):
    """Where closed pieces go."""

    def write(self, content: bytes, /) -> int: ...


class Closing:
    """Writes frames (one byte of kind, then content) into ``file``; `end` has to be called once."""

    def __init__(self, file: Writable, key: bytes) -> None:
        self._file = file
        self._cipher = ChaCha20Poly1305(key)
        self._plain = bytearray()
        self._number = 0

    def frame(self, kind: int, content: bytes) -> None:
        """Add a frame of at most `MAX_FRAME` bytes."""
        if len(content) > MAX_FRAME:
            raise ValueError("a frame too long to be read again")
        self._plain += kind.to_bytes(1, "big") + len(content).to_bytes(4, "big") + content
        while len(self._plain) > PIECE:
            self._close(bytes(self._plain[:PIECE]), last=False)
            del self._plain[:PIECE]

    def end(self) -> None:
        """Close the last piece."""
        self._close(bytes(self._plain), last=True)

    def _close(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


def frames(file: BinaryIO, key: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of each frame from where ``file`` stands to its end.

    Raises:
        ProtocolError: ``damaged``; what came before was whole.
    """
    plain, pieces = bytearray(), _pieces(file, key)
    while True:
        while len(plain) < 5 and (piece := next(pieces, None)) is not None:
            plain += piece
        if not plain:
            return
        size = int.from_bytes(plain[1:5], "big")
        if len(plain) < 5 or size > MAX_FRAME:
            raise ProtocolError("damaged", DAMAGED)
        while len(plain) < 5 + size:
            piece = next(pieces, None)
            if piece is None:
                raise ProtocolError("damaged", DAMAGED)
            plain += piece
        yield plain[0], bytes(plain[5 : 5 + size])
        del plain[: 5 + size]


def _pieces(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    cipher, number = ChaCha20Poly1305(key), 0
    closed = file.read(PIECE + TAG)
    while closed:
        following = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), closed, None)
        except InvalidTag as fault:
            raise ProtocolError("damaged", DAMAGED) from fault
        closed, number = following, number + 1
    if not number:
        raise ProtocolError("damaged", DAMAGED)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((last,))
