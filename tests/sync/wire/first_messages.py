"""What the first release (2026-11) reads of a township's answer. Frozen: clinics in the villages run it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Receipt(Message):
    change_id: str
    state: Literal["stored", "duplicate", "refused"]
    code: str = ""
    field: str = ""
    text: str = ""


class Remark(Message):
    field: str
    text: str


class Notice(Message):
    seq: Annotated[int, Field(ge=0, lt=2**63)]
    kind: str
    change_id: str = ""
    entity: str = ""
    entity_id: str = ""
    revision: Annotated[int, Field(ge=0, lt=2**31)] = 0
    state: Literal["accepted", "returned", ""] = ""
    remarks: tuple[Remark, ...] = ()
    general: str = ""
    deadline: str | None = None
    reviewer: str = ""
    at: str = ""


class RoundReply(Message):
    receipts: tuple[Receipt, ...]
    notices: tuple[Notice, ...]
    cursor: Annotated[int, Field(ge=0, lt=2**63)]
    more: bool
    server_time: str
    township: str
