"""The backups there are to choose from, told without opening any."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import WorldFault
from vclinic.services.backup import backup
from vclinic.services.backup_list import listed, look, note_second_place, second_place
from vclinic.storage import backup_file
from vclinic.storage.file_names import BACKUPS, KEYRING


@pytest.fixture
def world(tmp_path: Path) -> tuple[Path, Path, SteppingClock]:
    """A clinic with two backups: the older in its own folder, the newer on a stick."""
    folder, stick = tmp_path / "clinic", tmp_path / "stick"
    stick.mkdir()
    with worlds.clinic(folder) as (station, clock):
        (folder / BACKUPS).mkdir()
        backup(station, folder / BACKUPS / "older.vcbak")
        clock.pass_seconds(3600)
        worlds.register(station)
        backup(station, stick / "newer.vcbak")
    return folder, stick, clock


def names(folder: Path) -> list[tuple[str, str]]:
    return [(backup.path.name, backup.where) for backup in listed(folder)]


def test_the_newest_comes_first_wherever_it_lies(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, stick, _ = world
    assert names(folder) == [("older.vcbak", "own")]
    note_second_place(folder, str(stick))
    assert names(folder) == [("newer.vcbak", "second"), ("older.vcbak", "own")]


def test_each_says_whose_it_is_and_what_is_in_it(world: tuple[Path, Path, SteppingClock]) -> None:
    _, stick, _ = world
    told = look(stick / "newer.vcbak")
    assert (told.clinic, told.counts["resident"], told.logins) == (worlds.SETUP.clinic_name, 1, (("zhougp", "周国平"),))
    assert told.made_at is not None
    assert told.made_at.isoformat() == "2026-11-24T09:30:00+08:00"
    assert told.store_id == json.loads((world[0] / KEYRING).read_text("utf-8"))["store_id"]


def test_what_is_no_backup_is_passed_over(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, _, _ = world
    (folder / BACKUPS / "notes.vcbak").write_text("no backup", "utf-8")
    (folder / BACKUPS / "notes.txt").write_text("no backup", "utf-8")
    (folder / BACKUPS / "folder.vcbak").mkdir()
    assert names(folder) == [("older.vcbak", "own")]


@pytest.mark.parametrize("said", [{"made_at": "yesterday", "clinic": 7, "counts": [1]}, {"made_at": "2026-01-01"}, {}])
def test_one_of_an_older_program_says_less_and_comes_last(
    world: tuple[Path, Path, SteppingClock], said: dict[str, Any]
) -> None:
    folder, _, _ = world
    with zipfile.ZipFile(folder / BACKUPS / "ancient.vcbak", "w") as archive:
        archive.writestr(backup_file.MANIFEST, json.dumps({"format": 1, **said}))
        archive.write(folder / KEYRING, KEYRING)
    *_, last = listed(folder)
    assert (last.path.name, last.made_at, last.clinic, dict(last.counts)) == ("ancient.vcbak", None, "", {})


def test_a_second_place_that_was_never_set_or_is_spoilt_or_away_is_none(
    world: tuple[Path, Path, SteppingClock], tmp_path: Path
) -> None:
    folder, stick, _ = world
    assert second_place(folder) is None
    note_second_place(folder, str(stick))
    assert second_place(folder) == stick
    note_second_place(folder, "")
    assert second_place(folder) is None
    note_second_place(folder, str(tmp_path / "away"))
    assert names(folder) == [("older.vcbak", "own")]
    (folder / BACKUPS / "second-place.json").write_text("[", "utf-8")
    assert second_place(folder) is None


def test_a_folder_is_told_to_be_unreadable(world: tuple[Path, Path, SteppingClock]) -> None:
    with pytest.raises(WorldFault) as told:
        look(world[0])
    assert told.value.code == "unreadable_backup"
