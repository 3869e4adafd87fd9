"""Each test has a clinic of its own: the sample village, or one with nobody in it."""

from pathlib import Path

import pytest

from tests.cli import shell as shells
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The sample village."""
    return shells.village(tmp_path / "data" / "clinic")


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """A clinic with nobody in it."""
    return shells.empty(tmp_path / "data" / "clinic")


@pytest.fixture
def nowhere(tmp_path: Path) -> Shell:
    """A folder without a clinic."""
    return Shell(tmp_path / "nowhere")
