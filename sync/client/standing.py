"""What this clinic tells of itself beside a batch: what is left unsent, and once a day its free disk and its program."""

import shutil
from collections.abc import Sequence
from datetime import datetime

from sync.protocol.standing import Standing
from vclinic import __version__
from vclinic.storage import change_states, changes
from vclinic.storage.changes import Logged
from vclinic.storage.store import Store

TOLD = "standing_told"  # "day program" when disk and program were last told
_MB = 1024 * 1024


def told(store: Store, part: Sequence[Logged], at: datetime) -> Standing:
    """What to tell with a batch of these changes: what waits beyond them and for how long, and the day's rest."""
    with store.read() as session:
        left = change_states.counts(session)["pending"] - len(part)
        after = max((row.seq or 0 for row in part), default=0)
        oldest = changes.pending(session, after, 1) if left > 0 else []
    waited = at - datetime.fromisoformat(oldest[0].recorded_at) if oldest else None
    new_day = store.meta(TOLD).get(TOLD, "") != _today(at)
    return Standing(
        unsent=left if oldest else 0,
        waited=max(0, int(waited.total_seconds()) // 60) if waited is not None else 0,
        free_mb=shutil.disk_usage(store.data_dir).free // _MB if new_day else None,
        program=__version__ if new_day else "",
    )


def note(store: Store, standing: Standing, at: datetime) -> None:
    """The township has heard it: disk and program are told again tomorrow, or after an upgrade."""
    if standing.free_mb is not None:
        store.set_meta({TOLD: _today(at)})


def _today(at: datetime) -> str:
    return f"{at.date().isoformat()} {__version__}"
