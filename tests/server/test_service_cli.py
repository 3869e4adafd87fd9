"""`service install|remove` where there is no Windows: what is asked of the one, what is said by the other."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sync.server import cli
from sync.server.__main__ import now
from sync.server.service import registered, run
from sync.server.setup import settings
from tests.command_line import run_here
from vclinic.domain.problem import WorldFault


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_here(lambda: cli.main(sys.argv[1:], now), [*map(str, arguments)], environment)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of a township that was set up; its backups are copied to a second place."""
    monkeypatch.setenv(settings.VARIABLE, str(tmp_path / "settings.json"))
    (tmp_path / "second").mkdir()
    answers = {
        "data": str(tmp_path / "data"),
        "address": "192.168.1.8",
        "administrator": {"township": "清溪镇卫生院", "login": "admin", "password": "Township-4711"},
        "backup": {"second": str(tmp_path / "second")},
    }
    (tmp_path / "answers.json").write_text(json.dumps(answers), "utf-8")
    assert command("setup", "--answers", tmp_path / "answers.json").returncode == 0
    return tmp_path / "settings.json"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What was registered, by a Windows whose service does what the test lets it."""
    given: list[tuple[object, ...]] = []
    monkeypatch.setattr(registered, "install", lambda *arguments: given.append(arguments))
    return given


def test_installed_with_what_was_set_up_and_said_when_it_serves(
    place: Path, installed: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = place.parent / "data"
    monkeypatch.setattr(run, "is_begun", lambda where, _seconds: where == data)
    told = command("service", "install")
    assert told.stdout == "服务 vclinic-township 已登记，已开始，开机自动运行。\n"
    ((program, where, others),) = installed
    assert isinstance(program, list)
    assert program[-1] == str(place)
    assert (where, others) == (data, [place.parent / "second"])


def test_a_long_beginning_is_no_failure(
    place: Path, installed: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "is_begun", lambda _where, _seconds: False)
    assert "正在开始（升级数据库要几分钟）" in command("service", "install", "--settings", place).stdout
    assert len(installed) == 1


def test_a_service_that_ends_at_once_is_told_with_its_words(
    place: Path, installed: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_begun(_where: Path, _seconds: float) -> bool:
        raise WorldFault("not_started", "服务登记好了，但没有开始。它说：端口 8650 用不了。")

    monkeypatch.setattr(run, "is_begun", is_begun)
    told = command("service", "install", "--settings", place)
    assert (told.returncode, told.stderr) == (1, "服务登记好了，但没有开始。它说：端口 8650 用不了。\n")
    assert len(installed) == 1


@pytest.mark.parametrize("verb", ["install", "remove"])
def test_elsewhere_it_is_said_what_there_is_instead(place: Path, verb: str) -> None:
    told = command("service", verb)
    assert (told.returncode, "service 只用于 Windows" in told.stderr) == (1, True)
    assert place.exists()


def test_removed_the_data_stay(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registered, "remove", lambda: None)
    assert command("service", "remove").stdout == "服务 vclinic-township 已删除，数据都在。\n"
    assert (place.parent / "data" / "township.sqlite3").exists()


def test_before_anything_was_set_up_there_is_nothing_to_register(tmp_path: Path) -> None:
    told = command("service", "install", "--settings", tmp_path / "none.json")
    assert (told.returncode, "请先运行 vclinic-township setup" in told.stderr) == (1, True)
