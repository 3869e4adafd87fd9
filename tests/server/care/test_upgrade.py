"""A township of an older program is backed up, encrypted and brought up, once."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sync.server.care import backup, recovery, restore, upgrade
from sync.server.database import cipher, migrations
from sync.server.database.store import FILE, create, open_store
from tests.server.care.test_restore import CHEAP
from tests.server.township import MORNING

WITNESS = Path(__file__).resolve().parents[2] / "databases" / "township_3.sql"


def test_an_old_plain_township_is_backed_up_before_it_is_changed_and_that_backup_comes_back(tmp_path: Path) -> None:
    data = tmp_path / "t"
    data.mkdir()
    with closing(sqlite3.connect(data / FILE)) as connection:
        connection.executescript(WITNESS.read_text("utf-8"))
        before = connection.execute("SELECT count(*) FROM inbox").fetchone()[0]
    code = recovery.draw(data, CHEAP)
    report = upgrade.upgrade(data, MORNING)
    assert report.encrypted
    assert not cipher.is_plain(data / FILE)
    assert report.steps == tuple(name for name, _ in migrations.STEPS[3:])
    assert report.backup is not None
    with report.backup.open("rb") as file:
        assert backup.read_head(file).steps == tuple(name for name, _ in migrations.STEPS[:3])
    again = restore.restore(tmp_path / "other", report.backup, code, MORNING)
    assert again.counts["inbox"] == before > 0
    open_store(tmp_path / "other").close()


def test_a_township_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    create(tmp_path / "t", "清溪镇卫生院").close()
    recovery.draw(tmp_path / "t", CHEAP)
    assert upgrade.upgrade(tmp_path / "t", MORNING) == upgrade.Report(encrypted=False, backup=None, steps=())
    assert not (tmp_path / "t" / backup.FOLDER).exists()
