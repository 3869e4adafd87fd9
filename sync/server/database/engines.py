"""A connection to the database of a township: an encrypted file beside its other data, or a PostgreSQL server.

Both are used alike. A reading transaction sees one moment; a writing one waits until no other writes, in this process or
in another. What is more than one engine's word stands here, in `migrations` and in `bulk`.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from sync.server.database import cipher, file_key
from sync.server.database.faults import told_in_words
from vclinic.domain.problem import Refused, WorldFault

FILE = "township.sqlite3"
PATIENCE = 20  # seconds a writer waits for another
OLDEST = (14,)  # the release of PostgreSQL that tests begin with
_WRITER = 0x76636C696E6963  # any number that stays the same: the lock of whoever writes in this database


def open_engine(data: Path, server: URL | None) -> Engine:
    """The database of a data folder: on ``server``, or the file in it."""
    return open_file(data / FILE, file_key.read(data)) if server is None else _postgresql(server)


def open_file(file: Path, key: bytes) -> Engine:
    """An encrypted file as a database."""
    engine = create_engine(
        "sqlite://", creator=lambda: cipher.connect(file, key, PATIENCE), module=sqlcipher, poolclass=QueuePool,
        hide_parameters=True,
    )  # fmt: skip

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")

    return engine


def _postgresql(server: URL) -> Engine:
    settings = f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=5min"
    try:
        engine = create_engine(
            server, hide_parameters=True, pool_pre_ping=True,
            connect_args={"options": settings, "connect_timeout": 10, "application_name": "vclinic-township"},
        )  # fmt: skip
    except ModuleNotFoundError as fault:
        raise WorldFault("no_driver", "这台机器没有装 PostgreSQL 的驱动，请装 vclinic[postgresql]。") from fault

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        from sync.server.database.text_without_nul import TextWithoutNul

        connection.adapters.register_dumper(str, TextWithoutNul)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        if _writes(connection):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    return engine


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
