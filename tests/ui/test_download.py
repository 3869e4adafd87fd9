"""A long transfer beside everything else: told as it goes, stopped when asked, silent once its window is gone."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from vclinic.domain.problem import WorldFault
from vclinic.ui import download as downloads, tasks
from vclinic.ui.download import Download, Progress


@pytest.fixture
def owner() -> Iterator[QObject]:
    made = QObject()
    yield made
    downloads.end_all()


@pytest.fixture
def heard(owner: QObject) -> tuple[Download, list[str]]:
    """A download, and what it said."""
    made, said = Download(owner), list[str]()
    made.progressed.connect(lambda here, whole: said.append(f"{here} of {whole}"))
    made.done.connect(lambda: said.append("done"))
    made.failed.connect(said.append)
    made.stopped.connect(lambda: said.append("stopped"))
    return made, said


def test_it_tells_each_step_of_a_bar_once_and_that_it_is_whole(qtbot: QtBot, heard: tuple[Download, list[str]]) -> None:
    download, said = heard

    def operation(progress: Progress) -> None:
        for here in (1, 2, 500, 501, 1000):
            progress(here, 1000)

    download.start(operation)
    assert download.running
    qtbot.waitUntil(lambda: not download.running)
    assert said == ["1 of 1000", "500 of 1000", "1000 of 1000", "done"]


@pytest.mark.expects_errors
def test_what_was_foreseen_is_its_sentence_and_a_bug_is_said_to_be_one(
    qtbot: QtBot, heard: tuple[Download, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    download, said = heard

    def cut(_progress: Progress) -> None:
        raise WorldFault("cut_off", "下载中断了。")

    def broken(_progress: Progress) -> None:
        raise KeyError("x")

    for operation in (cut, broken):
        download.start(operation)
        qtbot.waitUntil(lambda: not download.running)
    assert said == ["下载中断了。", tasks.BUG]
    assert [record.message for record in caplog.records] == ["a download"]


def test_stopped_it_ends_at_the_next_piece(qtbot: QtBot, heard: tuple[Download, list[str]]) -> None:
    download, said = heard
    stopped, pieces = threading.Event(), list[int]()

    def operation(progress: Progress) -> None:
        progress(1, 100)
        pieces.append(1)
        assert stopped.wait(10)
        progress(2, 100)
        pieces.append(2)

    download.start(operation)
    qtbot.waitUntil(lambda: bool(said))
    download.stop()
    stopped.set()
    qtbot.waitUntil(lambda: not download.running)
    assert (said, pieces) == (["1 of 100", "stopped"], [1])


def test_ended_with_the_log_in_it_says_nothing_any_more(qtbot: QtBot, heard: tuple[Download, list[str]]) -> None:
    download, said = heard
    going, over = threading.Event(), threading.Event()

    def operation(progress: Progress) -> None:
        going.set()
        while not over.wait(0.01):
            progress(1, 1)

    download.start(operation)
    assert going.wait(10)
    downloads.end_all()
    over.set()
    assert not download.running
    said.clear()
    qtbot.wait(50)
    assert said == []
