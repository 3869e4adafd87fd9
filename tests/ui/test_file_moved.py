"""A file that is moved under the open window while a form is half written: nothing typed goes, and when the file is back
the work goes on; a restore from the command line beside the window is refused and the window notices nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard, give, write
from tests.ui.visiting import page_of, words_in
from vclinic.files import open_lock
from vclinic.main import Program
from vclinic.services import backup
from vclinic.services.workstation import Workstation
from vclinic.storage.file_names import DATABASE
from vclinic.ui.destinations import OpenRegister, OpenToday, OpenVisit
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.residents.register import RegisterPage
from vclinic.ui.window import Window

Said = list[tuple[str, str]]


def half_written(program: Program, people: dict[str, str]) -> None:
    """A visit with a weight typed and nothing saved."""
    program.shell.go(OpenVisit(people["何秀珍"]))
    page_of(program).state.put("weight_kg", "66.5")


def move_away(program: Program) -> None:
    folder = program.data_dir
    subprocess.run(
        [sys.executable, "-c", "import os, sys; os.rename(*sys.argv[1:])", folder, f"{folder}-away"], check=True
    )


def put_back(program: Program) -> None:
    Path(f"{program.data_dir}-away").rename(program.data_dir)


def test_what_is_typed_stays_on_the_screen_while_the_file_is_away_and_is_kept_when_it_is_back(
    qtbot: QtBot, program: Program, people: dict[str, str], said: Said, keys: Keyboard
) -> None:
    half_written(program, people)
    move_away(program)
    qtbot.waitUntil(lambda: "草稿没存上" in words_in(program.shell), timeout=5000)
    program.shell.message.say("info", "")
    for key, ctrl in ((Qt.Key.Key_Escape, False), (Qt.Key.Key_S, True), (Qt.Key.Key_Escape, False)):
        said.clear()
        keys.press(key, ctrl=ctrl)
        program.shell.go(OpenToday())
        assert ("danger", program.shell.station.store.trouble()) in said
    assert "找不到资料文件" in said[-1][1]
    program.day.look()
    program.shell.refresh()
    program.shell.sync()
    assert program.shell.current == "follow_up"
    assert page_of(program).state.values["weight_kg"] == "66.5"
    put_back(program)
    program.shell.go(OpenToday())
    assert program.shell.current == "today"
    program.shell.go(OpenVisit(people["何秀珍"]))
    assert str(page_of(program).state.values["weight_kg"]) == "66.5"


def test_closing_the_window_is_put_off_once_while_what_is_typed_cannot_be_kept(
    program: Program, window: Window, people: dict[str, str], said: Said
) -> None:
    half_written(program, people)
    move_away(program)
    assert not window.close()
    assert window.isVisible()
    assert "再关一次就关掉" in said[-1][1]
    assert window.close()
    put_back(program)


def test_a_window_whose_file_stands_in_its_place_closes_at_once(program: Program, window: Window) -> None:
    program.shell.go(OpenToday())
    assert window.close()


def test_the_lock_goes_over_the_work_and_comes_off_again_while_the_file_is_away(
    qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    half_written(program, people)
    (program.data_dir / DATABASE).rename(program.data_dir / "elsewhere.db")
    program.locking.lock()
    card = program.window.shown
    assert isinstance(card, LoginCard)
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=5000)
    assert page_of(program).state.values["weight_kg"] == "66.5"
    (program.data_dir / "elsewhere.db").rename(program.data_dir / DATABASE)


@pytest.mark.parametrize("leave_unsent", [(), ("--leave-unsent",)])
def test_a_restore_from_the_command_line_is_refused_while_the_window_is_open_and_the_visit_is_written_on(
    program: Program, station: Workstation, people: dict[str, str], leave_unsent: tuple[str, ...]
) -> None:
    copy = program.data_dir.with_name("copy.vcbak")
    backup.backup(station, copy)
    lock = open_lock.take(program.data_dir, open_lock.WINDOW, station.clock.now())  # as `open_program` does
    half_written(program, people)
    done = subprocess.run(
        [sys.executable, "-m", "vclinic", "--data", str(program.data_dir), "restore", str(copy), *leave_unsent],
        env=os.environ | {"VCLINIC_PASSWORD": village.PASSWORD, "PYTHONUTF8": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"村医工作站的窗口正开着这份资料（进程 {os.getpid()}" in done.stderr
    assert "请先把它关掉再试" in done.stderr
    program.shell.go(OpenToday())
    assert program.shell.current == "today"
    program.shell.go(OpenVisit(people["何秀珍"]))
    assert str(page_of(program).state.values["weight_kg"]) == "66.5"
    lock.release()


def test_somebody_half_registered_is_kept_when_the_file_is_back(
    qtbot: QtBot, program: Program, keys: Keyboard, said: Said
) -> None:
    program.shell.go(OpenRegister(""))
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    move_away(program)
    page.form.editors["name"].setFocus()
    write(qtbot, keys.focused, "钱小花")
    qtbot.waitUntil(lambda: any("找不到资料文件" in text for _, text in said), timeout=5000)
    program.shell.go(OpenToday())
    assert program.shell.current == "register"
    put_back(program)
    program.shell.go(OpenToday())
    program.shell.go(OpenRegister(""))
    assert page.form.values()["name"] == "钱小花"
