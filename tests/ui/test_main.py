"""The program around one window: locked, handed to a colleague, logged in again and again without growing."""

import gc
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import village
from vclinic.main import Program
from vclinic.services import clinic_setup
from vclinic.services.workstation import Doctor
from vclinic.storage import follow_ups, prescriptions
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
from vclinic.ui.pages.gate.login import LoginCard, RecoverCard
from vclinic.ui.shell import Shell

NOISE = 20  # Python objects by which a round may differ: what Python itself keeps of a call or two


def give(qtbot: QtBot, card: LoginCard, password: str) -> None:
    card.password.clear()
    qtbot.keyClicks(card.password, password)
    qtbot.keyClick(card.password, Qt.Key.Key_Return)


def settled() -> int:
    """How many Python objects there are when all that is to go has gone."""
    tasks.wait()
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    return len(gc.get_objects())


@pytest.fixture
def counted() -> Iterator[None]:
    """What other tests left to the collector is not counted, nor gone through each time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def test_nobody_at_the_station_locks_it_and_nothing_typed_is_lost(
    qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    page = program.shell.pages["follow_up"]
    page.state.put("weight_kg", "66.5")
    program.lock()
    card = program.window.shown
    assert isinstance(card, LoginCard)
    assert not program.shell.isVisible()
    give(qtbot, card, "falsch-1234")
    assert program.window.shown is card
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=3000)
    assert program.shell.current == "follow_up"
    assert page.state.values["weight_kg"] == "66.5"


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
    qtbot.waitUntil(lambda: program.logged_in, timeout=5000)
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
        program.lock()
        card = program.window.shown
        assert isinstance(card, LoginCard)
        card.switched.emit()
        program.window.shown.forgotten.emit()
        program.window.shown.given_up.emit()
        card = program.window.shown
        assert isinstance(card, LoginCard)
        seen.append(alive())
        give(qtbot, card, village.PASSWORD)
        qtbot.waitUntil(lambda: program.logged_in, timeout=5000)
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
        program.lock()
        program.log_out()
        card = program.window.shown
        assert isinstance(card, LoginCard)
        give(qtbot, card, village.PASSWORD)
        qtbot.waitUntil(lambda: program.logged_in, timeout=5000)
        del card
        counts.append(settled())
    growth = [after - before for before, after in pairwise(counts[1:])]  # the first round imports and fills caches
    assert max(growth) <= NOISE, growth


def test_locking_and_unlocking_leaves_no_object_behind(counted: None, qtbot: QtBot, program: Program) -> None:
    counts: list[int] = []
    for turn in range(20):
        program.lock()
        card = program.window.shown
        assert isinstance(card, LoginCard)
        give(qtbot, card, village.PASSWORD)
        qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=3000)
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
