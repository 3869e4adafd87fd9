"""The key of a township's file: where it may stand, for whom, and what is said when it is gone."""

from pathlib import Path

import pytest

from sync.server.database import file_key
from sync.server.database.store import create, open_store
from vclinic.domain.problem import WorldFault


def test_a_key_is_drawn_once_for_its_owner_only(tmp_path: Path) -> None:
    key = file_key.make(tmp_path)
    file = tmp_path / "keys" / "database.key"
    assert (len(key), file_key.make(tmp_path), file_key.read(tmp_path)) == (32, key, key)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert sorted(path.name for path in file.parent.iterdir()) == ["database.key"]
    assert file_key.make(tmp_path / "other") != key


def test_the_key_may_stand_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(file_key.VARIABLE, str(tmp_path / "safe" / "town.key"))
    create(tmp_path / "t", "清溪镇卫生院").close()
    assert not (tmp_path / "t" / "keys").exists()
    open_store(tmp_path / "t").close()
    monkeypatch.delenv(file_key.VARIABLE)
    with pytest.raises(WorldFault) as caught:
        open_store(tmp_path / "t")
    assert caught.value.code == "no_key"


def test_a_credential_of_the_system_comes_before_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = file_key.make(tmp_path)
    given = tmp_path / "credentials"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    assert file_key.read(tmp_path) == own
    given.mkdir()
    (given / file_key.CREDENTIAL).write_text("ab" * 32, "ascii")
    assert file_key.read(tmp_path) == bytes.fromhex("ab" * 32)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "bad_key"), (b"ab" * 31, "bad_key"), (b"xy" * 32, "bad_key"), (b"\xff" * 64, "no_key")],
)
def test_what_is_no_key_is_a_sentence_and_the_file_stays(tmp_path: Path, content: bytes, code: str) -> None:
    create(tmp_path / "t", "清溪镇卫生院").close()
    before = (tmp_path / "t" / "township.sqlite3").read_bytes()
    file_key.place(tmp_path / "t").write_bytes(content)
    with pytest.raises(WorldFault) as caught:
        open_store(tmp_path / "t")
    assert caught.value.code == code
    assert (tmp_path / "t" / "township.sqlite3").read_bytes() == before


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    create(tmp_path / "t", "清溪镇卫生院").close()
    file_key.place(tmp_path / "t").write_text("ab" * 32, "ascii")
    with pytest.raises(WorldFault) as caught:
        open_store(tmp_path / "t")
    assert caught.value.code == "damaged"


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"a file where a folder should be")
    with pytest.raises(WorldFault) as caught:
        file_key.make(tmp_path)
    assert caught.value.code == "unwritable"
