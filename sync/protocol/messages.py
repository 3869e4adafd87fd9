"""The messages themselves. Unknown fields are tolerated everywhere and kept where a record travels (`Change`)."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sync.protocol import wire
from sync.protocol.errors import ProtocolError

MAX_CHANGES = 1000


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1970 <= moment.year <= 2200:
        raise ValueError("a moment with its offset is needed")
    return text


Moment = Annotated[str, Field(max_length=40), AfterValidator(_moment)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
EntityName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
DEVICE_NAME = r"^[A-Za-z0-9-]{1,32}$"
Revision = Annotated[int, Field(ge=0, lt=2**31)]
Cursor = Annotated[int, Field(ge=0, lt=2**63)]


class Message(BaseModel):
    """A message: frozen, strictly typed, tolerant of fields of a newer version."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Change(Message):
    """One revision of one record, whole. What a newer clinic adds stays in it, in ``data`` and beside it.

    Attributes:
        id: the idempotency key, made at the clinic.
        act: id shared by all changes of one act of one doctor.
        revision, base_revision: this revision and the one it was made from; 0 for none.
        recorded_at: audit time, ISO with offset. Clinical time is inside ``data``.
        recorded_by: id of the doctor.
        data: the record, verbatim.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")
    id: Id
    act: Id
    entity: EntityName
    entity_id: Id
    revision: Annotated[int, Field(ge=1, lt=2**31)]
    base_revision: Revision
    recorded_at: Moment
    recorded_by: Annotated[str, Field(max_length=64)]
    data: dict[str, Any]


class Batch(Message):
    """What a clinic sends in one round.

    Attributes:
        cursor: the last notice the clinic has kept; it asks for what comes after.
        want: how many notices it can take now.
    """

    changes: tuple[Change, ...] = ()
    cursor: Cursor = 0
    want: Annotated[int, Field(ge=0, le=1000)] = 100


class Receipt(Message):
    """The township's word on one change. ``refused`` carries code, field and a sentence; the neighbours are not held up."""

    change_id: str
    state: Literal["stored", "duplicate", "refused"]
    code: str = ""
    field: str = ""
    text: str = ""


class Remark(Message):
    """A remark of the township on one field of a form."""

    field: str
    text: str


class Notice(Message):
    """Something the township has to say, in the order of ``seq``, with everything it says: what this version cannot
    read is kept word for word and read by a later one."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")
    seq: Cursor
    kind: str


class VerdictNotice(Notice):
    """A revision was accepted or returned."""

    kind: str = "verdict"
    change_id: str
    entity: EntityName
    entity_id: Id
    revision: Revision
    state: Literal["accepted", "returned"]
    remarks: tuple[Remark, ...] = ()
    general: str = ""
    deadline: str | None = None
    reviewer: str = ""
    at: Moment


class RecordNotice(Notice):
    """A revision of a record the township owns, whole."""

    kind: str = "record"
    entity: EntityName
    entity_id: Id
    revision: Annotated[int, Field(ge=1, lt=2**31)]
    data: dict[str, Any]
    at: Moment


class ConflictNotice(Notice):
    """A change was refused because another computer of the clinic had changed the record too: its version, whole.

    Attributes:
        change_id: the refused change. other: the newest version that was taken, a `Change`.
        between: what leads from the number that was refused to that version, in order; of each its ``state`` at the
            township and the ``change``.
        who: the name of whoever wrote it. received_at: when the township had it. skew_seconds: how far that computer's
            clock was ahead when it was last heard of.
    """

    kind: str = "conflict"
    change_id: str
    entity: EntityName
    entity_id: Id
    other: dict[str, Any]
    between: tuple[dict[str, Any], ...] = ()
    who: str = ""
    received_at: str = ""
    skew_seconds: int = 0
    at: Moment


class RoundReply(Message):
    """Receipts in the order of the changes, notices after the cursor, and the cursor to keep with them.

    Attributes:
        epoch: as in `Hello`.
        package_key: as in `EnrolReply`; "" while it is the one told before.
        protocol_max: the newest protocol the township speaks; townships of protocol 1 do not say it.
        others: the number of the last change that another computer of the clinic sent (`OwnAsk`); 0 for none.
    """

    receipts: tuple[Receipt, ...]
    notices: tuple[Notice, ...]
    cursor: Cursor
    more: bool
    server_time: str
    township: str
    epoch: Annotated[str, Field(max_length=64)] = ""
    package_key: Annotated[str, Field(max_length=64)] = ""
    protocol_max: int = 1
    others: Cursor = 0


class OwnAsk(Message):
    """A clinic asks for what it sent itself, from before a restore or from another computer.

    Attributes:
        own: says that this is no batch; a batch says nothing of it.
        after: the township's number of the last change that was taken in.
        known: the first six characters of change ids → the newest id of them the clinic has; what is not newer is left out.
        others: only what other computers of the clinic sent.
        edition: the newest edition of shapes and dictionary the clinic has, for an answer in protocol 2; 0 for none.
    """

    own: Literal[True]
    after: Cursor = 0
    want: Annotated[int, Field(ge=1, le=MAX_CHANGES)] = MAX_CHANGES
    known: dict[Annotated[str, Field(max_length=16)], Id] = {}
    others: bool = False
    edition: Annotated[int, Field(ge=0, lt=256)] = 0


class OwnReply(Message):
    """Changes of the clinic in the order they came in, each with the receipt it was given.

    Attributes:
        upto: what to ask after next.
        left: how many follow after these.
        kinds: how many records of each kind the township has, on the first page.
    """

    changes: tuple[Change, ...]
    receipts: tuple[Receipt, ...]
    upto: Cursor
    left: Annotated[int, Field(ge=0, lt=2**63)]
    kinds: dict[EntityName, Annotated[int, Field(ge=0, lt=2**63)]] = {}


class EnrolRequest(Message):
    """A device presents its one-time code and the public half of its key.

    Attributes:
        id_tag: what all ids made by this device begin with.
        former: the name it had before, when it was paired here already; empty for none.
    """

    code: Annotated[str, Field(max_length=64)]
    public_key: Annotated[str, Field(max_length=64)]
    id_tag: Annotated[str, Field(max_length=16)]
    clinic_name: Annotated[str, Field(max_length=60)] = ""
    village_code: Annotated[str, Field(max_length=12)] = ""
    program: Annotated[str, Field(max_length=60)] = ""
    former: Annotated[str, Field(max_length=32)] = ""


class EnrolReply(Message):
    """The name the township gave the device, and the range of protocol versions it speaks.

    Attributes:
        authority: certificate of the township's own authority, PEM; "" for none.
        package_key: X25519 public key that packages are closed for, base 64; "" for none.
        epoch: as in `Hello`.
    """

    device: Annotated[str, Field(pattern=DEVICE_NAME)]
    township_name: str
    protocol_min: int
    protocol_max: int
    authority: Annotated[str, Field(max_length=8192)] = ""
    package_key: Annotated[str, Field(max_length=64)] = ""
    epoch: Annotated[str, Field(max_length=64)] = ""


class Hello(Message):
    """Who answers, before anything is sent.

    Attributes:
        epoch: drawn when the township was made and anew whenever it was restored from a backup; "" for an old one.
    """

    township_name: str
    protocol_min: int
    protocol_max: int
    max_packed: int
    max_changes: int
    server_time: str
    epoch: Annotated[str, Field(max_length=64)] = ""


class Authority(Message):
    """The certificate of the township's own authority, PEM; "" where it has a public certificate.

    Asked before pairing over a line nobody vouches for, so it proves nothing but by its fingerprint; and over a line
    that an earlier authority vouches for, to learn of its successor.
    """

    authority: Annotated[str, Field(max_length=8192)]


class PackageKey(Message):
    """X25519 public key that packages are closed for, base 64; "" for none. Asked by a device that has none yet."""

    package_key: Annotated[str, Field(max_length=64)]


class ErrorReply(Message):
    """Body of every answer that is not 200."""

    code: str
    text: str


M = TypeVar("M", bound=Message)


def spelled(message: Message) -> str:
    """The one JSON text of a message, fields of a newer version included. Written straight from its fields: to copy
    every record into plain values first took as long as to write it."""
    return wire.compact(message, _fields)


def _fields(message: Message) -> dict[str, Any]:
    return {**message.__dict__, **(message.model_extra or {})}


def encode(message: Message) -> bytes:
    """A message as it travels."""
    return spelled(message).encode("utf-8")


def decode(kind: type[M], content: bytes) -> M:
    """A message as it arrived.

    Raises:
        ProtocolError: ``malformed``.
    """
    return validated(kind, wire.read(content))


def validated(kind: type[M], document: Any) -> M:
    """A document that was read, as a message.

    Raises:
        ProtocolError: ``malformed``.
    """
    try:
        # JSON has no tuples, so strictness is applied the way pydantic applies it to JSON
        return kind.model_validate_json(wire.compact(document))
    except ValidationError as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault
