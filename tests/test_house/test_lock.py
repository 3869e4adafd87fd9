"""The lock files say what is installed; these tests say that they say it of the project we have."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

LOCKS = ROOT / ".ci" / "lock"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: Path) -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    for name, version in _PINNED.findall(lock.read_text("utf-8")):
        result.setdefault(normal(name), set()).add(version)
    return result


def declared(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted: list[str] = list(project["dependencies"])
    for group in groups:
        wanted += project["optional-dependencies"][group]
    return {normal(re.split(r"[<>=~!\[; ]", entry, maxsplit=1)[0]) for entry in wanted}


def roots(lock: Path) -> set[str]:
    """Packages the lock says we asked for ourselves (``# via vclinic``), not packages of packages."""
    result: set[str] = set()
    for block in re.split(r"\n(?=\S)", lock.read_text("utf-8")):
        match = _PINNED.match(block)
        if match and re.search(r"#\s+(via )?vclinic\b", block):
            result.add(normal(match.group(1)))
    return result


def test_the_clinic_lock_holds_exactly_what_the_clinic_declares() -> None:
    assert roots(LOCKS / "clinic.txt") == declared()


def test_the_whole_lock_holds_exactly_what_the_project_declares() -> None:
    assert roots(LOCKS / "all.txt") == declared("township", "postgresql", "dev")


def test_what_is_tested_is_what_ships() -> None:
    whole = pinned(LOCKS / "all.txt")
    for name, versions in pinned(LOCKS / "clinic.txt").items():
        assert versions <= whole[name], name


def test_the_township_is_no_part_of_the_clinic_program() -> None:
    assert not {"fastapi", "uvicorn", "jinja2", "python-multipart", "psycopg"} & set(pinned(LOCKS / "clinic.txt"))


def test_qt_is_the_one_that_runs_on_early_windows_10() -> None:
    assert pinned(LOCKS / "clinic.txt")["pyside6-essentials"] == {"6.9.3"}


@pytest.mark.parametrize("name", ["all.txt", "clinic.txt"])
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    text = (LOCKS / name).read_text("utf-8")
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert _PINNED.match(block), block[:80]
        assert _HASH.search(block), block[:80]
    assert "://" not in text
