"""What came is looked at after its receipts went out: who is to be looked at is kept in the database, so that nothing
is forgotten when the program is ended, and a page that is opened before looks at the first few itself.
"""

import logging
import threading
import time
from collections.abc import Generator, Iterable, Set as AbstractSet
from contextlib import contextmanager, suppress
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from sync.server.database.faults import without_content
from sync.server.database.session import own
from sync.server.database.store import Clock, Store, chunks, insert_missing, table
from sync.server.database.tables import ToLook
from sync.server.review import waiting
from vclinic.domain.dates import beijing_day
from vclinic.domain.problem import Expected

PIECE = 10  # residents looked at in one transaction: others wait for its end
_REST = 2.0  # times what a piece took, when clinics go on sending
_LONGEST_REST = 1.0  # seconds
_QUIET = 0.2  # seconds without anything new, after which a clinic seems to have sent all it has
_PATIENCE = 25  # so often is that waited for
_LEFT_BY_OTHERS = 5.0  # seconds after which another program of this township may have left something
_log = logging.getLogger(__name__)


def mark(session: Session, resident_ids: Iterable[str]) -> None:
    """Residents of whom something came; their records that wait are to be looked at again."""
    insert_missing(session, ToLook, [{"resident_id": name} for name in sorted(resident_ids)])


def left(session: Session) -> int:
    """How many residents are still to be looked at."""
    return session.exec(select(func.count()).select_from(ToLook)).one()


def look_at(session: Session, resident_ids: Iterable[str], today: date) -> None:
    """Look now at those of these residents who are to be looked at."""
    for part in chunks(resident_ids):
        _look(session, session.exec(select(ToLook.resident_id).where(col(ToLook.resident_id).in_(part))).all(), today)


def some(store: Store, today: date, without: AbstractSet[str] = frozenset()) -> int:
    """Look at the next few residents; returns how many there were."""
    wanted = select(ToLook.resident_id).where(col(ToLook.resident_id).not_in(without)).order_by(ToLook.resident_id)
    with store.read() as session:
        if session.exec(wanted.limit(1)).first() is None:
            return 0
    with store.write() as session:
        names = session.exec(wanted.limit(PIECE)).all()
        _look(session, names, today)
    return len(names)


def catch_up(store: Store, today: date) -> None:
    """Look at everybody who is to be looked at."""
    while some(store, today):
        pass


def _look(session: Session, resident_ids: Iterable[str], today: date) -> None:
    waiting.refresh(session, resident_ids, today)
    for part in chunks(resident_ids):
        session.connection().execute(
            delete(table(ToLook)).where(own(session, ToLook), col(ToLook.resident_id).in_(part))
        )


@contextmanager
def following(store: Store, clock: Clock) -> Generator[None]:
    """Look at whatever comes, in a thread of its own, for the length of the block."""
    looker = _Looker(store, clock)
    looker.start()
    try:
        yield
    finally:
        looker.stop()


class _Looker(threading.Thread):
    """Lets a clinic finish first: receipts are waited for, findings are not."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(name="looking", daemon=True)
        self.store = store
        self.clock = clock
        self._stopping = threading.Event()
        self._failed: set[str] = set()

    def stop(self) -> None:
        """End, after the piece that is being looked at."""
        self._stopping.set()
        self.store.arrived.set()
        self.join()

    def run(self) -> None:
        while not self._stopping.is_set():
            hurried = not self._quiet()
            while not self._stopping.is_set() and (hurried or not self.store.arrived.is_set()):
                begun = time.thread_time()
                if not self._some():
                    break
                if self.store.arrived.is_set():  # turn by turn with those who send
                    self._stopping.wait(min(_LONGEST_REST, _REST * (time.thread_time() - begun)))
            self.store.arrived.wait(_LEFT_BY_OTHERS)

    def _quiet(self) -> bool:
        for _ in range(_PATIENCE):
            self.store.arrived.clear()
            if self._stopping.wait(_QUIET) or not self.store.arrived.is_set():
                return True
        return False

    def _some(self) -> int:
        today = beijing_day(self.clock())
        try:
            return some(self.store, today, self._failed)
        except Expected:  # the database is away or full: what is to be looked at stays marked
            return 0
        except Exception as fault:  # noqa: BLE001  a fault of ours in one record must not end the looking at all others
            _log.error("looking failed: %s", without_content(fault))
            return self._one_by_one(today)

    def _one_by_one(self, today: date) -> int:
        """One record that cannot be looked at does not hold up the others; it stays marked."""
        with self.store.read() as session:
            wanted = select(ToLook.resident_id).where(col(ToLook.resident_id).not_in(self._failed))
            names = session.exec(wanted.order_by(ToLook.resident_id).limit(PIECE)).all()
        for name in names:
            self._failed.add(name)
            with suppress(Exception), self.store.write() as session:
                look_at(session, [name], today)
                self._failed.discard(name)
        return len(names)
