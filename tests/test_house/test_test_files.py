"""Every module of the services and of the storage has a test file of its own, named after it and in the same place;
a step of the schema is tested by its migration."""

import re
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT, tracked

_WITHOUT = {
    "storage/file_names.py": "three names and nothing that could go wrong",
    "storage/schema/v1.py": "a past step, run from its frozen form by tests/storage/test_migrations.py",
    "storage/schema/v2.py": "a past step, run from the first schema by tests/storage/test_migrations.py",
    "storage/schema/v2_care.py": "the same step's reading of care",
}


def modules(layer: str) -> list[str]:
    """The modules of a layer by their place under the package."""
    package = ROOT / "vclinic"
    inside = [path for path in tracked() if path.is_relative_to(package / layer) and path.suffix == ".py"]
    return [path.relative_to(package).as_posix() for path in inside if path.name != "__init__.py"]


def its_tests(module: str) -> Path:
    place = Path(module)
    step = re.fullmatch(r"storage/schema/v(\d+)\.py", module)
    if step is not None:
        return ROOT / "tests" / "storage" / f"test_migration_{step[1]}.py"
    if module.startswith("storage/tables/"):  # their columns refuse alike: one table of cases for all of them
        return ROOT / "tests" / "storage" / "test_tables.py"
    return ROOT / "tests" / place.parent / f"test_{place.name}"


@pytest.mark.parametrize("layer", ["services", "storage", "files"])
def test_every_module_has_its_test_file(layer: str) -> None:
    missing = [module for module in modules(layer) if module not in _WITHOUT and not its_tests(module).is_file()]
    assert missing == []


def test_the_layers_are_seen_at_all() -> None:
    assert {"services/dispense.py", "services/renew.py"} <= set(modules("services"))
    assert {"storage/store.py", "storage/schema/pieces.py"} <= set(modules("storage"))


def test_whoever_is_let_off_exists_and_has_none() -> None:
    there = {*modules("services"), *modules("storage")}
    assert set(_WITHOUT) <= there
    assert [module for module in _WITHOUT if its_tests(module).is_file()] == []
