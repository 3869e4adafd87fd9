"""What the township says is kept word for word, filed when it can be, and never holds up anything."""

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher
from sqlmodel import select

from tests import worlds
from vclinic.domain import entities
from vclinic.domain.entity import Parent
from vclinic.services import clinic_setup
from vclinic.services.workstation import Workstation
from vclinic.storage import notices, verdicts
from vclinic.storage.database import connect
from vclinic.storage.tables import AnnouncementRow, NoticeRow

_REPLACED = """INSERT OR REPLACE INTO announcement
    SELECT id, title, '', published_on, valid_until, 2, record, notice_seq FROM announcement"""
OF_TOMORROW: dict[str, Any] = {"seq": 3, "kind": "plan", "weeks": [1, 2], "一个新字段": {"x": None}}


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def rows(station: Workstation) -> dict[int, tuple[str, str]]:
    with station.store.read() as session:
        return {row.seq: (row.state, row.waits_for) for row in session.exec(select(NoticeRow))}


def announced(station: Workstation) -> dict[str, tuple[int, str, str]]:
    with station.store.read() as session:
        return {row.id: (row.revision, row.title, row.record) for row in session.exec(select(AnnouncementRow))}


def last_visit(station: Workstation) -> str:
    visit = worlds.visit(station, worlds.register(station))
    with station.store.read() as session:
        return (
            session.connection()
            .exec_driver_sql("SELECT id FROM change WHERE entity_id = ?", (visit.follow_up_id,))
            .scalar_one()
        )


def verdict(seq: int, change_id: str, **more: Any) -> dict[str, Any]:
    plain = {"seq": seq, "kind": "verdict", "change_id": change_id, "state": "returned",
             "remarks": [{"field": "sbp", "text": "请重新量。"}], "at": "2026-11-25T09:20:00+08:00"}  # fmt: skip
    return plain | more


def test_everything_is_kept_word_for_word_and_the_cursor_moves(station: Workstation) -> None:
    told = [worlds.announcement(1, of_tomorrow=[5]), OF_TOMORROW, worlds.announcement(4, "n-2")]
    worlds.tell(station, *told)
    with station.store.read() as session:
        assert [json.loads(row.payload) for row in session.exec(select(NoticeRow))] == told
        assert notices.cursor(session) == 4
        (left,) = notices.unread(session, 10)
        assert (left.seq, left.kind, left.entity, notices.count_unread(session)) == (3, "plan", "", 1)
    assert rows(station) == {1: ("filed", ""), 3: ("unread", ""), 4: ("filed", "")}
    assert json.loads(announced(station)["n-1"][2])["of_tomorrow"] == [5]


def test_told_twice_is_kept_once_and_a_lower_cursor_does_not_lead_back(station: Workstation) -> None:
    told = worlds.announcement()
    with station.store.local() as session:
        assert notices.keep(session, [(1, "record", told)], 5, station.clock.now()) == 1
        assert notices.keep(session, [(1, "record", told)], 1, station.clock.now()) == 0
        assert notices.cursor(session) == 5


def test_the_newest_revision_stands_whatever_the_order(station: Workstation) -> None:
    worlds.tell(station, worlds.announcement(1, revision=2, title="改到周四"))
    worlds.tell(station, worlds.announcement(2, revision=1))
    assert announced(station)["n-1"][:2] == (2, "改到周四")
    worlds.tell(station, worlds.announcement(3, revision=3, title="取消"))
    assert announced(station)["n-1"][:2] == (3, "取消")
    assert set(rows(station).values()) == {("filed", "")}


@pytest.mark.parametrize(
    "odd",
    [
        {"entity": "a_kind_of_tomorrow"},
        {"entity": 5},
        {"data": {"title": "只有标题"}},
        {"revision": "two"},
        {"kind": "verdict"},
    ],
)
def test_what_cannot_be_read_is_unread_and_its_neighbours_are_filed(station: Workstation, odd: dict[str, Any]) -> None:
    worlds.tell(station, worlds.announcement(1, "n-1") | odd, worlds.announcement(2, "n-2"))
    assert rows(station) == {1: ("unread", ""), 2: ("filed", "")}
    assert set(announced(station)) == {"n-2"}


def test_after_an_upgrade_what_could_not_be_read_is_filed(
    station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tuple(entity for entity in entities.ENTITIES if entity.name != "announcement")
    with monkeypatch.context() as older_program:
        older_program.setattr(entities, "ENTITIES", older)
        worlds.tell(station, worlds.announcement())
        assert rows(station) == {1: ("unread", "")}
    again = clinic_setup.open_clinic(station.store.data_dir, worlds.SETUP.login, worlds.PASSWORD, station.clock)
    assert rows(again) == {1: ("filed", "")}
    assert announced(again)["n-1"][1] == "周三停电"
    again.store.close()


def test_a_record_waits_for_its_parent_and_is_filed_with_it(
    station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    chained = tuple(
        replace(entity, parents=(Parent("follows", "announcement"),)) if entity.name == "announcement" else entity
        for entity in entities.ENTITIES
    )
    monkeypatch.setattr(entities, "ENTITIES", chained)
    worlds.tell(station, worlds.announcement(1, "n-3", follows="n-2"), worlds.announcement(2, "n-2", follows="n-1"))
    assert rows(station) == {1: ("waiting", "announcement:n-2"), 2: ("waiting", "announcement:n-1")}
    with station.store.read() as session:
        assert notices.any_left(session)
    worlds.tell(station, worlds.announcement(3, "n-1"))
    assert set(rows(station).values()) == {("filed", "")}
    assert set(announced(station)) == {"n-1", "n-2", "n-3"}


def test_a_verdict_on_a_change_that_is_not_here_waits_and_harms_nobody(station: Workstation) -> None:
    change = last_visit(station)
    worlds.tell(station, verdict(1, "of-another-time"), verdict(2, change))
    assert rows(station) == {1: ("waiting", "change:of-another-time"), 2: ("filed", "")}
    with station.store.read() as session:
        result = verdicts.on(session, change)
        assert result is not None
        assert result.remarks == (("sbp", "请重新量。"),)
        assert verdicts.on(session, "of-another-time") is None
        assert verdicts.on_newest(session, "nobody") is None


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE notice SET payload = '{}'", "never edited"),
        ("DELETE FROM notice", "never deleted"),
        ("DELETE FROM verdict", "never deleted"),
        ("DELETE FROM announcement", "never deleted"),
        ("UPDATE announcement SET title = 'x'", "newer revision"),
        (_REPLACED, "never replaced"),
        ("INSERT INTO announcement VALUES ('n-9', '', '', '', '', 1, '{}', 99)", "FOREIGN KEY"),
    ],
)  # fmt: skip
def test_the_database_keeps_what_the_township_said(station: Workstation, statement: str, told: str) -> None:
    worlds.tell(station, worlds.announcement(1), verdict(2, last_visit(station)))
    connection = connect(station.store.path, station.store.key)
    with pytest.raises(sqlcipher.IntegrityError, match=told):
        connection.execute(statement)
    connection.close()
