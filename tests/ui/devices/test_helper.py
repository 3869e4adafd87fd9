"""A helper is listened to, started again when it fails, given up in the end; the window never waits for it."""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer
from pytestqt.qtbot import QtBot

from tests.ui.devices.helpers import BEAT, FOR_EVER, HELLO, command, reading
from vclinic.devices.lines import Trouble
from vclinic.devices.reading import Reading
from vclinic.ui.devices.helper import GIVEN_UP, OFF, PAUSED, READY, STARTING, Helper, Patience

QUICK = Patience(pauses=(20, 40), silence=10_000, sound=60_000, most=200, leaving=2_000)


@pytest.fixture
def helper(qapp: object) -> Iterator[Helper]:
    made = Helper(patience=QUICK)
    yield made
    made.stop()


def listened(helper: Helper) -> list[object]:
    heard: list[object] = []
    helper.said.connect(heard.append)
    return heard


def states(helper: Helper) -> list[str]:
    seen: list[str] = []
    helper.changed.connect(lambda: seen.append(helper.state))
    return seen


def test_what_it_reads_is_heard_and_it_ends_when_it_is_stopped(qtbot: QtBot, tmp_path: Path, helper: Helper) -> None:
    heard, seen = listened(helper), states(helper)
    helper.start(command(tmp_path, HELLO, BEAT, reading("barcode", text="690"), {"send": {"error": {"code": "x"}}}))
    qtbot.waitUntil(lambda: len(heard) == 3, timeout=15_000)
    assert heard[1:] == [
        Reading("barcode", {"text": "690"}, "模拟设备"),
        Trouble("x", "设备出错，没有说明原因。"),
    ]
    assert (helper.name, seen) == ("模拟设备", [STARTING, READY])
    helper.stop()
    assert (helper.state, seen[-1]) == (OFF, OFF)


def test_garbage_a_megabyte_and_gbk_between_two_readings_cost_neither(
    qtbot: QtBot, tmp_path: Path, helper: Helper
) -> None:
    heard = listened(helper)
    garbage = [{"raw": "no JSON\n"}, {"raw": "x" * 1_000_000 + "\n"}, {"hex": "cde5d0e3d3a20a"}, {"raw": "\n\n[]\n"}]
    helper.start(command(tmp_path, HELLO, reading("barcode"), *garbage, reading("barcode", text="2")))
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=15_000)
    assert helper.garbled == 4
    assert helper.state == READY


def test_one_that_keeps_ending_is_started_again_twice_and_given_up(
    qtbot: QtBot, tmp_path: Path, helper: Helper
) -> None:
    heard, seen = listened(helper), states(helper)
    helper.start(command(tmp_path, HELLO, reading("barcode"), {"exit": 3}))
    qtbot.waitUntil(lambda: helper.state == GIVEN_UP, timeout=30_000)
    assert [state for state in seen if state != READY] == [STARTING, PAUSED, STARTING, PAUSED, STARTING, GIVEN_UP]
    assert helper.failed_by == "ended"
    assert len(heard) == 3  # its last words count


def test_after_giving_up_it_is_tried_again_when_somebody_wants_it(qtbot: QtBot, tmp_path: Path, helper: Helper) -> None:
    helper.start([str(tmp_path / "nothing")])
    qtbot.waitUntil(lambda: helper.state == GIVEN_UP, timeout=15_000)
    assert helper.failed_by == "not_started"
    helper.start(command(tmp_path, HELLO))
    qtbot.waitUntil(lambda: helper.state == READY, timeout=15_000)
    assert helper.failed_by == ""


GBK = {"hex": json.dumps({"hello": {"protocol": 1, "name": "身份证"}}, ensure_ascii=False).encode("gbk").hex() + "0a"}


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ((), "silent"),
        ((HELLO,), "silent"),
        ((HELLO, {"raw": "no JSON\n"}), "silent"),
        (({"send": {"hello": {"protocol": 2, "name": "x"}}},), "unread"),
        ((GBK, GBK), "unread"),
    ],
)
def test_one_that_says_nothing_any_more_is_ended(
    qtbot: QtBot, tmp_path: Path, steps: tuple[object, ...], why: str
) -> None:
    helper = Helper(patience=Patience(pauses=(60_000,), silence=1_500))
    helper.start(command(tmp_path, *steps, FOR_EVER))
    qtbot.waitUntil(lambda: helper.state == PAUSED, timeout=15_000)
    assert helper.failed_by == why
    helper.stop()


def test_beats_keep_a_quiet_helper_alive_and_sound_work_forgets_failures(qtbot: QtBot, tmp_path: Path) -> None:
    helper = Helper(patience=Patience(pauses=(10, 60_000), silence=2_500, sound=300))
    gone = tmp_path / "gone"
    steps = [HELLO, {"wait_for": str(gone)}, *[step for _ in range(8) for step in (BEAT, {"wait_ms": 500})]]
    helper.start(command(tmp_path, {"exit": 1}))
    qtbot.waitUntil(lambda: helper.failed_by == "ended", timeout=15_000)
    helper.start(command(tmp_path, *steps))
    gone.touch()
    qtbot.wait(4_000)
    assert (helper.state, helper.failed_by) == (READY, "")
    helper.stop()


def test_one_that_runs_wild_is_ended_and_the_window_draws_on(qtbot: QtBot, tmp_path: Path, helper: Helper) -> None:
    heard = listened(helper)
    gaps, clock = [0], QElapsedTimer()
    clock.start()
    ticking = QTimer()
    ticking.timeout.connect(lambda: gaps.append(clock.restart()))
    ticking.start(5)
    helper.start(command(tmp_path, HELLO, {"raw": '{"reading":{"kind":"barcode","text":"1"}}\n' * 50_000}, FOR_EVER))
    qtbot.waitUntil(lambda: helper.state == GIVEN_UP, timeout=30_000)
    assert helper.failed_by == "flood"
    assert len(heard) <= 3 * QUICK.most
    assert max(gaps) < 1_000  # a machine under load; alone it is some 20 ms


def test_one_that_writes_without_end_fills_no_memory(qtbot: QtBot, helper: Helper) -> None:
    program = "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 1_000_000)"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    helper.start([sys.executable, "-c", program])
    qtbot.waitUntil(lambda: helper.state == GIVEN_UP, timeout=60_000)
    assert helper.failed_by == "flood"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_a_hung_helper_holds_nobody_up_when_it_is_stopped(qtbot: QtBot, tmp_path: Path) -> None:
    helper = Helper(patience=Patience(leaving=100))
    helper.start(command(tmp_path, HELLO, FOR_EVER))
    qtbot.waitUntil(lambda: helper.state == READY, timeout=15_000)
    clock = QElapsedTimer()
    clock.start()
    helper.stop()
    assert clock.elapsed() < 1_000
    assert helper.state == OFF


def test_who_hears_a_reading_may_stop_the_helper(qtbot: QtBot, tmp_path: Path, helper: Helper) -> None:
    heard = listened(helper)
    helper.said.connect(lambda _message: helper.stop())
    helper.start(command(tmp_path, HELLO, reading("barcode"), reading("barcode"), reading("barcode")))
    qtbot.waitUntil(lambda: helper.state == OFF, timeout=15_000)
    assert len(heard) == 1
