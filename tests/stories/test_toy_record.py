"""A kind of record nobody outside this file knows runs through the whole house: stored with its change, on the
timeline, sent, filed, reviewed, returned, mended, counted and exported. What it breaks is a wall that lists kinds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import text as sql
from sqlmodel import select

from sync.client.engine import sync
from sync.client.pairing import pair
from sync.server.database.tables import Inbox, Review
from tests import worlds
from tests.server.township import PASSWORD, RunningTownship, running
from vclinic.demo.staff import Staff
from vclinic.domain import entities
from vclinic.domain.entity import Column, Entity, Parent
from vclinic.domain.least import Need, day, ref, text
from vclinic.services import backup, export, resident_record, returned, sync_status
from vclinic.services.workstation import Workstation
from vclinic.storage.schema.pieces import synced
from vclinic.storage.tables import Synced

STROLL = Entity(
    name="stroll",
    label="散步记录",
    day="strolled_on",
    parents=(Parent("resident_id", "resident"),),
    least=(Need("resident_id", ref), Need("strolled_on", day), Need("whereto", text(40))),
    reviewed=True,
    columns=(Column("strolled_on", "日期"), Column("whereto", "去哪里")),
    told=lambda data: ("散步", str(data["whereto"])),
)


class StrollRow(Synced, table=True):
    """The table of the kind; a real one comes with a migration."""

    __tablename__: ClassVar[str] = "stroll"
    resident_id: str
    strolled_on: str
    whereto: str


@dataclass
class World:
    station: Workstation
    resident: str

    def walk(self, whereto: str, known: str = "", base: int = 0) -> str:
        """A walk of today, or a correction of one; returns its id."""
        data: dict[str, Any] = {"resident_id": self.resident, "strolled_on": "2026-11-24", "whereto": whereto}
        with self.station.store.act(self.station.doctor.id, self.station.clock.now()) as work:
            row = StrollRow(id=known or work.new_id(), **data)
            made = row.id
            work.put(row, data, base)
        return made


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(entities, "ENTITIES", (*entities.ENTITIES, STROLL))
    with worlds.clinic(tmp_path / "clinic") as (station, _clock):
        with station.store.local() as session:
            columns = (
                "resident_id TEXT NOT NULL REFERENCES resident (id), strolled_on TEXT NOT NULL, whereto TEXT NOT NULL"
            )
            for statement in synced("stroll", columns):
                session.connection().execute(sql(statement))
        yield World(station, worlds.register(station))


@pytest.fixture
def township(tmp_path: Path) -> Iterator[RunningTownship]:
    with running(tmp_path / "township") as made:
        made.staff("linxy", "林晓燕")
        yield made


def test_it_stands_on_the_timeline_and_in_the_sync_centre(world: World) -> None:
    world.walk("河边")
    (entry,) = resident_record.resident_record(world.station, world.resident).timeline
    assert (entry.entity, entry.title, entry.detail, entry.state) == ("stroll", "散步", "河边", "pending")
    waiting = sync_status.list_changes(world.station, ("pending",))
    assert "散步记录" in {change.entity_label for change in waiting}


def test_it_is_backed_up_and_counted(world: World, tmp_path: Path) -> None:
    world.walk("河边")
    made = backup.backup(world.station, tmp_path / "walks.vcbak")
    assert made.counts["stroll"] == 1
    assert backup.check(world.station).problems == ()


def test_it_is_exported_with_its_payload(world: World, tmp_path: Path) -> None:
    known = world.walk("河边")
    export.export(world.station, "changes", tmp_path / "changes.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "changes.jsonl").read_text(encoding="utf-8").splitlines()]
    (line,) = [one for one in lines if one["entity"] == "stroll"]
    assert (line["entity_id"], line["payload"]["whereto"]) == (known, "河边")


def test_it_is_sent_reviewed_returned_mended_and_accepted(world: World, township: RunningTownship) -> None:
    station, known = world.station, world.walk("河边")
    pair(station.store, township.url, township.code("柳河村卫生室", station.clinic.village_code))
    sync(station.store, station.clock.now)
    with township.store.read() as session:
        filed = session.exec(select(Inbox).where(Inbox.entity == "stroll")).one()
        waiting = session.exec(select(Review).where(Review.entity == "stroll")).one()
    assert (filed.state, filed.applied, filed.entity_id) == ("stored", "yes", known)
    staff = Staff(township.url, "linxy", PASSWORD)
    assert "河边" in staff.get(f"/review/{waiting.change_id}")
    staff.give_back(waiting.change_id, {"whereto": "哪条河？"}, "2026-12-20")
    sync(station.store, station.clock.now)
    (back,) = returned.returned(station)
    assert (back.entity, back.entity_id, back.what, back.remarks) == (
        "stroll", known, "散步", (("去哪里", "哪条河？"),),
    )  # fmt: skip
    world.walk("清溪河边", known, 1)
    assert returned.returned(station) == ()
    sync(station.store, station.clock.now)
    with township.store.read() as session:
        newest = session.exec(select(Review).where(Review.entity == "stroll", Review.state == "waiting")).one()
    assert "清溪河边" in staff.get(f"/review/{newest.change_id}")
    staff.accept(newest.change_id)
    sync(station.store, station.clock.now)
    (entry,) = [
        one for one in resident_record.resident_record(station, world.resident).timeline if one.entity == "stroll"
    ]
    assert (entry.detail, entry.state) == ("清溪河边", "accepted")
