"""The township's folder for Windows holds the server's set for Windows, begins by itself and says where nothing can be tried."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci"))
sys.path.insert(0, str(ROOT / ".ci" / "windows"))
import township as windows_township  # pyright: ignore[reportMissingImports]
import township_package  # pyright: ignore[reportMissingImports]

SCRIPT = ROOT / ".ci" / "windows" / "service.py"


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    return windows_township.needed(project, township_package.LOCK.read_text("utf-8"))


def test_it_brings_what_a_server_needs_on_windows_and_no_more(wanted: dict[str, str]) -> None:
    assert {"fastapi", "uvicorn", "sqlcipher3", "psycopg-binary", "psutil", "tzdata"} <= set(wanted)
    assert set(wanted) & {"pyside6-essentials", "pip", "requests", "pyinstaller", "uvloop"} == set()


def test_every_package_is_checked_by_its_hash(wanted: dict[str, str]) -> None:
    assert [name for name, line in wanted.items() if "--hash=sha256:" not in line] == []


def test_the_zip_holds_the_folder_without_what_python_left_there(tmp_path: Path) -> None:
    for name in ("lib/__main__.py", "lib/a/b.py", "lib/a/__pycache__/b.pyc", "安装说明.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    assert windows_township.packed(tmp_path, "town-1") == [
        ("town-1/lib/__main__.py", b"lib/__main__.py"),
        ("town-1/lib/a/b.py", b"lib/a/b.py"),
        ("town-1/安装说明.txt", "安装说明.txt".encode()),
    ]


def test_the_folder_is_run_by_what_it_begins_with(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(windows_township.BEGIN, "utf-8")
    run = subprocess.run(
        [sys.executable, str(tmp_path), "service", "run", "--settings", "nowhere.json"],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert (run.returncode, "没有设置文件 nowhere.json" in run.stderr) == (1, True)


def test_without_wine_the_level_is_skipped_by_name(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, str(SCRIPT)],
        env=os.environ | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 77
    assert told.stdout == "SKIPPED level2 of the township's service: wine is not installed\n"
