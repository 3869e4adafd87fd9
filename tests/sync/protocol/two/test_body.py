"""Whatever a clinic can record comes out of a body exactly as it went in, and no bytes make the reader crash or swell."""

import json
import resource
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from sync.protocol import messages, wire
from sync.protocol.errors import ProtocolError
from sync.protocol.two import body, columns, shapes
from sync.protocol.two.edits import Edit, Item, Whole, edit
from sync.protocol.two.shapes import Edition, node
from tests.domain.test_entities import SAMPLES
from tests.sync.protocol.documents import DOCUMENTS, TEXT, fault_of
from tests.sync.protocol.two.records import MADE_AT, TAG, document

SHIPPED = shapes.edition(1)
FIRST = [["id", "id"], ["recorded_at", "moment"], ["entity_id", "near"], ["act", "near"], ["revision", ""]]
SMALL = Edition(
    ("note",),
    (
        node(
            [
                *FIRST,
                ["data", [
                    ["a", ""], ["b", "id"], ["c", "day"], ["d", "since"], ["e", "near"], ["f", "moment"],
                    ["g", "list", [["a", ""], ["b", "near"], ["d", "since"], ["g", "list", [["a", ""]]]]],
                    ["h", [["a", ""], ["b", "day"]]], ["i", ""],
                ]],
            ]
        ),
    ),
)  # fmt: skip
TYPED = st.sampled_from(
    [f"{TAG}-000001", f"{TAG}-ZZZZZZ", f"{TAG}-1000000", f"{TAG}-0000001", f"{TAG}-00000I", f"{TAG}-", "other-000001",
     "2025-11-25", "2025-W48-2", "0001-01-01", "9999-12-31", "2025-11-25T09:20:00+08:00", "2025-11-25T09:20:00.5+08:00",
     "2025-11-25T01:20:00+00:00", "0001-01-01T00:00:00+08:00", "never+08:00", "\x00", 0, -0.0, 0.0, 1, 1.0, True, None, [], {}, [1], "甲",
     2**63 - 1, -(2**63)]
)  # fmt: skip
VALUES = TYPED | DOCUMENTS | st.lists(st.dictionaries(st.sampled_from("abdgx"), TYPED, max_size=4), max_size=3)
DATA = st.dictionaries(st.sampled_from("abcdefghi") | TEXT, VALUES, max_size=9)


def spelled(items: list[Item]) -> list[str]:
    return [
        wire.compact([item.document, list(map(list, item.gone)) if isinstance(item, Edit) else 0]) for item in items
    ]


def journey(items: list[Item], edition: Edition, *, grouped: bool) -> list[Item]:
    return body.read(body.write(items, edition, MADE_AT, grouped=grouped), edition, MADE_AT)


@settings(max_examples=300)
@given(
    data=st.lists(DATA, min_size=1, max_size=5),
    beside=st.dictionaries(TEXT, DOCUMENTS, max_size=2),
    grouped=st.booleans(),
)
def test_any_record_comes_out_spelled_as_it_went_in(
    data: list[dict[str, Any]], beside: dict[str, Any], grouped: bool
) -> None:
    items: list[Item] = [
        Whole(beside | document(place + 1, "note" if place % 3 < 2 else "of_tomorrow", record))
        for place, record in enumerate(data)
    ]
    assert spelled(journey(items, SMALL, grouped=grouped)) == spelled(items)


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("order", [(1, 2, 3, 4, 5, 6), (6, 2, 5, 1, 3, 4)])
def test_kinds_that_are_mixed_come_out_in_their_order(order: tuple[int, ...], grouped: bool) -> None:
    kinds = list(SAMPLES)
    items: list[Item] = [Whole(document(number, kinds[place % 2])) for place, number in enumerate(order)]
    assert spelled(journey(items, SHIPPED, grouped=grouped)) == spelled(items)


@settings(max_examples=10)
@pytest.mark.parametrize("entity", SAMPLES)
@given(extra=st.dictionaries(TEXT, DOCUMENTS, max_size=3), grouped=st.booleans())
def test_every_kind_travels_with_fields_of_tomorrow(entity: str, extra: dict[str, Any], grouped: bool) -> None:
    items: list[Item] = [Whole(document(n, entity, extra | SAMPLES[entity], of_tomorrow=n)) for n in (1, 2)]
    assert spelled(journey(items, SHIPPED, grouped=grouped)) == spelled(items)


@given(before=DATA, after=DATA, kind=st.sampled_from(["note", "of_tomorrow"]), grouped=st.booleans())
def test_edits_travel_with_what_is_gone(
    before: dict[str, Any], after: dict[str, Any], kind: str, grouped: bool
) -> None:
    items: list[Item] = [edit(document(n, kind, record), before) for n, record in ((1, after), (2, before))]
    assert spelled(journey(items, SMALL, grouped=grouped)) == spelled(items)
    assert [item.digest for item in journey(items, SMALL, grouped=grouped) if isinstance(item, Edit)] == [
        item.digest for item in items if isinstance(item, Edit)
    ]


def test_a_change_without_id_moment_or_data_travels_too() -> None:
    items: list[Item] = [
        Whole({"entity": "note"}),
        Whole({"entity": "note", "data": 5, "id": 7, "recorded_at": None}),
        Whole({}),
    ]
    for grouped in (True, False):
        assert spelled(journey(items, SMALL, grouped=grouped)) == spelled(items)


def test_no_changes_at_all_are_a_body_too() -> None:
    assert journey([], SMALL, grouped=True) == []


def test_what_is_the_same_in_all_records_is_an_object_of_each() -> None:
    items: list[Item] = [Whole(document(n, "note", {"a": [1], "i": {"x": 1}})) for n in (1, 2)]
    one, other = journey(items, SMALL, grouped=True)
    one.document["data"]["a"].append(2)
    assert other.document["data"]["a"] == [1]


GROUPS = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.sampled_from(["", "01", "101", TAG, "2025-11-25"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from("cavsb01"), inner, max_size=3),
    max_leaves=25,
)


@settings(max_examples=600)
@given(
    order=st.sampled_from([0, 1, [0], [1, 0], None, "x"]),
    groups=st.lists(st.lists(GROUPS, min_size=1, max_size=9), max_size=3),
)
def test_any_document_is_changes_or_malformed(order: Any, groups: list[Any]) -> None:
    content = wire.compact([TAG, order, *groups]).encode()
    refusal = fault_of(lambda text: body.read(text, SMALL, MADE_AT), content)
    assert refusal in (None, ("malformed", wire.MALFORMED))


@settings(max_examples=200)
@given(st.binary(max_size=80) | DOCUMENTS.map(lambda document: json.dumps(document).encode()))
def test_any_bytes_are_changes_or_malformed(content: bytes) -> None:
    assert fault_of(lambda text: body.read(text, SHIPPED, MADE_AT), content) in (None, ("malformed", wire.MALFORMED))


@pytest.mark.parametrize(
    "groups",
    [
        [[0]], [[0, 0]], [[0, True]], [[0, -1]], [[5, 1]], [[-5, 1, [1], {}]], [[-1, 1, [], {}]], [[-1, 1]], [[]], [0], [{}],
        [[[1, 2]]], [[[{}, 1, [[]]]]], [[[{}, "x", []]]], [[-1, 1, [1], {"0": [[]]}]], [["of_tomorrow"]],
        [[0, 2, [1]]], [[0, 2, {"a": "1", "v": [1]}]], [[0, 2, {"a": "11", "v": [1]}]], [[0, 1, {"x": 1}]],
        [[0, 1, 2**62]], [[0, 1, -5]], [[0, 1, 1, 2**62]], [[0, 1, {"s": 11}, [[-1], []]]], [[0, 1, {"s": 11}, [["x"], []]]],
        [[0, 1, {"s": 11}, [[2, 3], []]]], [[0, 1, 1, {"b": {"7": {}}}]],
    ],
)  # fmt: skip
def test_what_is_no_group_is_malformed(groups: list[Any]) -> None:
    content = wire.compact([TAG, 0, *groups]).encode()
    assert fault_of(lambda text: body.read(text, SMALL, MADE_AT), content) == ("malformed", wire.MALFORMED)


@pytest.mark.parametrize("order", [[0], [0, 0], [0, 5], ["x", 0]])
def test_an_order_that_is_none_is_malformed(order: list[Any]) -> None:
    content = wire.compact([TAG, order, [document(1), document(2)]]).encode()
    assert fault_of(lambda text: body.read(text, SMALL, MADE_AT), content) == ("malformed", wire.MALFORMED)


@pytest.mark.parametrize("content", [b'"abc"', b'{"a":1,"b":2,"c":3}', b"7", b"null", b"[]"])
def test_what_is_no_list_of_groups_is_malformed(content: bytes) -> None:
    assert fault_of(lambda text: body.read(text, SMALL, MADE_AT), content) == ("malformed", wire.MALFORMED)


@pytest.mark.parametrize("group", [[0, messages.MAX_CHANGES + 1], [{}] * (messages.MAX_CHANGES + 1)])
def test_more_changes_than_a_batch_holds_are_too_many(group: list[Any]) -> None:
    with pytest.raises(ProtocolError) as refused:
        body.read(wire.compact([TAG, 0, group]).encode(), SMALL, MADE_AT)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    "column", ["x" * 100_000, {"c": ["x" * 100_000]}, {"c": {"a": ["x" * 100_000]}}]
)  # fmt: skip
def test_a_constant_for_all_records_does_not_swell_without_end(column: Any) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = wire.compact([TAG, 0, [0, 1000, {"s": 5}, column]]).encode()
    assert fault_of(lambda text: body.read(text, SMALL, MADE_AT), content) == ("malformed", wire.MALFORMED)
    lengths = wire.compact([TAG, 0, [0, 1000, {"s": 11}, [10**9, []]]]).encode()
    assert fault_of(lambda text: body.read(text, SMALL, MADE_AT), lengths) == ("malformed", wire.MALFORMED)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert columns.MAX_BYTES < 2**25
