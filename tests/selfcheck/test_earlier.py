"""An installation in which an older database would not come through whole is told so before a clinic's does."""

import pytest

from vclinic.selfcheck.bench import Bench, Failed
from vclinic.selfcheck.earlier import check_earlier
from vclinic.storage.database import connect
from vclinic.storage.schema import v5, v7
from vclinic.storage.steps import KNOWN


def test_every_earlier_schema_becomes_todays(bench: Bench) -> None:
    assert check_earlier(bench) == f"第 1 至 {len(KNOWN) - 1} 版都能升到第 {len(KNOWN)} 版，资料不变"
    assert len(list(bench.folder.glob("schema-*"))) == len(KNOWN) - 1


def test_a_step_that_loses_something_is_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(v7, "STATEMENTS", [*v7.STATEMENTS, "DELETE FROM meta WHERE key = 'tag'"])
    with pytest.raises(Failed, match="第 1 版升级后，原来的资料变了"):
        check_earlier(bench)


def test_a_database_that_ends_up_unlike_a_new_one_is_seen(bench: Bench) -> None:
    station = bench.open_station()
    connection = connect(station.store.path, station.store.key)
    connection.execute("CREATE INDEX only_here ON doctor (name)")
    connection.close()
    with pytest.raises(Failed, match="和新建的数据库不一样"):
        check_earlier(bench)


def test_a_step_that_cannot_run_is_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(v5, "STATEMENTS", ["UPDATE change SET act = 'other'"])
    with pytest.raises(Exception, match="the log is never edited"):
        check_earlier(bench)
