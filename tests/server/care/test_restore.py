"""A backup of a township opens on another machine and comes back, and both sides agree afterwards."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sync.server.care import backup, recovery, restore
from sync.server.database import file_key
from sync.server.database.store import FILE, Store, open_store
from tests.server import postgres
from tests.server.people import resident, visit
from tests.server.township import MORNING, running
from vclinic.domain.problem import Refused
from vclinic.files.keyring import Cost

CHEAP = Cost(passes=1, memory_kib=64, lanes=1)


def contents(store: Store) -> dict[str, list[Any]]:
    """Every row that a backup should bring back as it was."""
    from sync.server.care import dump

    left_out = ("login_session", "township", "counter", "audit")
    query, whose = 'SELECT * FROM "{}" WHERE township_id = :township', {"township": store.township_id}
    with store.engine.connect() as connection:
        return {
            name: sorted(map(tuple, connection.execute(text(query.format(name)), whose).all()), key=repr)
            for name in dump.tables(connection)
            if name not in left_out
        }


@dataclass
class Made:
    """A township with some work in it and a backup of that."""

    data: Path
    file: Path
    code: str
    rows: dict[str, list[Any]]
    epoch: str


@pytest.fixture
def made(tmp_path: Path, database: str) -> Made:
    with running(tmp_path / "t", server=database) as township:
        code = recovery.draw(township.store.data, CHEAP)
        clinic = township.clinic()
        clinic.round(resident("R-1"), resident("R-2", name="王\0建国", a_field_of_tomorrow=[1, {"x": None}]), visit())
        township.staff("lin", "林晓燕")
        township.decide("V-1.r1")
        report = backup.backup(township.store, tmp_path / "b.vctb", MORNING)
        assert report.changes == 3
        return Made(township.store.data, report.path, code, contents(township.store), township.store.epoch)


def test_on_a_fresh_machine_with_the_file_and_the_code(made: Made, tmp_path: Path) -> None:
    report = restore.restore(tmp_path / "new", made.file, made.code, MORNING)
    assert (report.township, report.kept, report.lost) == (
        "清溪镇卫生院",
        "",
        {"changes": 0, "decisions": 0, "devices": 0, "people": 0},
    )
    with closing(open_store(tmp_path / "new")) as store:
        assert contents(store) == made.rows
        assert store.name == "清溪镇卫生院"
        assert store.epoch != made.epoch
    assert file_key.read(tmp_path / "new") != (file_key.read(made.data) if (made.data / FILE).exists() else b"")
    assert recovery.key(tmp_path / "new") == recovery.key(made.data)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["keys", FILE]


def test_what_would_be_lost_is_said_first_and_the_former_one_is_kept(made: Made, tmp_path: Path) -> None:
    with running(made.data) as township:
        township.clinic("丁山村卫生室", "340123101106").round(resident("R-8"), resident("R-9"))
    with pytest.raises(Refused) as stopped:
        restore.restore(made.data, made.file, made.code, MORNING)
    assert stopped.value.code == "would_lose"
    assert "2 条资料" in stopped.value.sentence
    assert "1 台电脑" in stopped.value.sentence
    with closing(open_store(made.data)) as store:
        assert len(contents(store)["inbox"]) == 5
    report = restore.restore(made.data, made.file, "", MORNING, accept_loss=True)
    assert report.lost == {"changes": 2, "decisions": 0, "devices": 1, "people": 0}
    assert "before" in report.kept
    with closing(open_store(made.data)) as store:
        assert contents(store) == made.rows


def test_it_is_refused_while_a_program_has_it_open(made: Made) -> None:
    with closing(open_store(made.data)) as store:
        with pytest.raises(Refused) as caught:
            restore.restore(made.data, made.file, made.code, MORNING, accept_loss=True)
        assert caught.value.code == "open_elsewhere"
        assert contents(store) == made.rows


def test_a_wrong_code_opens_nothing(made: Made, tmp_path: Path) -> None:
    with pytest.raises(Refused) as wrong:
        restore.restore(tmp_path / "new", made.file, "2222-" * 5 + "2222", MORNING)
    with pytest.raises(Refused) as none:
        restore.restore(tmp_path / "new", made.file, "", MORNING)
    assert (wrong.value.code, none.value.code) == ("wrong_code", "code_needed")
    assert list((tmp_path / "new").iterdir()) == []


def test_from_one_engine_to_the_other(made: Made, tmp_path: Path, postgresql: postgres.Server) -> None:
    with postgresql.database("template0") as address:
        restore.restore(tmp_path / "served", made.file, made.code, MORNING, server=address)
        with closing(open_store(tmp_path / "served")) as store:
            assert store.engine.dialect.name == "postgresql"
            assert len(contents(store)["inbox"]) == 3
            again = backup.backup(store, tmp_path / "again.vctb", MORNING)
            rows = contents(store)
        restore.restore(tmp_path / "file", again.path, made.code, MORNING)
        with closing(open_store(tmp_path / "file")) as store:
            assert contents(store) == rows


def test_two_restores_within_a_second_keep_both_former_townships(made: Made) -> None:
    for _ in range(2):
        restore.restore(made.data, made.file, made.code, MORNING, accept_loss=True)
    assert len(list(made.data.glob("before-restore-*"))) == 2
