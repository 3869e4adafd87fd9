"""The township's file at rest is SQLCipher: how it is opened, and how a plain file of an older program becomes one.

A plain file is copied under the key, the copy is opened and compared, and one rename puts it in place. Whatever kills
this on the way leaves the plain file as it was or the encrypted one whole.
"""

import os
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from sync.server.database import file_key
from vclinic.domain.problem import WorldFault
from vclinic.files.exclusive import held

PLAIN = b"SQLite format 3\0"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "temp_store=MEMORY")
_FAILED = "数据库没有加密成，原来的文件没有变，也没有少东西。请检查磁盘空间，关掉别的卫生院程序后再试。"


def connect(file: Path, key: bytes, patience: float = 20.0) -> sqlcipher.Connection:
    """A keyed connection, in which transactions are begun by hand; raises `sqlcipher.Error`."""
    connection = sqlcipher.connect(str(file), isolation_level=None, check_same_thread=False, timeout=patience)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_memory_security = OFF")
        connection.execute("PRAGMA cache_size = -16000")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlcipher.Error:
        connection.close()
        raise
    return connection


def is_plain(file: Path) -> bool:
    """Whether a file is a database that nobody encrypted."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(PLAIN)) == PLAIN
    except OSError:
        return False


def encrypt(data: Path, file: Path) -> bool:
    """Make a plain file an encrypted one; False when it is none. Its key is drawn when there is none yet.

    Raises:
        WorldFault: ``not_encrypted``, somebody has it open or the disk does not let us; the file is as it was.
    """
    if not is_plain(file):
        return False
    key = file_key.make(data)
    with held(data):
        if not is_plain(file):  # another program was quicker
            return False
        copy = file.with_name(f"{file.name}.encrypting")
        _clear(copy)
        try:
            plain = sqlcipher.connect(str(file), isolation_level=None, timeout=2.0)
            try:
                _encrypt(plain, file, copy, key)
                if os.name == "posix":  # nobody can write into the old file between the copy and the swap
                    copy.replace(file)
            finally:
                plain.close()
            if os.name != "posix":
                copy.replace(file)
            file_key.settle(data)
        except (sqlcipher.Error, OSError) as fault:
            _clear(copy)
            raise WorldFault("not_encrypted", _FAILED) from fault
    return True


def _encrypt(plain: sqlcipher.Connection, file: Path, copy: Path, key: bytes) -> None:
    plain.execute("PRAGMA locking_mode = EXCLUSIVE")
    if plain.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":  # what is in the log goes into the file
        raise OSError(file)
    plain.execute("BEGIN EXCLUSIVE")
    plain.execute("COMMIT")  # the lock stays until this connection ends
    counts = _counts(plain)
    plain.execute(f"ATTACH DATABASE ? AS encrypted KEY \"x'{key.hex()}'\"", (str(copy),))
    plain.execute("SELECT sqlcipher_export('encrypted')")
    plain.execute("DETACH DATABASE encrypted")
    copy.chmod(file.stat().st_mode & 0o777)
    checked = connect(copy, key)
    try:
        checked.execute("PRAGMA journal_mode = DELETE")
        sound = checked.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not sound or _counts(checked) != counts or checked.execute("PRAGMA foreign_key_check").fetchone():
            raise OSError(copy)
    finally:
        checked.close()
    with copy.open("rb+") as opened:
        os.fsync(opened.fileno())


def _counts(connection: sqlcipher.Connection) -> dict[str, int]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _clear(copy: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
