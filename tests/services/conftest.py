"""A clinic with one resident in it, as most services are tried on. A test that needs more has a ``world`` of its own."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from tests.worlds import World


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    """Somebody with hypertension."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station)


@pytest.fixture
def alone(tmp_path: Path) -> Generator[World]:
    """Somebody with diabetes."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station, registers=("t2dm",))
