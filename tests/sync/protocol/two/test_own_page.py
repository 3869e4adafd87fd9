"""A page of a clinic's own changes is read as it was written, and one that was damaged or forged is not read at all."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from sync.protocol import wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Receipt
from sync.protocol.two import own_page, packing, shapes, varint
from sync.protocol.two.own_page import OwnPage
from tests.domain.test_entities import SAMPLES
from tests.sync.protocol.documents import DOCUMENTS, TEXT, fault_of

KINDS = sorted(SAMPLES)
MALFORMED = ("malformed", wire.MALFORMED)


def change(number: int, entity: str, data: dict[str, Any], **beside: Any) -> str:
    made = f"7KQ3ZP-{number:06d}"
    return wire.compact(
        beside
        | {"id": made, "act": made, "entity": entity, "entity_id": f"{made}E", "revision": 1, "base_revision": 0,
           "recorded_at": "2026-11-25T09:00:00+08:00", "recorded_by": "7KQ3ZP-000001", "data": data}
    )  # fmt: skip


REFUSED = Receipt(change_id="7KQ3ZP-000002", state="refused", code="bad_record", field="name", text="没有写姓名")
PAGE = OwnPage(
    [change(1, "doctor", {"name": "李兰"}), change(2, "doctor", {})],
    upto=300, left=7, receipts={1: REFUSED}, kinds={"doctor": 2},
)  # fmt: skip


@settings(max_examples=60)
@given(
    told=st.lists(st.tuples(st.sampled_from(KINDS), st.dictionaries(TEXT, DOCUMENTS, max_size=4)), max_size=5),
    upto=st.integers(0, 2**62),
)
def test_changes_come_word_for_word(told: list[tuple[str, dict[str, Any]]], upto: int) -> None:
    changes = [change(number, entity, data, a_field_of_tomorrow=[number]) for number, (entity, data) in enumerate(told)]
    reply = own_page.read(own_page.write(OwnPage(changes, upto, 0), shapes.NEWEST))
    assert [wire.compact(one.model_dump(mode="json")) for one in reply.changes] == changes
    assert {receipt.state for receipt in reply.receipts} <= {"stored"}
    assert reply.upto == upto


def test_what_was_refused_and_how_much_there_is_come_with_it() -> None:
    reply = own_page.read(own_page.write(PAGE, 1))
    assert [receipt.state for receipt in reply.receipts] == ["stored", "refused"]
    assert reply.receipts[1] == REFUSED
    assert (reply.upto, reply.left, reply.kinds) == (300, 7, {"doctor": 2})


@given(refused=st.sets(st.integers(0, 119), max_size=6))
def test_refused_ones_are_told_at_whatever_places_they_stand(refused: set[int]) -> None:
    changes = [change(number, "doctor", {}) for number in range(120)]
    page = OwnPage(changes, upto=1, left=0, receipts=dict.fromkeys(refused, REFUSED))
    reply = own_page.read(own_page.write(page, 1))
    assert {place for place, receipt in enumerate(reply.receipts) if receipt.state == "refused"} == refused


def test_only_what_begins_so_is_such_a_page() -> None:
    assert own_page.is_page(own_page.write(PAGE, 1))
    assert not own_page.is_page(b'{"changes": []}')


def test_cut_at_any_byte_nothing_is_read() -> None:
    content = own_page.write(PAGE, 1)
    for end in range(len(content)):
        assert fault_of(own_page.read, content[:end]) == MALFORMED


def test_one_wrong_byte_is_noticed_or_changes_nothing() -> None:
    content = own_page.write(PAGE, 1)
    meant = own_page.read(content)
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 1
        with suppress(ProtocolError):
            assert own_page.read(bytes(damaged)) == meant


@pytest.mark.parametrize(
    "head", [b"[]", b'{"k":{},"r":{},"h":"0"}', b'{"k":{},"r":{}}', b'{"k":{"Doctor":1},"r":{},"h":"0"}']
)
def test_a_forged_head_is_malformed(head: bytes) -> None:
    packed = packing.pack(head + b"\n", 1, packing.FAST)
    content = own_page.MAGIC + bytes((1,)) + varint.write(1) + varint.write(0) + varint.write(0) + packed
    assert fault_of(own_page.read, content) == MALFORMED


@pytest.mark.parametrize("content", [b"", b"VO1", own_page.MAGIC + b"\xff" + own_page.write(PAGE, 1)[4:]])
def test_what_is_no_page_of_ours_is_malformed(content: bytes) -> None:
    assert fault_of(own_page.read, content) == MALFORMED


def test_an_empty_page_says_where_to_go_on() -> None:
    empty = replace(PAGE, changes=[], receipts={}, kinds={})
    reply = own_page.read(own_page.write(empty, 1))
    assert (reply.changes, reply.upto, reply.left) == ((), 300, 7)
