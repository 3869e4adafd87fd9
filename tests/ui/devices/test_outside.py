"""A helper finds around it what was there before the built folder changed it."""

import sys

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from vclinic.ui.devices.outside import outside_environment, start_outside

OURS = "/opt/vclinic/_internal"


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ({"PATH": "/usr/bin", "LANG": "C"}, {"PATH": "/usr/bin", "LANG": "C"}),
        ({"LD_LIBRARY_PATH": OURS}, {}),
        ({"LD_LIBRARY_PATH": f"{OURS}:/vendor", "LD_LIBRARY_PATH_ORIG": "/vendor"}, {"LD_LIBRARY_PATH": "/vendor"}),
        ({"LD_LIBRARY_PATH": OURS, "LD_LIBRARY_PATH_ORIG": ""}, {}),
        ({"QT_PLUGIN_PATH": f"{OURS}/PySide6/plugins", "LANG": "C"}, {"LANG": "C"}),
        ({"PATH": f"{OURS}/PySide6:/usr/bin:{OURS}:/bin"}, {"PATH": "/usr/bin:/bin"}),
        ({"_PYI_ARCHIVE_FILE": "/opt/vclinic/vclinic", "PATH": "/usr/bin"}, {"PATH": "/usr/bin"}),
    ],
)
def test_our_paths_go_and_what_was_before_comes_back(inside: dict[str, str], outside: dict[str, str]) -> None:
    assert outside_environment(inside, OURS) == outside


def test_without_a_built_folder_nothing_changes() -> None:
    inside = {"LD_LIBRARY_PATH": "/vendor", "LD_LIBRARY_PATH_ORIG": "/other", "EMPTY": ""}
    assert outside_environment(inside, "") == inside


def test_a_process_started_from_the_built_folder_sees_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", OURS, raising=False)
    process = QProcess()
    program = "import os; print(sorted(name for name in os.environ if name in ('A', 'QT_PLUGIN_PATH')))"
    around = {"A": "1", "QT_PLUGIN_PATH": f"{OURS}/plugins"}
    start_outside(process, sys.executable, ["-c", program], around)
    assert process.waitForFinished(20_000)
    assert bytes(process.readAllStandardOutput().data()).strip() == b"['A']"
