"""Cases written from the domain by somebody who had not seen the rules: what must be said, and whom nothing may interrupt."""

import json
from typing import Any

import pytest

from tests.doctors_reading import cases, differences
from vclinic.diseases import rule_book
from vclinic.rules.catalog import load_catalog
from vclinic.services.assess_advice import advise_line
from vclinic.services.assess_lines import assess_line, kind_of
from vclinic.services.assess_prescription import check_line

BOOK, CATALOG, CASES = rule_book(), load_catalog(), cases()
MOST_INTERRUPTED = 0.05  # issue 6 §6


def answer(case: dict[str, Any]) -> dict[str, Any]:
    line = json.dumps(case["in"], ensure_ascii=False).encode()
    match case["kind"]:
        case "prescription":
            return check_line(line, CATALOG)
        case "advice":
            return advise_line(line, BOOK, CATALOG)
        case kind:
            return assess_line(line, kind_of(kind), BOOK)


@pytest.mark.parametrize("kind", ["prescription", "advice", "hypertension", "diabetes"])
def test_the_program_says_what_the_second_reader_wanted(kind: str) -> None:
    told = {
        case["name"]: differences(kind, case["in"], case["want"], answer(case))
        for case in CASES
        if case["kind"] == kind
    }
    assert len(told) > 50
    assert {name: missed for name, missed in told.items() if missed} == {}


def test_ordinary_renewals_are_hardly_ever_interrupted() -> None:
    ordinary = [case for case in CASES if case["kind"] == "prescription" and case["name"].startswith("ordinary")]
    interrupted = [case["name"] for case in ordinary if any(c["severity"] != "note" for c in answer(case)["checks"])]
    assert len(ordinary) > 100
    assert len(interrupted) <= MOST_INTERRUPTED * len(ordinary), interrupted


@pytest.mark.parametrize(
    ("kind", "want", "changes"),
    [
        ("prescription", {"checks": [{"kind": "dose", "drug": "氨氯地平", "at_least": "warn"}]}, {}),
        ("prescription", {"unchecked": ["interaction"]}, {}),
        (
            "prescription",
            {"quiet": True},
            {"person": {"sex_code": "1", "birth_date": "1964-05-01", "allergies": "氨氯地平"}},
        ),
        ("advice", {"allowed": False}, {}),
        ("advice", {"has": ["没有这句话"]}, {}),
        ("advice", {"rec_not": ["盐"]}, {}),
    ],
)
def test_the_reader_sees_what_is_missing(kind: str, want: dict[str, Any], changes: dict[str, Any]) -> None:
    given = {
        "person": {"sex_code": "1", "birth_date": "1964-05-01", "diseases": "高血压"},
        "visit": {"date": "2026-11-24", "sbp": 132, "dbp": 80, "heart_rate": 72},
        "orders": [{"drug": "苯磺酸氨氯地平片", "dose": "5 mg", "frequency": "qd", "days": 28}],
    } | changes
    assert differences(kind, given, want, answer({"kind": kind, "in": given})) != []
