"""What was set up is found again by every later command, and a file that is none of ours is said to be so."""

import os
from pathlib import Path

import pytest

from sync.server.setup import settings
from sync.server.setup.settings import Settings
from vclinic.domain.problem import Refused, WorldFault

ALL = Settings(Path("/srv/村 医"), "town.example.org", 443, "files", Path("/etc/ssl/a.pem"), Path("/etc/ssl/b.pem"))


@pytest.mark.parametrize(
    "kept", [ALL, Settings(Path("/srv/v"), "192.168.1.8"), Settings(Path("/v"), "a.b", 8650, "proxy")]
)
def test_what_was_written_is_read_again_and_anybody_may_read_it(tmp_path: Path, kept: Settings) -> None:
    file = tmp_path / "deep" / "settings.json"
    settings.write(file, Settings(Path("/before"), "10.0.0.1"))
    settings.write(file, kept)
    assert settings.read(file) == kept
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(file.parent.iterdir()) == [file]


def test_behind_a_proxy_only_this_machine_reaches_it() -> None:
    hosts = {kind: Settings(Path("/v"), "a.b", 1, kind).host for kind in ("own", "files", "proxy")}
    assert hosts == {"own": "0.0.0.0", "files": "0.0.0.0", "proxy": "127.0.0.1"}  # noqa: S104  compared
    assert (ALL.given, Settings(Path("/v"), "a.b").given) == ((ALL.cert, ALL.key), None)


def test_without_settings_setup_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="请先运行 vclinic-township setup"):
        settings.read(tmp_path / "none.json")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"data": "/v"}', '{"data": 3, "address": "a", "port": 1, "certificate": "own"}', '{"data": "/v", "address": "a", "port": "x", "certificate": "own"}'],
)  # fmt: skip
def test_a_file_nobody_understands_is_not_guessed_at(tmp_path: Path, text: str) -> None:
    file = tmp_path / "s.json"
    file.write_text(text)
    with pytest.raises(WorldFault, match="读不懂"):
        settings.read(file)


def test_where_nothing_may_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorldFault, match="写不了"):
        settings.write(tmp_path / "file" / "s.json", ALL)


def test_the_environment_says_where_and_a_readable_file_says_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.VARIABLE, str(tmp_path / "s.json"))
    assert (settings.place(), settings.data()) == (tmp_path / "s.json", None)
    settings.write(tmp_path / "s.json", ALL)
    assert settings.data() == ALL.data
    (tmp_path / "s.json").write_text("{")
    assert settings.data() is None


@pytest.mark.parametrize(("user", "there", "system"), [(0, False, True), (1000, True, True), (1000, False, False)])
def test_without_it_root_and_whoever_finds_them_use_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, there: bool, system: bool
) -> None:
    monkeypatch.delenv(settings.VARIABLE, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(settings, "SYSTEM", tmp_path / "etc.json")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    if there:
        (tmp_path / "etc.json").touch()
    assert settings.place() == tmp_path / ("etc.json" if system else ".config/vclinic-township/etc.json")
