"""Reporting by stick, the clinic's half: a whole file or none, and receipts that only its own township can write."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from sync.client import batches, engine, packages
from sync.client.packages import read_receipts, suggested_name, write_package
from sync.client.pairing import pair
from sync.server import identity
from sync.server.database.tables import Package
from sync.server.intake import packages as intake
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.sync.client.test_rounds import states
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.restore import Opener, restore
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage.rounds import EPOCH, PACKAGE_ASKED, PACKAGE_BACK, PACKAGE_KEY, PACKAGE_OUT

Both = tuple[RunningTownship, Workstation, SteppingClock]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, clock):
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        yield township, station, clock


def taken(township: RunningTownship, file: Path) -> Path:
    back = file.with_suffix(".vcr")
    known = identity.ready(township.store.data, township.clock())
    with file.open("rb") as opened:
        back.write_bytes(intake.take_bytes(township.store, known, opened, now=township.clock(), staff=None)[1])
    return back


def test_a_large_package_comes_in_parts_that_may_come_in_any_order(
    both: Both, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    township, station, clock = both
    monkeypatch.setattr(batches, "PACKED_LIMIT", 600)
    for serial in range(30, 60):
        worlds.register(station, serial=serial)
    waiting, seen = status(station).pending, list[tuple[int, int]]()
    made = write_package(
        station.store, tmp_path / "a.vcp", clock.now, lambda done, total: seen.append((done, total)), part_limit=1
    )
    assert [path.name for path in made.files] == [
        f"a{'' if part == 1 else f'-{part}'}.vcp" for part in range(1, len(made.files) + 1)
    ]
    assert len(made.files) > 1
    assert made.changes == waiting
    assert seen[-1] == (waiting, waiting)
    for file in reversed(made.files):
        read_receipts(station.store, taken(township, file), clock.now)
    assert status(station).pending == 0
    with township.store.read() as session:
        assert len({row.id for row in session.exec(select(Package))}) == 1


def test_it_is_remembered_when_a_package_was_written_and_when_its_receipts_came(both: Both, tmp_path: Path) -> None:
    township, station, clock = both
    made = write_package(station.store, tmp_path / "a.vcp", clock.now)
    facts = station.store.meta(PACKAGE_OUT, PACKAGE_BACK)
    assert facts[PACKAGE_OUT].split()[1] == str(made.changes)
    assert PACKAGE_BACK not in facts
    read_receipts(station.store, taken(township, made.files[0]), clock.now)
    assert PACKAGE_BACK in station.store.meta(PACKAGE_BACK)


def test_receipts_read_again_or_late_change_nothing(both: Both, tmp_path: Path) -> None:
    township, station, clock = both
    worlds.register(station)
    back = taken(township, write_package(station.store, tmp_path / "a.vcp", clock.now).files[0])
    read_receipts(station.store, back, clock.now)
    before = states(station)
    assert read_receipts(station.store, back, clock.now).notices == 0
    worlds.register(station, "单国英", serial=24)
    engine.sync(station.store, clock.now)
    read_receipts(station.store, back, clock.now)
    assert before.items() <= states(station).items()
    assert set(states(station).values()) == {"stored"}


def test_without_a_township_or_its_key_nothing_is_written(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        with pytest.raises(Refused, match="还没有接入"):
            write_package(station.store, tmp_path / "a.vcp", clock.now)
        with running(tmp_path / "township") as township:
            pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        station.store.set_meta({PACKAGE_KEY: ""})
        with pytest.raises(Refused) as told:
            write_package(station.store, tmp_path / "a.vcp", clock.now)
        assert told.value.code == "no_package_key"
    assert list(tmp_path.glob("a.*")) == []


def test_a_device_paired_before_there_were_keys_asks_for_one_after_a_round(both: Both) -> None:
    _, station, clock = both
    key = station.store.meta(PACKAGE_KEY)[PACKAGE_KEY]
    station.store.set_meta({PACKAGE_KEY: ""})
    engine.sync(station.store, clock.now)
    assert station.store.meta(PACKAGE_KEY)[PACKAGE_KEY] == key
    station.store.set_meta({PACKAGE_KEY: "", PACKAGE_ASKED: clock.now().date().isoformat()})
    assert engine.sync(station.store, clock.now).requests == 1, "asked once a day"
    assert station.store.meta(PACKAGE_KEY)[PACKAGE_KEY] == ""


@pytest.mark.parametrize(("code", "sentence"), [(errno.ENOSPC, "满了"), (errno.EROFS, "写保护"), (errno.EIO, "拔了")])
def test_a_stick_that_fails_leaves_no_half_file(
    both: Both, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    _, station, clock = both
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "a.vcp").write_bytes(b"of last week")

    def fails(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(packages.os, "fsync", fails)
    with pytest.raises(WorldFault, match=sentence):
        write_package(station.store, tmp_path / "stick" / "a.vcp", clock.now)
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "stick").iterdir()] == [("a.vcp", b"of last week")]
    assert PACKAGE_OUT not in station.store.meta(PACKAGE_OUT)


def test_a_folder_that_is_not_there_is_a_sentence(both: Both, tmp_path: Path) -> None:
    _, station, clock = both
    with pytest.raises(WorldFault, match="没有写成"):
        write_package(station.store, tmp_path / "no" / "a.vcp", clock.now)
    with pytest.raises(WorldFault, match="读不出来"):
        read_receipts(station.store, tmp_path / "no" / "a.vcr", clock.now)


def test_receipts_that_are_none_or_of_elsewhere_change_nothing(both: Both, tmp_path: Path) -> None:
    township, station, clock = both
    package = write_package(station.store, tmp_path / "a.vcp", clock.now).files[0]
    back = taken(township, package)
    cut = tmp_path / "cut.vcr"
    cut.write_bytes(back.read_bytes()[:-3])
    for file, code in ((package, "not_package"), (cut, "cut")):
        with pytest.raises(Refused) as told:
            read_receipts(station.store, file, clock.now)
        assert told.value.code == code
    with worlds.clinic(tmp_path / "other", stranger=True) as (other, _):
        other.store.set_meta({PACKAGE_KEY: station.store.meta(PACKAGE_KEY)[PACKAGE_KEY]})
        with pytest.raises(Refused, match="另一台电脑"):
            read_receipts(other.store, back, clock.now)
    assert status(station).stored == 0


def test_receipts_from_before_the_townships_restore_count_no_more(both: Both, tmp_path: Path) -> None:
    township, station, clock = both
    back = taken(township, write_package(station.store, tmp_path / "a.vcp", clock.now).files[0])
    station.store.set_meta({EPOCH: "another"})
    with pytest.raises(Refused, match="恢复备份以前"):
        read_receipts(station.store, back, clock.now)
    assert status(station).stored == 0
    station.store.set_meta({EPOCH: ""})
    assert read_receipts(station.store, back, clock.now).stored > 0


def test_a_package_is_called_by_village_and_time(both: Both) -> None:
    _, station, clock = both
    name = suggested_name(station.clinic.village_code, clock.now())
    assert name.startswith(f"shangbao-{worlds.SETUP.village_code}-20")
    assert name.endswith(".vcp")


def test_a_restored_clinic_reads_the_receipts_of_a_package_made_before(both: Both, tmp_path: Path) -> None:
    """The key for receipts is drawn at pairing, so that the backup has it; what they tell of is not there and harms nothing."""
    township, station, clock = both
    backup(station, tmp_path / "copy.vcbak")
    worlds.register(station)
    back = taken(township, write_package(station.store, tmp_path / "a.vcp", clock.now).files[0])
    restore(tmp_path / "new", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), clock)
    restored = open_clinic(tmp_path / "new", worlds.SETUP.login, worlds.PASSWORD, clock)
    assert read_receipts(restored.store, back, clock.now).refused == 0
    engine.sync(restored.store, clock.now)
    assert status(restored).pending == 0
    assert status(restored).stored == len(states(restored)) > 2, "what the stick brought up is here again"
    restored.store.close()
