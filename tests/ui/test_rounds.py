"""The rounds the program starts by itself."""

import pytest
from pytestqt.qtbot import QtBot

from vclinic.main import Program
from vclinic.services import sync_status
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenSyncCentre
from vclinic.ui.pages.sync_centre import SyncCentrePage


def test_a_clinic_that_has_no_township_starts_no_round_of_its_own(qtbot: QtBot, program: Program) -> None:
    before = sync_status.status(program.shell.station)
    program.rounds.go()
    assert not tasks.busy()
    assert sync_status.status(program.shell.station) == before
    program.log_out()
    program.rounds.go()
    assert not tasks.busy(), "nobody is at work"


def test_the_programs_own_rounds_leave_the_township_alone_while_it_asks_for_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    station, rounds = program.shell.station, list[bool]()
    monkeypatch.setattr(program.shell, "sync", lambda: rounds.append(True))
    now = station.clock.monotonic()
    station.store.set_meta({sync_status.DEVICE: "d-1", sync_status.REST: f"{now} 600"})
    program.rounds.go()
    assert not rounds
    program.shell.go(OpenSyncCentre())
    centre = program.shell.pages["sync"]
    assert isinstance(centre, SyncCentrePage)
    centre.now_button.click()
    assert len(rounds) == 1, "a person may try at once"
    station.clock.base.pass_seconds(600)
    program.rounds.go()
    assert len(rounds) == 2
