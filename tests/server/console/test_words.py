"""What people read for what travels, what was done and what strikes the machine."""

import re
from collections import Counter

import pytest

from sync.server.console import words
from tests.test_house.tracked import ROOT
from vclinic.domain import entities

SOURCES = {file: file.read_text(encoding="utf-8") for file in (ROOT / "sync" / "server").rglob("*.py")}


def test_everything_that_is_logged_has_its_word() -> None:
    noted = {
        act for text in SOURCES.values() for act in re.findall(r'audit\.note\(\s*session,\s*[\w.]+,\s*"(\w+)"', text)
    } | {"accepted", "returned"}  # a verdict is logged under its state
    assert len(noted) > 10
    assert noted <= set(words.ACTS)
    assert len(set(words.ACTS.values())) == len(words.ACTS), "two acts of one name cannot be told apart"


def test_a_finding_is_filtered_by_one_word_only() -> None:
    meant = Counter(code for _, codes in words.FLAGS.values() for code in codes)
    assert [code for code, count in meant.items() if count > 1] == []


def test_a_filter_means_findings_that_are_made_somewhere() -> None:
    judged = [file.read_text(encoding="utf-8") for file in (ROOT / "vclinic").rglob("*.py")]
    made = " ".join([*judged, *(text for file, text in SOURCES.items() if file.name != "words.py")])
    earlier = {"same_pulse"}  # records decided with an earlier program keep its findings
    unmade = {code for _, codes in words.FLAGS.values() for code in codes if f'"{code}"' not in made}
    assert unmade == earlier


@pytest.mark.parametrize("entity", entities.ENTITIES, ids=lambda entity: entity.name)
def test_a_kind_of_record_is_called_as_everywhere(entity: entities.Entity) -> None:
    assert words.kind(entity.name) == entity.label


def test_what_is_no_record_has_a_word_and_what_nobody_knows_its_name() -> None:
    assert (words.kind("staff"), words.kind("device"), words.kind("acts")) == ("人员", "电脑", "查看和操作")
    assert words.kind("kind_of_tomorrow") == "kind_of_tomorrow"
