"""The receipts of a package on their way back by stick: what rounds would have answered, closed for the device.

Layout: ``VCR1`` | head length, 4 bytes big-endian | head JSON, padded with spaces | body, a `closed_stream`. Its key is
agreed with the township's own X25519 key and with a pair made for this file: only that township can have written it,
only that clinic can read it. Frames: 1 an `Answer`, packed with zstd; 2 the end.
"""

from collections.abc import Iterator
from typing import Annotated, BinaryIO

import zstandard
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pydantic import Field

from sync.protocol import closed_stream, messages
from sync.protocol.closed_stream import DAMAGED, Closing
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import RoundReply
from sync.protocol.package import (
    Key,
    KeyName,
    agreed,
    check_size,
    exchange,
    head_bytes,
    key_name,
    public_key,
    public_text,
    read_head,
)

MAGIC, FAMILY = b"VCR1", b"VCR"
ANSWER, END = 1, 2
MAX_ANSWER = 16 * 1024 * 1024
_INFO = b"vclinic receipts 1"
NOT_ONE = "这个文件不是卫生院的回执，什么都没有改。请选文件名以 .vcr 结尾的文件。"


class Head(messages.Message):
    """What receipts say before they are opened. ``reply`` is the `key_name` of the clinic's key they are closed for."""

    package: KeyName
    part: Annotated[int, Field(ge=1, lt=1000)]
    reply: KeyName
    ephemeral: Key
    made_at: messages.Moment
    size: Annotated[int, Field(ge=0, lt=2**40)] = 0


class Answer(messages.Message):
    """What a round would have answered. ``after``: the cursor of the clinic its notices come after."""

    after: messages.Cursor
    reply: RoundReply


class End(messages.Message):
    """The last frame.

    Attributes:
        epoch: of the township when it wrote them.
        whole: the package told of another epoch, ``since``; the answers name everything of the clinic that is stored.
    """

    answers: Annotated[int, Field(ge=0)]
    epoch: Annotated[str, Field(max_length=64)] = ""
    whole: bool = False
    since: Annotated[str, Field(max_length=64)] = ""


class Writing:
    """Receipts being written into a file that can be sought in."""

    def __init__(self, file: BinaryIO, head: Head, reply_key: X25519PublicKey, township_key: X25519PrivateKey) -> None:
        """``head`` without ``reply``, its ephemeral and its size is completed here."""
        pair = X25519PrivateKey.generate()
        self._head = head.model_copy(update={"reply": key_name(reply_key), "ephemeral": public_text(pair.public_key())})
        self._file = file
        self._begins = file.write(head_bytes(MAGIC, self._head))
        self._closing = Closing(file, _key(pair, reply_key, township_key))
        self._answers = 0

    def add(self, answer: Answer) -> None:
        """One answer."""
        packed = zstandard.ZstdCompressor(level=9).compress(messages.encode(answer))
        self._closing.frame(ANSWER, packed)
        self._answers += 1

    def end(self, epoch: str, since: str | None = None) -> None:
        """Close the file; ``since`` as in `End`, None where not everything was named."""
        end = End(answers=self._answers, epoch=epoch, whole=since is not None, since=since or "")
        self._closing.frame(END, messages.encode(end))
        self._closing.end()
        size = self._file.tell() - self._begins
        self._file.seek(0)
        self._file.write(head_bytes(MAGIC, self._head.model_copy(update={"size": size})))


def opened(file: BinaryIO, size: int, own: X25519PrivateKey, township_key: X25519PublicKey) -> Iterator[Answer | End]:
    """The answers in a file of ``size`` bytes, and its end last.

    Raises:
        ProtocolError: ``not_package``, ``newer``, ``cut``, ``other_clinic`` or ``damaged`` (also: not that township's).
    """
    head, _ = read_head(file, Head, MAGIC, FAMILY, NOT_ONE)
    if head.reply != key_name(own.public_key()):
        raise ProtocolError("other_clinic", "这份回执是给另一台电脑的，什么都没有改。请选本机上报包的回执。")
    begins = file.tell()
    check_size(size, begins + head.size)
    ephemeral = public_key(head.ephemeral)
    more = exchange(own, township_key)
    key = agreed(own, ephemeral, ephemeral, own.public_key(), info=_INFO, more=more)
    answers, end = 0, None
    for kind, content in closed_stream.frames(file, key):
        if end is not None or kind not in (ANSWER, END):
            raise ProtocolError("damaged", DAMAGED)
        if kind == ANSWER:
            answers += 1
            yield messages.decode(Answer, _unpacked(content))
        else:
            end = messages.decode(End, content)
    if end is None or end.answers != answers:
        raise ProtocolError("damaged", DAMAGED)
    yield end


def _key(pair: X25519PrivateKey, reply_key: X25519PublicKey, township_key: X25519PrivateKey) -> bytes:
    more = exchange(township_key, reply_key)
    return agreed(pair, reply_key, pair.public_key(), reply_key, info=_INFO, more=more)


def _unpacked(packed: bytes) -> bytes:
    try:
        if zstandard.frame_content_size(packed) > MAX_ANSWER:
            raise ProtocolError("damaged", DAMAGED)
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_ANSWER)
    except zstandard.ZstdError as fault:
        raise ProtocolError("damaged", DAMAGED) from fault
