"""A built program with parts of the township in it is refused, by the archive PyInstaller really writes."""

import subprocess
import sys
from pathlib import Path

import pytest
from PyInstaller.archive.writers import ZlibArchiveWriter

from tests.test_house.tracked import ROOT


def built(folder: Path, *modules: str) -> Path:
    """A folder whose archive holds these modules."""
    (folder / "_internal").mkdir()
    code = compile("", "empty", "exec")
    entries = [(name, str(folder), "PYMODULE") for name in modules]
    ZlibArchiveWriter(str(folder / "_internal" / "modules.pyz"), entries, dict.fromkeys(modules, code))
    return folder


@pytest.mark.parametrize(
    ("modules", "named"),
    [
        (["vclinic.cli.main", "sync.client.transport", "vclinic.demonstration", "fastapi_like"], None),
        (["vclinic.cli.main", "fastapi"], "fastapi"),
        (["sync.server.app", "sync.client"], "sync.server.app"),
        (["vclinic.demo"], "vclinic.demo"),
    ],
)
def test_what_is_not_for_a_clinic_is_named(tmp_path: Path, modules: list[str], named: str | None) -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "shipped_modules.py"), str(built(tmp_path, *modules))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (
        (0, "") if named is None else (1, f"build: not for a clinic's computer: {named}\n")
    )
