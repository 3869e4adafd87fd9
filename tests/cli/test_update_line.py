"""A newer program from the township by the command line: seen, fetched over a line that is cut, refused when it was touched."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from sync.client.device import URL
from sync.server.database.tables import Device
from sync.server.devices import pairing
from sync.server.updates import releases as kept
from tests.cli.shell import PASSWORD, Shell
from tests.delivery import releases
from tests.server.township import RunningTownship, running
from tests.sync.client.lossy import lossy
from vclinic import __version__
from vclinic.cli import update
from vclinic.clock import SystemClock
from vclinic.delivery import offer
from vclinic.delivery.manifest import keys_of
from vclinic.services.clinic_setup import open_clinic

SETUP = "vclinic-setup-9.1.0.exe"
CONTENT = b"MZ" + bytes(range(256)) * 2000


@pytest.fixture
def township(empty: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[RunningTownship]:
    """It has a release, and the clinic is paired."""
    out, keys = releases.whole(tmp_path, CONTENT)
    for module in (kept, update):
        monkeypatch.setattr(module, "KEYS", keys)
    with running(tmp_path / "township") as opened:
        kept.add(opened.store.data, out)
        empty.json("enrol", opened.url, opened.code("柳河村卫生室", "340123101205"))
        yield opened


@contextmanager
def by_way_of(shell: Shell, url: str) -> Generator[None]:
    """The clinic reaches its township through another address."""
    station = open_clinic(shell.data, "zhou", PASSWORD, SystemClock())
    before = station.store.meta(URL)[URL]
    station.store.set_meta({URL: url})
    station.store.close()
    yield
    station = open_clinic(shell.data, "zhou", PASSWORD, SystemClock())
    station.store.set_meta({URL: before})
    station.store.close()


def folder(shell: Shell) -> list[str]:
    return sorted(path.name for path in (shell.data / "updates").glob("*"))


def test_a_newer_program_is_seen_and_nothing_is_fetched(empty: Shell, township: RunningTownship) -> None:
    answer = empty.json("update", "check")
    assert (answer["newer"], answer["version"], answer["installed"]) == (True, "9.1.0", __version__)
    assert "更正：打印时不再漏行。" in empty.run("update", "check").stdout
    assert folder(empty) == []


def test_it_is_fetched_and_ready_to_be_installed(empty: Shell, township: RunningTownship) -> None:
    answer = empty.json("update", "fetch")
    assert Path(answer["setup"]).read_bytes() == CONTENT
    manifest = offer.kept(empty.data / "updates", keys_of(update.KEYS.read_text("utf-8")))
    assert manifest is not None
    assert manifest.version == "9.1.0"
    assert empty.json("update", "fetch")["setup"] == answer["setup"]


def test_a_fetch_that_is_cut_goes_on_where_it_was(empty: Shell, township: RunningTownship) -> None:
    let_through: list[int] = []
    with lossy(township.url, [(9999, 300_000)]) as line, by_way_of(empty, line.url):
        said = empty.refused("update", "fetch")
        let_through.append(next((empty.data / "updates").glob("*.part")).stat().st_size)
        done = empty.json("update", "fetch")
    assert "会接着取" in said
    assert 0 < let_through[0] < 300_000
    assert Path(done["setup"]).read_bytes() == CONTENT


def test_one_byte_changed_in_the_townships_file_is_refused_and_thrown_away(
    empty: Shell, township: RunningTownship
) -> None:
    assert empty.json("update", "check")["newer"]
    releases.rot(township.store.data / kept.FOLDER / "5" / SETUP)
    assert "对不上" in empty.refused("update", "fetch")
    assert folder(empty) == []


def test_a_township_that_signs_with_a_key_of_its_own_is_not_believed(
    empty: Shell, township: RunningTownship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "foreign").mkdir()
    forged, keys = releases.whole(tmp_path / "foreign", b"MZ", version="9.9.0", sequence="9")
    monkeypatch.setattr(kept, "KEYS", keys)  # the township's program was changed, the clinic's was not
    kept.add(township.store.data, forged)
    assert "签名不对" in empty.refused("update", "fetch")
    assert folder(empty) == []


def test_a_stopped_computer_gets_nothing(empty: Shell, township: RunningTownship) -> None:
    with township.store.write() as session:
        pairing.revoke(session, session.exec(select(Device)).one().id, "", township.clock())
    for verb in ("check", "fetch"):
        assert "停用" in empty.refused("update", verb)


def test_nothing_newer_is_no_failure(empty: Shell, township: RunningTownship) -> None:
    kept.remove(township.store.data, "9.1.0")
    for verb in ("check", "fetch"):
        assert empty.json("update", verb)["newer"] is False
        done = empty.run("update", verb)
        assert (done.returncode, done.stdout) == (0, "卫生院现在没有放新版本。\n")


def test_whoever_is_not_paired_is_told_of_the_stick(empty: Shell) -> None:
    done = empty.run("update", "check", "--json")
    assert (done.returncode, "U 盘" in done.stderr) == (1, True)
    assert not done.stdout or json.loads(done.stdout)
