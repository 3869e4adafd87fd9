"""What Windows begins, as far as another system goes; under Wine it is begun by a manager of services (`make level2`)."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
import requests

from sync.server import service_run
from sync.server.__main__ import now
from sync.server.database.store import create
from sync.server.service import windows
from sync.server.service.life import State
from sync.server.setup import settings as kept
from sync.server.setup.settings import PROXY, Settings
from tests.command_line import process
from tests.test_house.tracked import ROOT


@pytest.mark.parametrize(
    ("typed", "is_ours"),
    [
        (["service", "run", "--settings", "C:\\s.json"], True),
        (["service", "run", "--settings"], False),
        (["service", "install"], False),
        (["serve", "--settings", "C:\\s.json"], False),
        ([], False),
    ],
)
def test_only_the_line_that_windows_begins_is_the_services(typed: Sequence[str], is_ours: bool) -> None:
    assert service_run.asked(typed) is is_ours


class Asking:
    """A manager that looks at the township when it runs, and then asks for its end."""

    def __init__(self, look: Callable[[], None]) -> None:
        self.told: list[tuple[State, int]] = []
        self._look, self._stop = look, lambda: None

    def connect(self, stop: Callable[[], None]) -> None:
        self._stop = stop

    def report(self, state: State, failed: int = 0) -> None:
        self.told.append((state, failed))
        if state is State.RUNNING:
            Thread(target=self._end).start()

    def _end(self) -> None:
        try:
            self._look()
        finally:
            self._stop()


@pytest.fixture(autouse=True)
def _as_a_process() -> Iterator[None]:
    with process():
        yield


def test_it_serves_what_was_set_up_until_it_is_asked_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "t"
    create(data, "清溪镇卫生院").close()
    kept.write(tmp_path / "s.json", Settings(data, "town.example.org", 0, PROXY))
    answers: list[int] = []

    def look() -> None:
        url = (data / "logs" / "service.ready").read_text("utf-8").strip()
        answers.append(requests.get(f"{url}/healthz", timeout=30).status_code)

    manager = Asking(look)
    monkeypatch.setattr(windows, "of_this_machine", lambda: manager)
    assert service_run.main([*service_run.VERB, str(tmp_path / "s.json")], now) == 0
    assert answers == [200]
    assert manager.told[-1] == (State.STOPPED, 0)


def never(*_arguments: object) -> datetime:
    raise AssertionError("nothing is served")


def test_begun_by_hand_it_is_said_how_to_serve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept.write(tmp_path / "s.json", Settings(tmp_path / "t", "a.b"))
    assert service_run.main([*service_run.VERB, str(tmp_path / "s.json")], never) == 1
    assert "手工开始用 serve" in capsys.readouterr().err


def test_the_command_hands_the_services_line_over() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "sync.server", *service_run.VERB, "nowhere.json"],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert (run.returncode, "没有设置文件 nowhere.json" in run.stderr) == (1, True)
