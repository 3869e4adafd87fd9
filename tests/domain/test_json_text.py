"""The quick spelling of JSON is Python's own, or there is none."""

import json
import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from vclinic.domain.json_text import parsed, quick

_FIGURES = st.floats() | st.floats(-1e-3, 1e-3) | st.floats(1e14, 1e18)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | _FIGURES | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@dataclass
class _Pressure:
    systolic: int


class _Name(str):
    __slots__ = ()


@given(_ANY, st.booleans())
def test_what_is_spelled_quickly_is_spelled_as_python_does_to_the_last_sign(document: Any, ordered: bool) -> None:
    spelled = quick(document, ordered=ordered)
    expected = json.dumps(document, ensure_ascii=False, sort_keys=ordered, separators=(",", ":"))
    assert spelled in (None, expected)


@pytest.mark.parametrize(
    ("document", "spelled"),
    [
        ({"b": 1, "a": [True, None]}, '{"b":1,"a":[true,null]}'), ((36.5, -0.0, 0.0001), "[36.5,-0.0,0.0001]"),
        (9999999999999998.0, "9999999999999998.0"), ("null e-05", '"null e-05"'), (2**63 - 1, "9223372036854775807"),
        ("\x00\x1f\x7f\u2028/\"\\柳", '"\\u0000\\u001f\x7f\u2028/\\"\\\\柳"'), ({}, "{}"), ([], "[]"),
    ],
)  # fmt: skip
def test_what_records_hold_is_spelled_quickly(document: Any, spelled: str) -> None:
    assert quick(document, ordered=False) == spelled


def test_fields_stand_by_their_names_where_that_is_asked_for() -> None:
    assert quick({"乙": 1, "\U0001f600": 2, "\uffff": {"b": 1, "a": 2}}, ordered=True) == (
        '{"乙":1,"\uffff":{"a":2,"b":1},"\U0001f600":2}'
    )


@pytest.mark.parametrize(
    "document",
    [
        math.nan, math.inf, [{"weight_kg": math.nan}], {"a": {"b": (1e16,)}}, 0.00009, -1e300, 2**64, "\ud83d", {1: 2},
        date(2026, 11, 28), _Pressure(120), _Name("李"), {"a": {1}},
    ],
)  # fmt: skip
def test_whatever_might_be_spelled_otherwise_is_left_to_python(document: Any) -> None:
    assert quick(document, ordered=True) is None


@given(_ANY | st.integers(-(2**70), 2**70), st.booleans())
def test_what_is_parsed_is_what_python_parses(document: Any, escaped: bool) -> None:
    text = json.dumps(document, ensure_ascii=escaped)
    assert repr(parsed(text)) == repr(json.loads(text))


@given(st.text(max_size=30) | st.from_regex(r"-?[0-9]{1,25}([.][0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_any_text_is_parsed_as_python_parses_it_or_by_nobody(text: str) -> None:
    try:
        expected = repr(json.loads(text))
    except ValueError:
        with pytest.raises(json.JSONDecodeError):
            parsed(text)
    else:
        assert repr(parsed(text)) == expected


@pytest.mark.parametrize(
    "text",
    ["18446744073709551616", "-9223372036854775809", "[9223372036854775807]", '"\\ud83d"', '"\ud83d"', "[NaN]", "1e400",
     "-0", "-0.0", '{"a":1,"a":2}', "100000000000000000000.0", '"341182196402291218"', " [ ] "],
)  # fmt: skip
def test_what_readers_of_json_differ_about_is_parsed_as_python_parses_it(text: str) -> None:
    assert repr(parsed(text)) == repr(json.loads(text))
