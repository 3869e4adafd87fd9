"""Limits of the findings are data: whole, or not used at all."""

import json
from pathlib import Path

import pytest

from sync.server.review.rules import review_rules
from vclinic.resources import resource

SHIPPED = resource("rules") / "township" / "findings-1.json"


@pytest.mark.parametrize("change", [{"late_days": None}, {"late_days": 0}, {"unheard_of": 3}])
def test_half_a_set_is_refused(change: dict[str, int | None], tmp_path: Path) -> None:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    for name, value in change.items():
        document["values"][name] = {"value": value}
    broken = tmp_path / "findings.json"
    broken.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ValueError, match=r"findings\.json"):
        review_rules(broken)


def test_a_county_may_ask_for_more(tmp_path: Path) -> None:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    document["values"]["visits_a_year"]["value"] = 6
    theirs = tmp_path / "findings.json"
    theirs.write_text(json.dumps(document), encoding="utf-8")
    assert review_rules(theirs).visits_a_year == 6
    assert all({"value", "mark", "source"} <= set(entry) for entry in document["values"].values())
