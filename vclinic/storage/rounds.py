"""Rounds with the township as they were noted; no personal data."""

from sqlmodel import Session, select

from vclinic.storage.tables import SyncRoundRow


def done(session: Session) -> list[SyncRoundRow]:
    """Rounds that went through, oldest first."""
    return list(session.exec(select(SyncRoundRow).where(SyncRoundRow.ok == 1).order_by(SyncRoundRow.at)))
