"""What every test stands on: no display, no home folder of a person, nothing leaves the machine."""

import logging
import os
import signal
import tomllib
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import leaks, process_state
from vclinic import garbage

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # begun in the background of a shell: programs that tests start
    signal.signal(signal.SIGINT, signal.default_int_handler)  # would not hear Ctrl+C either

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANG", "C.UTF-8")
os.environ["OPENPYXL_DEFUSEDXML"] = "False"  # the township's PDFs bring it; what ships to the clinics reads without
for name in ("VCLINIC_DATA", "VCLINIC_PASSWORD", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
    os.environ.pop(name, None)

# Two slow cores are shared with a browser and servers: time limits belong to `timeout`, and CI repeats what it saw.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# vclinic.domain is covered by tests/domain, sync.protocol by tests/sync/protocol
PURE = tuple(
    f"tests/{package.removeprefix('vclinic.').replace('.', '/')}/"
    for package in PROJECT["tool"]["coverage"]["run"]["source_pkgs"]
)
LONG = ("tests/stories/", "tests/server/console/browser/")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Coverage counts what the tests of the pure layers reach, and costs the others no time."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    if controller is None or item.nodeid.startswith(PURE):
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, so that no worker waits for them alone at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """A run of the tests is one long piece of work beside a million objects that stay: its own and the libraries'."""
    garbage.seldom()


@pytest.fixture(scope="session")
def project_root() -> Path:
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_by_the_session() -> Iterator[None]:
    yield from _fail_on_what_is_left()


@pytest.fixture(scope="module", autouse=True)
def _nothing_left_by_the_module() -> Iterator[None]:
    yield from _fail_on_what_is_left()


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A thread, a child process or a window that outlives its test fails that test, as does a setting of the whole process
    that it changed; see `tests.leaks` and `tests.process_state`."""
    settings_before = process_state.state()
    yield from _fail_on_what_is_left()
    changed = process_state.changed_since(settings_before)
    assert not changed, "\n".join(changed)


def _fail_on_what_is_left() -> Iterator[None]:
    before = leaks.snapshot()
    yield
    left = leaks.left_since(before)
    assert not left, "\n".join(left)


@pytest.fixture(autouse=True)
def _home_of_its_own(
    _nothing_left_behind: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("home")
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(home))


@pytest.fixture(autouse=True)
def _no_error_in_the_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An unexpected error in the log fails the test; ``@pytest.mark.expects_errors`` says it was provoked."""
    yield
    if request.node.get_closest_marker("expects_errors") is None:
        errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
        assert not errors, f"logged errors: {errors}"
