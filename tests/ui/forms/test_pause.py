"""A draft is written when typing pauses, and at once when the page is left."""

import time

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from vclinic.ui.forms.pause import Pause


def test_keys_in_quick_succession_are_kept_once(qtbot: QtBot) -> None:
    """Where the machine stands still between two keys there is a pause too, and it is kept there."""
    kept: list[float] = []
    owner = QObject()
    pause = Pause(lambda: kept.append(time.monotonic() - key), owner)
    for _ in range(10):
        before, key = len(kept), time.monotonic()
        pause.setInterval(60)
        pause.start()
        qtbot.wait(10)
    qtbot.waitUntil(lambda: len(kept) > before)
    qtbot.wait(100)
    assert len(kept) == before + 1
    assert min(kept) > 0.05


def test_leaving_keeps_what_waits_at_once_and_nothing_twice(qtbot: QtBot) -> None:
    kept: list[int] = []
    owner = QObject()
    pause = Pause(lambda: kept.append(1), owner)
    pause.flush()
    assert kept == [], "nothing waited"
    pause.start()
    pause.flush()
    pause.flush()
    assert kept == [1]
    qtbot.wait(30)
    assert kept == [1]


def test_what_could_not_be_kept_is_said_and_waits_until_it_can_or_the_page_is_left(
    qtbot: QtBot, said: list[tuple[str, str]]
) -> None:
    tried: list[int] = []
    owner = QObject()

    def keep() -> None:
        tried.append(1)
        if len(tried) == 1:
            pause.failed("磁盘满了。")

    pause = Pause(keep, owner)
    pause.start()
    qtbot.waitUntil(lambda: tried == [1], timeout=10_000)
    assert said == [("danger", "磁盘满了。")]
    assert pause.isActive()
    pause.flush()
    assert tried == [1, 1]
    assert not pause.isActive()
