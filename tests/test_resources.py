"""Shipped files are found beside the packages, and inside the folder of a built program."""

import sys
from pathlib import Path

import pytest

from vclinic.paths import default_data_dir
from vclinic.resources import resource


def test_in_a_checkout_they_stand_beside_the_packages(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert resource("catalog", "drugs.json") == project_root / "resources" / "catalog" / "drugs.json"
    assert resource("catalog", "drugs.json").is_file()
    assert resource() == project_root / "resources"


def test_in_a_built_program_they_stand_inside_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("rules", "x.toml") == tmp_path / "resources" / "rules" / "x.toml"


def test_data_lives_in_a_folder_of_its_own_that_is_not_made_by_asking() -> None:
    assert default_data_dir().parts[-2:] == ("vclinic", "data")
    assert not default_data_dir().exists()
