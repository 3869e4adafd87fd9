"""Does every schema the store has had become today's in this installation, with its rows as they were?"""

import secrets
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.files.keyring import KEY_BYTES
from vclinic.selfcheck.bench import Bench, expect
from vclinic.storage.database import connect, utils
from vclinic.storage.file_names import BACKUPS, DATABASE
from vclinic.storage.migrations import migrations
from vclinic.storage.steps import KNOWN
from vclinic.storage.store import Store

_CHANGE = (
    "INSERT INTO change (id, act, entity, entity_id, revision, base_revision, recorded_at, recorded_by, payload)"
    " VALUES ('c-1', 'a-1', 'doctor', 'd-1', 1, 0, '2026-01-01T08:00:00+08:00', 'd-1', '{\"name\": \"单自检\"}')"
)
_DOCTOR = (
    "INSERT INTO doctor (id, name, login, revision, change_id, recorded_at)"
    " VALUES ('d-1', '单自检', 'selfcheck', 1, 'c-1', '2026-01-01T08:00:00+08:00')"
)
_META = "INSERT INTO meta (key, value) VALUES ('counter', '1'), ('tag', 'selfcheck'), ('generation', '1')"
_ROWS = (_META, _CHANGE, _DOCTOR)
_KEPT = (
    "SELECT key, value FROM meta ORDER BY key",
    "SELECT seq, id, entity, entity_id, revision, recorded_at, payload FROM change",
    "SELECT id, name, login, revision, change_id, recorded_at FROM doctor",
)


def check_earlier(bench: Bench) -> str:
    """A database of each earlier schema is made, with rows, and opened by this program."""
    station = bench.open_station()
    today = _shape(station.store.path, station.store.key)
    for steps in range(1, len(KNOWN)):
        folder, key = bench.folder / f"schema-{steps}", secrets.token_bytes(KEY_BYTES)
        folder.mkdir()
        before = _made(folder / DATABASE, key, KNOWN[steps])
        Store.open(folder, key, station.clock.now()).close()
        expect(any((folder / BACKUPS).iterdir()), f"第 {steps} 版升级前没有备份。")
        expect(_rows(folder / DATABASE, key) == before, f"第 {steps} 版升级后，原来的资料变了。")
        expect(_shape(folder / DATABASE, key) == today, f"第 {steps} 版升级后，和新建的数据库不一样。")
    return f"第 1 至 {len(KNOWN) - 1} 版都能升到第 {len(KNOWN)} 版，资料不变"


def _made(path: Path, key: bytes, stop_before: str) -> list[list[Any]]:
    """An encrypted database that has been through the steps before one, and what stands in it."""
    connection = connect(path, key, create=True)
    try:
        migrations.apply(utils(connection), stop_before=stop_before)
        connection.execute("BEGIN")
        for statement in _ROWS:
            connection.execute(statement)
        connection.execute("COMMIT")
        return _kept(connection)
    finally:
        connection.close()


def _kept(connection: sqlcipher.Connection) -> list[list[Any]]:
    return [connection.execute(query).fetchall() for query in _KEPT]


def _rows(path: Path, key: bytes) -> list[list[Any]]:
    connection = connect(path, key)
    try:
        lost = connection.execute("PRAGMA foreign_key_check").fetchall()
        damage = connection.execute("PRAGMA integrity_check").fetchall()
        expect(not lost and damage == [("ok",)], f"升级后数据库不完好：{lost or damage}")
        return _kept(connection)
    finally:
        connection.close()


def _shape(path: Path, key: bytes) -> list[Any]:
    """Every table, index, view and trigger, as it was written."""
    connection = connect(path, key)
    try:
        return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    finally:
        connection.close()
