"""Limits of the findings are data: whole, or not used at all."""

import json
from pathlib import Path

import pytest

from sync.server.review.rules import review_rules
from vclinic.resources import resource

SHIPPED = resource("rules") / "township" / "findings-2.json"


@pytest.mark.parametrize("change", [{"late_days": None}, {"late_days": 0}, {"unheard_of": 3}])
def test_half_a_set_is_refused(change: dict[str, int | None], tmp_path: Path) -> None:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    for name, value in change.items():
        document["values"][name] = {"value": value}
    broken = tmp_path / "findings.json"
    broken.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ValueError, match=r"findings\.json"):
        review_rules(broken)


@pytest.mark.parametrize(
    ("part", "broken"),
    [
        ("steps", {"sbp": {"value": 0}}),
        ("usual", {"heart_rate": {"low": 9, "high": 9}}),
        ("apart", {"sbp": {"lower": "dbp", "low": 9, "high": 8}}),
        ("unmoved", {"heart_rate": {"value": 1.5}}),
        ("steps", ["sbp"]),
        ("values", {}),
    ],
)
def test_limits_that_cannot_be_are_refused(part: str, broken: object, tmp_path: Path) -> None:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    document[part] = broken
    file = tmp_path / "findings.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ValueError, match=r"findings\.json"):
        review_rules(file)


def test_a_county_may_ask_for_more(tmp_path: Path) -> None:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    document["values"]["visits_a_year"]["value"] = 6
    theirs = tmp_path / "findings.json"
    theirs.write_text(json.dumps(document), encoding="utf-8")
    assert review_rules(theirs).visits_a_year == 6
    entries = [entry for part in ("values", "steps", "usual", "apart", "unmoved") for entry in document[part].values()]
    assert all({"mark", "source"} <= set(entry) for entry in entries)
