"""What the system calls this machine: read, never made up."""

from pathlib import Path

import pytest

from vclinic.files import machine as module
from vclinic.files.machine import machine


def test_what_stands_in_the_systems_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LINUX", tmp_path / "machine-id")
    assert machine() == ""
    (tmp_path / "machine-id").write_text("3d1219c7\n", "ascii")
    assert machine() == "3d1219c7"
