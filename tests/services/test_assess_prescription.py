"""`vclinic assess prescription`: the handed cases, their neighbours, and what is wrong with a line."""

import json
from pathlib import Path
from typing import Any

import pytest

from vclinic.rules.catalog import load_catalog
from vclinic.services.assess_prescription import check_line

CATALOG = load_catalog()
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "cases" / "prescription.jsonl").read_text(encoding="utf-8").splitlines()
]
WEIGHT = ("note", "warn", "stop")


def failures(answer: dict[str, Any], want: dict[str, Any]) -> list[str]:
    """What of ``want`` did not come out."""
    missed: list[str] = []
    if "at_least" in want:
        heavy = WEIGHT[WEIGHT.index(want["at_least"]) :]
        if not any(
            check["kind"] == want["kind"]
            and check["severity"] in heavy
            and (any(want["drug"] in drug for drug in check["drugs"]) or want["drug"] in check["text"])
            for check in answer["checks"]
        ):
            missed.append(f"no {want['kind']} of {want['drug']}")
    missed += [kind for kind in want.get("unchecked", ()) if answer["ticks"][kind] != "unchecked"]
    if "unknown" in want and want["unknown"] not in answer["unknown"]:
        missed.append("unknown")
    if want.get("quiet"):
        missed += [check["text"] for check in answer["checks"] if check["severity"] != "note"]
    return missed


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_handed_case_comes_out_as_it_must(case: dict[str, Any]) -> None:
    answer = check_line(json.dumps(case).encode(), CATALOG)
    assert failures(answer, case["want"]) == []
