"""How long an Enter is taken for a habit."""

from pytestqt.qtbot import QtBot

from vclinic.ui.forms.burst import Burst


def test_it_is_on_for_a_moment_after_each_beginning(qtbot: QtBot) -> None:
    burst = Burst()
    assert not burst.is_on(), "nothing has gone on by itself yet"
    burst.begin()
    assert burst.is_on()
    qtbot.wait(100)
    burst.begin()
    qtbot.wait(80)
    assert burst.is_on(), "the second began anew"
    qtbot.waitUntil(lambda: not burst.is_on(), timeout=1000)


def test_a_slow_hand_has_as_long_as_it_types(qtbot: QtBot) -> None:
    burst = Burst()
    for _ in range(3):
        burst.strike()
        qtbot.wait(300)
    burst.begin()
    qtbot.wait(300)
    assert burst.is_on(), "an Enter as slow as the figures before it is a habit"
    qtbot.waitUntil(lambda: not burst.is_on(), timeout=400)


def test_one_slow_figure_is_forgotten_after_two_quick_ones(qtbot: QtBot) -> None:
    burst = Burst()
    burst.strike()
    qtbot.wait(400)
    for _ in range(3):
        burst.strike()
    burst.begin()
    qtbot.wait(200)
    assert not burst.is_on()


def test_what_is_typed_where_the_focus_went_is_confirmed_at_once() -> None:
    burst = Burst()
    burst.begin()
    burst.strike()
    assert not burst.is_on()
