"""An update as the doctor meets it: how it went is said once, a new program that cannot open the data offers the former one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.databases.opening import Old, old
from tests.delivery import small_setup
from tests.delivery.small_setup import SmallSetup
from tests.ui import village
from vclinic import __version__, updating
from vclinic.clock import SteppingClock
from vclinic.delivery import applying, plan as plans
from vclinic.delivery.fetching import UPDATES
from vclinic.delivery.plan import Plan, Stage
from vclinic.main import Program
from vclinic.storage import migrations
from vclinic.ui.pages.gate.former import FormerCard
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.gate.upgrade import UpgradeCard
from vclinic.ui.window import Window

Said = list[tuple[str, str]]
FORMER = "0.0.9"


@pytest.fixture
def here(tmp_path: Path) -> Old:
    """The data of an earlier program, four steps of the schema back."""
    made = old(tmp_path / "clinic", 3)
    (made.folder / UPDATES).mkdir()
    return made


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallSetup]:
    """What installs, over a folder with a small program."""
    with small_setup.machine(tmp_path / "program", __version__) as made:
        monkeypatch.setattr(updating, "here", lambda: made)
        yield made


@pytest.fixture
def program(window: Window, here: Old) -> Iterator[Program]:
    made = Program(window, here.folder, SteppingClock(village.MORNING))
    yield made
    made.close()


def planned(
    here: Old, stage: Stage, *, before: str = FORMER, after: str = __version__, backup: str = "b.vcbak"
) -> None:
    plans.write(
        here.folder / UPDATES, Plan(before, after, "", f"vclinic-setup-{FORMER}.exe", backup, "打印快了。", stage=stage)
    )


def log_in(qtbot: QtBot, program: Program, here: Old) -> None:
    program.start()
    program.updating.reached()
    card = program.window.shown
    assert isinstance(card, LoginCard)
    qtbot.keyClicks(card.password, here.password)
    qtbot.keyClick(card.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window.shown is not card, timeout=10_000)


def into_the_work(qtbot: QtBot, program: Program, here: Old) -> None:
    log_in(qtbot, program, here)
    if isinstance(program.window.shown, UpgradeCard):
        qtbot.mouseClick(program.window.shown.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.logged_in, timeout=10_000)


def test_data_of_some_versions_back_are_opened_and_the_news_is_told_once(
    qtbot: QtBot, program: Program, here: Old, said: Said
) -> None:
    planned(here, "installing")
    assert program.updating.at_start() is None
    into_the_work(qtbot, program, here)
    assert ("ok", f"已经更新到 {__version__}。打印快了。") in said
    assert not program.updating.under_way


def test_an_update_that_was_not_installed_is_told_at_the_log_in(
    qtbot: QtBot, program: Program, here: Old, said: Said
) -> None:
    planned(here, "installing", before=__version__, after="9.1.0")
    (here.folder / UPDATES / plans.RESULT).write_text("7")
    told = program.updating.at_start()
    assert told is not None
    assert not told.leave
    into_the_work(qtbot, program, here)
    assert [text for level, text in said if level == "warn" and "自检没有通过，已经换回" in text]
    assert program.updating.at_start() is None


def test_without_an_update_nothing_is_asked_or_said(qtbot: QtBot, program: Program, here: Old, said: Said) -> None:
    shutil.rmtree(here.folder / UPDATES)
    assert program.updating.at_start() is None
    into_the_work(qtbot, program, here)
    assert not [text for _, text in said if "更新" in text]


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program one of whose steps of the schema fails on these data."""

    def never_tried(_db: object) -> None:
        raise ValueError("a row nobody thought of")

    monkeypatch.setattr(migrations, "bring_up", never_tried)


@pytest.mark.expects_errors
@pytest.mark.usefixtures("breaking")
def test_a_program_that_cannot_open_the_data_offers_the_former_one(
    qtbot: QtBot, program: Program, here: Old, runner: SmallSetup
) -> None:
    small_setup.pack(here.folder / UPDATES / f"vclinic-setup-{FORMER}.exe", FORMER)
    planned(here, "trying")
    log_in(qtbot, program, here)
    if isinstance(program.window.shown, UpgradeCard):
        qtbot.mouseClick(program.window.shown.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(program.window.shown, FormerCard), timeout=10_000)
    card = program.window.shown
    assert isinstance(card, FormerCard)
    assert card.button.text() == f"换回 {FORMER}"
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    assert runner.wait() == 0
    assert small_setup.version_of(runner.program / "inner") == FORMER
    assert applying.waits(here.folder / UPDATES, "putting_back") is not None


def test_the_way_back_is_offered_only_where_the_former_setup_was_kept(
    program: Program, here: Old, runner: SmallSetup
) -> None:
    assert updating.here() is runner
    plans.write(here.folder / UPDATES, Plan(FORMER, __version__, "", "", "b.vcbak", "", stage="trying"))
    assert program.updating.tries() == ""
    planned(here, "trying")
    assert program.updating.tries() == FORMER
