"""What an administrator is told before it hurts: the backups, the room, the certificate, a database that takes nothing."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlmodel import select

from sync.server import identity
from sync.server.care import health, nightly, recovery
from sync.server.database.store import Store
from sync.server.database.tables import Township
from sync.server.identity import served
from sync.server.identity.served import Served
from tests.server.care.test_restore import CHEAP
from tests.server.township import MORNING, RunningTownship
from vclinic import __version__

OWN = Served("https://192.168.1.8:8650", own=True)


@pytest.fixture
def store(township: RunningTownship) -> Store:
    """One that is served with its own certificate and has room."""
    served.keep(township.store.data, OWN)
    return township.store


def left(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=free, total=10**12))


def test_all_is_well_and_a_write_was_tried(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    left(monkeypatch, 5 * 10**9)
    recovery.draw(store.data, CHEAP)
    nightly.run(store, MORNING)
    seen = health.look(store, MORNING, writing=True)
    assert seen.document() == {
        "ok": True, "version": __version__, "writable": True, "free": 5 * 10**9, "certificate_until": "2027-12-27",
        "last_backup": MORNING.isoformat(timespec="seconds"), "problems": [],
    }  # fmt: skip
    with store.read() as session:
        assert (
            session.exec(select(Township.value).where(Township.key == "health_written")).one()
            == "2026-11-25T09:20:00+08:00"
        )


def test_only_looking_writes_nothing(store: Store) -> None:
    seen = health.look(store, MORNING, writing=False)
    assert (seen.writable, seen.last_backup) == (None, "")
    with store.read() as session:
        assert session.get(Township, "health_written") is None


@pytest.mark.parametrize(
    ("free", "said"),
    [
        (health.SCARCE, ""),
        (health.SCARCE - 1, "磁盘快满了，只剩 2.0 GB。"),
        (10**9 - 1, "磁盘快满了，只剩 999 MB。"),
        (0, "磁盘快满了，只剩 0 MB。"),
    ],
)
def test_little_room_is_told(store: Store, monkeypatch: pytest.MonkeyPatch, free: int, said: str) -> None:
    left(monkeypatch, free)
    assert health.room(store).startswith(said)
    assert bool(health.room(store)) == bool(said)


@pytest.mark.parametrize(
    ("before_its_end", "said"),
    [
        (timedelta(days=397), ""),
        (health.BEFORE_END + timedelta(seconds=1), ""),
        (health.BEFORE_END, "证书到 2027-12-27 为止，只剩 21 天"),
        (timedelta(days=1), "只剩 1 天"),
        (timedelta(0), "证书 2027-12-27 已经到期"),
    ],
)
def test_a_certificate_that_ends_soon_or_has_ended(store: Store, before_its_end: timedelta, said: str) -> None:
    until = served.until(store.data)
    assert until is not None
    told = health.certificate(store, until - before_its_end)
    assert (said in told, bool(told)) == (True, bool(said))


def test_a_given_certificate_is_looked_at_where_it_lies_and_none_of_ours_is_nobodys_worry(
    store: Store, tmp_path: Path
) -> None:
    late = MORNING + timedelta(days=1000)
    served.keep(store.data, Served("https://town.test", own=False))
    assert health.certificate(store, late) == ""  # something before us encrypts
    other = tmp_path / "other"
    other.mkdir()
    identity.ready(other, MORNING, ["town.test"])
    given = other / "keys" / "server.pem"
    served.keep(store.data, Served("https://town.test", own=False, certificate=str(given)))
    assert (health.certificate(store, MORNING), "已经到期" in health.certificate(store, late)) == ("", True)
    given.write_text("half")
    assert f"证书文件 {given} 不在了或者读不懂" in health.certificate(store, MORNING)
    assert health.look(store, MORNING, writing=False).certificate_until is None


def test_a_database_that_takes_nothing_is_told_by_its_own_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(connection: object) -> None:
        sqlite = connection.dialect.name == "sqlite"  # type: ignore[attr-defined]  a Core connection
        connection.exec_driver_sql("PRAGMA query_only = 1" if sqlite else "SET TRANSACTION READ ONLY")  # type: ignore[attr-defined]  same

    from sqlalchemy import event

    event.listen(store.engine, "begin", read_only)
    try:
        seen = health.look(store, MORNING, writing=True)
    finally:
        event.remove(store.engine, "begin", read_only)
        store.engine.dispose()
    assert (seen.writable, len(seen.problems)) == (False, 1)
    assert health.look(store, MORNING, writing=True).writable
