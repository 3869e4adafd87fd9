"""The drugs: batches, what came, was counted and was handed out, and the ledger in whole base units."""

from typing import ClassVar

from sqlmodel import Field

from vclinic.storage.tables.base import Row, Synced


class BatchRow(Synced, table=True):
    """A batch of a drug; money in thousandths of a yuan a base unit."""

    __tablename__: ClassVar[str] = "batch"
    drug_id: str
    drug_name: str
    base_unit: str
    batch_no: str
    expires_on: str
    cost: int
    price: int


class StockEntryRow(Synced, table=True):
    """Drugs received, or a counted difference."""

    __tablename__: ClassVar[str] = "stock_entry"
    batch_id: str
    kind: str
    quantity: int
    moved_on: str
    reason: str


class DispensingRow(Synced, table=True):
    """Drugs handed out on a prescription, or the one reversal of such an act."""

    __tablename__: ClassVar[str] = "dispensing"
    resident_id: str
    prescription_id: str
    kind: str
    reverses: str | None
    dispensed_on: str
    total: int
    record: str
    doctor_id: str
    doctor_name: str


class StockMovementRow(Row, table=True):
    """One entry of the stock ledger in whole base units; covered by the change of its source document."""

    __tablename__: ClassVar[str] = "stock_movement"
    seq: int | None = Field(default=None, primary_key=True)
    batch_id: str
    kind: str
    quantity: int
    moved_on: str
    source_id: str
    line_no: int
    change_id: str
    recorded_at: str


class OnHandRow(Row, table=True):
    """Base units of a batch in stock, the ledger's sum; kept by a trigger, never written."""

    __tablename__: ClassVar[str] = "on_hand"
    batch_id: str = Field(primary_key=True)
    quantity: int
