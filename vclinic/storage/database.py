"""One way to open the encrypted database, for SQLModel and sqlite-utils alike."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection as SqlConnection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.domain.problem import WorldFault
from vclinic.storage.faults import in_words

if TYPE_CHECKING:
    import sqlite_utils

WRITES = "vclinic_writes"
_SHUT = "打不开数据库：磁盘满了或出错、数据目录不能写，或正被别的程序占用。资料没有改动。请检查磁盘空间和权限后再打开。"


def connect(path: Path, key: bytes, *, create: bool = False, patience: float = 10.0) -> sqlcipher.Connection:
    """A keyed connection: WAL, synchronous FULL, foreign keys on, temporary data in memory only.

    Args:
        patience: seconds it waits for another's lock.

    Raises:
        WorldFault: ``database_missing``; what the disk says when it is full or may not be written;
            ``database_unreadable`` for a foreign file or a wrong key.
    """
    if not create and not path.is_file():
        raise WorldFault("database_missing", "找不到数据库文件，请检查数据目录，或用备份恢复。")
    if not create and path.stat().st_size == 0:  # SQLite would take it for a new database
        raise WorldFault("database_unreadable", "数据库文件是空的，可能是断电造成的。文件没有改动，请用备份恢复。")
    try:
        connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=patience)
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong password is no news for stderr
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_memory_security = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
            "cache_size = -8000",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlcipher.Error as fault:
        told = in_words(fault)
        if told is not None and told.code != "damaged":
            # a full disk or a folder we may not write must not send a doctor to an old backup
            raise WorldFault(told.code, _SHUT) from fault
        raise WorldFault(
            "database_unreadable", "打不开数据库：文件已损坏，或者不是本程序的数据。文件没有改动，可以用备份恢复。"
        ) from fault
    return connection


@contextmanager
def connect_to_look(path: Path, key: bytes) -> Generator[sqlcipher.Connection]:
    """A keyed connection that writes nothing, not even how a file keeps its journal; raises `sqlcipher.Error`."""
    connection = sqlcipher.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=2.0)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_memory_security = OFF")
        connection.execute("PRAGMA query_only = ON")
        yield connection
    finally:
        connection.close()


def copy_into(origin: sqlcipher.Connection, target: Path, key: bytes) -> None:
    """A consistent copy of an open database under the same key, what is still in its log included."""
    copy = connect(target, key, create=True)
    try:
        copy.execute("PRAGMA journal_mode = DELETE")
        origin.backup(copy)
    finally:
        copy.close()


def utils(connection: sqlcipher.Connection) -> "sqlite_utils.Database":
    """sqlite-utils on a keyed connection; plugins of the machine are kept out of patient data."""
    import sqlite_utils

    return sqlite_utils.Database(connection, execute_plugins=False)


def make_engine(path: Path, key: bytes) -> Engine:
    """An SQLAlchemy engine whose transactions begin IMMEDIATE when the connection carries the `WRITES` option."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, key),
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=3,
        max_overflow=3,
        hide_parameters=True,  # an error must not carry a resident's data into a log
    )

    def begin(connection: SqlConnection) -> None:
        writes: Any = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def settle(connection: sqlcipher.Connection | None, _record: object) -> None:
        # A COMMIT that a deferred foreign key refuses leaves the transaction open, and SQLAlchemy does not end it.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", settle)
    return engine
