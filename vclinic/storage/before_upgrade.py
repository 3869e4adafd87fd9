"""What is known of a database before it is brought to this program's schema: whatever steps it has been through, its log
and what the township answered are where they always were."""

from dataclasses import dataclass
from pathlib import Path

from vclinic.storage import steps
from vclinic.storage.copying import changes_in
from vclinic.storage.database import connect
from vclinic.storage.faults import told_in_words
from vclinic.storage.rounds import DEVICE


@dataclass(frozen=True, slots=True)
class Before:
    """A database that will be upgraded: changes nobody has answered, and whether the clinic is paired."""

    unsent: int
    paired: bool


def look(path: Path, key: bytes) -> Before | None:
    """How it stands before its upgrade; None where none waits, or the database is a newer program's.

    Raises:
        WorldFault: it is missing, damaged or foreign.
    """
    connection = connect(path, key)
    try:
        with told_in_words():
            if steps.unknown(connection) or not steps.waiting(connection):
                return None
            paired = connection.execute("SELECT 1 FROM meta WHERE key = ?", (DEVICE,)).fetchone() is not None
    finally:
        connection.close()
    return Before(len(changes_in(path, key, unsent=True)), paired)
