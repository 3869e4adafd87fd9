"""The township's database: one embedded SQLite file for one township; short transactions; one writer at a time."""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Boolean, ColumnElement, Connection, Engine, Table, create_engine, event, literal_column, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, SQLModel, select

from sync.server.database import migrations
from sync.server.database.tables import Counter, Township
from vclinic.domain.problem import Refused, WorldFault

Clock = Callable[[], datetime]
Condition = ColumnElement[bool] | bool  # as SQLModel types a comparison of its columns
T = TypeVar("T")
FILE = "township.sqlite3"
CHUNK = 500


class Store:
    """The open database of a township.

    Attributes:
        data: its directory.
        name: the township's name.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._engine = _engine(data / FILE)
        self._writing = threading.Lock()
        with self.write() as session:
            migrations.migrate(session.connection())
            row = session.get(Township, "name")
        self.name = row.value if row is not None else ""

    @contextmanager
    def read(self) -> Generator[Session]:
        """A session that sees one moment of the database and writes nothing."""
        with told_in_words(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """A session that is committed as a whole when the block ends, or not at all."""
        writer = self._engine.execution_options(write=True)
        with told_in_words(), self._writing, Session(writer, expire_on_commit=False) as session:
            yield session
            session.commit()

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()


def create(data: Path, name: str) -> Store:
    """Make the database of a new township.

    Raises:
        Refused: ``exists``, there is one already.
    """
    if _size(data / FILE) is not None:
        raise Refused("exists", "这个目录里已经有一个卫生院的数据，没有改动它。")
    try:
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o700)
    except OSError as fault:
        raise WorldFault("unwritable", "建不了数据目录，请检查路径和权限。") from fault
    store = Store(data)
    with store.write() as session:
        session.add(Township(key="name", value=name))
    store.name = name
    return store


def open_store(data: Path) -> Store:
    """Open an existing township.

    Raises:
        Refused: ``missing`` or ``newer``.
        WorldFault: the file cannot be read as a database, or is none of ours.
    """
    size = _size(data / FILE)
    if size is None:
        raise Refused("missing", "这个目录里没有卫生院的数据，请先用 init 建立。")
    if not size:  # it would become a new township without a name
        raise WorldFault("damaged", "数据库文件已损坏，或者不是卫生院的数据。请用备份恢复。")
    return Store(data)


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        raise WorldFault("unreadable_folder", f"读不到数据目录 {file.parent}，请检查它的权限。") from fault


@contextmanager
def told_in_words() -> Generator[None]:
    """Turn the world's faults of a database into a sentence; let our own bugs through."""
    try:
        yield
    except DatabaseError as fault:
        said = str(fault.orig)
        for mark, code, sentence in _WORLD:
            if mark in said:
                raise WorldFault(code, sentence) from fault
        raise


_WORLD = (
    ("not a database", "damaged", "数据库文件已损坏，或者不是卫生院的数据。请用备份恢复。"),
    ("malformed", "damaged", "数据库文件已损坏。请停止使用，用备份恢复。"),
    ("disk is full", "disk_full", "磁盘满了，这一次没有保存，以前的资料都在。请清理磁盘。"),
    ("unable to open", "unopenable", "打不开数据库文件，请检查磁盘和目录权限。"),
    ("readonly", "read_only", "数据目录不能写入，请检查目录权限。"),
    ("locked", "busy", "数据库正被另一个程序占用，请稍等再试。"),
)


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", hide_parameters=True, connect_args={"timeout": 20})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def numbers(session: Session, name: str, count: int) -> range:
    """The next ``count`` numbers of a counter, from 1; the counter's row stays locked until the commit."""
    row = session.exec(select(Counter).where(Counter.name == name).with_for_update()).first()
    start = row.value if row is not None else 0
    if row is None:
        session.add(Counter(name=name, value=count))
    else:
        row.value = start + count
    session.flush()
    return range(start + 1, start + 1 + count)


def table(kind: type[SQLModel]) -> Table:
    """The Core table of a row class, for bulk statements."""
    declared: Table = getattr(kind, "__table__")  # noqa: B009  SQLModel does not declare it
    return declared


def upsert(session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or replace rows by primary key, many in one statement."""
    if not rows:
        return
    target = table(kind)
    keys = [column.name for column in target.primary_key]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(target)
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=keys, set_=fresh), [dict(row) for row in rows]
    )


def insert_rows(session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, many in one statement."""
    if rows:
        session.connection().execute(table(kind).insert(), [dict(row) for row in rows])


def set_where(session: Session, kind: type[SQLModel], condition: Any, **values: Any) -> int:
    """Update rows in place; returns how many."""
    return session.connection().execute(update(table(kind)).where(condition).values(**values)).rowcount


def waits() -> ColumnElement[bool]:
    """What waits for review. Spelled out, so that the indexes of what waits are used."""
    return literal_column("review.state = 'waiting'", Boolean)


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Values in pieces an ``IN`` list can take."""
    pending = list(values)
    for start in range(0, len(pending), CHUNK):
        yield pending[start : start + CHUNK]
