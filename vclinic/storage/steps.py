"""Which steps a database has been through, read without sqlite-utils: each start asks, and only a migration needs it."""

from sqlcipher3 import dbapi2 as sqlcipher

SERIES = "vclinic"
KNOWN: tuple[str, ...] = (
    "0001_first_store",
    "0002_many_diseases",
    "0003_both_directions",
    "0004_what_is_taken",
    "0005_taken_back",
    "0006_replies",
    "0007_other_versions",
)  # in order; `migrations.py` says what each does


def waiting(connection: sqlcipher.Connection) -> set[str]:
    """Steps this program knows and the database has not been through."""
    return set(KNOWN) - applied(connection)


def unknown(connection: sqlcipher.Connection) -> set[str]:
    """Steps the database has been through and this program does not know: the database is newer."""
    return applied(connection) - set(KNOWN)


def applied(connection: sqlcipher.Connection) -> set[str]:
    """Steps the database has been through, as sqlite-utils has written them down."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SERIES,))
    return {str(name) for (name,) in rows}
