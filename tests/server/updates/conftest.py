"""A township that keeps releases."""

from pathlib import Path

import pytest


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where its data lives; nothing is there yet."""
    return tmp_path / "township"
