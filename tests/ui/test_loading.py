"""What loads while the password is typed: never used before it is there, never lost when it fails, never on two threads."""

import linecache
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from vclinic.loading import Loading, Step, forget_sources


class Library:
    """Something to load: it waits to be let go, counts, and fails as often as it is told to."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.loaded = 0
        self.threads: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def load(self) -> None:
        assert self.go_on.wait(5)
        self.threads.append(threading.current_thread().name)
        if self.faults:
            raise self.faults.pop(0)
        self.loaded += 1


class Windows:
    """Two steps on the windows' thread; the second fails as often as it is told to."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.taken: list[str] = []

    def steps(self) -> Iterator[Step]:
        yield lambda: self._take("first")
        yield lambda: self._take("second")

    def _take(self, name: str) -> None:
        assert threading.current_thread() is threading.main_thread()
        if name == "second" and self.faults:
            raise self.faults.pop(0)
        self.taken.append(name)


@pytest.fixture
def windows() -> Windows:
    return Windows()


def test_it_loads_beside_the_window_and_once(windows: Windows) -> None:
    library = Library()
    loading = Loading(None, library.load, windows.steps)
    loading.begin()
    loading.begin()
    loading.finish()
    loading.begin()
    loading.finish()
    assert library.threads == ["loading"]
    assert windows.taken == ["first", "second"]


def test_who_needs_it_before_anybody_began_gets_it(windows: Windows) -> None:
    library = Library()
    Loading(None, library.load, windows.steps).finish()
    assert library.loaded == 1
    assert windows.taken == ["first", "second"]


def test_finish_waits_for_what_is_still_on_its_way(windows: Windows) -> None:
    library = Library()
    library.go_on.clear()
    loading = Loading(None, library.load, windows.steps)
    loading.begin()
    threading.Timer(0.2, library.go_on.set).start()
    loading.finish()
    assert library.loaded == 1


def test_the_windows_steps_follow_the_libraries_while_nobody_waits(qtbot: QtBot, windows: Windows) -> None:
    library = Library()
    library.go_on.clear()
    loading = Loading(None, library.load, windows.steps)
    loading.begin()
    qtbot.wait(60)
    assert windows.taken == [], "no window may be loaded while the thread is at work"
    library.go_on.set()
    qtbot.waitUntil(lambda: windows.taken == ["first", "second"])
    loading.finish()
    assert windows.taken == ["first", "second"]


def test_a_library_that_cannot_be_loaded_is_told_where_it_is_needed_and_tried_again(
    qtbot: QtBot, windows: Windows
) -> None:
    library = Library(ImportError("no sqlmodel"))
    loading = Loading(None, library.load, windows.steps)
    loading.begin()
    qtbot.wait(60)
    assert windows.taken == []
    with pytest.raises(ImportError, match="no sqlmodel"):
        loading.finish()
    assert windows.taken == []
    loading.finish()
    assert library.loaded == 1
    assert windows.taken == ["first", "second"]


def test_a_window_that_cannot_be_loaded_is_told_where_it_is_needed_and_tried_again(qtbot: QtBot) -> None:
    windows = Windows(ImportError("no page"), ImportError("still none"))
    loading = Loading(None, Library().load, windows.steps)
    loading.begin()
    qtbot.waitUntil(lambda: len(windows.faults) == 1)
    with pytest.raises(ImportError, match="still none"):
        loading.finish()
    loading.finish()
    assert windows.taken == ["first", "second"]


def test_a_program_closed_while_it_loads_takes_no_thread_along(windows: Windows) -> None:
    library = Library()
    library.go_on.clear()
    loading = Loading(None, library.load, windows.steps)
    loading.begin()
    threading.Timer(0.1, library.go_on.set).start()
    loading.stop()
    assert "loading" not in [thread.name for thread in threading.enumerate()]
    assert windows.taken == []


def test_the_text_of_modules_is_not_kept_and_is_read_again_when_wanted() -> None:
    assert linecache.getlines(__file__)
    forget_sources()
    assert __file__ not in linecache.cache
    assert linecache.getline(__file__, 1).startswith('"""What loads')


def test_what_reads_a_roster_or_speaks_to_a_township_is_not_held_all_day_for_a_doctor_who_wants_neither() -> None:
    code = (
        "from vclinic.loading import load_libraries; load_libraries(); import sys, vclinic.wiring; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"vclinic.services.record_follow_up", "vclinic.ui.pages.residents.import_page"} <= set(loaded)
    heavy = {"vclinic.forms.roster_xlsx", "vclinic.forms.roster_xls", "requests", "urllib.request", "xml.sax"}
    assert heavy.isdisjoint(loaded)
