"""A connection to the database of a township: an encrypted file beside its other data, or a PostgreSQL server.

Both are used alike. A reading transaction sees one moment; a writing one waits until no other writes, in this process or
in another. What is more than one engine's word stands here, in `migrations` and in `bulk`.
"""

import zlib
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from sync.server.database import cipher, file_key, township_id
from sync.server.database.faults import told_in_words
from sync.server.database.township_id import TOWNSHIP, WHOLE
from vclinic.domain.problem import Refused, WorldFault

FILE = "township.sqlite3"
PATIENCE = 20  # seconds a writer waits for another
OLDEST = (14,)  # the release of PostgreSQL that tests begin with
_BUILDER = 0x76636C696E6963  # any number that stays the same: the lock of whoever changes the schema of this database
_WRITER = 0x76636C69  # and of whoever writes for a township, with a number of the township's own


def open_engine(data: Path, server: URL | None) -> Engine:
    """The database of a data folder: on ``server``, or the file in it."""
    if server is None:
        return open_file(data / FILE, file_key.read(data))
    return open_server(server, township_id.read(data))


def open_file(file: Path, key: bytes) -> Engine:
    """An encrypted file as a database."""
    engine = create_engine(
        "sqlite://", creator=lambda: cipher.connect(file, key, PATIENCE), module=sqlcipher, poolclass=QueuePool,
        hide_parameters=True, execution_options={TOWNSHIP: ""},
    )  # fmt: skip

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")

    return engine


def open_server(server: URL, township: str) -> Engine:
    """A database on a PostgreSQL server, for a township; "" while it is not known for which."""
    settings = f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=5min"
    try:
        engine = create_engine(
            server, hide_parameters=True, pool_pre_ping=True, execution_options={TOWNSHIP: township},
            connect_args={"options": settings, "connect_timeout": 10, "application_name": program(township)},
        )  # fmt: skip
    except ModuleNotFoundError as fault:
        raise WorldFault("no_driver", "这台机器没有装 PostgreSQL 的驱动，请装 vclinic[postgresql]。") from fault

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        from sync.server.database.text_without_nul import TextWithoutNul

        connection.adapters.register_dumper(str, TextWithoutNul)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        told = connection.get_execution_options()
        if _writes(connection):
            if told.get(WHOLE, False):
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_BUILDER})")
            if told.get(TOWNSHIP):
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER}, {_number(told[TOWNSHIP])})")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    return engine


def program(township: str) -> str:
    """What a connection for a township calls itself at a PostgreSQL server."""
    return f"vclinic-township {township}".rstrip()


def _number(township: str) -> int:
    """A township's lock; where two have the same, one waits for the other now and then."""
    number = zlib.crc32(township.encode("ascii"))
    return number - (1 << 32) if number >= 1 << 31 else number


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("write", False))


def require_empty(engine: Engine) -> None:
    """Make sure that a PostgreSQL database can take a new township.

    Raises:
        Refused: ``old_server``, ``encoding``, or ``foreign``: something else is kept there.
    """
    with told_in_words(), engine.connect() as connection:
        if (connection.dialect.server_version_info or ()) < OLDEST:
            raise Refused("old_server", f"PostgreSQL 太旧，请用 {OLDEST[0]} 或更新的版本。")
        if connection.execute(text("SHOW server_encoding")).scalar_one() != "UTF8":
            raise Refused("encoding", "这个数据库不是 UTF8 编码，请新建一个 UTF8 编码的空数据库。")
        tables = set(inspect(connection).get_table_names())
        if tables and "schema_step" not in tables:
            raise Refused("foreign", "这个数据库里已有别的数据，请给卫生院单独建一个空数据库。")
