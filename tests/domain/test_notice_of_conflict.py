"""A notice that brings another computer's version is read when it holds a whole change of a kind a clinic writes."""

from typing import Any

import pytest

from vclinic.domain.notice import is_conflict

CHANGE: dict[str, Any] = {
    "id": "A-2", "act": "A-1", "entity": "enrolment", "entity_id": "E-1", "revision": 2, "base_revision": 1,
    "recorded_at": "2026-11-25T09:00:00+08:00", "recorded_by": "D-1",
    "data": {"resident_id": "R-1", "disease": "htn", "enrolled_on": "2020-01-01"},
}  # fmt: skip
TOLD: dict[str, Any] = {"change_id": "B-2", "entity": "enrolment", "entity_id": "E-1", "other": CHANGE}


@pytest.mark.parametrize(
    ("kind", "changed", "readable"),
    [
        ("conflict", {}, True),
        ("conflict", {"between": [{"state": "stored", "change": CHANGE}], "who": "周国平", "skew_seconds": -900}, True),
        ("verdict", {}, False),
        ("conflict", {"other": {"id": "A-2"}}, False),
        ("conflict", {"entity": "of_tomorrow"}, False),
        ("conflict", {"entity": "announcement"}, False),
        ("conflict", {"other": CHANGE | {"data": {}}}, False),
        ("conflict", {"between": [{"state": "stored"}]}, False),
    ],
)
def test_what_is_read(kind: str, changed: dict[str, Any], readable: bool) -> None:
    assert is_conflict(kind, TOLD | changed) is readable
