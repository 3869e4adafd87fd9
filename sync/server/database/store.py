"""The township's database: an SQLite file or a PostgreSQL database of its own; short transactions; one writer at a time.

One writer, so that numbers are given in the order they become visible and nothing is decided on what another is changing.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import URL, ColumnElement, Engine, Table, inspect, literal_column, update
from sqlmodel import Session, SQLModel, select

from sync.server.database import address, bulk, cipher, engines, file_key, opening, swap, township_id
from sync.server.database.engines import FILE
from sync.server.database.faults import told_in_words
from sync.server.database.in_line import InLine
from sync.server.database.opening import Opened
from sync.server.database.session import TownshipSession, criteria, own, township_of
from sync.server.database.tables import Counter
from sync.server.database.township_id import TOWNSHIP
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files import open_lock
from vclinic.files.open_lock import OpenLock

Clock = Callable[[], datetime]
Condition = ColumnElement[bool] | bool  # as SQLModel types a comparison of its columns
T = TypeVar("T")
CHUNK = 500


class Store:
    """The open database of a township.

    Attributes:
        data: its directory.
        township_id: stands in every row of it.
        name: the township's name.
        epoch: drawn when it was made and at each restore.
        steps: the schema steps that opening it applied.
        writing: who writes in this process, and who stands in line for it.
        arrived: set whenever something came that is to be looked at.
    """

    def __init__(self, data: Path, engine: Engine, opened: Opened, lock: OpenLock | None = None) -> None:
        self.data = data
        self._engine = engine.execution_options(**{TOWNSHIP: opened.township_id})
        self._lock = lock
        self.writing = InLine()
        self.arrived = threading.Event()
        self.township_id, self.name, self.epoch = opened.township_id, opened.name, opened.epoch
        self.steps = opened.steps
        self._criteria = criteria(self.township_id)

    @contextmanager
    def read(self) -> Generator[Session]:
        """A session that sees one moment of the database and writes nothing."""
        with told_in_words(), self._session(self._engine) as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """A session that is committed as a whole when the block ends, or not at all."""
        writer = self._engine.execution_options(write=True)
        with told_in_words(), self.writing, self._session(writer) as session:
            yield session
            session.commit()

    def _session(self, engine: Engine) -> TownshipSession:
        return TownshipSession(engine, self.township_id, self._criteria, expire_on_commit=False)

    def close(self) -> None:
        """Release the file, or the connections."""
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    @property
    def engine(self) -> Engine:
        """For what asks the database itself, of all kinds of rows: backups and checks."""
        return self._engine


def create(data: Path, name: str, server: str = "") -> Store:
    """Make the database of a new township.

    Args:
        server: the address of an empty PostgreSQL database, without its password; "" for a file in the folder, or for
            the database that the folder names already.

    Raises:
        Refused: ``exists``, there is one already; or the address or its database will not do.
        WorldFault: the folder or the database cannot be reached.
    """
    named = address.read(data)
    if _size(data / FILE) is not None or (server and named is not None):
        raise Refused("exists", "这个目录里已经有一个卫生院的数据，没有改动它。")
    wanted = address.given(server) if server else None
    create_folder(data)
    if wanted is None and named is None:
        file_key.make(data)

    def keep(township: str) -> None:
        if wanted is not None:
            address.keep(data, wanted)
        if wanted is not None or named is not None:
            township_id.keep(data, township)

    return _fresh(data, wanted if wanted is not None else named, name, keep)


def create_folder(data: Path) -> None:
    """The folder of a township, for its owner only.

    Raises:
        WorldFault: ``unwritable``.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o700)
    except OSError as fault:
        raise WorldFault("unwritable", "建不了数据目录，请检查路径和权限。") from fault


def _fresh(data: Path, server: URL | None, name: str, keep: Callable[[str], None]) -> Store:
    lock = open_lock.take(data, open_lock.TOWNSHIP, None)
    township = township_id.read(data) if server is not None else ""
    engine: Engine | None = None
    try:
        if server is not None and not township:
            township = township_id.draw()
        engine = engines.open_server(server, township) if server is not None else engines.open_engine(data, None)
        if server is not None:
            engines.require_empty(engine)
        return Store(data, engine, opening.found(engine, township, name, keep), lock)
    except BaseException:
        if engine is not None:
            engine.dispose()
        lock.release()
        raise


def open_store(data: Path) -> Store:
    """Open an existing township.

    Raises:
        Refused: ``missing`` or ``newer``.
        WorldFault: the file cannot be read as a database, or is none of ours; the server does not answer.
    """
    swap.finish(data)
    named = address.read(data)
    if named is None:
        size = _size(data / FILE)
        if size is None:
            raise Refused("missing", "这个目录里没有卫生院的数据，请先用 init 建立。")
        if not size:  # it would become a new township without a name
            raise WorldFault("damaged", "数据库文件已损坏，或者不是卫生院的数据。请用备份恢复。")
    if named is None:
        cipher.encrypt(data, data / FILE)
    lock = open_lock.take(data, open_lock.TOWNSHIP, None)
    engine: Engine | None = None
    steps: tuple[str, ...] = ()
    try:
        if named is not None and not township_id.read(data):  # of a program that kept one township in a database
            steps = _named_now(data, named)
        engine = engines.open_engine(data, named)
        if named is not None:
            _require_ours(engine)
        opened = opening.open_up(engine, township_id.read(data) if named is not None else "", _nothing)
        return Store(data, engine, replace(opened, steps=steps + opened.steps), lock)
    except BaseException:
        if engine is not None:
            engine.dispose()
        lock.release()
        raise


def _named_now(data: Path, server: URL) -> tuple[str, ...]:
    """Write down whose folder it is."""
    engine = engines.open_server(server, "")
    try:
        _require_ours(engine)
        return opening.open_up(engine, "", lambda township: township_id.keep(data, township)).steps
    finally:
        engine.dispose()


def _require_ours(engine: Engine) -> None:
    with told_in_words(), engine.connect() as connection:
        if not inspect(connection).has_table("township"):
            raise Refused("missing", "这个数据库里没有卫生院的数据，请先用 init 建立。")


def _nothing(_township: str) -> None:
    """A file says itself whose it is."""


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        raise WorldFault("unreadable_folder", f"读不到数据目录 {file.parent}，请检查它的权限。") from fault


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
    if rows:
        target = table(kind)
        bulk.insert(session.connection(), target, _own(session, rows), bulk.replacing(target, rows[0]))


def insert_rows(session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, many in one statement."""
    if rows:
        bulk.insert(session.connection(), table(kind), _own(session, rows))


def insert_missing(session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows whose primary key is not there yet."""
    if rows:
        bulk.insert(session.connection(), table(kind), _own(session, rows), bulk.SKIPPED)


def _own(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    township = township_of(session)
    return [{"township_id": township, **row} for row in rows]


def set_where(session: Session, kind: type[SQLModel], condition: Any, **values: Any) -> int:
    """Update rows in place; returns how many."""
    changed = update(table(kind)).where(own(session, kind), condition).values(**values)
    return session.connection().execute(changed).rowcount


def spelled_out(condition: str) -> ColumnElement[bool]:
    """A condition word for word as an index is made for it; a value handed over apart would keep the index unused."""
    # of no type: SQLite would be asked whether a boolean is 1, and use no index
    return cast("ColumnElement[bool]", literal_column(condition))


def waits() -> ColumnElement[bool]:
    """What waits for review."""
    return spelled_out("review.state = 'waiting'")


def waits_again() -> ColumnElement[bool]:
    """What waits again after it was decided. Of any clinic, in words: else SQLite takes the index of all that waits, which
    leaves no less by its own reckoning."""
    return spelled_out("review.state = 'waiting' AND review.decided_at IS NOT NULL AND review.clinic_id > ''")


def refused() -> ColumnElement[bool]:
    """Changes that were not taken."""
    return spelled_out("inbox.state = 'refused'")


def lacking() -> ColumnElement[bool]:
    """Changes of the inbox that wait for something. As a range, too: else SQLite takes another index of the township's and
    walks through all it ever got."""
    return spelled_out("inbox.waits_for <> '' AND inbox.waits_for > ''")


def held() -> ColumnElement[bool]:
    """Changes that wait for something before them."""
    return spelled_out("inbox.applied = 'waiting'")


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Values in pieces an ``IN`` list can take."""
    pending = list(values)
    for start in range(0, len(pending), CHUNK):
        yield pending[start : start + CHUNK]
