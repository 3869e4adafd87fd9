"""A process with long work before it searches less for garbage, and still searches."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from vclinic import garbage


class _Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.unfreeze()
    yield
    gc.freeze()
    gc.set_threshold(*usual)


def test_what_is_there_is_set_aside_and_what_comes_is_still_collected() -> None:
    garbage.seldom()
    assert gc.get_freeze_count() > 1000
    ring = weakref.ref(_Ring())
    kept = [[number] for number in range(gc.get_threshold()[0] + 1)]
    assert ring() is None, "a young search came by itself"
    assert len(kept) > 0
