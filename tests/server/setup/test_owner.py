"""What is set up by root belongs to the service's user; the service's user cannot reach what is root's alone.

Only root can become somebody else: run by another user these tests hold the other half, that nothing is given away.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.setup import owner as owners
from sync.server.setup.owner import Owner
from vclinic.domain.problem import Refused, WorldFault

ROOT = os.geteuid() == 0


@pytest.fixture
def somebody() -> Owner | None:
    """A user without rights where we are root, else nobody but us."""
    return owners.service_owner("nobody")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may pass through; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_only_root_has_a_service_user_and_only_where_there_is_one(somebody: Owner | None) -> None:
    assert (somebody is not None) == ROOT
    assert owners.service_owner("no-such-user") is None


def failing_as(person: Owner | None, file: Path) -> None:
    with owners.acting_as(person):
        file.touch()
        raise WorldFault("disk_full", "磁盘满了。")


def test_files_made_for_the_service_are_its_own_and_we_are_ourselves_again(
    open_folder: Path, somebody: Owner | None
) -> None:
    before = (os.geteuid(), os.getegid(), os.getgroups())
    data = open_folder / "a" / "data"
    owners.give(data, somebody)
    with pytest.raises(WorldFault):
        failing_as(somebody, data / "file")
    expected = somebody.uid if somebody is not None else os.geteuid()
    assert {path.stat().st_uid for path in (data, data / "file")} == {expected}
    assert (data.stat().st_mode & 0o700, data.parent.stat().st_uid) == (0o700, os.geteuid())
    assert (os.geteuid(), os.getegid(), os.getgroups()) == before
    owners.give(data, somebody)  # a second time nothing is wrong with it


def test_a_folder_of_somebody_else_is_left_to_them(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="chown -R other: "):
        owners.give(tmp_path, Owner("other", os.geteuid() + 1, 1))


def test_where_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorldFault, match="建不了"):
        owners.give(tmp_path / "file" / "data", None)


def test_a_key_that_the_service_could_not_read_is_named(tmp_path: Path, somebody: Owner | None) -> None:
    key = tmp_path / "key.pem"
    key.touch(mode=0o600)
    assert owners.unreadable((key, tmp_path / "none"), somebody) == ([key] if ROOT else []) + [tmp_path / "none"]


def test_an_empty_folder_of_root_is_given_and_a_used_one_is_left(open_folder: Path, somebody: Owner | None) -> None:
    empty, used = open_folder / "empty", open_folder / "used"
    empty.mkdir()
    (used / "lost+found").mkdir(parents=True)
    for folder in (empty, used, open_folder / "none"):
        owners.let_write(folder, somebody)
    given = somebody.uid if somebody is not None else os.geteuid()
    assert (empty.stat().st_uid, used.stat().st_uid) == (given, os.geteuid())
    with owners.acting_as(somebody):
        (empty / "copy").touch()
