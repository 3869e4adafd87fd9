"""The township's rows as SQLModel classes. Rows are dumb; `schema.py` and its followers make the tables and a test holds the two together.

They have a registry of their own, so that clinic and township may live in one process (tests, the demo). Only types
that SQLite and PostgreSQL share are used: TEXT, BIGINT and JSON as TEXT. Numbers that must not collide come from
`counter`, not from the engine.
"""

import re
from typing import Any

from sqlalchemy import BigInteger, Column
from sqlalchemy.orm import declared_attr, registry
from sqlmodel import Field, SQLModel


class Row(SQLModel, registry=registry()):
    """Base of every township table; ``FollowUpMirror`` is kept in ``follow_up_mirror``.

    ``township_id`` is the first part of every key, and no statement goes without it; a session fills it in
    (`session.TownshipSession`). Within a session a row is known by the rest of its key: ``session.get(Staff, "s-1")``.
    """

    township_id: str = Field(default="", primary_key=True)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleVariableOverride]  SQLModel's own way
        columns: dict[str, Column[Any]] = {
            name: column for name, column in vars(cls).items() if isinstance(column, Column)
        }
        return {
            "primary_key": [column for name, column in columns.items() if column.primary_key and name != "township_id"]
        }

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]  SQLModel's own way
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def _key() -> str:
    return Field(primary_key=True)


def _big(*, key: bool = False, null: bool = False) -> int:
    return Field(primary_key=key, sa_type=BigInteger, nullable=null)


class Township(Row, table=True):
    """Facts of this township: name, schema."""

    key: str = _key()
    value: str


class Counter(Row, table=True):
    """Numbers handed out in order; the row is locked by the transaction that draws, so none is skipped by a reader."""

    name: str = _key()
    value: int = _big()


class Clinic(Row, table=True):
    """A village clinic. ``village_code`` has 12 digits."""

    id: str = _key()
    name: str
    village_code: str
    created_at: str


class EnrolCode(Row, table=True):
    """A one-time code; only its hash is kept."""

    hash: str = _key()
    clinic_id: str
    created_at: str
    created_by: str
    expires_at: str
    used_at: str | None = None
    device_id: str | None = None


class Device(Row, table=True):
    """A paired program with its public key, and how far its chain of batches has come.

    ``protocol`` is the version it spoke last. ``last_round`` counts its requests within ``generation``, ``last_seal`` is
    the hash of the last one; ``former_generations`` are those it had before it was restored, parted by spaces. ``newest``
    is the number of the last change it sent.
    """

    id: str = _key()
    clinic_id: str
    public_key: str
    id_tag: str
    program: str
    enrolled_at: str
    revoked_at: str | None = None
    revoked_by: str | None = None
    last_contact_at: str | None = None
    last_batch: int = _big()
    tip_hash: str = ""
    tip_prev: str = ""
    skew_seconds: int = _big()
    protocol: int = Field(default=1, sa_type=BigInteger, nullable=False)
    generation: str = ""
    last_round: int = Field(default=0, sa_type=BigInteger, nullable=False)
    last_seal: str = ""
    former_generations: str = ""
    newest: int = Field(default=0, sa_type=BigInteger, nullable=False)


class DeviceStanding(Row, table=True):
    """How a device stands, as it told it: ``unsent`` changes left there and since when the oldest waits ("" for none),
    free disk in megabytes, its program."""

    device_id: str = _key()
    unsent: int = _big()
    oldest_at: str
    free_mb: int | None = _big(null=True)
    program: str


class BatchLog(Row, table=True):
    """One batch that brought changes. ``chain``: ok, resend (the tip again) or gap (its predecessor is not our tip)."""

    seq: int = _big(key=True)
    device_id: str
    batch: int = _big()
    prev: str
    header_hash: str
    chain: str
    count: int = _big()
    bytes: int = _big()
    made_at: str
    received_at: str


class Package(Row, table=True):
    """A file of a package that came by stick: what it brought when it last came, ``times`` how often it has, ``more``
    1 when another part follows. ``receipts``: the file that goes back, base 64; only its clinic can read it."""

    id: str = _key()
    part: int = _big(key=True)
    device_id: str
    clinic_id: str
    changes: int = _big()
    stored: int = _big()
    duplicate: int = _big()
    refused: int = _big()
    more: int = _big()
    made_at: str
    received_at: str
    received_by: str
    times: int = _big()
    receipts: str


class Inbox(Row, table=True):
    """A change as it came. ``payload`` is the whole change, verbatim; ``digest`` of it tells a resend from a forgery.

    ``state``: stored or refused (what its receipt said). ``applied``: yes, no (refused) or waiting, then ``waits_for``
    names the first thing missing, e.g. ``resident:7KQ3ZP-00001A``.
    """

    change_id: str = _key()
    seq: int = _big()
    clinic_id: str
    device_id: str
    entity: str
    entity_id: str
    revision: int = _big()
    base_revision: int = _big()
    recorded_at: str
    recorded_by: str
    payload: str
    digest: str
    state: str
    code: str = ""
    field: str = ""
    text: str = ""
    applied: str
    waits_for: str = ""
    received_at: str


class ResidentMirror(Row, table=True):
    """A resident as the clinic last sent them; ``record`` is the document, untouched."""

    id: str = _key()
    clinic_id: str
    revision: int = _big()
    change_id: str
    name: str
    sex_code: str
    birth_date: str
    id_no: str
    phone: str
    village_group: str
    address: str
    household_head: str
    status: str
    record: str


class FollowUpMirror(Row, table=True):
    """A visit as the clinic last sent it: columns for what is asked, ``record`` for all of it.

    ``measures``: JSON of the figures its disease is followed by, by field; ``summary`` says them.
    """

    id: str = _key()
    clinic_id: str
    resident_id: str
    revision: int = _big()
    change_id: str
    disease: str
    form_id: str
    form_version: int = _big()
    visited_on: str
    visit_class: str
    satisfied: int | None = _big(null=True)
    status: str
    doctor_id: str
    doctor_name: str
    recorded_at: str
    record: str
    measures: str
    summary: str


class Mirror(Row, table=True):
    """Everything else a clinic sends, by kind and id."""

    entity: str = _key()
    id: str = _key()
    clinic_id: str
    resident_id: str
    revision: int = _big()
    change_id: str
    recorded_at: str
    record: str


class Review(Row, table=True):
    """One revision of one record and what staff decided.

    ``state``: waiting, accepted, returned, superseded (a newer revision came first) or open (it may be returned, and
    waits for nobody). ``rank`` orders the queue: 0 urgent, 1 resubmitted, 2 with findings, 3 without, 4 not yet
    looked at. ``findings`` is recomputed as long as it waits. ``form_id``, ``day`` and ``doctor_name`` are what the queue is narrowed by; ``day``
    is the clinical one, "" where there is none. ``resident_id`` is "" where it is about nobody.
    """

    change_id: str = _key()
    entity: str
    entity_id: str
    resident_id: str
    clinic_id: str
    revision: int = _big()
    form_id: str
    day: str
    doctor_name: str
    state: str
    rank: int = _big()
    findings: str
    summary: str
    received_at: str
    remarks: str = "[]"
    general: str = ""
    deadline: str | None = None
    reviewer: str = ""
    decided_at: str | None = None


class ToLook(Row, table=True):
    """A resident of whom something came; what of theirs waits is to be looked at again."""

    resident_id: str = _key()


class Outbox(Row, table=True):
    """What a clinic is told, in the order of ``seq``."""

    seq: int = _big(key=True)
    clinic_id: str
    payload: str
    at: str


class OwnedRecord(Row, table=True):
    """A record the township owns, as it was last written. ``everybody``: 1 when it is for every clinic, later ones too."""

    entity: str = _key()
    id: str = _key()
    revision: int = _big()
    data: str
    everybody: int = _big()
    written_at: str
    written_by: str


class Told(Row, table=True):
    """The newest revision of a record of the township's that a clinic has been told."""

    entity: str = _key()
    id: str = _key()
    clinic_id: str = _key()
    revision: int = _big()


class Staff(Row, table=True):
    """A person with access to the console. ``role``: reviewer or administrator.

    ``must_change``: 1 when somebody else chose the password, which then opens only the page to change it.
    """

    id: str = _key()
    login: str
    name: str
    role: str
    password: str
    disabled_at: str | None = None
    created_at: str
    must_change: int = Field(default=0, sa_type=BigInteger, nullable=False)


class LoginSession(Row, table=True):
    """A signed-in browser; only the hash of its token is kept."""

    hash: str = _key()
    staff_id: str
    csrf: str
    created_at: str
    seen_at: str


class LoginFailure(Row, table=True):
    """Wrong passwords in a row for one login."""

    login: str = _key()
    count: int = _big()
    last_at: str


class Audit(Row, table=True):
    """Who looked at or did what. Written with the act, never changed."""

    seq: int = _big(key=True)
    at: str
    staff_id: str
    login: str
    act: str
    entity: str
    entity_id: str
    detail: str = ""
