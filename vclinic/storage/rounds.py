"""Rounds with the township as they were noted; no personal data."""

from sqlmodel import Session, col, or_, select

from vclinic.storage.tables import Meta, SyncRoundRow

# the store's facts that the sync client writes and the windows read
DEVICE = "device"  # what the township calls this machine; there once it is paired
LAST_SUCCESS = "last_sync_success"
EPOCH = "township_epoch"  # of the township our receipts agree with; see `Hello.epoch`
TOWNSHIP_TIME = "township_time"  # what the township's clock showed in its last answer
SKEW = "clock_skew_seconds"  # how far this machine's clock was ahead of the township's at its last answer
PROXY = "proxy_allowed"  # "1": the machine's proxy may carry rounds
REST = "sync_rest"  # "since seconds": since when, by the monotonic clock, the township wants to be left alone
GENERATION, ROUND = "wire_generation", "wire_round"  # how far requests are counted
NEW_KEY = "enrolment_key"  # presented with a code until a township has answered: of one machine alone
MACHINE = "machine"  # a hash of the machine the store was last opened on
PACKAGE_KEY = "township_package_key"  # what packages for the township are closed with, base 64
PACKAGE_ASKED = "package_key_asked"  # the day it was last asked for in vain
REPLY_KEY = "package_reply_key"  # what their receipts are opened with
PACKAGE_OUT = "package_out"  # "moment changes" of the last package written
PACKAGE_BACK = "package_back"  # the moment the last receipts were read
PAIRED_AFTER = "paired_after_round"  # the number of the last round before the last pairing

REVOKED, UNKNOWN, TAKEN_OVER = "revoked", "unknown_device", "taken_over"


def done(session: Session) -> list[SyncRoundRow]:
    """Rounds that went through, oldest first."""
    return list(session.exec(select(SyncRoundRow).where(SyncRoundRow.ok == 1).order_by(SyncRoundRow.at)))


def newest(session: Session, limit: int) -> list[SyncRoundRow]:
    """The last rounds, newest first, whether they went through or not."""
    return list(session.exec(select(SyncRoundRow).order_by(col(SyncRoundRow.seq).desc()).limit(limit)))


def last_code(session: Session) -> str:
    """Why the last round failed, as its code; "" when it went through, or there was none."""
    return session.exec(select(SyncRoundRow.code).order_by(col(SyncRoundRow.seq).desc()).limit(1)).first() or ""


def stopped(session: Session) -> str:
    """``REVOKED`` or ``UNKNOWN`` when the township takes nothing from this machine any more, ``TAKEN_OVER`` when another
    computer goes on with its data; "" when all is well, or nobody has said. A round without a line tells nothing about it, and a new pairing begins anew."""
    paired = session.get(Meta, PAIRED_AFTER)
    telling = or_(col(SyncRoundRow.ok) == 1, col(SyncRoundRow.code).in_((REVOKED, UNKNOWN, TAKEN_OVER)))
    since = col(SyncRoundRow.seq) > int(paired.value or 0 if paired else 0)
    newest_first = col(SyncRoundRow.seq).desc()
    return session.exec(select(SyncRoundRow.code).where(telling, since).order_by(newest_first).limit(1)).first() or ""


def note_pairing(session: Session) -> None:
    """What rounds were told before the pairing of this moment counts no more."""
    last = session.exec(select(SyncRoundRow.seq).order_by(col(SyncRoundRow.seq).desc()).limit(1)).first()
    session.merge(Meta(key=PAIRED_AFTER, value=str(last or 0)))


def last_at(session: Session) -> str:
    """When the last round ended, as a moment; "" when there was none."""
    return session.exec(select(SyncRoundRow.at).order_by(col(SyncRoundRow.seq).desc()).limit(1)).first() or ""
