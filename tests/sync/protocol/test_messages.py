import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sync.protocol import messages, received, wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import (
    Batch,
    Change,
    Notice,
    Receipt,
    RecordNotice,
    Remark,
    RoundReply,
    VerdictNotice,
)
from sync.protocol.received import BadChange

WORDS: dict[str, Any] = {
    "id": "7KQ3ZP-000002", "act": "7KQ3ZP-000001", "entity": "resident", "entity_id": "7KQ3ZP-000003", "revision": 1,
    "base_revision": 0, "recorded_at": "2026-11-25T09:00:00+08:00", "recorded_by": "7KQ3ZP-000000", "data": {"name": "杨素芬"},
}  # fmt: skip
# what JSON can say and both sides can keep
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def body(*changes: Any, **beside: Any) -> bytes:
    return json.dumps({"changes": changes, "cursor": 0, "want": 100} | beside).encode()


def only(content: bytes) -> Change | BadChange:
    (found,) = received.read_batch(content).changes
    return found


@given(data=st.dictionaries(TEXT, DATA, max_size=5), extra=DATA)
def test_fields_of_tomorrow_travel_untouched(data: dict[str, Any], extra: Any) -> None:
    sent = Change.model_validate(WORDS | {"data": data, "of_tomorrow": extra})
    found = only(messages.encode(Batch(changes=(sent,))))
    assert isinstance(found, Change)
    assert wire.compact(found.model_dump(mode="json")) == wire.compact(WORDS | {"data": data, "of_tomorrow": extra})


def test_a_reply_comes_back_as_it_went() -> None:
    notice = VerdictNotice(
        seq=2**62,
        change_id="7KQ3ZP-000012",
        entity="follow_up",
        entity_id="7KQ3ZP-000013",
        revision=1,
        at="2026-11-25T09:20:00+08:00",
        state="returned",
        remarks=(Remark(field="sbp", text="请核对"),),
        deadline="2026-11-28",
    )
    reply = RoundReply(
        receipts=(Receipt(change_id="A", state="refused", code="future", field="visit_date", text="还没到"),),
        notices=(Notice.model_validate(notice.model_dump(mode="json")),), cursor=2**62, more=True, server_time="2026-11-25T09:00:00+08:00", township="清溪镇卫生院",
    )  # fmt: skip
    assert messages.decode(RoundReply, messages.encode(reply)) == reply


@given(data=st.dictionaries(TEXT, DATA, max_size=5), kind=st.sampled_from(["record", "verdict", "a_word_of_tomorrow"]))
def test_a_notice_is_kept_word_for_word_whatever_it_says(data: dict[str, Any], kind: str) -> None:
    told = {name: value for name, value in data.items() if name not in ("seq", "kind")} | {"seq": 7, "kind": kind}
    frame = {"receipts": [], "cursor": 7, "more": False, "server_time": "", "township": ""}
    reply = messages.decode(RoundReply, json.dumps(frame | {"notices": [told]}).encode())
    assert wire.compact(reply.notices[0].model_dump(mode="json")) == wire.compact(told)
    assert wire.compact(json.loads(messages.encode(reply))["notices"]) == wire.compact([told])


def test_what_the_township_says_of_its_own_records_goes_as_it_is_made() -> None:
    made = RecordNotice(
        seq=3, entity="announcement", entity_id="n-1", revision=2, data={"title": "停电", "of_tomorrow": [1]},
        at="2026-11-25T09:20:00+08:00",
    )  # fmt: skip
    kept = Notice.model_validate_json(made.model_dump_json())
    assert kept.model_dump(mode="json") == {
        "seq": 3, "kind": "record", "entity": "announcement", "entity_id": "n-1", "revision": 2,
        "data": {"title": "停电", "of_tomorrow": [1]}, "at": "2026-11-25T09:20:00+08:00",
    }  # fmt: skip


def test_a_frame_ignores_fields_of_tomorrow() -> None:
    found = received.read_batch(body(WORDS, of_tomorrow=[1]))
    assert (len(found.changes), found.cursor, found.want) == (1, 0, 100)


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
    found = received.read_batch(body(WORDS, WORDS | wrong, WORDS | {"id": "other"}))
    good, bad, other = found.changes
    assert isinstance(good, Change)
    assert isinstance(other, Change)
    assert isinstance(bad, BadChange)
    assert bad.field == field
    receipt = bad.receipt()
    assert (receipt.state, receipt.code, receipt.change_id) == ("refused", "malformed", str((WORDS | wrong)["id"])[:64])
    assert "第 2 条" in receipt.text


def test_a_change_without_even_an_id_is_answered_by_its_place() -> None:
    for wrong in (7, "x", None, [], {"data": {}}, {"id": 5}):
        found = only(body(wrong))
        assert isinstance(found, BadChange)
        assert found.change_id == ""


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"{", b'{"changes": {}}', b'{"cursor": -1}', b'{"want": 1e400}', b"\xff\xfe{}"]
)
def test_what_is_no_batch_is_malformed(content: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        received.read_batch(content)
    assert caught.value.code == "malformed"
    assert caught.value.status == 400


def test_too_many_changes_are_told_so() -> None:
    with pytest.raises(ProtocolError) as caught:
        received.read_batch(body(*[WORDS] * (messages.MAX_CHANGES + 1)))
    assert caught.value.code == "too_large"
    assert len(received.read_batch(body(*[WORDS] * messages.MAX_CHANGES)).changes) == messages.MAX_CHANGES


@pytest.mark.parametrize(
    "content",
    [b"NaN", b"[Infinity]", b'{"a": 1e999}', b'"\\ud800"', b'{"\\udfff": 1}', b"9223372036854775808", b"-9223372036854775809",
     b"[" * 100 + b"]" * 100, b"[" * 100_000, b"1" * 5000],
)  # fmt: skip
def test_json_that_could_not_be_kept_is_refused_at_the_door(content: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        wire.read(content)
    assert caught.value.code == "malformed"


def test_ordinary_json_passes() -> None:
    assert wire.read('{"甲": [1, -9223372036854775808, 2.5, true, null]}'.encode()) == {
        "甲": [1, -(2**63), 2.5, True, None]
    }


def test_a_message_of_another_kind_is_malformed() -> None:
    with pytest.raises(ProtocolError):
        messages.decode(Receipt, b'{"change_id": 5, "state": "stored"}')
    with pytest.raises(ProtocolError):
        messages.decode(Receipt, b'{"change_id": "A", "state": "perhaps"}')
