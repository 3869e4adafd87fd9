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
