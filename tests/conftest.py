"""What every test stands on: no display, no home folder of a person, nothing leaves the machine."""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANG", "C.UTF-8")
for name in ("VCLINIC_DATA", "VCLINIC_PASSWORD", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
    os.environ.pop(name, None)

# Two slow cores are shared with a browser and servers: time limits belong to `timeout`, and CI repeats what it saw.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project_root() -> Path:
    return ROOT


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(home))


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A leaked thread or an unexpected error in the log fails the test that made it.

    Tests that provoke a logged error say so with ``@pytest.mark.expects_errors``.
    """
    before = set(threading.enumerate())
    yield
    leaked = [each for each in threading.enumerate() if each not in before and each.is_alive() and not each.daemon]
    for each in leaked:
        each.join(timeout=2)
    leaked = [each.name for each in leaked if each.is_alive()]
    assert not leaked, f"threads still running: {leaked}"
    if request.node.get_closest_marker("expects_errors") is None:
        errors = [each.getMessage() for each in caplog.get_records("call") if each.levelno >= logging.ERROR]
        assert not errors, f"logged errors: {errors}"
