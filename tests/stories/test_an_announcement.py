"""A word from the township on its way: written there, read on Today, and back up that it was read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlmodel import select

from sync.client.pairing import pair
from sync.server.database.tables import Staff
from sync.server.owned import announcements
from sync.server.owned.announcements import Announcement, Wording
from tests.server.township import RunningTownship
from tests.stories.window import program_in, report
from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services.sync_status import status
from vclinic.ui.destinations import OpenToday


@pytest.fixture
def program(qtbot: QtBot, qapp: object, tmp_path: Path) -> Iterator[Program]:
    """The window of a clinic with nobody in it."""
    clock = SteppingClock(village.MORNING)
    station = village.empty_clinic(tmp_path / "clinic", clock)
    with program_in(qtbot, qapp, tmp_path / "clinic", station, clock) as made:
        yield made


def seen(township: RunningTownship, key: str) -> Announcement:
    with township.store.read() as session:
        return announcements.one(session, key, township.clock().date())


def test_it_is_written_above_read_below_and_known_above(
    qtbot: QtBot, program: Program, township: RunningTownship
) -> None:
    station = program.shell.station
    pair(station.store, township.url, township.code(station.clinic.name, station.clinic.village_code))
    with township.store.write() as session:
        staff = session.exec(select(Staff)).one()
        wording = Wording("周三停电", "周三 8 时至 12 时停电，请提前备份。", "2026-11-26")
        made = announcements.announce(session, wording, None, staff, township.clock())
    assert not isinstance(made, list), made
    program.shell.go(OpenToday())
    report(qtbot, program)
    today = program.shell.pages["today"]
    assert today.announcements.note.text.startswith("卫生院通知：周三停电")
    assert seen(township, made.id).read_by == 0
    for _ in range(2):
        qtbot.keyClick(today.table, Qt.Key.Key_N)
    assert today.announcements.isHidden()
    assert status(station).pending == 1
    report(qtbot, program)
    assert status(station).pending == 0
    above = seen(township, made.id)
    (reader,) = above.readers
    assert (above.read_by, reader.doctor, reader.read_on) == (1, station.doctor.name, "2026-11-24")
    with township.store.write() as session:
        staff = session.exec(select(Staff)).one()
        again = Wording("停电改到周四", "请提前备份。", "2026-11-27")
        assert not isinstance(announcements.correct(session, made.id, again, staff, township.clock()), list)
    report(qtbot, program)
    assert today.announcements.note.text.startswith("卫生院通知：停电改到周四")
    assert seen(township, made.id).read_by == 0, "the new version has not been read"
