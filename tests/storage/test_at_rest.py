"""No resident's name is readable in any file left behind; foreign and damaged files are a sentence."""

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import visit_sheet
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.storage.database import connect, utils
from vclinic.storage.file_names import DATABASE, KEYRING

SECRETS = ("何秀珍", "13800005207", "340123196803120221", "二组 14 号")


def readable(folder: Path) -> list[tuple[str, str]]:
    listed: list[tuple[str, str]] = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in SECRETS:
                seen = any(secret.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "gb18030"))
                listed += [(path.name, secret)] * seen
    return listed


def test_nothing_is_readable_while_open_in_drafts_and_in_backups(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident = worlds.register(station)
        worlds.visit(station, resident)
        sheet = visit_sheet.open_visit(station, resident)
        visit_sheet.keep_draft(station, sheet, sheet.values | {"aux_exam": "何秀珍 血钾 4.3"}, {"aux_exam"})
        backup(station, tmp_path / "clinic" / "copy.vcbak")
        assert (tmp_path / "clinic" / f"{DATABASE}-wal").stat().st_size > 0
        assert readable(tmp_path) == []
    assert readable(tmp_path) == []


def test_a_damaged_database_is_a_sentence_and_is_left_alone(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.register(station)
    path = tmp_path / "clinic" / DATABASE
    before = bytearray(path.read_bytes())
    before[100:200] = b"x" * 100
    path.write_bytes(before)
    with pytest.raises(WorldFault, match="打不开数据库"):
        open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert path.read_bytes() == bytes(before)


def test_a_sound_database_that_cannot_be_opened_is_not_called_damaged(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic"):
        pass
    (tmp_path / "clinic" / f"{DATABASE}-wal").mkdir()  # as a full disk or a folder that may not be written
    with pytest.raises(WorldFault, match="磁盘满了") as told:
        open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert "备份" not in told.value.sentence


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + b"\x00" * 4096, "不是数据库".encode() * 200])
def test_a_foreign_database_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    with worlds.clinic(tmp_path / "clinic"):
        pass
    (tmp_path / "clinic" / DATABASE).write_bytes(content)
    with pytest.raises((WorldFault, Refused)):
        open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, SteppingClock(worlds.MORNING))


def test_a_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        database = utils(connect(station.store.path, station.store.key))
        database["_sqlite_migrations"].insert(
            {"id": 99, "migration_set": "vclinic", "name": "9999_from_the_future", "applied_at": "2030-01-01"}
        )
        database.close()
    with pytest.raises(Refused, match="更新版本"):
        open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, SteppingClock(worlds.MORNING))


@pytest.mark.parametrize(
    "content", ["", "{", '{"format": 1}', '{"format": 99, "store_id": "x", "failures": 0, "entries": []}']
)
def test_a_damaged_key_file_is_a_sentence(tmp_path: Path, content: str) -> None:
    with worlds.clinic(tmp_path / "clinic"):
        pass
    (tmp_path / "clinic" / KEYRING).write_text(content, encoding="utf-8")
    with pytest.raises((WorldFault, Refused)):
        open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, SteppingClock(worlds.MORNING))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("database or disk is full", "disk_full"),
        ("disk I/O error", "disk_error"),
        ("attempt to write a readonly database", "read_only"),
        ("unable to open database file", "unopenable"),
        ("database is locked", "busy"),
        ("file is not a database", "database_unreadable"),
        ("something new", "database_unreadable"),
    ],
)
def test_a_full_or_write_protected_disk_is_not_called_a_damaged_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, code: str
) -> None:
    with worlds.clinic(tmp_path):
        pass

    def fails(*_: object, **__: object) -> None:
        raise sqlcipher.OperationalError(said)

    monkeypatch.setattr("vclinic.storage.database.sqlcipher.connect", fails)
    with pytest.raises(WorldFault) as told:
        open_clinic(tmp_path, "zhougp", worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert told.value.code == code
    assert ("备份恢复" in told.value.sentence) == (code == "database_unreadable")
