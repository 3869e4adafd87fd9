"""The roster comes in whole or not at all, and anybody is found by a few letters."""

from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import find_residents, sample_village
from vclinic.services.backup import backup, check, restore
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.sync_status import describe, status


@pytest.fixture
def station(tmp_path: Path):
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_a_backup_reads_back_and_a_restored_store_makes_ids_of_its_own(station, tmp_path: Path) -> None:
    resident = worlds.register(station)
    report = backup(station, tmp_path / "copy.vcbak")
    assert report.counts["resident"] == 1
    worlds.visit(station, resident)
    with pytest.raises(Refused, match="密码不对"):
        restore(tmp_path / "other", tmp_path / "copy.vcbak", "", "wrong-password", station.clock)
    assert not (tmp_path / "other" / "clinic.db").exists()
    restore(tmp_path / "other", tmp_path / "copy.vcbak", "", worlds.PASSWORD, station.clock)
    again = open_clinic(tmp_path / "other", "zhougp", worlds.PASSWORD, station.clock)
    first, second = worlds.visit(station, resident, 130, 80), worlds.visit(again, resident, 128, 78)
    assert first.follow_up_id[:6] != second.follow_up_id[:6]
    assert check(again).problems == ()
    again.store.close()


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\x00" * 18, b"rubbish"])
def test_a_file_that_is_no_backup_changes_nothing(station, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.vcbak").write_bytes(content)
    with pytest.raises(Refused, match="不是本程序的备份"):
        restore(tmp_path / "clinic", tmp_path / "bad.vcbak", "", worlds.PASSWORD, station.clock)
    worlds.register(station)


def test_a_backup_that_cannot_be_written_is_a_sentence_and_leaves_no_half(station, tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="备份没有做成"):
        backup(station, tmp_path / "no-such-folder" / "copy.vcbak")
    assert list(tmp_path.glob("*.part")) == []


def test_the_corner_says_how_many_wait_and_grows_louder_with_age(station) -> None:
    now = station.clock.now()
    told = describe(status(station), now)
    assert told.text == "1 条待上报 · 未接入卫生院"
    assert told.level == "normal"


def test_the_sample_village_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    for place in ("a", "b"):
        with worlds.clinic(tmp_path / place) as (station, _):
            made = sample_village.fill(station, 80, 6, 5)
            assert made["residents"] == 80
            assert check(station).problems == ()
            seen.append([hit.name + hit.id_no_tail for hit in find_residents.list_residents(station)])
    assert sorted(seen[0]) == sorted(seen[1])
