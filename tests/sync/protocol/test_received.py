"""A batch as the township reads it: whatever it holds is answered change by change, and no batch is a crash."""

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from sync.protocol import messages, received, wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Batch, Change
from sync.protocol.received import BadChange, read_batch
from tests.domain.test_entities import SAMPLES
from tests.sync.protocol.documents import DOCUMENTS, TEXT, fault_of

GOOD: dict[str, Any] = {
    "id": "7KQ3ZP-000002", "act": "7KQ3ZP-000001", "entity": "resident", "entity_id": "7KQ3ZP-000003", "revision": 1,
    "base_revision": 0, "recorded_at": "2026-11-25T09:00:00+08:00", "recorded_by": "7KQ3ZP-000000", "data": {"name": "杨素芬"},
}  # fmt: skip


def content(*changes: Any, **beside: Any) -> bytes:
    return json.dumps({"changes": changes} | beside).encode()


@settings(max_examples=25)
@pytest.mark.parametrize("entity", SAMPLES)
@given(extra=st.dictionaries(TEXT, DOCUMENTS, max_size=4))
def test_a_record_of_any_kind_arrives_as_it_was_sent(entity: str, extra: dict[str, Any]) -> None:
    data = extra | SAMPLES[entity]
    sent = Change.model_validate(GOOD | {"entity": entity, "data": data})
    (received,) = read_batch(messages.encode(Batch(changes=(sent,)))).changes
    assert isinstance(received, Change)
    assert received == sent
    assert received.data == data


@given(st.lists(st.sampled_from([GOOD, GOOD | {"id": "other"}, 7, None, "x", GOOD | {"data": 5}]), max_size=8))
def test_every_change_has_an_answer_in_its_place(changes: list[Any]) -> None:
    received = read_batch(content(*changes)).changes
    assert [isinstance(change, Change) for change in received] == [
        isinstance(change, dict) and isinstance(change["data"], dict) for change in changes
    ]
    for place, change in enumerate(received, 1):
        if isinstance(change, BadChange):
            assert f"第 {place} 条" in change.receipt().text


@given(st.sampled_from(sorted(GOOD)), DOCUMENTS)
def test_one_wrong_field_makes_one_refusal_or_none(field: str, value: Any) -> None:
    before, odd, after = read_batch(content(GOOD, GOOD | {field: value}, GOOD | {"id": "after"})).changes
    assert isinstance(before, Change)
    assert isinstance(after, Change)
    if isinstance(odd, BadChange):
        assert odd.field == field
        assert odd.receipt().state == "refused"
    else:
        assert getattr(odd, field) == value


@given(st.sampled_from(sorted(GOOD)))
def test_a_change_that_lacks_a_field_is_told_which(field: str) -> None:
    (odd,) = read_batch(content({name: value for name, value in GOOD.items() if name != field})).changes
    assert isinstance(odd, BadChange)
    assert (odd.field, odd.change_id) == (field, "" if field == "id" else GOOD["id"])


@given(DOCUMENTS)
def test_any_document_is_a_batch_or_malformed(document: Any) -> None:
    sent = json.dumps(document).encode()
    refusal = fault_of(read_batch, sent)
    if refusal is None:
        assert isinstance(document, dict)
        assert read_batch(sent).want == document.get("want", 100)
    else:
        assert refusal == ("malformed", wire.MALFORMED)


@given(st.dictionaries(st.sampled_from(["changes", "cursor", "want", "of_tomorrow"]), DOCUMENTS))
def test_any_frame_is_read_or_malformed(document: dict[str, Any]) -> None:
    sent = json.dumps(document).encode()
    refusal = fault_of(read_batch, sent)
    if refusal is None:
        assert len(read_batch(sent).changes) == len(document.get("changes", ()))
    else:
        assert refusal == ("malformed", wire.MALFORMED)


@pytest.mark.parametrize(
    ("beside", "cursor", "want"),
    [
        ({}, 0, 100),
        ({"cursor": 7}, 7, 100),
        ({"want": 0}, 0, 0),
        ({"want": 1000, "cursor": 2**63 - 1}, 2**63 - 1, 1000),
    ],
)
def test_what_the_clinic_asks_for_beside_its_changes(beside: dict[str, int], cursor: int, want: int) -> None:
    batch = read_batch(content(**beside))
    assert (batch.changes, batch.cursor, batch.want) == ((), cursor, want)


@pytest.mark.parametrize("beside", [{"cursor": -1}, {"want": 1001}, {"want": "100"}, {"cursor": True}, {"cursor": 1.0}])
def test_a_frame_out_of_bounds_is_malformed_as_a_whole(beside: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError) as refusal:
        read_batch(content(GOOD, **beside))
    assert refusal.value.code == "malformed"


@pytest.mark.parametrize(("length", "kept"), [(63, 63), (64, 64), (65, 64), (500, 64)])
def test_the_id_of_an_unreadable_change_is_told_as_far_as_an_id_may_go(length: int, kept: int) -> None:
    (odd,) = read_batch(content(GOOD | {"id": "x" * length, "revision": 0})).changes
    assert isinstance(odd, BadChange)
    assert odd.receipt().change_id == "x" * kept


def test_a_batch_is_taken_up_to_the_limit_and_refused_whole_beyond_it() -> None:
    most = [GOOD] * messages.MAX_CHANGES
    assert len(read_batch(content(*most)).changes) == messages.MAX_CHANGES
    with pytest.raises(ProtocolError, match="1001 条") as refusal:
        read_batch(content(*most, GOOD))
    assert refusal.value.status == 413


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id": ""}, "id"), ({"id": "a b"}, "id"), ({"id": "x" * 65}, "id"), ({"entity": "Resident"}, "entity"),
        ({"revision": 0}, "revision"), ({"revision": "1"}, "revision"), ({"revision": True}, "revision"),
        ({"revision": 2**31}, "revision"), ({"base_revision": -1}, "base_revision"), ({"data": []}, "data"),
        ({"recorded_at": "2026-11-25T09:00:00"}, "recorded_at"), ({"recorded_at": "morning"}, "recorded_at"),
    ],
)  # fmt: skip
def test_one_bad_change_stands_among_good_ones(wrong: dict[str, Any], field: str) -> None:
    batch = read_batch(content(GOOD, GOOD | wrong, GOOD | {"id": "other"}))
    good, bad, other = batch.changes
    assert isinstance(good, Change)
    assert isinstance(other, Change)
    assert isinstance(bad, BadChange)
    assert bad.field == field
    receipt = bad.receipt()
    assert (receipt.state, receipt.code, receipt.change_id) == ("refused", "malformed", str((GOOD | wrong)["id"])[:64])
    assert "第 2 条" in receipt.text


def test_a_change_without_even_an_id_is_answered_by_its_place() -> None:
    for wrong in (7, "x", None, [], {"data": {}}, {"id": 5}):
        (odd,) = read_batch(content(wrong)).changes
        assert isinstance(odd, BadChange)
        assert odd.change_id == ""


@pytest.mark.parametrize(
    "nonsense", [b"", b"[]", b"null", b"{", b'{"changes": {}}', b'{"cursor": -1}', b'{"want": 1e400}', b"\xff\xfe{}"]
)
def test_what_is_no_batch_is_malformed(nonsense: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_batch(nonsense)
    assert caught.value.code == "malformed"
    assert caught.value.status == 400


def test_what_was_found_wanting_before_it_was_read_keeps_its_place_and_its_word() -> None:
    wanting = BadChange("7KQ3ZP-000009", "", "", "need_whole")
    (change, answered) = received.read_changes([GOOD, wanting])
    assert isinstance(change, Change)
    assert answered == wanting
    assert (wanting.receipt().code, wanting.receipt().state) == ("need_whole", "refused")
