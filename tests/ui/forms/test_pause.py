"""A draft is written when typing pauses, and at once when the page is left."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from vclinic.ui.forms.pause import Pause


def test_keys_in_quick_succession_are_kept_once(qtbot: QtBot) -> None:
    kept: list[int] = []
    owner = QObject()
    pause = Pause(lambda: kept.append(1), owner)
    pause.setInterval(250)
    for _ in range(4):
        pause.start()
        qtbot.wait(10)
    assert kept == []
    qtbot.waitUntil(lambda: kept == [1], timeout=2000)
    qtbot.wait(300)
    assert kept == [1]


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
    qtbot.waitUntil(lambda: tried == [1], timeout=2000)
    assert said == [("danger", "磁盘满了。")]
    assert pause.isActive()
    pause.flush()
    assert tried == [1, 1]
    assert not pause.isActive()
