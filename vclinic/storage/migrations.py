"""Every schema the store has had, step by step, under sqlite-utils `Migrations`.

Each step says what it does to the change log. A migration is preceded by a backup (see `storage/store.py`), and a
database that has steps we do not know is refused, untouched.
"""

import sqlite_utils
from sqlite_utils import Migrations

from vclinic.storage.schema import v1

migrations = Migrations("vclinic")


@migrations(name="0001_first_store")
def first_store(db: sqlite_utils.Database) -> None:
    """The whole first schema. The change log starts empty."""
    for statement in v1.STATEMENTS:
        db.conn.execute(statement)


def known_steps() -> set[str]:
    """Names of all steps this program knows."""
    empty = sqlite_utils.Database(memory=True)
    return {step.name for step in migrations.pending(empty)}


def unknown_steps(db: sqlite_utils.Database) -> set[str]:
    """Steps the database has and this program does not know: the database is newer."""
    return {step.name for step in migrations.applied(db)} - known_steps()
