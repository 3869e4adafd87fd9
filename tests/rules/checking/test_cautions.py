"""Rows of the caution tables for one person: what closes, what wants a reason, what is only told."""

from datetime import date
from typing import Any

import pytest

from tests.rules.people import order, person, report
from vclinic.rules.labs import Lab, Labs


def told(kind: str, name: str, others: tuple[str, ...] = (), **known: Any) -> dict[str, str]:
    """Code → severity of one kind."""
    lines = [order(name)] if name else []
    checks = report(lines, person(**known), others).checks
    return {check.code: check.severity for check in checks if check.kind == kind and check.severity != "unchecked"}


@pytest.mark.parametrize(
    ("name", "diseases", "severity"),
    [
        ("阿托伐他汀片", ("lactation",), "forbid"),
        ("左氧氟沙星片", ("lactation",), "forbid"),
        ("左氧氟沙星片", ("pregnancy",), "forbid"),
        ("甲硝唑片", ("lactation",), "warn"),
        ("苯磺酸氨氯地平片", ("lactation",), ""),
        ("华法林片", ("lactation",), ""),
        ("华法林片", ("pregnancy",), "forbid"),
        ("阿托伐他汀片", (), ""),
    ],
)
def test_with_child_and_nursing(name: str, diseases: tuple[str, ...], severity: str) -> None:
    checks = told("pregnancy", name, sex_code="2", age=52, diseases=frozenset(diseases))
    assert max(checks.values(), default="", key=("", "note", "warn", "forbid").index) == severity


@pytest.mark.parametrize(
    ("name", "age", "severity"),
    [("左氧氟沙星片", 17, "forbid"), ("左氧氟沙星片", 18, None), ("多西环素片", 7, "forbid"), ("多西环素片", 8, None)],
)
def test_what_the_table_forbids_a_child_is_closed(name: str, age: int, severity: str | None) -> None:
    assert next(iter(told("age", name, age=age).values()), None) == severity


def test_what_the_table_forbids_a_kidney_is_closed_only_where_it_was_measured() -> None:
    labs = Labs(egfr=Lab(25, date(2026, 11, 20)))
    assert told("renal", "布洛芬片", egfr=25, labs=labs)["布洛芬/renal:egfr<30"] == "forbid"
    assert told("renal", "布洛芬片", diseases=frozenset(("ckd",)))["布洛芬/renal:egfr<30"] == "warn"
    assert told("renal", "", ("芬必得",), egfr=25, labs=labs)["布洛芬/renal:egfr<30"] == "warn"


def test_a_disease_not_yet_confirmed_is_told_and_forbids_nothing() -> None:
    code = "美托洛尔/disease:asthma"
    assert told("disease", "酒石酸美托洛尔片", suspected=frozenset(("asthma",))) == {code: "note"}
    asthma = frozenset(("asthma",))
    assert told("disease", "酒石酸美托洛尔片", diseases=asthma, suspected=asthma) == {code: "forbid"}
    assert told("disease", "酒石酸美托洛尔片", suspected=frozenset(("gout",))) == {}


@pytest.mark.parametrize(
    ("name", "diseases", "severity"),
    [
        ("阿司匹林肠溶片", {"chd", "asthma"}, "warn"),
        ("布洛芬片", {"asthma"}, "note"),
        ("阿司匹林肠溶片", {"chd"}, None),
        ("对乙酰氨基酚片", {"asthma"}, None),
    ],
)
def test_aspirin_and_its_kin_may_bring_on_asthma(name: str, diseases: set[str], severity: str | None) -> None:
    """三处方 §6.3: 阿司匹林注意哮喘."""
    checks = told("disease", name, diseases=frozenset(diseases))
    found = [weight for code, weight in checks.items() if code.endswith("/disease:asthma")]
    assert found == ([severity] if severity else [])
