"""An end to waiting: a block that takes too long ends in a sentence, every other block as it would have ended."""

import socket
import time

import pytest

from sync.client.patience import TOO_SLOW, ending
from vclinic.domain.problem import WorldFault


def test_a_block_in_time_is_left_alone_and_its_line_stays_open() -> None:
    near, far = socket.socketpair()
    with near, far:
        with ending(near, 10):
            pass
        near.sendall(b"still here")
        assert far.recv(20) == b"still here"


def test_a_block_in_time_raises_what_it_raises() -> None:
    with pytest.raises(LookupError), ending(None, 10):
        raise LookupError


def test_a_wait_without_end_is_cut_and_said() -> None:
    near, far = socket.socketpair()
    with near, far:
        began = time.monotonic()
        with pytest.raises(WorldFault) as fault, ending(near, 0.05):
            near.recv(1)
        assert (fault.value.code, fault.value.sentence) == ("too_slow", TOO_SLOW)
        assert time.monotonic() - began < 5


def test_whatever_the_cut_made_of_the_block_it_was_too_slow() -> None:
    near, far = socket.socketpair()
    with near, far, pytest.raises(WorldFault) as fault, ending(near, 0.05):
        int(near.recv(1))  # an empty answer is no number
    assert isinstance(fault.value.__cause__, ValueError)


@pytest.mark.parametrize("gone", [True, False])
def test_a_line_that_is_gone_already_or_never_was_does_not_matter(gone: bool) -> None:
    near, far = socket.socketpair()
    near.close()
    far.close()
    with pytest.raises(WorldFault), ending(near if gone else None, 0.01):
        time.sleep(0.1)


def test_a_stop_by_hand_goes_through_even_when_it_is_late() -> None:
    def stopped() -> None:
        time.sleep(0.05)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), ending(None, 0.01):
        stopped()
