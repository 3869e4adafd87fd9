"""Today's prescriptions at the counter: how many wait, and which is opened."""

from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from vclinic.services.dispensing_queue import QueueEntry
from vclinic.ui.pages.dispensing.queue_list import QueueList


def entry(number: str, state: str) -> QueueEntry:
    return QueueEntry(
        prescription_id=number, dispensing_id="", resident_id="R-1", name="何秀珍", sex_code="2", age=58, issued_at=datetime(2026, 11, 24, 9, 5),
        lines=2, diseases="高血压", total=8120, state=state,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("states", "wanted", "opened", "head"),
    [
        ((), "", "", "待发 0 · 已发 0"),
        (("done", "waiting", "waiting"), "", "P-1", "待发 2 · 已发 1"),
        (("done", "waiting"), "P-0", "P-0", "待发 1 · 已发 1"),
        (("done",), "", "", "待发 0 · 已发 1"),
    ],
)
def test_the_one_that_is_wanted_is_opened_else_the_first_that_waits(
    qtbot: QtBot, states: tuple[str, ...], wanted: str, opened: str, head: str
) -> None:
    queue = QueueList()
    qtbot.addWidget(queue)
    entries = [entry(f"P-{place}", state) for place, state in enumerate(states)]
    assert queue.show_entries(entries, wanted) == opened
    assert head in queue.head.text()
    assert queue.list.count() == len(states)


def test_a_prescription_is_picked_by_its_id(qtbot: QtBot) -> None:
    queue = QueueList()
    qtbot.addWidget(queue)
    queue.show_entries([entry("P-7", "done"), entry("P-8", "waiting")], "")
    assert queue.list.item(0).text() == "何秀珍  女 58　09:05\n2 种 · 8.12 元 ✓"
    assert queue.list.item(1).text().endswith("高血压")
    with qtbot.waitSignal(queue.picked) as picked:
        queue.list.itemActivated.emit(queue.list.item(1))
    assert picked.args == ["P-8"]
