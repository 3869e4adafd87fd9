"""A new computer of a clinic in real windows: paired, its records come back with a bar and counts, a line that breaks is
told and gone on from, the doctor writes meanwhile, and a sentence stands at the end."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from sync.client import engine, own
from sync.client.transport import Transport
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.sync.client.test_own import paired, rows
from vclinic.clock import SteppingClock
from vclinic.domain.problem import WorldFault
from vclinic.main import Program
from vclinic.services.clinic_setup import create_clinic
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenResidents, OpenSyncCentre
from vclinic.ui.pages.sync_centre import SyncCentrePage
from vclinic.ui.window import Window

_PAGE = 4  # changes; so that there are several


@pytest.fixture
def township(tmp_path: Path) -> Generator[RunningTownship]:
    with running(tmp_path / "township") as opened:
        yield opened


@pytest.fixture
def computers(township: RunningTownship, tmp_path: Path) -> Generator[tuple[Workstation, Workstation, SteppingClock]]:
    """The old computer with seven residents reported, and a new one that was only set up."""
    with worlds.clinic(tmp_path / "old") as (old, clock):
        paired(old, township)
        for serial, name in enumerate(("李四", "王五", "赵六", "钱七", "孙八", "周九", "吴十")):
            worlds.register(old, name=name, serial=2 * serial + 24)
        engine.sync(old.store, clock.now)
        new = create_clinic(tmp_path / "new", worlds.SETUP, clock, worlds.CHEAP).station
        yield old, new, clock


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Small pages, and a line that breaks after two of them until the list says that it is mended."""
    mended: list[bool] = []
    asked, answered, pages = own.OwnAsk, Transport.own, []
    monkeypatch.setattr(own, "OwnAsk", lambda **ask: asked(**{**ask, "want": _PAGE}))

    def line(transport: Transport, envelope: bytes) -> Any:
        if len(pages) >= 2 and not mended:
            raise WorldFault("cut_off", "上报中途断线，已收到回执的不会重报，其余的会自动再报。")
        pages.append(1)
        return answered(transport, envelope)

    monkeypatch.setattr(Transport, "own", line)
    return mended


def test_the_clinic_comes_back_while_the_doctor_works(
    qtbot: QtBot,
    window: Window,
    computers: tuple[Workstation, Workstation, SteppingClock],
    township: RunningTownship,
    breaking: list[bool],
    said: list[tuple[str, str]],
) -> None:
    old, new, clock = computers
    program = Program(window, new.store.data_dir, clock)
    program.enter(new)
    qtbot.waitUntil(lambda: window.shown is program.shell)
    program.shell.go(OpenSyncCentre())
    page = program.shell.pages["sync"]
    assert isinstance(page, SyncCentrePage)
    assert not page.coming.isVisible()
    page.url.setText(township.url)
    page.code.setText(township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
    page._pair()
    qtbot.waitUntil(lambda: any("断线" in text for _, text in said), timeout=20000)
    assert any("本室资料已取回 居民 " in text and "会自动接着取" in text for _, text in said)
    page.coming.look()
    assert page.coming.bar.isVisible()
    assert 0 < page.coming.bar.value() < page.coming.bar.maximum()
    assert "断了，会自动接着取" in page.coming.note.text
    assert "/ 7" in page.coming.note.text
    assert "先不要重复建档" in page.coming.note.text
    if folder := os.environ.get("VCLINIC_PICTURES"):
        window.grab().save(f"{folder}/own-coming.png")
    program.shell.go(OpenResidents())
    written = worlds.register(new, name="郑十一", serial=60)
    assert written, "work goes on"
    breaking.append(True)
    program.shell.go(OpenSyncCentre())
    page.now_button.action.trigger()
    qtbot.waitUntil(lambda: any("都取回来了：居民 7 位" in text for _, text in said), timeout=20000)
    qtbot.waitUntil(lambda: not page.coming.isVisible())
    if folder:
        window.grab().save(f"{folder}/own-end.png")
    engine.sync(old.store, clock.now)
    assert rows(new) == rows(old)
    program.close()


def test_what_could_not_be_taken_in_is_counted_in_the_sync_centre(
    qtbot: QtBot, window: Window, computers: tuple[Workstation, Workstation, SteppingClock]
) -> None:
    from tests.storage.test_own_records import change
    from vclinic.storage import own_records

    _, new, clock = computers
    own_records.take(new.store, [change(1, "vaccination", "V-1", name="x")], 1, clock.now(), last=True)
    program = Program(window, new.store.data_dir, clock)
    program.enter(new)
    qtbot.waitUntil(lambda: window.shown is program.shell)
    program.shell.go(OpenSyncCentre())
    page = program.shell.pages["sync"]
    assert isinstance(page, SyncCentrePage)
    assert "卫生院有本室的 1 条没有取进本机" in page.coming.aside.text
    assert "升级程序后自动取进来" in page.coming.aside.text
    assert not page.coming.bar.isVisible()
    program.close()
