"""The write-ahead log folded into the database a few seconds after the last write, on a thread of its own, so that a copy
of the database file alone is whole.

Nobody waits for it: a passive checkpoint takes no lock a writer wants, its own connection waits for nobody, and what a long
reader still needs stays in the log until the next try.
"""

import threading

from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.domain.problem import WorldFault
from vclinic.storage.database import connect
from vclinic.storage.own_file import OwnFile

REST_S = 3.0


class Folding:
    """Runs until `stop`.

    Attributes:
        folded: how often the whole log stood in the database afterwards.
    """

    def __init__(self, file: OwnFile, rest: float) -> None:
        self._file, self._rest = file, rest
        self._state = threading.Condition()
        self._writes = 0
        self._stopped = False
        self.folded = 0
        self._thread = threading.Thread(target=self._run, name="folding", daemon=True)
        self._thread.start()

    def wrote(self) -> None:
        """Something was committed; the rest begins anew."""
        with self._state:
            self._writes += 1
            self._state.notify()

    def stop(self) -> None:
        """End; what is being folded in now is finished first."""
        with self._state:
            self._stopped = True
            self._state.notify()
        self._thread.join()

    def _run(self) -> None:
        folded = 0  # how many writes the database file holds
        while (writes := self._rested(folded)) is not None:
            if self._fold():
                folded = writes
                self.folded += 1

    def _rested(self, folded: int) -> int | None:
        """How many writes there are once more than ``folded`` were made and then none for a while; None when stopped."""
        with self._state:
            while not self._stopped:
                before = self._writes
                self._state.wait(self._rest if before > folded else None)
                if not self._stopped and self._writes == before > folded:
                    return before
        return None

    def _fold(self) -> bool:
        """Whether the whole log is in the database now; what hinders it now is tried again after another rest."""
        try:
            self._file.look()
            connection = connect(self._file.path, self._file.key, patience=0.0)
            try:
                busy, logged, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            finally:
                connection.close()
        except (WorldFault, sqlcipher.Error):
            return False
        self._file.settled()
        return not busy and logged == moved
