"""Which of its changes a township still knows, asked in few bytes after it came back from a backup.

The ids a clinic holds receipts for stand in order, in spans of one device each; a span is told by its ends, how many and
a digest. What differs is asked again in smaller spans, at last id by id. A request travels sealed as a batch does.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Annotated

from pydantic import Field

from sync.protocol.messages import Id, Message

MOST_SPANS, MOST_IDS = 64, 500
_PARTS, _SINGLY = 16, 24  # pieces of a span that differs; so few ids are asked one by one


class Span(Message):
    """``count`` ids from ``first`` to ``last`` as text stands in order, and their `digest`."""

    first: Id
    last: Id
    count: Annotated[int, Field(ge=1, lt=2**31)]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class KnownRequest(Message):
    """Spans and single ids of changes that were acknowledged as stored."""

    spans: Annotated[tuple[Span, ...], Field(max_length=MOST_SPANS)] = ()
    ids: Annotated[tuple[Id, ...], Field(max_length=MOST_IDS)] = ()


class KnownReply(Message):
    """What of it the township has.

    Attributes:
        epoch: whose answer this is, as in `Hello`.
        same, none: places of the spans that it has as they are, and of those of which it has nothing.
        unknown: the single ids it does not have.
    """

    epoch: str
    same: tuple[int, ...]
    none: tuple[int, ...]
    unknown: tuple[Id, ...]


Ask = Callable[[KnownRequest], KnownReply]


def digest(ids: Iterable[str]) -> str:
    """Fingerprint of ids in order."""
    return hashlib.sha256("\n".join(ids).encode("ascii")).hexdigest()[:16]


def unknown(ids: Iterable[str], ask: Ask) -> Iterator[list[str]]:
    """The ids that the township does not know, in lists as they are learnt."""
    spans = [part for device in _by_device(ids) for part in _parts(device)]
    singly: list[str] = []
    while spans or singly:
        asked, spans = spans[:MOST_SPANS], spans[MOST_SPANS:]
        few, singly = singly[:MOST_IDS], singly[MOST_IDS:]
        reply = ask(KnownRequest(spans=tuple(map(_span, asked)), ids=tuple(few)))
        yield [key for key in few if key in set(reply.unknown)]
        same, none = set(reply.same), set(reply.none)
        for place, part in enumerate(asked):
            if place in none:
                yield part
            elif place not in same:
                if len(part) <= _SINGLY:
                    singly += part
                else:
                    spans += _parts(part)


def _by_device(ids: Iterable[str]) -> list[list[str]]:
    """Ids in order, those of one device together: what another device made in between is no part of a span."""
    return [list(group) for _, group in groupby(sorted(ids), key=lambda key: key.rpartition("-")[0])]


def _parts(ids: Sequence[str]) -> list[list[str]]:
    size = max(_SINGLY, -(-len(ids) // _PARTS))
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]


def _span(ids: Sequence[str]) -> Span:
    return Span(first=ids[0], last=ids[-1], count=len(ids), digest=digest(ids))
