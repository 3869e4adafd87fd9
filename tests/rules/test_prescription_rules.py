"""The rule set of prescriptions: whole or refused, and which drugs a cell means."""

import json
from datetime import date
from typing import Any

import pytest

from tests.rules.people import CATALOG, PRESCRIPTION
from vclinic.resources import resource
from vclinic.rules.prescription_rules import is_one_of, read_prescription_rules
from vclinic.rules.rule_set import RuleHead

FILE = json.loads(resource("rules", "prescription-1.json").read_text(encoding="utf-8"))
VALUES = {name: entry["value"] for name, entry in FILE["values"].items()}
HEAD = RuleHead("x/1", date(2026, 1, 1))


def test_the_shipped_file_is_whole_and_says_where_each_value_is_from() -> None:
    assert read_prescription_rules(HEAD, VALUES).ordinary_days == 7
    assert all(entry["mark"] and entry["source"] for entry in FILE["values"].values())


@pytest.mark.parametrize(
    "changes",
    [
        {"ordinary_days": 0}, {"ordinary_days": "7"}, {"ordinary_days": True}, {"chronic": []}, {"slowing": ["BETA_BLOCKER", ""]}, {"new": 1},
    ],
)  # fmt: skip
def test_half_a_file_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_prescription_rules(HEAD, VALUES | changes)
    with pytest.raises(ValueError, match="long_days"):
        read_prescription_rules(HEAD, {name: value for name, value in VALUES.items() if name != "long_days"})


@pytest.mark.parametrize(
    ("name", "cells", "meant"),
    [
        ("代文", ("ARB",), True),
        ("代文", ("=缬沙坦",), True),
        ("倍博特", ("=缬沙坦氨氯地平",), True),
        ("代文", ("ACEI", "=依那普利"), False),
        ("祖传秘方", ("ARB", "=缬沙坦"), False),
    ],
)
def test_a_cell_is_a_class_or_one_drug(name: str, cells: tuple[str, ...], *, meant: bool) -> None:
    assert is_one_of(CATALOG.named(name), cells) is meant


def test_every_class_of_the_rules_exists() -> None:
    lines = (*PRESCRIPTION.closed_pairs, *PRESCRIPTION.warned_pairs)
    cells = {cell for line in lines for cell in (*line.a, *line.b)}
    cells |= {cell for cap in PRESCRIPTION.dose_caps for cell in cap.beside}
    cells |= {*PRESCRIPTION.slowing, *PRESCRIPTION.pressure_lowering, *PRESCRIPTION.quickening}
    cells |= {*PRESCRIPTION.potassium_raising, *PRESCRIPTION.potassium_losing, *PRESCRIPTION.needs_potassium}
    cells |= {
        *PRESCRIPTION.short_days,
        *PRESCRIPTION.one_of_a_class,
        *PRESCRIPTION.low_sugar,
        *PRESCRIPTION.loose_classes,
    }
    cells |= {row.split()[0] for row in PRESCRIPTION.closed_conditions}
    classes = {cell for cell in cells if not cell.startswith("=")}
    assert {code for code in classes if not CATALOG.members(code)} == set()


def test_who_drinks_heavily_and_when_a_dose_is_absurd() -> None:
    assert (PRESCRIPTION.heavy_drink("1"), PRESCRIPTION.heavy_drink("2")) == (25, 15)
    assert PRESCRIPTION.absurd_for(CATALOG.named("华法林片")) == 2
    assert PRESCRIPTION.absurd_for(CATALOG.named("苯磺酸氨氯地平片")) == 3
