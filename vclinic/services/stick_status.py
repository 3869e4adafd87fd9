"""How reporting by stick stands: what waits, what was carried away and whether its receipts came back."""

from dataclasses import dataclass
from datetime import datetime

from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, rounds
from vclinic.storage.rounds import DEVICE, PACKAGE_BACK, PACKAGE_KEY, PACKAGE_OUT, REVOKED


@dataclass(frozen=True, slots=True)
class StickStatus:
    """What the page of the stick says.

    Attributes:
        pending: changes that no receipt has come for, carried away or not.
        paired, has_key: without both no package can be closed for the township.
        out_at, out_changes: the last package. back_at: when receipts were last read.
        revoked: the township said when it last answered that it takes nothing from this machine any more.
    """

    pending: int
    paired: bool
    has_key: bool
    out_at: datetime | None
    out_changes: int
    back_at: datetime | None
    revoked: bool

    @property
    def awaits_receipts(self) -> bool:
        """Whether a package went out after the last receipts came."""
        return self.out_at is not None and (self.back_at is None or self.back_at < self.out_at)


def stick_status(station: Workstation) -> StickStatus:
    """How it stands now."""
    with station.store.read() as session:
        pending = change_states.counts(session)["pending"]
        stopped = rounds.stopped(session)
    facts = station.store.meta(DEVICE, PACKAGE_KEY, PACKAGE_OUT, PACKAGE_BACK)
    out_at, _, count = facts.get(PACKAGE_OUT, "").partition(" ")
    return StickStatus(
        pending=pending,
        paired=DEVICE in facts,
        has_key=bool(facts.get(PACKAGE_KEY)),
        out_at=_moment(out_at),
        out_changes=int(count or 0),
        back_at=_moment(facts.get(PACKAGE_BACK, "")),
        revoked=stopped == REVOKED,
    )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
