"""A bench on which the first checks have run: a clinic with one resident and one visit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from vclinic.selfcheck import records
from vclinic.selfcheck.bench import Bench
from vclinic.ui import tasks, theme


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Iterator[Bench]:
    theme.apply_theme(qapp)
    made = Bench(tmp_path / "clinic")
    records.check_store(made)
    records.check_write(made)
    yield made
    tasks.wait()
    made.open_station().store.close()
