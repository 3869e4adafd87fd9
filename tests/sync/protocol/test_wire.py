"""JSON as it travels: one spelling on the way out, nothing on the way in that a later stage could not store."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sync.protocol import wire
from tests.sync.protocol.documents import DOCUMENTS, TEXT, fault_of


def nested(depth: int, inmost: str) -> bytes:
    return f"{'[' * depth}{inmost}{']' * depth}".encode()


def refused(content: bytes) -> bool:
    """Whether bytes are refused; if so, in the one way there is."""
    refusal = fault_of(wire.read, content)
    assert refusal in (None, ("malformed", wire.MALFORMED))
    return refusal is not None


@given(DOCUMENTS)
def test_what_was_written_is_read_as_it_was(document: Any) -> None:
    assert wire.read(wire.compact(document).encode()) == document


@given(st.dictionaries(TEXT, DOCUMENTS, max_size=6))
def test_equal_documents_are_spelled_alike_whatever_the_order_of_their_fields(document: dict[str, Any]) -> None:
    assert wire.compact(dict(reversed(document.items()))) == wire.compact(document)


@given(DOCUMENTS)
def test_the_spelling_is_the_same_after_a_journey(document: Any) -> None:
    spelled = wire.compact(document)
    assert wire.compact(wire.read(spelled.encode())) == spelled


@given(st.binary(max_size=60))
def test_whatever_bytes_arrive_are_a_document_or_malformed(content: bytes) -> None:
    refused(content)


@given(DOCUMENTS, st.data())
def test_a_document_cut_short_is_never_taken_for_another(document: Any, data: st.DataObject) -> None:
    content = wire.compact({"all": document}).encode()
    assert refused(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.dictionaries(TEXT, DOCUMENTS | st.floats(allow_nan=False, allow_infinity=False), max_size=6))
def test_a_document_is_spelled_as_python_spells_it_to_the_last_sign(document: Any) -> None:
    assert wire.compact(document) == json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_chinese_travels_as_it_is_and_nothing_is_padded() -> None:
    assert wire.compact({"乙": [1, None], "甲": "柳河"}) == '{"乙":[1,null],"甲":"柳河"}'


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_figure_that_is_none_is_never_sent(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        wire.compact({"weight_kg": value})


@pytest.mark.parametrize("depth", [1, wire.MAX_DEPTH - 1, wire.MAX_DEPTH])
def test_nesting_is_taken_up_to_the_limit(depth: int) -> None:
    assert not refused(nested(depth, "1"))
    assert not refused(nested(depth, '"甲"'))


@pytest.mark.parametrize("depth", [wire.MAX_DEPTH + 1, wire.MAX_DEPTH + 2, 5000])
def test_nesting_beyond_the_limit_is_refused(depth: int) -> None:
    assert refused(nested(depth, "1"))
    assert refused(nested(depth, '{"a":1}'))


def test_nesting_is_counted_through_objects_and_lists_alike() -> None:
    within: Any = 1
    for level in range(wire.MAX_DEPTH):
        within = {"a": within} if level % 2 else [within]
    assert wire.read(json.dumps(within).encode()) == within
    assert refused(json.dumps([within]).encode())


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (b"9223372036854775807", True), (b"9223372036854775808", False),
        (b"-9223372036854775808", True), (b"-9223372036854775809", False),
        (b'{"a":[9223372036854775808]}', False), (b"1e308", True), (b"1e309", False), (b'{"a":[-1e309]}', False),
        (b"NaN", False), (b"[-Infinity]", False), (b"-0.0", True), (b"true", True), (b'""', True),
    ],
)  # fmt: skip
def test_numbers_are_taken_as_far_as_a_database_keeps_them(content: bytes, taken: bool) -> None:
    assert refused(content) is not taken


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (rb'"\ud83d\ude00"', True), (rb'"\ud83d"', False), (rb'"\ude00"', False), (rb'{"\ud83d":1}', False),
        (rb'[["\udc00"]]', False), (rb'"\\ud83d"', True), (rb'"\u67f3"', True), (b'"\xed\xa0\xbd"', False),
    ],
)  # fmt: skip
def test_half_a_character_is_refused_however_it_is_written(content: bytes, taken: bool) -> None:
    assert refused(content) is not taken


def test_an_object_that_is_no_json_is_written_by_what_its_fields_are() -> None:
    assert wire.compact([{1}, "a"], sorted) == '[[1],"a"]'
    with pytest.raises(TypeError):
        wire.compact([{1}])


@pytest.mark.parametrize(("parts", "too_many"), [(wire.MAX_PARTS, False), (wire.MAX_PARTS + 1, True)])
def test_more_values_than_a_batch_can_hold_are_not_read(parts: int, too_many: bool) -> None:
    assert refused(b"[" + b"0," * (parts - 1) + b"0]") is too_many
