"""A newer program from a stick by the command line: looked at, taken over after a backup, refused when it was touched."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shell import PASSWORD, Shell
from tests.delivery import releases, small_setup
from tests.delivery.small_setup import SmallSetup
from vclinic import __version__
from vclinic.cli import update
from vclinic.clock import SystemClock
from vclinic.delivery.manifest import MANIFEST
from vclinic.services import registration_draft
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.find_residents import list_residents
from vclinic.services.unlock import logins as known_logins
from vclinic.storage import backup_file

SETUP = "vclinic-setup-9.1.0.exe"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A signed release, and a program that pins its key."""
    key = tmp_path / "key.pem"
    monkeypatch.setattr(update, "KEYS", releases.pinned(tmp_path / "keys.json", releases.new_key(key)))
    (tmp_path / SETUP).write_bytes(b"MZ" + bytes(70_000))
    done = releases.sign(tmp_path / SETUP, key, tmp_path / "U 盘")
    assert done.returncode == 0, done.stderr
    return tmp_path / "U 盘"


def taken(shell: Shell) -> list[str]:
    return sorted(path.name for path in (shell.data / "updates").glob("*.exe"))


def backups(shell: Shell) -> list[Path]:
    return list((shell.data / "backups").glob("vclinic-before-*"))


def test_it_is_taken_over_after_a_backup(shell: Shell, stick: Path) -> None:
    answer = shell.json("update", "from", str(stick))
    assert (answer["version"], answer["installed"]) == ("9.1.0", __version__)
    assert Path(answer["setup"]).read_bytes() == (stick / SETUP).read_bytes()
    assert [str(path) for path in backups(shell)] == [answer["backup"]]
    assert backup_file.is_backup(Path(answer["backup"]))


def test_people_are_told_what_is_new_and_what_to_run(empty: Shell, stick: Path) -> None:
    said = empty.run("update", "from", str(stick)).stdout
    assert "更正：打印时不再漏行。" in said
    assert f"再运行 {empty.data / 'updates' / SETUP}" in said


def test_a_look_needs_no_password_and_leaves_nothing(empty: Shell, stick: Path) -> None:
    done = empty.run("update", "from", str(stick), "--look", "--json", password="wrong")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["version"] == "9.1.0"
    assert (taken(empty), backups(empty)) == ([], [])


def test_one_changed_byte_of_the_manifest_is_refused_before_anything_is_done(empty: Shell, stick: Path) -> None:
    content = (stick / MANIFEST).read_bytes()
    (stick / MANIFEST).write_bytes(content.replace(b"9.1.0", b"9.1.1", 1))
    assert "签名不对" in empty.refused("update", "from", str(stick))
    assert (taken(empty), backups(empty)) == ([], [])


def test_one_changed_byte_of_the_setup_file_is_refused(empty: Shell, stick: Path) -> None:
    (stick / SETUP).write_bytes(b"MZ" + bytes(69_999) + b"x")
    assert "对不上" in empty.refused("update", "from", str(stick))
    assert (taken(empty), backups(empty)) == ([], [])  # ten tries on a bad stick do not fill the disk


def test_without_a_backup_nothing_is_taken_over(empty: Shell, stick: Path) -> None:
    (empty.data / "backups").write_text("in the way")
    assert "备份没有做成" in empty.refused("update", "from", str(stick))
    assert taken(empty) == []


def test_a_program_without_keys_says_that_it_cannot_tell(
    empty: Shell, stick: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(update, "KEYS", releases.pinned(tmp_path / "none.json"))
    assert "没有发布方的公钥" in empty.refused("update", "from", str(stick))


def test_an_empty_folder_is_no_release(empty: Shell, tmp_path: Path) -> None:
    assert "没有读到更新包" in empty.refused("update", "from", str(tmp_path))


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallSetup]:
    """What installs, over a folder with a small program of this version."""
    with small_setup.machine(tmp_path / "program", __version__) as made:
        monkeypatch.setattr(update, "here", lambda: made)
        yield made


def test_what_was_taken_over_is_installed_after_a_backup(
    empty: Shell, tmp_path: Path, stick: Path, runner: SmallSetup
) -> None:
    small_setup.pack(tmp_path / SETUP, "9.1.0")
    assert releases.sign(tmp_path / SETUP, tmp_path / "key.pem", tmp_path / "U 盘").returncode == 0
    assert "安装用 vclinic update apply。" in empty.run("update", "from", str(stick)).stdout
    answer = empty.json("update", "apply")
    assert (answer["version"], answer["installed"]) == ("9.1.0", __version__)
    assert backup_file.is_backup(Path(answer["backup"]))
    assert runner.wait() == 0
    assert small_setup.version_of(runner.program / "inner") == "9.1.0"


def test_one_byte_changed_after_it_was_taken_over_is_refused(empty: Shell, stick: Path, runner: SmallSetup) -> None:
    empty.json("update", "from", str(stick))
    setup = empty.data / "updates" / SETUP
    setup.write_bytes(setup.read_bytes()[:-1] + b"x")
    assert "对不上" in empty.refused("update", "apply")
    assert runner.running == []


def test_nothing_taken_over_is_nothing_to_install(empty: Shell, runner: SmallSetup) -> None:
    assert "还没有取到新版本" in empty.refused("update", "apply")
    assert runner.running == []


def test_where_there_are_no_setup_files_it_says_so(empty: Shell, stick: Path) -> None:
    empty.json("update", "from", str(stick))
    assert "这个系统上没有安装程序" in empty.refused("update", "apply")


def test_an_open_correction_stops_it(shell: Shell, stick: Path, runner: SmallSetup) -> None:
    shell.json("update", "from", str(stick))
    station = open_clinic(shell.data, known_logins(shell.data)[0][0], PASSWORD, SystemClock())
    someone = list_residents(station)[0]
    registration_draft.keep(station, someone.id, 1, values={}, registers=[], h="")
    station.store.close()
    before = backups(shell)
    assert f"1 处更正开着没存（{someone.name}的档案）" in shell.refused("update", "apply")
    assert (runner.running, backups(shell)) == ([], before)
