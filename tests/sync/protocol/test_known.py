"""What a township forgot is found in few requests, whatever it is."""

import pytest
from hypothesis import given, strategies as st

from sync.protocol import known, messages
from sync.protocol.errors import ProtocolError
from sync.protocol.known import KnownReply, KnownRequest, Span, digest, unknown


def ids(tag: str, numbers: range) -> list[str]:
    return [f"{tag}-{number:06X}" for number in numbers]


class Township:
    """Answers as the township does, from a set of ids."""

    def __init__(self, stored: set[str]) -> None:
        self.stored = stored
        self.asked: list[KnownRequest] = []

    def __call__(self, request: KnownRequest) -> KnownReply:
        messages.decode(KnownRequest, messages.encode(request))
        self.asked.append(request)
        here = [sorted(key for key in self.stored if span.first <= key <= span.last) for span in request.spans]
        return KnownReply(
            epoch="e",
            same=tuple(
                place
                for place, span in enumerate(request.spans)
                if len(here[place]) == span.count and digest(here[place]) == span.digest
            ),
            none=tuple(place for place, stored in enumerate(here) if not stored),
            unknown=tuple(key for key in request.ids if key not in self.stored),
        )


def lost(clinic: list[str], township: Township) -> list[str]:
    return [key for part in unknown(clinic, township) for key in part]


@given(st.sets(st.integers(0, 400)), st.sets(st.integers(0, 400)), st.sets(st.integers(0, 40)))
def test_what_is_missing_is_found_and_nothing_else(here: set[int], there: set[int], other: set[int]) -> None:
    clinic = [f"7KQ3ZP-{number:06d}" for number in here] + [f"9AB3ZP-{number:06d}" for number in other]
    stored = {f"7KQ3ZP-{number:06d}" for number in there} | {f"8AB3ZP-{number:06d}" for number in other}
    assert sorted(lost(clinic, Township(stored))) == sorted(set(clinic) - stored)


@pytest.mark.parametrize(
    ("forgotten", "most_requests"),
    [
        (range(0), 1),
        (range(11_000, 12_000), 4),  # the end, as after a restore
        (range(12_000), 1),  # everything
        (range(5, 6), 4),
    ],
)
def test_few_requests_for_a_year(forgotten: range, most_requests: int) -> None:
    clinic = ids("7KQ3ZP", range(12_000))
    township = Township(set(clinic) - {clinic[place] for place in forgotten})
    assert sorted(lost(clinic, township)) == [clinic[place] for place in forgotten]
    assert len(township.asked) <= most_requests
    assert max(len(messages.encode(request)) for request in township.asked) < 16_000


def test_a_clinic_without_receipts_asks_nothing() -> None:
    township = Township(set())
    assert lost([], township) == []
    assert township.asked == []


def test_what_another_device_made_in_between_is_no_part_of_a_span() -> None:
    mine = [*ids("1AAAAA", range(50)), *ids("3AAAAA", range(50))]
    township = Township({*mine, *ids("2AAAAA", range(50))})
    assert lost(mine, township) == []
    assert len(township.asked) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        b'{"spans": [{"first": "a", "last": "b", "count": 0, "digest": "0000000000000000"}]}',
        b'{"spans": [{"first": "a", "last": "b", "count": 1, "digest": "no"}]}',
        b'{"spans": [{"first": "", "last": "b", "count": 1, "digest": "0000000000000000"}]}',
        b'{"ids": ["x y"]}',
    ],
)
def test_a_request_that_is_none_is_refused(wrong: bytes) -> None:
    with pytest.raises(ProtocolError):
        messages.decode(KnownRequest, wrong)


def test_a_request_asks_for_no_more_than_the_township_answers() -> None:
    span = Span(first="a", last="b", count=1, digest="0" * 16).model_dump()
    with pytest.raises(ProtocolError):
        messages.validated(KnownRequest, {"spans": [span] * (known.MOST_SPANS + 1)})
    with pytest.raises(ProtocolError):
        messages.validated(KnownRequest, {"ids": ["a"] * (known.MOST_IDS + 1)})
