"""A sealed batch of protocol 2: ``VCB2`` | head | Ed25519 signature of head and body's SHA-256, 64 bytes | packed body.

The head, in this order: edition of shapes and dictionary, length of the device's name, the name, then numbers as in
`varint`: batch, round, changes, seconds of its moment, cursor, notices wanted; then the generation (4 bytes), what the
device knows of the township (4), and the link to the batch before (16 bytes, or none for the first: a byte says which).
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol import messages, wire
from sync.protocol.envelope import MAX_PACKED
from sync.protocol.errors import ProtocolError
from sync.protocol.two import packing, shapes, varint

MAGIC = b"VCB2"
SIGNATURE, LINK, SHORT = 64, 16, 4
MAX_WANT = 1000
_LATEST = 2**33  # seconds; the year 2242


@dataclass(frozen=True, slots=True)
class Head:
    """What is told before the changes.

    Attributes:
        device, batch, count: as in protocol 1.
        generation: 8 hexadecimal digits, drawn anew when a clinic was restored.
        round: number of this request within its generation, from 1; never used twice.
        made_at: seconds of the device's clock.
        cursor, want: the last notice kept, and how many more it can take.
        prev: first half of the hash of the last acknowledged batch with changes, hexadecimal; "" for the first.
        known: short hash of what the device knows of the township (`reply.facts_hash`), 8 hexadecimal digits.
        edition: of shapes and dictionary.
    """

    device: str
    batch: int
    generation: str
    round: int
    made_at: int
    count: int = 0
    cursor: int = 0
    want: int = 100
    prev: str = ""
    known: str = "0" * (2 * SHORT)
    edition: int = shapes.NEWEST


def is_sealed(content: bytes) -> bool:
    """Whether bytes claim to be an envelope of this protocol."""
    return content.startswith(MAGIC)


def seal(body: bytes, head: Head, key: Ed25519PrivateKey, level: int = packing.SMALL) -> bytes:
    """The envelope of a body.

    Raises:
        ProtocolError: ``too_large``; make smaller batches.
    """
    packed = packing.pack(body, head.edition, level)
    if len(body) > packing.MAX_BYTES or len(packed) > MAX_PACKED:
        raise ProtocolError("too_large", "这一批太大，请分几次上报。")
    written = MAGIC + _written(head)
    return written + key.sign(_signed(written, packed)) + packed


def open_envelope(content: bytes, public_key_of: Callable[[str], Ed25519PublicKey]) -> tuple[Head, bytes]:
    """Head and plain body, after every check.

    Args:
        public_key_of: the key of a device; raises `ProtocolError` when it has none.

    Raises:
        ProtocolError: ``malformed``, ``version``, ``bad_signature``, ``too_large`` or what ``public_key_of`` raises.
    """
    head, end = read_head(content)
    signature, packed = content[end : end + SIGNATURE], content[end + SIGNATURE :]
    try:
        public_key_of(head.device).verify(signature, _signed(content[:end], packed))
    except InvalidSignature as fault:
        raise ProtocolError("bad_signature", "这一批的签名不对，没有接收。资料仍在本机，请重新上报。") from fault
    return head, packing.unpack(packed, head.edition)


def read_head(content: bytes) -> tuple[Head, int]:
    """The head, unchecked, and where it ends.

    Raises:
        ProtocolError: ``malformed``, ``too_large``, or ``version`` for an edition this program has not.
    """
    if len(content) > MAX_PACKED:
        raise ProtocolError("too_large", "这一批太大，没有接收。请分几次上报。")
    reader = varint.Reader(content)
    try:
        if reader.take(len(MAGIC)) != MAGIC:
            raise ValueError("no envelope")
        edition, length = reader.take(2)
        device = reader.take(length).decode("ascii")
        batch, number, count, made_at, cursor, want = (reader.number() for _ in range(6))
        generation, known = reader.take(SHORT).hex(), reader.take(SHORT).hex()
        (linked,) = reader.take(1)
        prev = reader.take(LINK).hex() if linked else ""
    except ValueError as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault
    head = Head(
        device=device, batch=batch, generation=generation, round=number, made_at=made_at, count=count, cursor=cursor,
        want=want, prev=prev, known=known, edition=edition,
    )  # fmt: skip
    sane = re.match(messages.DEVICE_NAME, device) and batch and number and made_at < _LATEST and want <= MAX_WANT
    if not sane or linked > 1 or len(content) < reader.place + SIGNATURE:
        raise ProtocolError("malformed", wire.MALFORMED)
    if not shapes.known(edition):
        raise ProtocolError("version", "卫生院不认识这一批的压缩方法，请升级程序。")
    return head, reader.place


def link_of(content: bytes) -> str:
    """The link of the chain: 16 bytes of the SHA-256 of head and body, hexadecimal."""
    _, end = read_head(content)
    return hashlib.sha256(_signed(content[:end], content[end + SIGNATURE :])).hexdigest()[: 2 * LINK]


def _signed(head: bytes, packed: bytes) -> bytes:
    return head + hashlib.sha256(packed).digest()


def _written(head: Head) -> bytes:
    name = head.device.encode("ascii")
    numbers = (head.batch, head.round, head.count, head.made_at, head.cursor, head.want)
    link = bytes.fromhex(head.prev[: 2 * LINK])
    return b"".join(
        (
            bytes((head.edition, len(name))),
            name,
            *(varint.write(number) for number in numbers),
            bytes.fromhex(head.generation),
            bytes.fromhex(head.known),
            bytes((bool(link),)) + link,
        )
    )
