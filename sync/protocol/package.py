"""A package: sealed batches on a USB stick, closed for one township and signed by the device, for villages without a
network. Its receipts come back the same way (`package_receipts`).

Layout: ``VCP1`` | head length, 4 bytes big-endian | head JSON, padded with spaces to `HEAD` | Ed25519 signature of all
before it | body. The body is a `closed_stream`; its key is agreed between a pair made for this file and the township's
X25519 key. Frames: 1 a sealed batch, 2 the end (`End`). Nothing of any person stands in the head.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field

from sync.protocol import closed_stream, messages
from sync.protocol.closed_stream import DAMAGED, Closing
from sync.protocol.errors import ProtocolError

MAGIC, FAMILY = b"VCP1", b"VCP"
SIGNATURE = 64
HEAD = 1024  # bytes of a head, so that what is known at the end only can be written in front
BATCH, END = 1, 2
_FIXED = len(MAGIC) + 4
_INFO = b"vclinic package 1"
NOT_ONE = "这个文件不是村卫生室的上报包，什么都没有收。请选文件名以 .vcp 结尾的文件。"
NEWER = "这个文件是更新版本的程序做的，本程序读不了，什么都没有收。请先升级程序，文件留着。"
CUT = "这个文件不完整，可能还没拷完就拔了U盘，什么都没有收。请从原来的电脑重新拷一份。"
KEY = "[A-Za-z0-9+/]{43}="
Key = Annotated[str, Field(pattern=f"^{KEY}$")]
KeyName = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Head(messages.Message):
    """What a package says before it is opened.

    Attributes:
        device: who signed it.
        package, part: its name, and which of its files this is, from 1.
        key: `key_name` of the township's key it is closed for.
        ephemeral, reply_key: X25519 public keys: of this file, and what its receipts are to be closed for.
        made_at: by the device's clock; for people, never for deciding.
        epoch: of the township that the clinic's receipts agree with, "" for none yet; None of a program that did not tell.
        size, sha256: of the body.
    """

    device: Annotated[str, Field(pattern=messages.DEVICE_NAME)]
    package: KeyName
    part: Annotated[int, Field(ge=1, lt=1000)]
    key: KeyName
    ephemeral: Key
    reply_key: Key
    made_at: messages.Moment
    epoch: Annotated[str | None, Field(max_length=64)] = None
    size: Annotated[int, Field(ge=0, lt=2**40)] = 0
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class End(messages.Message):
    """The last frame: how much there was, and whether another part follows."""

    batches: Annotated[int, Field(ge=0)]
    changes: Annotated[int, Field(ge=0)]
    more: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """A package whose head and signature hold; `opened` reads its body."""

    head: Head
    begins: int


class Writing:
    """A package being written into a file that can be sought in."""

    def __init__(
        self, file: BinaryIO, head: Head, device_key: Ed25519PrivateKey, township_key: X25519PublicKey
    ) -> None:
        """``head`` without its key, its ephemeral, its size and its hash is completed here."""
        pair = X25519PrivateKey.generate()
        self._head = head.model_copy(
            update={"key": key_name(township_key), "ephemeral": public_text(pair.public_key())}
        )
        self._file, self._device_key = file, device_key
        self._body = _Counted(file)
        file.write(bytes(_FIXED + HEAD + SIGNATURE))
        self._closing = Closing(self._body, agreed(pair, township_key, pair.public_key(), township_key, _INFO))
        self._batches = self._changes = self.size = 0

    def add(self, sealed: bytes, changes: int) -> None:
        """One sealed batch with so many changes."""
        self._closing.frame(BATCH, sealed)
        self._batches += 1
        self._changes += changes
        self.size += len(sealed)

    def end(self, *, more: bool) -> None:
        """Write what is known only now; ``more`` says that another part follows."""
        self._closing.frame(END, messages.encode(End(batches=self._batches, changes=self._changes, more=more)))
        self._closing.end()
        head = self._head.model_copy(update={"size": self._body.size, "sha256": self._body.digest.hexdigest()})
        signed = head_bytes(MAGIC, head)
        self._file.seek(0)
        self._file.write(signed + self._device_key.sign(signed))


def look(file: BinaryIO, size: int, public_key_of: Callable[[str], Ed25519PublicKey], wanted: str) -> Closed:
    """The head of a package of ``size`` bytes after every check that needs no key of ours.

    Args:
        public_key_of: the key of a device; raises `ProtocolError` where there is none.
        wanted: `key_name` of the key we open packages with.

    Raises:
        ProtocolError: ``not_package``, ``newer``, ``cut``, ``other_township``, ``bad_signature``, ``damaged``, or what
            ``public_key_of`` raises.
    """
    head, signed = read_head(file, Head, MAGIC, FAMILY, NOT_ONE)
    if head.key != wanted:
        raise ProtocolError(
            "other_township", "这个上报包是给别的卫生院的，或者卫生院换过密钥，什么都没有收，也没有人能看到里面。"
        )
    begins = len(signed) + SIGNATURE
    check_size(size, begins + head.size)
    try:
        public_key_of(head.device).verify(file.read(SIGNATURE), signed)
    except InvalidSignature as fault:
        raise ProtocolError(
            "bad_signature", "这个上报包的签名不对，可能被人改过，什么都没有收。请从原来的电脑重新做一份。"
        ) from fault
    digest = hashlib.sha256()
    while piece := file.read(closed_stream.PIECE):
        digest.update(piece)
    if digest.hexdigest() != head.sha256:
        raise ProtocolError("damaged", DAMAGED)
    return Closed(head, begins)


def opened(file: BinaryIO, closed: Closed, key: X25519PrivateKey) -> Iterator[bytes | End]:
    """The sealed batches of a package, and its end last.

    Raises:
        ProtocolError: ``damaged``.
    """
    file.seek(closed.begins)
    ephemeral = public_key(closed.head.ephemeral)
    agreed_key = agreed(key, ephemeral, ephemeral, key.public_key(), _INFO)
    batches, end = 0, None
    for kind, content in closed_stream.frames(file, agreed_key):
        if end is not None or kind not in (BATCH, END):
            raise ProtocolError("damaged", DAMAGED)
        if kind == BATCH:
            batches += 1
            yield content
        else:
            end = messages.decode(End, content)
    if end is None or end.batches != batches:
        raise ProtocolError("damaged", DAMAGED)
    yield end


def head_bytes(magic: bytes, head: messages.Message) -> bytes:
    """Magic, length and head, padded."""
    text = messages.encode(head).ljust(HEAD)
    return magic + len(text).to_bytes(4, "big") + text


def read_head(
    file: BinaryIO, kind: type[messages.M], magic: bytes, family: bytes, not_one: str
) -> tuple[messages.M, bytes]:
    """The head at the beginning of ``file``, and its bytes.

    Raises:
        ProtocolError: ``not_package``, ``newer``, ``cut`` or ``damaged``.
    """
    file.seek(0)
    begin = file.read(_FIXED)
    if begin[: len(family)] != family:
        raise ProtocolError("not_package", not_one)
    if len(begin) == _FIXED and begin[: len(magic)] != magic:
        raise ProtocolError("newer", NEWER)
    if len(begin) < _FIXED:
        raise ProtocolError("cut", CUT)
    if int.from_bytes(begin[len(magic) :], "big") != HEAD:
        raise ProtocolError("damaged", DAMAGED)
    text = file.read(HEAD)
    if len(text) < HEAD:
        raise ProtocolError("cut", CUT)
    try:
        return messages.decode(kind, text), begin + text
    except ProtocolError as fault:
        raise ProtocolError("damaged", DAMAGED) from fault


def check_size(size: int, stated: int) -> None:
    """Whether a file is as long as its head says.

    Raises:
        ProtocolError: ``cut`` or ``damaged``.
    """
    if size < stated:
        raise ProtocolError("cut", CUT)
    if size > stated:
        raise ProtocolError("damaged", DAMAGED)


def agreed(
    own: X25519PrivateKey, other: X25519PublicKey, first: X25519PublicKey, second: X25519PublicKey, info: bytes,
    more: bytes = b"",
) -> bytes:  # fmt: skip
    """A key for one stream. ``first`` and ``second`` are the public keys both sides know it by.

    Raises:
        ProtocolError: ``damaged``, the other's key is none.
    """
    salt = first.public_bytes_raw() + second.public_bytes_raw()
    return HKDF(SHA256(), 32, salt, info).derive(exchange(own, other) + more)


def exchange(own: X25519PrivateKey, other: X25519PublicKey) -> bytes:
    """The secret of two key pairs.

    Raises:
        ProtocolError: ``damaged``, the other's key is none.
    """
    try:
        return own.exchange(other)
    except ValueError as fault:
        raise ProtocolError("damaged", DAMAGED) from fault


def key_name(key: X25519PublicKey) -> str:
    """Half of its SHA-256's half: enough to say which key is meant."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def public_text(key: X25519PublicKey) -> str:
    """The 32 raw bytes in base 64."""
    return b64encode(key.public_bytes_raw()).decode("ascii")


def public_key(text: str) -> X25519PublicKey:
    """The key in a text of the form `Key`."""
    return X25519PublicKey.from_public_bytes(b64decode(text))


class _Counted:
    """Passes on what is written, with its size and hash."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.size += len(content)
        self.digest.update(content)
        return self._file.write(content)
