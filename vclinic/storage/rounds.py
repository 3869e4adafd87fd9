"""Rounds with the township as they were noted; no personal data."""

from sqlmodel import Session, select

from vclinic.storage.tables import SyncRoundRow

# the store's facts that the sync client writes and the windows read
DEVICE = "device"  # what the township calls this machine; there once it is paired
LAST_SUCCESS = "last_sync_success"
EPOCH = "township_epoch"  # of the township our receipts agree with; see `Hello.epoch`
TOWNSHIP_TIME = "township_time"  # what the township's clock showed in its last answer
PROXY = "proxy_allowed"  # "1": the machine's proxy may carry rounds
REST = "sync_rest"  # "since seconds": since when, by the monotonic clock, the township wants to be left alone


def done(session: Session) -> list[SyncRoundRow]:
    """Rounds that went through, oldest first."""
    return list(session.exec(select(SyncRoundRow).where(SyncRoundRow.ok == 1).order_by(SyncRoundRow.at)))
