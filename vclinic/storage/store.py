"""The clinic's store: opened with the database key, read in snapshots, written one act at a time."""

import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, func
from sqlcipher3 import dbapi2 as sqlcipher
from sqlmodel import Session, col, select

from vclinic.domain.problem import Refused, WorldFault
from vclinic.files import open_lock
from vclinic.storage import backup_file, change_states, ids, log_count, steps, unsent
from vclinic.storage.database import WRITES, connect, copy_into, make_engine, utils
from vclinic.storage.faults import told_in_words
from vclinic.storage.file_names import BACKUPS, DATABASE, KEYRING
from vclinic.storage.folding import REST_S, Folding
from vclinic.storage.own_file import OwnFile
from vclinic.storage.tables import ChangeRow, Meta
from vclinic.storage.unit_of_work import COUNTER, STORE_ID, TAG, UnitOfWork, life

if TYPE_CHECKING:
    from sqlite_utils import Database


class Store:
    """An open store.

    Attributes:
        data_dir: the folder that holds database, key file, backups and logs.
        key: the database key, for backups made while the program runs; it never leaves memory.
        put_back: why another life of it was begun at its opening (`put_back.settle`); else empty.
        stopped: a sentence while nothing dated may be written because the clock is not believed; else empty.
    """

    def __init__(self, data_dir: Path, key: bytes, engine: Engine, lock: open_lock.OpenLock, entries: int) -> None:
        self.data_dir = data_dir
        self.key = key
        self._engine = engine
        self.stopped = self.put_back = ""
        self._looked_for_lost = False
        self._lost: int | None = None
        self._lock = lock
        self._file = OwnFile(self.path, key, entries)
        self._folding: Folding | None = None

    @classmethod
    def create(cls, data_dir: Path, key: bytes, store_id: str) -> "Store":
        """A new empty store; nothing is left behind when it cannot be made.

        Raises:
            WorldFault: the folder or disk does not let us.
        """
        path = data_dir / DATABASE
        lock = open_lock.take(data_dir, open_lock.COMMAND, None)
        with released_on_failure(lock), told_in_words():
            connection = connect(path, key, create=True)
            try:
                database = _brought_up(connection)
                facts = {COUNTER: "1", TAG: ids.new_tag(), STORE_ID: store_id, "generation": "1"}
                with database.atomic():
                    for name, value in facts.items():
                        connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (name, value))
            finally:
                connection.close()
        return cls(data_dir, key, make_engine(path, key), lock, 0)

    @classmethod
    def open(cls, data_dir: Path, key: bytes, at: datetime) -> "Store":
        """The store in ``data_dir``; brought to this program's schema after a backup copy.

        Raises:
            Refused: ``newer_database``.
            WorldFault: missing, damaged, foreign.
        """
        path = data_dir / DATABASE
        if not path.exists():
            connect(path, key)  # says that it is missing; nothing is left behind in a folder that is not ours
        lock = open_lock.take(data_dir, open_lock.COMMAND, at)
        with released_on_failure(lock):
            connection = connect(path, key)
            try:
                with told_in_words():
                    if steps.unknown(connection):
                        sentence = "这个数据库是更新版本的程序用过的，本程序不能打开。数据没有改动，请安装新版本。"
                        raise Refused("newer_database", sentence)
                    if steps.waiting(connection):
                        lock.refuse_others("没有升级，数据没有改动。")
                        _copy_before_migration(connection, path, key, at)
                        _brought_up(connection)
                    entries = connection.execute("SELECT max(seq) FROM change").fetchone()[0] or 0
            finally:
                connection.close()
            return cls(data_dir, key, make_engine(path, key), lock, entries)

    @property
    def path(self) -> Path:
        """The database file."""
        return self.data_dir / DATABASE

    @contextmanager
    def read(self) -> Generator[Session]:
        """A snapshot for reading; rows stay usable afterwards."""
        self._file.look()
        with told_in_words(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def act(self, by: str, at: datetime) -> Generator[UnitOfWork]:
        """One act: rows and changes commit together when the block ends well, else nothing happened.

        Raises:
            Refused: ``clock_in_doubt``.
            WorldFault: the disk; ``store_moved``.
        """
        if self.stopped:
            raise Refused("clock_in_doubt", self.stopped)
        self._file.look()
        if not self._looked_for_lost:
            self._lost, self._looked_for_lost = self.missing(), True  # going on writing must not make up for it
        elif self._lost:
            self._lost = self.missing()  # what the township gave back since is missing no more
        with told_in_words(), self._engine.connect().execution_options(**{WRITES: True}) as connection:
            with Session(bind=connection, expire_on_commit=False) as session:
                work = UnitOfWork.begin(session, by, at)
                yield work
                work.finish(count_begins=not work.counted and log_count.begin(self.data_dir, work.life))
                entries = log_length(session)
                session.commit()
        self._file.entries = entries
        if self._lost is not None:
            log_count.keep(self.data_dir, work.life, entries + self._lost)
        self._written()

    @contextmanager
    def local(self) -> Generator[Session]:
        """A write that is never sent: drafts, settings, receipts, search keys."""
        self._file.look()
        with told_in_words(), self._engine.connect().execution_options(**{WRITES: True}) as connection:
            with Session(bind=connection, expire_on_commit=False) as session:
                yield session
                session.commit()
        self._written()

    def meta(self, *names: str) -> dict[str, str]:
        """Stored facts by name; names that are not there are left out."""
        with self.read() as session:
            return {row.key: row.value for row in session.exec(select(Meta).where(col(Meta.key).in_(names)))}

    def set_meta(self, facts: dict[str, str]) -> None:
        """Store facts of this machine."""
        with self.local() as session:
            for name, value in facts.items():
                session.merge(Meta(key=name, value=value))

    def missing(self) -> int | None:
        """How many entries this machine wrote that the log no longer holds: its files were copied without the
        write-ahead log, or an older copy was put in their place. None when it cannot be told, because the count that was
        kept beside the database is not there or cannot be read."""
        facts = self.meta(STORE_ID, TAG, log_count.COUNTED)
        count = log_count.kept(self.data_dir, life(facts))
        if count is None:
            return None if TAG in facts and facts.get(log_count.COUNTED) == facts[TAG] else 0
        with self.read() as session:
            return max(0, count - log_length(session))

    def count_anew(self) -> int:
        """Take the log for whole as it is, because a person knows that it is. Returns how many entries it holds."""
        with self.read() as session:
            entries = log_length(session)
        log_count.keep(self.data_dir, life(self.meta(STORE_ID, TAG)), entries)
        self._lost, self._looked_for_lost = self.missing(), True
        return entries

    def look(self) -> None:
        """Make sure that the file is the one that was opened, for what reads it by another connection.

        Raises:
            WorldFault: as `OwnFile.look`.
        """
        self._file.look()

    def trouble(self) -> str:
        """Why nothing can be read or written now, in a sentence; empty while the file is the one that was opened."""
        try:
            self._file.look()
        except WorldFault as fault:
            return fault.sentence
        return ""

    def fold_when_idle(self, rest: float = REST_S) -> Folding:
        """From now on fold the write-ahead log in whenever nobody has written for ``rest`` seconds; until `close`."""
        if self._folding is None:
            self._folding = Folding(self._file, rest)
        return self._folding

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the database, waiting for whoever is at work."""
        self._file.look()
        with told_in_words(), self._engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")

    def close(self) -> None:
        """Fold the write-ahead log into the database and close the file; into a file that is no longer ours goes nothing."""
        try:
            if self._folding is not None:
                self._folding.stop()
            if not self.trouble():
                self._note_unsent()
                self.checkpoint()
            self._file.spare()
            self._engine.dispose()
        finally:
            self._lock.release()

    def _note_unsent(self) -> None:
        facts = self.meta(STORE_ID, TAG)
        with self.read() as session:
            unsent.keep(self.data_dir, life(facts), log_length(session), change_states.counts(session)["pending"])

    def _written(self) -> None:
        if self._folding is not None:
            self._folding.wrote()


def log_length(session: Session) -> int:
    """How many entries the log has ever been given; none is ever taken out."""
    return session.exec(select(func.max(ChangeRow.seq))).one() or 0


@contextmanager
def released_on_failure(lock: open_lock.OpenLock) -> Generator[None]:
    """Let go of the store when it could not be opened."""
    try:
        yield
    except BaseException:
        lock.release()
        raise


def _brought_up(connection: sqlcipher.Connection) -> "Database":
    from vclinic.storage.migrations import bring_up  # with sqlite-utils, which most starts can do without

    database = utils(connection)
    bring_up(database)
    return database


def _copy_before_migration(connection: sqlcipher.Connection, path: Path, key: bytes, at: datetime) -> None:
    """A whole backup where the key file stands beside the database, as it does everywhere but in a work folder."""
    folder, keyring = path.parent / BACKUPS, path.parent / KEYRING
    name = f"before-upgrade-{at:%Y%m%d-%H%M%S}"
    copy, fresh = folder / f"{name}.db", folder / f"{name}.part"
    try:
        folder.mkdir(exist_ok=True)
        copy_into(connection, copy, key)
        if keyring.exists():
            facts = dict(
                connection.execute("SELECT key, value FROM meta WHERE key IN (?, ?)", ("clinic_name", STORE_ID))
            )
            manifest: dict[str, object] = {
                "made_at": at.isoformat(timespec="seconds"),
                "clinic": facts.get("clinic_name", ""),
                "store_id": facts.get(STORE_ID, ""),
                "counts": {},
            }
            backup_file.pack(fresh, copy, keyring, manifest)
            fresh.replace(folder / f"{name}{backup_file.SUFFIX}")
            copy.unlink()
    except (OSError, sqlcipher.Error, WorldFault, zipfile.BadZipFile) as fault:
        sentence = "升级前的备份没有做成，所以没有升级，数据没有改动。请检查磁盘空间后再打开。"
        raise WorldFault("backup_failed", sentence) from fault
