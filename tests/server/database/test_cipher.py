"""A plain file of an older program becomes an encrypted one: nothing is lost, whatever stops it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from sync.server.database import cipher, file_key
from sync.server.database.store import FILE, open_store
from tests.server.township import looking_into
from vclinic.domain.problem import WorldFault

WITNESS = Path(__file__).resolve().parents[2] / "databases" / "township_3.sql"
COUNT = "SELECT count(*) FROM inbox"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of a township whose program encrypted nothing, with work that is still in the log."""
    folder = tmp_path / "t"
    folder.mkdir(mode=0o700)
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.executescript(WITNESS.read_text("utf-8"))
        connection.execute("PRAGMA journal_mode=WAL")
    return folder


def inbox(folder: Path) -> int:
    with looking_into(folder) as connection:
        return connection.execute(COUNT).fetchone()[0]


def test_opening_encrypts_the_file_and_keeps_every_row(old: Path) -> None:
    with closing(sqlite3.connect(old / FILE)) as connection:
        before = connection.execute(COUNT).fetchone()[0]
    assert "柳河村二组".encode() in (old / FILE).read_bytes()
    open_store(old).close()
    assert not cipher.is_plain(old / FILE)
    assert "柳河村二组".encode() not in (old / FILE).read_bytes()
    assert inbox(old) == before > 0
    assert sorted(path.name for path in old.iterdir()) == ["keys", FILE]
    assert cipher.encrypt(old, old / FILE) is False


def test_what_a_killed_program_left_in_the_log_comes_along(old: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    with closing(sqlite3.connect(old / FILE)) as connection:
        connection.execute("INSERT INTO township (key, value) VALUES ('late', 'x')")
        connection.commit()
        for name in (FILE, f"{FILE}-wal"):
            (killed / name).write_bytes((old / name).read_bytes())
    open_store(killed).close()
    with looking_into(killed) as connection:
        assert connection.execute("SELECT value FROM township WHERE key = 'late'").fetchone() == ("x",)


def test_it_waits_for_a_program_that_has_the_file_open(old: Path) -> None:
    with closing(sqlcipher.connect(str(old / FILE), isolation_level=None)) as connection:  # the same library's locks
        connection.execute("SELECT count(*) FROM inbox")
        with pytest.raises(WorldFault) as caught:
            open_store(old)
        assert caught.value.code == "not_encrypted"
        assert connection.execute(COUNT).fetchone()[0] > 0
    assert cipher.is_plain(old / FILE)
    open_store(old).close()
    assert not cipher.is_plain(old / FILE)


class Killed(BaseException):
    """The program ends here."""


def _before(method: Callable[..., Any]) -> Callable[..., Any]:
    def stop(*_arguments: Any, **_named: Any) -> Any:
        raise Killed(method)

    return stop


def _after(method: Callable[..., Any]) -> Callable[..., Any]:
    def stop(*arguments: Any, **named: Any) -> Any:
        method(*arguments, **named)
        raise Killed(method)

    return stop


@pytest.mark.parametrize(
    ("owner", "name", "when"),
    [
        (cipher, "_encrypt", _before),
        (cipher, "_counts", _before),
        (cipher, "connect", _before),  # the copy is made and not yet looked at
        (cipher, "_encrypt", _after),
        (Path, "replace", _after),
        (file_key, "settle", _before),  # the copy stands in its place
    ],
    ids=["at first", "before copying", "before comparing", "before the swap", "after the key", "after the swap"],
)
def test_killed_at_any_step_it_goes_on_where_it_was(
    old: Path, owner: Any, name: str, when: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(old / FILE)) as connection:
        before = connection.execute(COUNT).fetchone()[0]
    if owner is not Path:
        file_key.make(old)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, when(getattr(owner, name)))
        with pytest.raises(Killed):
            cipher.encrypt(old, old / FILE)
    open_store(old).close()
    assert inbox(old) == before
    assert not list(old.glob("*.encrypting*"))


def test_a_copy_that_says_something_else_is_not_put_in_place(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([{"inbox": 1}, {"inbox": 0}])
    with monkeypatch.context() as patched:
        patched.setattr(cipher, "_counts", lambda _connection: next(counts))
        with pytest.raises(WorldFault) as caught:
            cipher.encrypt(old, old / FILE)
    assert caught.value.code == "not_encrypted"
    assert cipher.is_plain(old / FILE)
    assert not list(old.glob("*.encrypting*"))
