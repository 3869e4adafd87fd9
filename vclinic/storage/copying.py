"""Copies of the encrypted database and what proves them good."""

from pathlib import Path

from sqlalchemy import text as sql
from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.domain import entities
from vclinic.domain.problem import WorldFault
from vclinic.storage import own_progress
from vclinic.storage.database import connect, copy_into
from vclinic.storage.faults import told_in_words
from vclinic.storage.ids import new_tag
from vclinic.storage.rounds import GENERATION, MACHINE, NEW_KEY, ROUND
from vclinic.storage.store import Store
from vclinic.storage.tables import Meta
from vclinic.storage.unit_of_work import TAG

_BESIDE = ("change", "receipt", "verdict", "notice", "stock_movement", "draft")


def copy_database(source: Path, target: Path, key: bytes) -> None:
    """A consistent copy under the same key while the source is in use.

    Raises:
        WorldFault: the disk.
    """
    with told_in_words():
        origin = connect(source, key)
        try:
            copy_into(origin, target, key)
        finally:
            origin.close()


def verify(path: Path, key: bytes) -> dict[str, int]:
    """Rows by table of a copy whose every page is sound.

    Raises:
        WorldFault: ``damaged``.
    """
    connection = connect(path, key)
    try:
        sound = connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        sound = sound and connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not sound:
            raise WorldFault("damaged", "这份数据库有损坏，不能用。请换一份备份。")
        return _counts(connection)
    except sqlcipher.DatabaseError as fault:
        raise WorldFault("damaged", "这份数据库有损坏，不能用。请换一份备份。") from fault
    finally:
        connection.close()


def counts(path: Path, key: bytes) -> dict[str, int]:
    """Rows by table."""
    connection = connect(path, key)
    try:
        return _counts(connection)
    finally:
        connection.close()


def changes_in(path: Path, key: bytes, *, unsent: bool = False) -> frozenset[str]:
    """Ids of the changes a database holds, or of those the township has not answered.

    Raises:
        WorldFault: it cannot be opened, or is ``damaged``.
    """
    query = "SELECT id FROM change"
    if unsent:
        query += " WHERE NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.change_id = change.id)"
    connection = connect(path, key)
    try:
        return frozenset(str(row[0]) for row in connection.execute(query))
    except sqlcipher.DatabaseError as fault:
        raise WorldFault("damaged", "这份数据库有损坏，读不出来。") from fault
    finally:
        connection.close()


def written_in(path: Path, key: bytes) -> dict[str, tuple[str, bool]]:
    """The changes a database holds by their ids: the day each was written (ISO), and whether the township has answered it;
    raises as `changes_in`."""
    query = """SELECT id, substr(recorded_at, 1, 10), EXISTS (SELECT 1 FROM receipt WHERE receipt.change_id = change.id)
        FROM change"""
    connection = connect(path, key)
    try:
        return {str(name): (str(day), bool(answered)) for name, day, answered in connection.execute(query)}
    except sqlcipher.DatabaseError as fault:
        raise WorldFault("damaged", "这份数据库有损坏，读不出来。") from fault
    finally:
        connection.close()


def _counts(connection: sqlcipher.Connection) -> dict[str, int]:
    """Rows of every kind of record and of what goes with them, as far as this schema has them."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])  # noqa: S608 - our own names
        for name in (*(entity.name for entity in entities.ENTITIES), *_BESIDE)
        if name in there
    }


def new_generation(store: Store) -> None:
    """After a restore: a fresh id tag and the next generation number, requests counted from the beginning, on whatever
    machine. What the township heard since the backup was made is asked for in the first round."""
    generation = int(store.meta("generation").get("generation", "1"))
    with store.local() as session:
        for name, value in ((TAG, new_tag()), ("generation", str(generation + 1)), (MACHINE, "")):
            session.merge(Meta(key=name, value=value))
        for name in (GENERATION, ROUND, NEW_KEY):
            if (kept := session.get(Meta, name)) is not None:
                session.delete(kept)
    own_progress.want(store, own_progress.RESTORED)


def damaged(store: Store) -> bool:
    """Whether a page of an open store's file is not what was written; nothing read from it can be relied on then."""
    with store.read() as session:
        run = session.connection().execute
        if run(sql("PRAGMA cipher_integrity_check")).all():
            return True
        return run(sql("PRAGMA integrity_check")).scalars().all() != ["ok"]


def problems(store: Store) -> list[str]:
    """What is wrong with an open store whose file is sound, in sentences."""
    faults: list[str] = []
    gone = store.missing()
    if gone is None:
        faults.append(
            "说不准资料全不全：旁边记着应有多少条的文件（log-count.json）不见了、读不出来，或是另一份的。"
            "是拷来的，请从原来的电脑把整个数据文件夹再拷一次；确实是全的，用命令 vclinic check --count-anew 重新记起。"
        )
    elif gone:
        faults.append(
            f"少了最近的 {gone} 条变更：数据文件可能是不完整地拷来的（没有拷 clinic.db-wal），或换成了旧的一份。"
            "请从原来的电脑把整个数据文件夹再拷一次，或用最近的备份恢复；在这之前不要在这里录入。"
        )
    with store.read() as session:
        run = session.connection().execute
        if run(sql("PRAGMA foreign_key_check")).all():
            faults.append("有资料指向不存在的记录。")
        for entity in entities.owned_by("clinic"):
            name = entity.name
            missing = run(
                sql(
                    f"SELECT count(*) FROM {name} t WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.id = t.change_id "  # noqa: S608
                    "AND c.entity_id = t.id AND c.revision = t.revision AND c.entity = :name)"
                ),
                {"name": name},
            ).scalar_one()
            if missing:
                faults.append(f"有 {missing} 条{entity.label}记录没有对应的变更。")
            alone = run(
                sql(
                    "SELECT count(*) FROM change c WHERE c.entity = :name AND NOT EXISTS "  # noqa: S608
                    f"(SELECT 1 FROM {name} t WHERE t.id = c.entity_id AND t.revision >= c.revision)"
                ),
                {"name": name},
            ).scalar_one()
            if alone:
                faults.append(f"有 {alone} 条{entity.label}变更没有对应的记录。")
        below = run(
            sql("SELECT count(*) FROM (SELECT 1 FROM stock_movement GROUP BY batch_id HAVING sum(quantity) < 0)")
        ).scalar_one()
        if below:
            faults.append(f"有 {below} 个批次的库存是负数。")
    return faults
