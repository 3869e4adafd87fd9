"""The township's answer comes out as it was meant; what is known already is not told again."""

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from sync.protocol import wire
from sync.protocol.messages import Notice, Receipt, RoundReply
from sync.protocol.two import packing, reply, varint
from tests.sync.protocol.documents import DOCUMENTS, TEXT, fault_of

TIME = "2026-11-25T09:20:00+08:00"
STATES = st.lists(st.sampled_from(["stored", "stored", "duplicate", "refused"]), max_size=12)


def answer(*receipts: Receipt, **parts: Any) -> RoundReply:
    plain: dict[str, Any] = {"notices": (), "cursor": 7, "more": False, "server_time": TIME, "township": "清溪镇卫生院"}
    return RoundReply(receipts=receipts, **plain | parts)


def receipt(change_id: str, state: Any) -> Receipt:
    said = {"code": "future", "field": "visit_date", "text": "还没到。"} if state == "refused" else {}
    return Receipt(change_id=change_id, state=state, **said)


@given(states=STATES, more=st.booleans(), told=st.dictionaries(TEXT, DOCUMENTS, max_size=3), knows=st.booleans())
def test_an_answer_comes_out_as_it_was_meant(states: list[str], more: bool, told: dict[str, Any], knows: bool) -> None:
    receipts = [receipt(f"T-{place}", state) for place, state in enumerate(states)]
    notice = Notice.model_validate(told | {"seq": 8, "kind": "record"})
    said = answer(*receipts, more=more, notices=(notice,) if told else (), protocol_max=2)
    facts = reply.facts_of(said)
    content = reply.write(said, reply.facts_hash(facts) if knows else reply.NONE_KNOWN, 1)
    assert reply.read(content, [given.change_id for given in receipts], 1, facts if knows else {}) == said


def test_all_stored_and_nothing_to_say_is_a_few_bytes() -> None:
    said = answer(*(receipt(f"T-{place}", "stored") for place in range(1000)))
    content = reply.write(said, reply.facts_hash(reply.facts_of(said)), 1)
    assert len(content) <= 12


@settings(max_examples=200)
@given(st.binary(max_size=60))
def test_any_bytes_are_an_answer_or_malformed(content: bytes) -> None:
    for sent in (content, reply.MAGIC + content):
        refusal = fault_of(lambda bytes_: reply.read(bytes_, ["a"], 1, {}), sent)
        assert refusal is None or refusal[0] in {"malformed", "too_large"}


@pytest.mark.parametrize(
    "document",
    [[], {"r": [2]}, {"r": [[1]]}, {"r": [["a", "b", "c"], -1]}, {"f": 5}, {"n": 5}, {"r": [10**18]}, {"n": [{}]}],
)
def test_what_is_no_answer_is_malformed(document: Any) -> None:
    content = reply.MAGIC + b"\x00" + varint.write(1_764_033_600) + b"\x07"
    packed = packing.pack(wire.compact(document).encode(), 1, packing.SMALL)
    refusal = fault_of(lambda sent: reply.read(sent, ["a"], 1, {}), content + packed)
    assert refusal == ("malformed", wire.MALFORMED)


@given(st.integers(0, 2**63 - 1))
def test_a_number_is_read_as_it_was_written(number: int) -> None:
    assert varint.Reader(varint.write(number)).number() == number


@pytest.mark.parametrize("content", [b"", b"\x80", b"\xff" * 9 + b"\x7f", b"\xff" * 11, varint.write(2**63)])
def test_a_number_that_is_cut_or_too_large_is_none(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"cut short|too large"):
        varint.Reader(content).number()
