"""Cautions of a drug for this person, over a catalogue that speaks of conditions this program may not know."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.people import CATALOG, order, person
from vclinic.rules.catalog import Catalog
from vclinic.rules.cautions import caution_checks
from vclinic.rules.person import PersonFacts

DRUG = "某药"


def codes(folder: Path, condition: str, who: PersonFacts, severity: str = "major") -> list[tuple[str, str]]:
    """What a table with this one row says of the drug."""
    row = [DRUG, "caution", "见说明书", severity, "慎用", condition, "memory"]
    tables = {"drugs.json": [], "classes.json": {}, "names.json": [], "cautions.json": [row]}
    for name, table in tables.items():
        (folder / name).write_text(json.dumps(table), encoding="utf-8")
    return [(check.severity, check.code) for check in caution_checks(order(DRUG), DRUG, who, Catalog(folder))]


@pytest.mark.parametrize(
    ("condition", "age", "applies"),
    [
        ("age:<18y", 17, True), ("age:<18y", 18, False), ("age:>=65y", 65, True), ("age:>=65y", 64, False), ("age:<6m", 0, True),
        ("age:<6m", 1, False), ("age:<28d", 0, True), ("age:<28d", 1, False), ("age:elderly", 90, False),
    ],
)  # fmt: skip
def test_ages(tmp_path: Path, condition: str, age: int, *, applies: bool) -> None:
    assert codes(tmp_path, condition, person(age=age)) == ([("warn", f"{DRUG}/{condition}")] if applies else [])


@pytest.mark.parametrize(
    ("condition", "egfr", "applies"),
    [
        ("renal:egfr<30", 29.9, True), ("renal:egfr<30", 30, False), ("renal:egfr30-45", 30, True), ("renal:egfr30-45", 45, False),
        ("renal:egfr30-45", 29.9, False), ("renal:oliguria", 20, False), ("renal:egfr<30", None, False),
    ],
)  # fmt: skip
def test_kidneys(tmp_path: Path, condition: str, egfr: float | None, *, applies: bool) -> None:
    assert bool(codes(tmp_path, condition, person(egfr=egfr))) is applies


def test_a_kidney_disease_without_a_figure_is_held_possible_and_said(tmp_path: Path) -> None:
    sick = person(diseases=frozenset(("htn", "ckd")))
    assert codes(tmp_path, "renal:egfr<30", sick) == [("warn", f"{DRUG}/renal:egfr<30")]
    assert codes(tmp_path, "renal:oliguria", sick) == []
    assert codes(tmp_path, "renal:egfr<30", replace(sick, egfr=60.0)) == []
    (told,) = [
        check for check in caution_checks(order("利伐沙班片"), "利伐沙班", sick, CATALOG) if "renal" in check.code
    ]
    assert told.text.startswith("利伐沙班片：有慢性肾病，肾小球滤过率没有记录。")


@pytest.mark.parametrize("condition", ["lifestyle:driving", "administration:mixing", "moon:full", ""])
def test_a_condition_nobody_asked_about_is_not_held_against_the_person(tmp_path: Path, condition: str) -> None:
    assert codes(tmp_path, condition, person(age=90, egfr=10, pregnant=True, drinks=True)) == []


@pytest.mark.parametrize(
    ("severity", "shown"), [("contraindicated", "warn"), ("major", "warn"), ("moderate", "note"), ("minor", "note")]
)
def test_a_row_from_memory_never_forbids(tmp_path: Path, severity: str, shown: str) -> None:
    assert codes(tmp_path, "pregnancy", person(age=30, pregnant=True), severity) == [(shown, f"{DRUG}/pregnancy")]


@pytest.mark.parametrize(
    ("severity", "shown"), [("contraindicated", "forbid"), ("major", "warn"), ("moderate", "warn"), ("minor", "note")]
)
def test_an_allergy_to_the_group_itself_forbids(tmp_path: Path, severity: str, shown: str) -> None:
    allergic = person(allergies=("penicillin",))
    assert codes(tmp_path, "allergy:penicillin", allergic, severity) == [(shown, f"{DRUG}/allergy:penicillin")]
    assert codes(tmp_path, "allergy:sulfonamide", allergic, severity) == []


def test_an_allergy_written_by_hand_forbids_the_drug_it_names(tmp_path: Path) -> None:
    assert codes(tmp_path, "none", person(allergy_text="某药，起疹")) == [("forbid", f"{DRUG}/allergy")]
    assert codes(tmp_path, "none", person(allergy_text="花粉")) == []
