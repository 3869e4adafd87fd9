"""The program around one window: locked, handed to a colleague, logged in again and again without growing."""

import gc
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import give
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services import clinic_setup, settings, visit_sheet
from vclinic.services.workstation import Doctor, Workstation
from vclinic.storage import follow_ups, prescriptions
from vclinic.storage.file_names import DATABASE, KEYRING
from vclinic.ui import tasks
from vclinic.ui.destinations import (
    Destination,
    OpenDispensing,
    OpenImport,
    OpenOfficialForms,
    OpenPrescriptions,
    OpenRecord,
    OpenRegister,
    OpenResidents,
    OpenReturned,
    OpenSettings,
    OpenStock,
    OpenSyncCentre,
    OpenToday,
    OpenVisit,
)
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.pages.gate.clock import ClockCard
from vclinic.ui.pages.gate.login import LoginCard, RecoverCard
from vclinic.ui.pages.gate.sheet import Sheet
from vclinic.ui.pages.gate.wizard import Wizard
from vclinic.ui.shell import Shell
from vclinic.ui.window import Window

NOISE = 20  # Python objects by which a round may differ: what Python itself keeps of a call or two


def settled() -> int:
    """How many Python objects there are when all that is to go has gone."""
    tasks.wait()
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    return len(gc.get_objects())


@pytest.fixture
def counted() -> None:
    """What other tests left to the collector is not counted, nor gone through each time."""
    gc.collect()
    gc.freeze()


def test_a_colleague_takes_the_station_and_the_draft_stays(
    qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    first = program.shell.station
    assert isinstance(clinic_setup.add_doctor(first, "何小兰", "hxl", "ein-zweites-8"), Doctor)
    program.shell.go(OpenVisit(people["何秀珍"]))
    program.shell.pages["follow_up"].state.put("weight_kg", "66.5")
    qtbot.keyClick(program.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    card = program.window.shown
    assert isinstance(card, LoginCard)
    card.switched.emit()
    card = program.window.shown
    assert isinstance(card, LoginCard)
    assert not program.logged_in
    card.people.setCurrentIndex(card.people.findData("hxl"))
    give(qtbot, card, "ein-zweites-8")
    qtbot.waitUntil(lambda: program.logged_in, timeout=10_000)
    assert program.shell.station.doctor.name == "何小兰"
    program.shell.go(OpenVisit(people["何秀珍"]))
    assert program.shell.pages["follow_up"].state.values["weight_kg"] == "66.5"


def test_however_often_somebody_logs_in_nothing_of_the_time_before_stays(
    counted: None, qtbot: QtBot, program: Program
) -> None:
    def alive() -> list[tuple[int, ...]]:
        """Gates and frames under the window, the Python objects of both, and top-level widgets."""
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        objects = Counter(map(type, gc.get_objects()))
        gates_and_frames = (LoginCard, RecoverCard, Shell)
        counts = [(len(program.window.findChildren(kind)), objects[kind]) for kind in gates_and_frames]
        return [*counts, (len(QApplication.topLevelWidgets()),)]

    seen: list[list[tuple[int, ...]]] = []
    for _ in range(3):
        program.locking.lock()
        card = program.window.shown
        assert isinstance(card, LoginCard)
        card.switched.emit()
        program.window.shown.forgotten.emit()
        program.window.shown.given_up.emit()
        card = program.window.shown
        assert isinstance(card, LoginCard)
        seen.append(alive())
        give(qtbot, card, village.PASSWORD)
        qtbot.waitUntil(lambda: program.logged_in, timeout=10_000)
        del card
        seen.append(alive())
    assert seen[0][:3] == [(1, 1), (0, 0), (0, 0)], "at the gate there is the gate"
    assert seen[1][:3] == [(0, 0), (0, 0), (1, 1)], "at work there is the work"
    assert seen[2:] == seen[:2] * 2


def every_page(program: Program, resident: str) -> list[Destination]:
    with program.shell.station.store.read() as session:
        (visit, *_), (prescription, *_) = (
            follow_ups.of_resident(session, resident),
            prescriptions.of_resident(session, resident),
        )
    return [
        OpenResidents(),
        OpenRecord(resident),
        OpenRegister(resident),
        OpenRegister(),
        OpenImport(),
        OpenVisit(resident),
        OpenVisit(resident, visit.id),
        OpenPrescriptions(visit.id),
        OpenDispensing(prescription.id),
        OpenStock(),
        OpenReturned(),
        OpenSyncCentre(),
        OpenSettings(),
        OpenOfficialForms(resident),
        OpenToday(),
    ]


def test_a_doctor_who_opened_every_page_leaves_no_object_behind_at_the_log_out(
    counted: None, qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    counts: list[int] = []
    for _ in range(4):
        for destination in every_page(program, people["何秀珍"]):
            program.shell.go(destination)
            QApplication.processEvents()
        program.locking.lock()
        program.log_out()
        card = program.window.shown
        assert isinstance(card, LoginCard)
        give(qtbot, card, village.PASSWORD)
        qtbot.waitUntil(lambda: program.logged_in, timeout=10_000)
        del card
        counts.append(settled())
    growth = [after - before for before, after in pairwise(counts[1:])]  # the first round imports and fills caches
    assert max(growth) <= NOISE, growth


def test_locking_and_unlocking_leaves_no_object_behind(counted: None, qtbot: QtBot, program: Program) -> None:
    counts: list[int] = []
    for turn in range(20):
        program.locking.lock()
        card = program.window.shown
        assert isinstance(card, LoginCard)
        give(qtbot, card, village.PASSWORD)
        qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=10_000)
        del card
        if turn in {1, 19}:
            counts.append(settled())
    assert counts[1] - counts[0] <= NOISE


def test_a_form_goes_when_the_next_one_is_opened(
    counted: None, qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    for name in ("何秀珍", "刘大山", "赵冬梅", "单国英"):
        program.shell.go(OpenVisit(people[name]))
        qtbot.waitUntil(lambda: program.shell.current == "follow_up")
    settled()
    assert Counter(map(type, gc.get_objects()))[FormView] == 1


def started(window: Window, folder: Path, clock: SteppingClock) -> Program:
    """The program before anybody has logged in, what it loads meanwhile waited for."""
    made = Program(window, folder, clock)
    made.start()
    return made


def test_a_new_folder_asks_for_a_clinic_and_a_known_one_for_the_password(
    qtbot: QtBot, window: Window, tmp_path: Path, station: Workstation, clock: SteppingClock
) -> None:
    for folder, gate in ((tmp_path / "new", Wizard), (station.store.data_dir, LoginCard)):
        made = started(window, folder, clock)
        assert isinstance(window.shown, gate)
        assert not made.logged_in
        made.close()


def test_a_key_file_that_is_gone_is_said_in_the_window_and_offers_no_new_clinic(
    window: Window, station: Workstation, clock: SteppingClock
) -> None:
    (station.store.data_dir / KEYRING).unlink()
    made = started(window, station.store.data_dir, clock)
    assert isinstance(window.shown, Sheet)
    assert "密钥文件" in window.shown.explanation.text()
    made.close()


def test_the_title_says_whose_clinic_it_is_while_somebody_works(program: Program) -> None:
    assert program.window.windowTitle() == "村医工作站 — 清溪镇柳河村卫生室"
    program.log_out()
    assert program.window.windowTitle() == "村医工作站"


def test_the_minutes_until_the_lock_and_between_rounds_are_those_of_the_settings(
    qtbot: QtBot, window: Window, station: Workstation, clock: SteppingClock
) -> None:
    settings.write(station, settings.Settings(idle_minutes=3, sync_every_minutes=7))
    made = Program(window, station.store.data_dir, clock)
    made.enter(station)
    assert (made.locking._idle.interval(), made.rounds._timer.interval()) == (3 * 60_000, 7 * 60_000)
    assert made.locking._idle.isActive()
    assert made.rounds._timer.isActive()
    made.close()
    assert not made.locking._idle.isActive()
    assert not made.rounds._timer.isActive()


def test_closing_folds_the_log_into_the_database_and_keeps_what_was_typed(
    qtbot: QtBot, program: Program, people: dict[str, str], clock: SteppingClock
) -> None:
    program.shell.go(OpenVisit(people["刘大山"]))
    program.shell.pages["follow_up"].state.put("weight_kg", "71.5")
    program.window.close()
    assert not program.logged_in
    log = program.data_dir / f"{DATABASE}-wal"
    assert not log.exists() or log.stat().st_size == 0
    again = clinic_setup.open_clinic(program.data_dir, "zgp", village.PASSWORD, clock)
    assert visit_sheet.open_visit(again, people["刘大山"]).values["weight_kg"] == "71.5"
    again.store.close()


def test_whoever_logs_in_with_a_wrong_clock_says_first_what_day_it_is(
    qtbot: QtBot, window: Window, station: Workstation, people: dict[str, str], clock: SteppingClock
) -> None:
    clock.set(datetime(2009, 1, 1, 8))
    made = Program(window, station.store.data_dir, clock)
    made.enter(station)
    card = window.shown
    assert isinstance(card, ClockCard)
    assert not made.logged_in
    card.form.edits["day"].setText("2026-11-24")
    card.submit()
    assert made.logged_in
    made.close()
