"""From an older program to this one: a backup first, then the file encrypted and the schema brought up."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from sync.server.care import backup, recovery
from sync.server.care.backup import Source
from sync.server.database import address, cipher, engines, migrations, swap, township_id
from sync.server.database.engines import FILE
from sync.server.database.faults import told_in_words
from sync.server.database.store import open_store
from sync.server.database.township_id import WHOLE


@dataclass(frozen=True, slots=True)
class Report:
    """What was done.

    Attributes:
        encrypted: whether the file was plain before.
        backup: the backup made before the schema was touched; None where nothing had to be, or no recovery code was
            drawn yet.
        steps: the schema steps applied.
    """

    encrypted: bool
    backup: Path | None
    steps: tuple[str, ...]


def upgrade(data: Path, now: datetime) -> Report:
    """Bring a township up to this program; once it is, nothing is done.

    Raises:
        Refused: ``missing``, ``newer``. WorldFault: the disk or the database; what is there stays as it was.
    """
    swap.finish(data)
    named = address.read(data)
    encrypted = named is None and cipher.encrypt(data, data / FILE)
    made: Path | None = None
    if (named is not None or (data / FILE).exists()) and recovery.is_drawn(data):
        made = _before(data, now)
    with closing(open_store(data)) as store:
        return Report(encrypted, made, store.steps)


def _before(data: Path, now: datetime) -> Path | None:
    """A backup of what is there, where a step waits."""
    engine = engines.open_engine(data, address.read(data))
    try:
        with told_in_words(), engine.connect() as connection:
            waiting = migrations.waiting(connection)
            if not waiting or len(waiting) == len(migrations.STEPS):  # nothing to do, or nothing there
                return None
            whose = township_id.of(connection, data) if migrations.TOWNSHIPS not in waiting else ""
            # before the step that says whose a row is, there is one township, and all there is is its own
            own, told = (" WHERE township_id = :township", {"township": whose}) if whose else ("", {})
            asked = text(f"SELECT key, value FROM township{own}")  # noqa: S608
            rows = connection.execute(asked.execution_options(**{WHOLE: not whose}), told)
            facts = {str(row[0]): str(row[1]) for row in rows}
        source = Source(
            data, engine.execution_options(**{WHOLE: not whose}), whose, facts.get("name", ""), facts.get("epoch", "")
        )
        return backup.backup(source, data / backup.FOLDER / backup.name_at(now), now).path
    finally:
        engine.dispose()
