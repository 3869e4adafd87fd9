"""A machine whose ids begin like another's takes a new beginning while it can, and says so in words when it cannot."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlmodel import select

from sync.client import engine
from sync.client.pairing import pair
from sync.server.database.tables import Device as ServerDevice, EnrolCode
from tests import worlds
from tests.server.township import ClinicDevice, RunningTownship, running
from vclinic.domain.problem import Refused
from vclinic.services import clinic_setup
from vclinic.services.backup import backup, check
from vclinic.services.restore import Opener, restore
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage.unit_of_work import TAG
from vclinic.wiring import pair_device

HOME = (worlds.SETUP.clinic_name, worlds.SETUP.village_code)


@pytest.fixture
def township(tmp_path: Path) -> Generator[RunningTownship]:
    with running(tmp_path / "township") as made:
        yield made


def taken(township: RunningTownship, station: Workstation) -> str:
    """Let another village's device be paired with this station's tag."""
    other = ClinicDevice(township, id_tag=station.store.meta(TAG)[TAG])
    other.pair(township.code("石桥村卫生室", "340123101106"))
    return other.id_tag


def test_a_fresh_clinic_takes_another_tag_and_its_doctors_with_it(township: RunningTownship, tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        clinic_setup.add_doctor(station, "李医生", "liys", "li-pass-2026")
        tag = taken(township, station)
        pair_device(station, township.url, township.code(*HOME))
        fresh = station.store.meta(TAG)[TAG]
        assert fresh != tag
        assert station.doctor.id.startswith(f"{fresh}-")
        worlds.visit(station, worlds.register(station))
        engine.sync(station.store, station.clock.now)
        assert (status(station).pending, status(station).refused) == (0, 0)
        assert check(station).problems == ()
        with station.store.read() as session:
            run = session.connection().exec_driver_sql
            carried = [value for row in run("SELECT id, act, entity_id, recorded_by FROM change") for value in row]
            assert not [value for value in carried if value.startswith(tag)]
        with station.store.local() as session, pytest.raises(Exception, match="never edited"):
            session.connection().exec_driver_sql("UPDATE change SET act = 'x'")


def test_what_is_recorded_keeps_its_ids_and_the_way_out_works(township: RunningTownship, tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        worlds.register(station)
        tag = taken(township, station)
        code = township.code(*HOME)
        with pytest.raises(Refused, match="恢复这份备份") as told:
            pair(station.store, township.url, code)
        assert told.value.code == "tag_taken"
        assert station.store.meta(TAG)[TAG] == tag
        backup(station, tmp_path / "copy.vcbak")
    restore(tmp_path / "clinic", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), clock)
    station = clinic_setup.open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, clock)
    pair(station.store, township.url, code)
    station.store.close()
    new_computer = tmp_path / "new computer"  # the copy holds the key that was refused: two machines may not share it
    restore(new_computer, tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), clock)
    station = clinic_setup.open_clinic(new_computer, "zhougp", worlds.PASSWORD, clock)
    pair(station.store, township.url, township.code(*HOME))
    station.store.close()


def test_a_machine_may_be_enrolled_again_with_all_it_has(township: RunningTownship, tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.register(station)
        names = [pair(station.store, township.url, township.code(*HOME)).id for _ in range(3)]
        engine.sync(station.store, station.clock.now)
        assert len(set(names)) == 3
        assert status(station).pending == 0


def test_a_restored_township_knows_a_machine_by_an_older_name(township: RunningTownship, tmp_path: Path) -> None:
    """It refused every clinic that had been enrolled anew after the backup, as if it were a copy of itself."""
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.register(station)
        oldest, *forgotten = [pair(station.store, township.url, township.code(*HOME)).id for _ in range(3)]
        with township.store.write() as session:  # as a backup from before the second pairing
            for name in forgotten:
                for code in session.exec(select(EnrolCode).where(EnrolCode.device_id == name)):
                    session.delete(code)
                session.flush()
                session.delete(session.exec(select(ServerDevice).where(ServerDevice.id == name)).one())
            known = session.exec(select(ServerDevice).where(ServerDevice.id == oldest)).one()
            known.id_tag = station.store.meta(TAG)[TAG]
        assert pair(station.store, township.url, township.code(*HOME)).id not in (oldest, *forgotten)
        engine.sync(station.store, station.clock.now)
        assert status(station).pending == 0


def test_a_code_of_another_village_is_a_sentence(township: RunningTownship, tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        with pytest.raises(Refused, match="石桥村卫生室") as told:
            pair(station.store, township.url, township.code("石桥村卫生室", "340123101106"))
        assert "340123101205" in told.value.sentence
    with township.store.read() as session:
        assert session.exec(select(ServerDevice)).all() == []


def test_a_township_that_takes_no_tag_is_not_asked_for_ever(
    township: RunningTownship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        tag = taken(township, station)
        monkeypatch.setattr("vclinic.storage.retag.new_tag", lambda: tag)
        with pytest.raises(Refused) as told:
            pair(station.store, township.url, township.code(*HOME))
        assert told.value.code == "tag_taken"
