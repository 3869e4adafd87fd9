"""The shipped tables are the ones the build wrote, and can be told from any other."""

import hashlib
import json
import re

import pytest

from vclinic.resources import resource

MANIFEST = json.loads((resource("catalog") / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(MANIFEST["tables"]))
def test_a_table_is_byte_for_byte_what_was_built(name: str) -> None:
    content = (resource("catalog") / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == MANIFEST["tables"][name]["sha256"]


def test_every_table_is_listed() -> None:
    assert {path.name for path in resource("catalog").glob("*.json")} == {*MANIFEST["tables"], "manifest.json"}


def test_no_codes_that_are_not_ours_to_pass_on() -> None:
    atc = re.compile(r'"[A-V]\d{2}[A-Z]{2}\d{2}"')
    for path in resource("catalog").glob("*.json"):
        assert not atc.search(path.read_text(encoding="utf-8")), path.name


def test_what_is_shipped_names_its_source() -> None:
    text = (resource("catalog").parent / "PROVENANCE.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in MANIFEST["tables"])
