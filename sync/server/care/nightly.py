"""The backup nobody has to think of: once a day while the township is served, kept for days, weeks and months, copied to
a second place, read again there too. What goes wrong is put down for the console and `status`, and tried again in an hour.
"""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sync.server.care import backup, plan, recovery
from sync.server.care.plan import Outcome
from sync.server.database.faults import without_content
from sync.server.database.store import Clock, Store
from sync.server.database.tables import Township
from vclinic.domain.problem import Expected
from vclinic.files.backup_rotation import superfluous

DAYS, WEEKS, MONTHS = 7, 4, 12
_EVERY = 30.0  # seconds between two looks at the clock
_AGAIN = timedelta(hours=1)
_CLAIM = "backup_claim"
_LOG = logging.getLogger(__name__)


@contextmanager
def running(store: Store, clock: Clock) -> Generator[None]:
    """Back up when it is time, for the length of the block."""
    stop = threading.Event()
    thread = threading.Thread(target=_watch, args=(store, clock, stop), name="nightly backup", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _watch(store: Store, clock: Clock, stop: threading.Event) -> None:
    while not stop.wait(_EVERY):
        try:
            if claim(store, clock()):
                run(store, clock(), going=lambda: not stop.is_set())
        except Expected as fault:  # the database does not answer now; asked again soon
            _LOG.warning("no backup: %s", fault.code)
        except Exception as fault:  # noqa: BLE001  one bad night must not end all later ones
            _LOG.error("no backup: %s", without_content(fault))


def claim(store: Store, now: datetime) -> bool:
    """Whether a backup is due and nobody else makes it: of several programs one gets it."""
    with store.read() as session:
        if not _due(plan.plan(session).moment(now), plan.last(session), plan.last_good(session), now):
            return False
    with store.write() as session:
        held = session.get(Township, _CLAIM)
        if held is not None and now - datetime.fromisoformat(held.value) < _AGAIN:
            return False
        session.merge(Township(key=_CLAIM, value=now.isoformat(timespec="seconds")))
    return True


def _due(planned: datetime, last: Outcome | None, good: Outcome | None, now: datetime) -> bool:
    """A backup of today is wanted from its hour on, and at once where the last is older than a day."""
    if last is not None and last.error and now - datetime.fromisoformat(last.at) < _AGAIN:
        return False
    made = datetime.fromisoformat(good.at) if good is not None else None
    if made is None:
        return True
    return (made < planned <= now) or now - made > timedelta(days=1, hours=1)


def run(store: Store, now: datetime, going: Callable[[], bool] = lambda: True) -> Outcome:
    """Make the backup, its copy and room for the next; put down what came of it."""
    with store.read() as session:
        second = plan.plan(session).second
    outcome = Outcome(now.isoformat(timespec="seconds"))
    try:
        folder = store.data / backup.FOLDER
        made = backup.backup(store, folder / backup.name_at(now), now, going)
        outcome = replace(outcome, file=str(made.path), size=made.size, changes=made.changes)
        _make_room(folder)
        if second:
            outcome = _copied(store, made.path, Path(second), outcome)
    except Expected as fault:
        outcome = replace(outcome, error=fault.sentence)
    with store.write() as session:
        plan.note(session, outcome)
    return outcome


def _copied(store: Store, file: Path, second: Path, outcome: Outcome) -> Outcome:
    copy = second / file.name
    half = second / f".{file.name}.part"
    try:
        shutil.copyfile(file, half)
        half.chmod(0o600)
        with half.open("rb+") as written:
            os.fsync(written.fileno())
        backup.verified(half, recovery.key(store.data))
        half.replace(copy)
        _make_room(second)
    except (OSError, Expected):
        with suppress(OSError):
            half.unlink(missing_ok=True)
        return replace(outcome, second_error=f"第二个位置 {second} 没有写成，请检查它在不在、能不能写、有没有空间。")
    return replace(outcome, second=str(copy))


def _make_room(folder: Path) -> None:
    """Take away the backups that days, weeks and months have passed over; other files stay."""
    made = {moment: path for path in folder.iterdir() if (moment := backup.moment_of(path)) is not None}
    for moment in superfluous(made, DAYS, WEEKS, MONTHS):
        with suppress(OSError):
            made[moment].unlink()
