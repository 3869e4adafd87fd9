"""What this machine keeps of itself and of the exchange with the township: the log of changes, what became of them, the
notices, and what was typed and not yet saved."""

from typing import ClassVar

from sqlmodel import Field

from vclinic.storage.tables.base import Row


class Meta(Row, table=True):
    """Facts of this store: clinic, device tag, cursor, settings."""

    __tablename__: ClassVar[str] = "meta"
    key: str = Field(primary_key=True)
    value: str


class ChangeRow(Row, table=True):
    """One entry of the append-only log; ``seq`` is its order on this machine."""

    __tablename__: ClassVar[str] = "change"
    seq: int | None = Field(default=None, primary_key=True)
    id: str
    act: str
    entity: str
    entity_id: str
    revision: int
    base_revision: int
    recorded_at: str
    recorded_by: str
    payload: str


class ReceiptRow(Row, table=True):
    """What the township said on receiving a change."""

    __tablename__: ClassVar[str] = "receipt"
    change_id: str = Field(primary_key=True)
    state: str
    code: str = ""
    field: str = ""
    text: str = ""
    received_at: str


class VerdictRow(Row, table=True):
    """What the township decided about a change: returned with remarks, or accepted."""

    __tablename__: ClassVar[str] = "verdict"
    change_id: str = Field(primary_key=True)
    state: str
    remarks: str
    general: str
    deadline: str | None
    reviewer: str
    decided_at: str
    notice_seq: int


class NoticeRow(Row, table=True):
    """A notice of the township, verbatim. ``state``: filed, waiting (for what ``waits_for`` names) or unread."""

    __tablename__: ClassVar[str] = "notice"
    seq: int = Field(primary_key=True)
    kind: str
    payload: str
    received_at: str
    state: str = "filed"
    waits_for: str = ""


class OtherVersionRow(Row, table=True):
    """A version of another computer that ``change_id`` stands against; ``answered_by`` the change in which a person said
    what counts, empty while nobody has."""

    __tablename__: ClassVar[str] = "other_version"
    notice_seq: int = Field(primary_key=True)
    change_id: str
    entity: str
    entity_id: str
    revision: int
    other: str
    between_them: str
    who: str
    received_at: str
    skew_seconds: int
    answered_by: str = ""


class DraftRow(Row, table=True):
    """What was typed and not yet saved; never sent."""

    __tablename__: ClassVar[str] = "draft"
    kind: str = Field(primary_key=True)
    owner_id: str = Field(primary_key=True)
    content: str
    saved_at: str


class SyncRoundRow(Row, table=True):
    """One round with the township, for the sync centre; no personal data."""

    __tablename__: ClassVar[str] = "sync_round"
    seq: int | None = Field(default=None, primary_key=True)
    at: str
    ok: int
    pushed: int
    stored: int
    refused: int
    requests: int
    bytes_up: int
    bytes_down: int
    code: str
