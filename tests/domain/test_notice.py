"""A notice is readable or it is not: nothing in between reaches a table."""

from typing import Any

import pytest

from tests.domain.test_entities import SAMPLES
from vclinic.domain import notice

VERDICT: dict[str, Any] = {"change_id": "c-1", "state": "returned", "remarks": [{"field": "sbp", "text": "请重新量。"}]}
RECORD: dict[str, Any] = {
    "entity": "announcement",
    "entity_id": "n-1",
    "revision": 1,
    "data": SAMPLES["announcement"] | {"of_tomorrow": 5},
}


def test_what_this_program_knows_is_readable() -> None:
    assert notice.is_verdict("verdict", VERDICT)
    assert notice.is_record("record", RECORD)
    assert notice.parents_of(RECORD) == []


@pytest.mark.parametrize(
    "wrong",
    [{"state": "appealed"}, {"change_id": ""}, {"remarks": [5]}, {"remarks": None}, {"deadline": 5}, {"general": []}],
)
def test_a_verdict_of_tomorrow_is_not(wrong: dict[str, Any]) -> None:
    assert not notice.is_verdict("verdict", VERDICT | wrong)
    assert not notice.is_record("verdict", VERDICT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"entity": "a_kind_of_tomorrow"},
        {"entity": "resident", "data": SAMPLES["resident"]},  # the clinic's own
        {"entity": 5},
        {"revision": 0},
        {"data": {"title": "no text"}},
        {"data": []},
    ],
)
def test_a_record_of_tomorrow_is_not(wrong: dict[str, Any]) -> None:
    assert not notice.is_record("record", RECORD | wrong)
    assert not notice.is_verdict("record", RECORD)
