"""Folders in which a store is made: gone afterwards, swept when a program was killed, never somebody else's."""

from pathlib import Path

import pytest

from vclinic.files.exclusive import is_free
from vclinic.storage.work_folder import sweep, work_folder


def test_an_empty_folder_for_the_length_of_a_block(tmp_path: Path) -> None:
    with work_folder(tmp_path, "backup") as place:
        assert list(place.iterdir()) == []
        (place / "clinic.db").write_bytes(b"half")
        assert not is_free(place.parent)
    assert not place.parent.exists()


def test_it_goes_when_the_block_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), work_folder(tmp_path, "restore"):
        raise ZeroDivisionError
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".restore")] == []


def test_what_a_killed_program_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    left = tmp_path / ".setup-abcd1234"
    (left / "store").mkdir(parents=True)
    (left / "clinic.db").write_bytes(b"half")
    strange = tmp_path / ".backup-abcd1234"
    (strange / "somebody's").mkdir(parents=True)
    (tmp_path / "backups").mkdir()
    with work_folder(tmp_path, "backup") as place:
        sweep(tmp_path)
        assert place.exists(), "it is in use"
    assert not left.exists()
    assert strange.exists()
    assert (tmp_path / "backups").exists()


def test_sweeping_where_there_is_nothing_is_no_fault(tmp_path: Path) -> None:
    sweep(tmp_path / "not there")
