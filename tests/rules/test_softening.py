"""A row is softened only where every premise holds and is known (prescription_and_drugs §9), and some rows never are."""

import json
from datetime import date
from typing import Any

import pytest

from tests.rules.people import CATALOG, person
from vclinic.resources import resource
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.softening import premises, softened

DAY = date(2026, 11, 24)


def potassium(value: float) -> Labs:
    return Labs(potassium_mmol_l=Lab(value, DAY))


def is_softened(when: str, drugs: str, **known: Any) -> bool:
    named = [CATALOG.named(name) for name in drugs.split("|") if name]
    return softened(frozenset(filter(None, when.split("+"))), named, person(**known))


@pytest.mark.parametrize(
    ("when", "drugs", "known", "wanted"),
    [
        ("", "依那普利|螺内酯", {}, False),
        ("no_such_premise", "依那普利|螺内酯", {}, False),
        ("hospital_started", "阿司匹林|波立维", {"hospital_started": frozenset(("阿司匹林", "氯吡格雷"))}, True),
        ("hospital_started", "阿司匹林|波立维", {"hospital_started": frozenset(("氯吡格雷",))}, False),
        ("hospital_started", "阿司匹林|波立维", {}, False),
        ("hospital_started", "降压神茶", {"hospital_started": frozenset(("阿司匹林",))}, False),
        ("hospital_started", "", {"hospital_started": frozenset(("阿司匹林",))}, False),
        ("k_ok", "", {"labs": potassium(5.0)}, True),
        ("k_ok", "", {"labs": potassium(5.1)}, False),
        ("k_ok", "", {}, False),
        ("hr_ok", "", {"heart_rate": 55}, True),
        ("hr_ok", "", {"heart_rate": 54}, False),
        ("hr_ok", "", {}, False),
        ("prn_only", "硝酸甘油片|欣康", {}, True),
        ("prn_only", "欣康|消心痛", {}, False),
        ("prn_only", "硝酸甘油片|硝酸甘油片", {}, False),
        ("asked_this_year", "依那普利", {"planning_pregnancy": False}, True),
        ("asked_this_year", "依那普利", {"planning_pregnancy": True}, False),
        ("asked_this_year", "依那普利", {}, False),
        ("stable_copd", "美托洛尔", {"diseases": frozenset(("copd",))}, True),
        ("stable_copd", "美托洛尔", {"diseases": frozenset(("copd", "copd_exacerbation"))}, False),
        ("stable_copd", "美托洛尔", {}, False),
    ],
)  # fmt: skip
def test_a_premise_must_hold_and_be_known(when: str, drugs: str, known: dict[str, Any], *, wanted: bool) -> None:
    assert is_softened(when, drugs, **known) is wanted


def test_all_premises_of_a_row_must_hold() -> None:
    started = frozenset(("依那普利", "螺内酯"))
    assert is_softened("hospital_started+k_ok", "依那普利|螺内酯", hospital_started=started, labs=potassium(4.4))
    assert not is_softened("hospital_started+k_ok", "依那普利|螺内酯", hospital_started=started)
    assert not is_softened("hospital_started+k_ok", "依那普利|螺内酯", labs=potassium(4.4))


@pytest.mark.parametrize(
    ("severity", "condition", "kept"),
    [
        ("major", "", True), ("moderate", "planning:pregnancy", True), ("minor", "disease:copd", True), ("contraindicated", "", False),
        ("contraindicated", "disease:bleeding", False), ("major", "pregnancy:any", False), ("major", "allergy:penicillin", False), ("major", "disease:asthma", False),
    ],
)  # fmt: skip
def test_some_rows_are_never_softened(severity: str, condition: str, *, kept: bool) -> None:
    assert premises("hospital_started+k_ok", severity, condition) == ({"hospital_started", "k_ok"} if kept else set())


def test_no_row_of_the_tables_that_forbids_can_be_softened() -> None:
    for name in ("阿司匹林", "华法林", "利伐沙班", "依那普利", "美托洛尔"):
        for row in CATALOG.cautions_for(CATALOG.named(name)):
            assert row.severity != "contraindicated" or not row.soften_when, row


def test_every_premise_of_the_tables_is_one_that_can_be_asked() -> None:
    rules = json.loads(resource("catalog", "class_rules.json").read_text(encoding="utf-8"))
    cautions = json.loads(resource("catalog", "class_cautions.json").read_text(encoding="utf-8"))
    used = {premise for row in (*rules, *cautions) for premise in row[-1].split("+") if premise}
    known = person(
        hospital_started=frozenset(("硝酸甘油", "单硝酸异山梨酯")),
        labs=potassium(4.4),
        heart_rate=70,
        planning_pregnancy=False,
        diseases=frozenset(("copd",)),
    )
    drugs = [CATALOG.named("硝酸甘油片"), CATALOG.named("欣康")]
    assert used
    assert [premise for premise in sorted(used) if not softened(frozenset((premise,)), drugs, known)] == []
