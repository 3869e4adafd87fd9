"""A township of its own for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.township import ClinicDevice, RunningTownship, running


@pytest.fixture
def township(tmp_path: Path) -> Iterator[RunningTownship]:
    with running(tmp_path / "township") as found:
        yield found


@pytest.fixture
def clinic(township: RunningTownship) -> ClinicDevice:
    return township.clinic()
