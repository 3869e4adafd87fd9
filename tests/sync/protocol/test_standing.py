"""What a clinic tells of itself beside a batch: little, and nothing where there is nothing."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, strategies as st

from sync.protocol.standing import NOTHING, Standing, read, write

VERSION = st.from_regex(r"[0-9A-Za-z.-]{0,20}", fullmatch=True)
COUNT = st.integers(min_value=0, max_value=10**9 - 1)


def sent(standing: Standing) -> dict[str, str]:
    return dict(parse_qsl(write(standing).removeprefix("?")))


@given(unsent=COUNT, waited=COUNT, free=st.none() | COUNT, program=VERSION)
def test_what_is_told_is_read(unsent: int, waited: int, free: int | None, program: str) -> None:
    told = Standing(unsent, waited if unsent else 0, free, program)
    assert read(sent(told)) == told


def test_nothing_to_tell_costs_nothing_and_a_backlog_a_few_bytes() -> None:
    assert write(NOTHING) == ""
    assert write(Standing(unsent=12, waited=3600)) == "?n=12&o=3600"
    assert len(write(Standing(11_733, 99_999, 51_200, "0.1.0"))) < 40


@pytest.mark.parametrize(
    "query",
    [
        {"n": "-1"}, {"n": "1e3"}, {"n": "９"}, {"n": "1" * 10, "o": ""}, {"d": "3.5"}, {"d": ""}, {"p": "<b>"}, {"p": "x" * 21},
        {"p": "两"}, {"x": "1"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_nothing_told(query: dict[str, str]) -> None:
    assert read(query) == NOTHING
