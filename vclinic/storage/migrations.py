"""Every schema the store has had, step by step, under sqlite-utils `Migrations`.

Each step says what it does to the change log; its name stands in `storage/steps.py` too. A migration is preceded by a
backup (see `storage/store.py`), and a database that has steps we do not know is refused, untouched.
"""

import sqlite_utils
from sqlite_utils import Migrations

from vclinic.storage.schema import v1, v2, v3, v4, v5, v6, v7
from vclinic.storage.steps import SERIES

migrations = Migrations(SERIES)


@migrations(name="0001_first_store")
def first_store(db: sqlite_utils.Database) -> None:
    """The whole first schema. The change log starts empty."""
    for statement in v1.STATEMENTS:
        db.conn.execute(statement)


@migrations(name="0002_many_diseases")
def many_diseases(db: sqlite_utils.Database) -> None:
    """Follow-ups of any disease, prescriptions for any reason, kinds of movement, care. The change log stays as it is."""
    for statement in v2.STATEMENTS:
        db.conn.execute(statement)
    _nothing_points_nowhere(db)


@migrations(name="0003_both_directions")
def both_directions(db: sqlite_utils.Database) -> None:
    """Notices word for word, announcements, kept counts. The change log stays as it is."""
    for statement in v3.STATEMENTS:
        db.conn.execute(statement)
    _nothing_points_nowhere(db)


@migrations(name="0004_what_is_taken")
def what_is_taken(db: sqlite_utils.Database) -> None:
    """One more kind of record. The change log stays as it is."""
    for statement in v4.STATEMENTS:
        db.conn.execute(statement)


@migrations(name="0005_taken_back")
def taken_back(db: sqlite_utils.Database) -> None:
    """Receipts can be taken back for a township that forgot. The change log stays as it is."""
    for statement in v5.STATEMENTS:
        db.conn.execute(statement)


@migrations(name="0006_replies")
def replies(db: sqlite_utils.Database) -> None:
    """One more kind of record. The change log stays as it is."""
    for statement in v6.STATEMENTS:
        db.conn.execute(statement)


@migrations(name="0007_other_versions")
def other_versions(db: sqlite_utils.Database) -> None:
    """What another computer made of a record that was changed here too. The change log stays as it is."""
    for statement in v7.STATEMENTS:
        db.conn.execute(statement)


def _nothing_points_nowhere(db: sqlite_utils.Database) -> None:
    lost = db.conn.execute("PRAGMA foreign_key_check").fetchall()
    if lost:
        raise ValueError(f"rows that point nowhere in {sorted({row[0] for row in lost})}")


def bring_up(db: sqlite_utils.Database) -> None:
    """Apply every step that waits.

    Tables are made anew without foreign keys in between, which SQLite allows outside a transaction only; that nothing
    points into the void afterwards is part of each step's transaction.

    Raises:
        ValueError: rows that point nowhere; the step is undone.
    """
    db.conn.execute("PRAGMA foreign_keys = OFF")
    try:
        migrations.apply(db)
    finally:
        db.conn.execute("PRAGMA foreign_keys = ON")
