"""An edit on its base is the whole record, or the record is asked for whole."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sync.protocol import wire
from sync.protocol.two.edits import Edit, edit, whole
from tests.sync.protocol.documents import DOCUMENTS, TEXT
from tests.sync.protocol.two.records import document

RECORDS = st.dictionaries(
    st.sampled_from(["a", "b", "c"]) | TEXT,
    DOCUMENTS | st.dictionaries(st.sampled_from(["a", "b"]), DOCUMENTS),
    max_size=4,
)


def again(record: Any) -> Any:
    return json.loads(wire.compact(record))


@given(before=RECORDS, after=RECORDS)
def test_what_changed_on_its_base_is_the_whole_record(before: dict[str, Any], after: dict[str, Any]) -> None:
    told = edit(document(1, "note", after), before)
    assert wire.compact(whole(told, again(before))) == wire.compact(document(1, "note", after))


def test_only_what_changed_is_told() -> None:
    before = {"sbp": 142, "record": {"way": "1", "rate": 76, "note": ""}, "text": "x"}
    told = edit(document(1, "note", {"sbp": 142, "record": {"way": "1", "rate": 78}, "more": 1.0}), before)
    assert (told.document["data"], told.gone) == ({"record": {"rate": 78}, "more": 1.0}, [["text"], ["record", "note"]])


@pytest.mark.parametrize("base", [None, {}, {"a": 2}, {"a": 1, "b": {}}, {"a": 1, "b": 5}, {"a": 1.0, "b": {"c": 1}}])
def test_another_base_is_noticed(base: dict[str, Any] | None) -> None:
    told = edit(document(1, "note", {"a": 1, "b": {}, "d": 1}), {"a": 1, "b": {"c": 1}})
    assert whole(told, base) is None


def test_an_edit_that_holds_no_record_is_asked_for_whole() -> None:
    assert whole(Edit({"id": "x", "data": 5}, 0), {}) is None
    assert whole(Edit({"id": "x", "data": {}}, 0, [["a", "b", "c"]]), {"a": 1}) is None
