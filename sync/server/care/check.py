"""The township looked over: the file itself, every mirrored record against the change it came from, the chain of batches,
numbers, notices. Nothing is changed; each problem is a sentence with a count, without anybody's data."""

import hashlib
import json
from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from sync.server.care import dump
from sync.server.database.faults import told_in_words
from sync.server.database.store import Store
from vclinic.domain.problem import WorldFault

_DAMAGED = "数据库文件有损坏，请停止使用，用备份恢复。"
_MIRRORS = (("resident_mirror", "'resident'"), ("follow_up_mirror", "'follow_up'"), ("mirror", "m.entity"))
_NUMBERED = (("inbox", "inbox"), ("batch_log", "batch_log"), ("audit", "audit"), ("notice", "outbox"))
_COUNTED = (
    ("有 {} 份资料找不到它的上报记录，或和上报记录的种类、编号、版本、村卫生室对不上。",
     """SELECT count(*) FROM {table} m LEFT JOIN inbox i ON i.township_id = m.township_id AND i.change_id = m.change_id
        WHERE m.township_id = :township AND (i.change_id IS NULL OR i.entity <> {entity} OR i.entity_id <> m.id OR i.revision <> m.revision OR i.clinic_id <> m.clinic_id
        OR i.applied <> 'yes')"""),
    ("有 {} 份资料不是最新的：收下的版本比它新。",
     """SELECT count(*) FROM {table} m WHERE m.township_id = :township AND EXISTS (SELECT 1 FROM inbox i
        WHERE i.township_id = :township AND i.entity_id = m.id AND i.entity = {entity} AND i.applied = 'yes' AND i.revision > m.revision)"""),
)  # fmt: skip
_WHOLE = (
    ("有 {} 条收下的上报没有进档案。",
     """SELECT count(*) FROM inbox i WHERE i.township_id = :township AND i.applied = 'yes'
        AND NOT EXISTS (SELECT 1 FROM resident_mirror m WHERE m.township_id = :township AND i.entity = 'resident' AND m.id = i.entity_id)
        AND NOT EXISTS (SELECT 1 FROM follow_up_mirror m WHERE m.township_id = :township AND i.entity = 'follow_up'
            AND m.id = i.entity_id)
        AND NOT EXISTS (SELECT 1 FROM mirror m WHERE m.township_id = :township AND m.entity = i.entity AND m.id = i.entity_id)"""),
    ("有 {} 台电脑的上报次序对不上：最后一批没有记录。",
     """SELECT count(*) FROM device d WHERE d.township_id = :township AND d.tip_hash <> ''
        AND NOT EXISTS (SELECT 1 FROM batch_log b WHERE b.township_id = :township AND b.device_id = d.id AND b.header_hash = d.tip_hash)"""),
    ("有 {} 条审核记录和它的上报对不上。",
     """SELECT count(*) FROM review r LEFT JOIN inbox i ON i.township_id = r.township_id AND i.change_id = r.change_id
        WHERE r.township_id = :township AND (i.change_id IS NULL OR i.entity <> r.entity OR i.entity_id <> r.entity_id
        OR i.revision <> r.revision)"""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """``problems`` are sentences, empty when all is well; ``counts`` are rows by table."""

    problems: tuple[str, ...]
    counts: dict[str, int]


def check(store: Store) -> Report:
    """Look a township over at one moment; it may be served meanwhile.

    Raises:
        WorldFault: it cannot be read.
    """
    try:
        return _looked_over(store)
    except WorldFault as fault:
        if fault.code != "damaged":
            raise
        return Report((_DAMAGED,), {})


def _looked_over(store: Store) -> Report:
    with told_in_words(), store.engine.connect() as connection, connection.begin():
        problems = _file(connection)
        if problems:
            return Report(tuple(problems), {})
        whose = {"township": store.township_id}
        counts = dump.rows(connection, dump.tables(connection), store.township_id)
        for table, entity in _MIRRORS:
            problems += _counted(
                connection, [(said, query.format(table=table, entity=entity)) for said, query in _COUNTED], whose
            )
        problems += _counted(connection, _WHOLE, whose)
        problems += _contents(connection, whose)
        problems += _numbers(connection, whose)
    return Report(tuple(dict.fromkeys(problems)), counts)


def _file(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []  # a PostgreSQL server looks after its own pages and references
    damaged = [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    sound = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
    if damaged or not sound:
        return [_DAMAGED]
    lost = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    return [f"有 {lost} 行指向不存在的资料。"] if lost else []


def _counted(connection: Connection, queries: Iterable[tuple[str, str]], whose: dict[str, str]) -> list[str]:
    counted = [(said, connection.execute(text(query), whose).scalar_one()) for said, query in queries]
    return [said.format(count) for said, count in counted if count]


def _contents(connection: Connection, whose: dict[str, str]) -> list[str]:
    """Every change against its digest, every mirrored record against what its change says, every notice against its
    number."""
    wrong: Tally[str] = Tally()
    mirrored: dict[str, str] = {}
    for table, _ in _MIRRORS:
        asked = text(f"SELECT change_id, record FROM {table} WHERE township_id = :township")  # noqa: S608 - our own names
        rows = connection.execute(asked, whose)
        mirrored.update({change: _print(json.loads(record)) for change, record in rows})
    changes = text("SELECT change_id, payload, digest FROM inbox WHERE township_id = :township")
    for change, payload, digest in connection.execute(changes.execution_options(yield_per=1000), whose):
        wrong["digest"] += hashlib.sha256(payload.encode("utf-8")).hexdigest() != digest
        if change in mirrored:
            wrong["record"] += _print(json.loads(payload)["data"]) != mirrored[change]
    notices = text("SELECT seq, payload FROM outbox WHERE township_id = :township")
    for seq, payload in connection.execute(notices.execution_options(yield_per=1000), whose):
        wrong["notice"] += json.loads(payload).get("seq") != seq
    said = {
        "digest": "有 {} 条上报的内容和收下时不一样。",
        "record": "有 {} 份资料的内容和它的上报不一样。",
        "notice": "有 {} 条通知的序号不对。",
    }
    return [said[name].format(count) for name, count in wrong.items() if count]


def _print(document: object) -> str:
    spelled = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()


def _numbers(connection: Connection, whose: dict[str, str]) -> list[str]:
    """Numbers that would be given a second time."""
    problems: list[str] = []
    for name, table in _NUMBERED:
        last = text(f"SELECT coalesce(max(seq), 0) FROM {table} WHERE township_id = :township")  # noqa: S608
        highest = connection.execute(last, whose).scalar_one()
        asked = text("SELECT value FROM counter WHERE township_id = :township AND name = :name")
        given = connection.execute(asked, {**whose, "name": name}).scalar() or 0
        if highest > given:
            problems.append(f"{table} 的编号比记下的多 {highest - given}，以后会重号。")
    return problems
