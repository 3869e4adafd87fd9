"""A backup as a file: packed, read through, told by its list of contents, and refused when it is something else."""

import json
import zipfile
from pathlib import Path

import pytest

from vclinic.domain.problem import Refused
from vclinic.storage import backup_file
from vclinic.storage.file_names import DATABASE, KEYRING


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    (tmp_path / DATABASE).write_bytes(b"encrypted" * 5000)
    (tmp_path / KEYRING).write_bytes(b"{}")
    path = tmp_path / "copy.vcbak"
    backup_file.pack(path, tmp_path / DATABASE, tmp_path / KEYRING, {"clinic": "柳河村卫生室"})
    return path


def test_what_was_packed_comes_out_the_same(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    backup_file.unpack(packed, tmp_path / "out")
    for name in (DATABASE, KEYRING):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / name).read_bytes()
    manifest, keyring = backup_file.head(packed)
    assert (manifest, keyring) == ({"format": 1, "clinic": "柳河村卫生室"}, b"{}")
    assert backup_file.is_backup(packed)


def test_one_flipped_bit_is_noticed(packed: Path, tmp_path: Path) -> None:
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 1
    packed.write_bytes(content)
    with pytest.raises(zipfile.BadZipFile):
        backup_file.read_through(packed)
    (tmp_path / "out").mkdir()
    with pytest.raises(Refused, match="已经损坏"):
        backup_file.unpack(packed, tmp_path / "out")


@pytest.mark.parametrize("length", [0, 1, 60, 20_000])
def test_a_file_that_ends_too_soon_is_no_backup(packed: Path, length: int) -> None:
    packed.write_bytes(packed.read_bytes()[:length])
    assert not backup_file.is_backup(packed)
    with pytest.raises(Refused) as told:
        backup_file.head(packed)
    assert told.value.code == "not_a_backup"


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        ({"format": 2}, "newer_backup"),
        ({}, "not_a_backup"),
        ({"format": "x"}, "not_a_backup"),
        ([], "not_a_backup"),
    ],
)
def test_a_list_of_contents_that_cannot_be_read_is_refused(tmp_path: Path, manifest: object, code: str) -> None:
    with zipfile.ZipFile(tmp_path / "other.vcbak", "w") as archive:
        archive.writestr(backup_file.MANIFEST, json.dumps(manifest))
        archive.writestr(KEYRING, "{}")
    with pytest.raises(Refused) as told:
        backup_file.head(tmp_path / "other.vcbak")
    assert told.value.code == code


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for read in (backup_file.head, lambda path: backup_file.unpack(path, tmp_path)):
        with pytest.raises(Refused) as told:
            read(tmp_path / "gone.vcbak")
        assert told.value.code == "no_such_backup"
