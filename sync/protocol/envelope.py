"""A sealed batch: the same bytes over HTTP or, later, on a USB stick. Signed by the device, chained to its predecessor.

Layout: ``VCB1`` | header length, 4 bytes big-endian | header JSON | Ed25519 signature of everything before it, 64 bytes |
body, one zstd frame that states its content size.
"""

import hashlib
from collections.abc import Callable
from typing import Annotated

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field

from sync.protocol import PROTOCOL_MAX, PROTOCOL_MIN, messages, wire
from sync.protocol.errors import ProtocolError

MAGIC = b"VCB1"
VERSION = 1  # of this envelope; `two.envelope` is the other one
SIGNATURE = 64
MAX_HEADER = 4096
MAX_PACKED = 2 * 1024 * 1024
MAX_BODY = 16 * 1024 * 1024
LEVEL = 9
_FIXED = len(MAGIC) + 4


class Header(messages.Message):
    """The head of an envelope, readable without unpacking the body.

    Attributes:
        v: protocol version.
        device: the name the township gave the device.
        batch: number of the batch, from 1; the same number again until it is acknowledged.
        prev: `header_hash` of the last acknowledged envelope with changes, "" for the first.
        codec, dict: how the body is packed; 0 is no dictionary.
        sha256: of the packed body, hexadecimal. Set by `seal`.
        count: how many changes the body holds.
        made_at: by the device's clock; for people, never for deciding.
    """

    v: int = VERSION
    device: Annotated[str, Field(pattern=messages.DEVICE_NAME)]
    batch: Annotated[int, Field(ge=1, lt=2**63)]
    prev: Annotated[str, Field(pattern=r"^([0-9a-f]{32}|[0-9a-f]{64})?$")] = ""
    codec: str = "zstd"
    dict_id: Annotated[int, Field(ge=0, alias="dict")] = 0
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    count: Annotated[int, Field(ge=0)]
    made_at: messages.Moment


def seal(body: bytes, header: Header, key: Ed25519PrivateKey) -> bytes:
    """The envelope of ``body``; ``header.sha256`` is filled in here.

    Raises:
        ProtocolError: ``too_large``; make smaller batches.
    """
    packed = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True).compress(body)
    if len(body) > MAX_BODY or len(packed) > MAX_PACKED:
        raise ProtocolError("too_large", "这一批太大，请分几次上报。")
    head = _header_bytes(header.model_copy(update={"sha256": hashlib.sha256(packed).hexdigest()}))
    signed = MAGIC + len(head).to_bytes(4, "big") + head
    return signed + key.sign(signed) + packed


def open_envelope(content: bytes, public_key_of: Callable[[str], Ed25519PublicKey]) -> tuple[Header, bytes]:
    """Header and body of a sealed batch, after every check.

    Args:
        public_key_of: the key of a device; raises `ProtocolError` (``unknown_device``, ``revoked``) when it has none.

    Raises:
        ProtocolError: ``malformed``, ``version``, ``bad_signature``, ``too_large`` or what ``public_key_of`` raises.
    """
    header, signed = _read_header(content)
    signature, packed = content[len(signed) : len(signed) + SIGNATURE], content[len(signed) + SIGNATURE :]
    try:
        public_key_of(header.device).verify(signature, signed)
    except InvalidSignature as fault:
        raise ProtocolError("bad_signature", "这一批的签名不对，没有接收。资料仍在本机，请重新上报。") from fault
    if hashlib.sha256(packed).hexdigest() != header.sha256:
        raise ProtocolError("bad_signature", "这一批在路上变了样，没有接收。资料仍在本机，请重新上报。")
    return header, _unpack(packed, header)


def header_hash(content: bytes) -> str:
    """SHA-256 of an envelope's header JSON in hexadecimal: the link of the chain."""
    _, signed = _read_header(content)
    return hashlib.sha256(signed[_FIXED:]).hexdigest()


def device_of(content: bytes) -> str:
    """The device that an envelope names; unchecked, so it tells callers apart and lets nobody in.

    Raises:
        ProtocolError: as `open_envelope` for a head it cannot read.
    """
    return _read_header(content)[0].device


def _header_bytes(header: Header) -> bytes:
    return wire.compact(header.model_dump(mode="json", by_alias=True)).encode("utf-8")


def _read_header(content: bytes) -> tuple[Header, bytes]:
    if len(content) > MAX_PACKED + MAX_HEADER + SIGNATURE + _FIXED:
        raise ProtocolError("too_large", "这一批太大，没有接收。请分几次上报。")
    length = int.from_bytes(content[len(MAGIC) : _FIXED], "big")
    if content[: len(MAGIC)] != MAGIC or length > MAX_HEADER or len(content) < _FIXED + length + SIGNATURE:
        raise ProtocolError("malformed", wire.MALFORMED)
    header = messages.decode(Header, content[_FIXED : _FIXED + length])
    if header.v != VERSION:
        raise ProtocolError("version", f"卫生院只懂第 {PROTOCOL_MIN} 至 {PROTOCOL_MAX} 版上报格式，请升级程序。")
    return header, content[: _FIXED + length]


def _unpack(packed: bytes, header: Header) -> bytes:
    if header.codec != "zstd" or header.dict_id != 0:
        raise ProtocolError("version", "卫生院不认识这一批的压缩方法，请升级程序。")
    try:
        size = zstandard.frame_content_size(packed)
        if size > MAX_BODY:
            raise ProtocolError("too_large", "这一批展开后太大，没有接收。请分几次上报。")
        # a frame that does not state its size could unpack without end
        if size < 0:
            raise ProtocolError("malformed", wire.MALFORMED)
        return zstandard.ZstdDecompressor(max_window_size=MAX_BODY).decompress(packed, max_output_size=MAX_BODY)
    except zstandard.ZstdError as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault
