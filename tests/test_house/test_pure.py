"""The pure layers are known by one list: what coverage measures, what `make check` tests, what the contract keeps pure."""

import re

import pytest

from tests.conftest import PROJECT, PURE
from tests.test_house.tracked import ROOT

PACKAGES: list[str] = PROJECT["tool"]["coverage"]["run"]["source_pkgs"]


def test_the_makefile_tests_the_pure_layers() -> None:
    (named,) = re.findall(r"^PURE := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [f"{folder}/" for folder in named.split()] == list(PURE)


@pytest.mark.parametrize("folder", PURE)
def test_each_has_tests_of_its_own(folder: str) -> None:
    assert list((ROOT / folder).rglob("test_*.py"))


def test_what_is_measured_is_what_is_kept_pure() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (pure,) = [contract for contract in contracts if contract["name"].endswith(" are pure")]
    assert sorted(pure["source_modules"]) == sorted(PACKAGES)
