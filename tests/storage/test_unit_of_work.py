"""The one door for writes: a row and its change, the next revision, one act."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services.workstation import Workstation
from vclinic.storage.tables import ChangeRow, DoctorRow
from vclinic.storage.unit_of_work import compact


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def log(station: Workstation, entity_id: str) -> list[ChangeRow]:
    with station.store.read() as session:
        return list(session.exec(select(ChangeRow).where(ChangeRow.entity_id == entity_id).order_by(ChangeRow.id)))


def test_a_row_and_its_change_say_the_same(station: Workstation) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        made = work.new_id()
        change_id = work.put(DoctorRow(id=made, name="李医生", login="li"), {"name": "李医生", "spare": None})
        assert work.touched == [change_id]
    (change,) = log(station, made)
    assert (change.id, change.act, change.entity, change.recorded_by) == (
        change_id,
        work.act,
        "doctor",
        station.doctor.id,
    )
    assert (change.revision, change.base_revision, change.recorded_at) == (1, 0, "2026-11-24T08:30:00+08:00")
    assert json.loads(change.payload) == {"name": "李医生", "spare": None}
    with station.store.read() as session:
        row = session.get_one(DoctorRow, made)
        assert (row.revision, row.change_id, row.recorded_at) == (1, change_id, change.recorded_at)


def test_a_correction_is_the_next_revision_and_the_first_one_stays_in_the_log(station: Workstation) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        made = work.new_id()
        work.put(DoctorRow(id=made, name="李医生", login="li"), {"name": "李医生"})
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        work.put(DoctorRow(id=made, name="李大夫", login="li"), {"name": "李大夫"}, 1)
    assert [(change.revision, json.loads(change.payload)["name"]) for change in log(station, made)] == [
        (1, "李医生"),
        (2, "李大夫"),
    ]


@pytest.mark.parametrize("base", [1, 3])
def test_a_correction_of_what_is_no_longer_so_is_refused(station: Workstation, base: int) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        made = work.new_id()
        work.put(DoctorRow(id=made, name="李医生", login="li"), {})
        work.put(DoctorRow(id=made, name="李大夫", login="li"), {}, 1)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        with pytest.raises(Refused, match="刚刚在别处改过"):
            work.put(DoctorRow(id=made, name="小李", login="li"), {}, base)
    assert len(log(station, made)) == 2


def test_the_acts_of_two_saves_differ(station: Workstation) -> None:
    acts: set[str] = set()
    for name in ("李医生", "王医生"):
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            work.put(DoctorRow(id=work.new_id(), name=name, login=name), {"name": name})
            acts.add(work.act)
    assert len(acts) == 2


def test_the_log_keeps_chinese_as_it_is_and_no_spaces() -> None:
    assert compact({"姓名": ["何秀珍", 1]}) == '{"姓名":["何秀珍",1]}'
