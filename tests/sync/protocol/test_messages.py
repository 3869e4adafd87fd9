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
from tests.sync.protocol.documents import DOCUMENTS, TEXT

WORDS: dict[str, Any] = {
    "id": "7KQ3ZP-000002", "act": "7KQ3ZP-000001", "entity": "resident", "entity_id": "7KQ3ZP-000003", "revision": 1,
    "base_revision": 0, "recorded_at": "2026-11-25T09:00:00+08:00", "recorded_by": "7KQ3ZP-000000", "data": {"name": "杨素芬"},
}  # fmt: skip


def body(*changes: Any, **beside: Any) -> bytes:
    return json.dumps({"changes": changes, "cursor": 0, "want": 100} | beside).encode()


def only(content: bytes) -> Change | BadChange:
    (result,) = received.read_batch(content).changes
    return result


@given(data=st.dictionaries(TEXT, DOCUMENTS, max_size=5), extra=DOCUMENTS)
def test_fields_of_tomorrow_travel_untouched(data: dict[str, Any], extra: Any) -> None:
    sent = Change.model_validate(WORDS | {"data": data, "of_tomorrow": extra})
    check = only(messages.encode(Batch(changes=(sent,))))
    assert isinstance(check, Change)
    assert wire.compact(check.model_dump(mode="json")) == wire.compact(WORDS | {"data": data, "of_tomorrow": extra})


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


@given(
    data=st.dictionaries(TEXT, DOCUMENTS, max_size=5), kind=st.sampled_from(["record", "verdict", "a_word_of_tomorrow"])
)
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


def test_a_message_of_another_kind_is_malformed() -> None:
    with pytest.raises(ProtocolError):
        messages.decode(Receipt, b'{"change_id": 5, "state": "stored"}')
    with pytest.raises(ProtocolError):
        messages.decode(Receipt, b'{"change_id": "A", "state": "perhaps"}')
