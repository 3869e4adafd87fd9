"""Each import contract is broken once, in a copy, to see that it would be noticed."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the packages and their contracts that a test may spoil."""
    for package in ("vclinic", "sync"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken_contracts(house: Path) -> list[str]:
    run = subprocess.run(
        [str(LINT), "--no-cache", "--no-logo"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(LINT.parent), "PYTHONPATH": str(house), "PYTHONUTF8": "1", "COLUMNS": "200"},
    )
    verdicts = re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", run.stdout, re.MULTILINE)
    assert len(verdicts) == len(contract_names()), run.stdout + run.stderr
    broken = [name for name, verdict in verdicts if verdict == "BROKEN"]
    assert (run.returncode == 0) == (not broken), run.stdout + run.stderr
    return broken


def contract_names() -> list[str]:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    return [contract["name"] for contract in tools["importlinter"]["contracts"]]


# (the contract, the file that breaks it, the import that must not be there)
BREAKS = [
    ("vclinic is built in layers", "vclinic/domain/spoiled.py", "import vclinic.forms"),
    ("domain, diseases, rules, forms and the protocol are pure", "vclinic/rules/spoiled.py", "import requests"),
    ("only storage speaks SQL in the clinic", "vclinic/services/spoiled.py", "import sqlmodel"),
    ("only the windows know Qt", "vclinic/services/spoiled.py", "import PySide6.QtCore"),
    ("only the transport speaks HTTP", "vclinic/storage/spoiled.py", "import requests"),
    ("the township uses the pure half of the clinic only", "sync/server/web/spoiled.py", "import vclinic.storage"),
    ("the township is built in rooms", "sync/server/database/spoiled.py", "import sync.server.review.rules"),
    (
        "the sync client knows storage and the protocol, no windows, no verbs, no township",
        "sync/client/spoiled.py",
        "import vclinic.services",
    ),
    ("the protocol stands alone", "sync/protocol/spoiled.py", "import vclinic.forms"),
    ("the windows reach data and judgement through services", "vclinic/ui/spoiled.py", "import vclinic.rules.schedule"),
    (
        "only main and the command line know both the desktop and sync",
        "vclinic/services/spoiled.py",
        "import sync.client",
    ),
]


def test_the_house_stands(house: Path) -> None:
    assert broken_contracts(house) == []


@pytest.mark.parametrize(("contract", "file", "line"), BREAKS, ids=[case[0] for case in BREAKS])
def test_a_bad_import_is_noticed(house: Path, contract: str, file: str, line: str) -> None:
    (house / file).write_text(f'"""Spoiled on purpose."""\n\n{line}\n', encoding="utf-8")
    assert contract in broken_contracts(house)


def test_every_contract_is_broken_once() -> None:
    assert sorted(contract_names()) == sorted(entry[0] for entry in BREAKS)


def test_a_module_without_a_place_in_the_house_is_noticed(house: Path) -> None:
    (house / "vclinic" / "stray.py").write_text('"""Stands nowhere."""\n', encoding="utf-8")
    assert broken_contracts(house) == ["vclinic is built in layers"]
