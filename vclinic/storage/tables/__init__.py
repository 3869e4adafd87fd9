"""The store's rows as SQLModel classes. Rows are dumb: domain objects validate, migrations make the tables, and a
test holds the two together. Dates are ISO text, flags 0/1, lists JSON text.

All modules are loaded together: which kinds of record there are is read from the classes."""

from vclinic.storage.tables.announcements import AnnouncementReadRow, AnnouncementRow
from vclinic.storage.tables.base import Row, Synced, Told, Travelling, told_as
from vclinic.storage.tables.care import FollowUpRow, MedicationProfileRow, PrescriptionRow
from vclinic.storage.tables.exchange import (
    ChangeRow,
    DraftRow,
    Meta,
    NoticeRow,
    OtherVersionRow,
    ReceiptRow,
    SyncRoundRow,
    VerdictRow,
)
from vclinic.storage.tables.people import DoctorRow, EnrolmentRow, NameKeyRow, ResidentRow, SeenRow
from vclinic.storage.tables.replies import RemarkReplyRow
from vclinic.storage.tables.stock import BatchRow, DispensingRow, OnHandRow, StockEntryRow, StockMovementRow

__all__ = [
    "AnnouncementReadRow",
    "AnnouncementRow",
    "BatchRow",
    "ChangeRow",
    "DispensingRow",
    "DoctorRow",
    "DraftRow",
    "EnrolmentRow",
    "FollowUpRow",
    "MedicationProfileRow",
    "Meta",
    "NameKeyRow",
    "NoticeRow",
    "OnHandRow",
    "OtherVersionRow",
    "PrescriptionRow",
    "ReceiptRow",
    "RemarkReplyRow",
    "ResidentRow",
    "Row",
    "SeenRow",
    "StockEntryRow",
    "StockMovementRow",
    "SyncRoundRow",
    "Synced",
    "Told",
    "Travelling",
    "VerdictRow",
    "told_as",
]
