"""How long an Enter is taken for a habit."""

import pytest

from vclinic.ui.forms.burst import Burst


class Hand:
    """Keys struck when the test says so, however slow the machine is."""

    def __init__(self) -> None:
        self.ms = 0
        self.burst = Burst(lambda: self.ms)

    def wait(self, ms: int) -> None:
        self.ms += ms


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_it_is_on_for_a_moment_after_each_beginning(hand: Hand) -> None:
    assert not hand.burst.is_on(), "nothing has gone on by itself yet"
    hand.burst.begin()
    assert hand.burst.is_on()
    hand.wait(100)
    hand.burst.begin()
    hand.wait(149)
    assert hand.burst.is_on(), "the second began anew"
    hand.wait(1)
    assert not hand.burst.is_on()


def test_a_slow_hand_has_as_long_as_it_types(hand: Hand) -> None:
    for _ in range(3):
        hand.burst.strike()
        hand.wait(300)
    hand.burst.begin()
    hand.wait(449)
    assert hand.burst.is_on(), "an Enter as slow as the figures before it is a habit"
    hand.wait(1)
    assert not hand.burst.is_on()


def test_a_very_slow_hand_is_waited_for_no_longer_than_anybody_needs_to_read(hand: Hand) -> None:
    for _ in range(3):
        hand.burst.strike()
        hand.wait(1_400)
    hand.burst.begin()
    hand.wait(1_199)
    assert hand.burst.is_on()
    hand.wait(1)
    assert not hand.burst.is_on()


def test_who_rests_between_two_figures_is_not_a_slow_hand(hand: Hand) -> None:
    for _ in range(3):
        hand.burst.strike()
        hand.wait(1_500)
    hand.burst.begin()
    hand.wait(150)
    assert not hand.burst.is_on()


def test_one_slow_figure_is_forgotten_after_two_quick_ones(hand: Hand) -> None:
    hand.burst.strike()
    hand.wait(400)
    for _ in range(3):
        hand.burst.strike()
    hand.burst.begin()
    hand.wait(150)
    assert not hand.burst.is_on()


def test_what_is_typed_where_the_focus_went_is_confirmed_at_once(hand: Hand) -> None:
    hand.burst.begin()
    hand.burst.strike()
    assert not hand.burst.is_on()
