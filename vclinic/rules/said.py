"""A text somebody wrote, cut into the words that are known and the rest, longest word first."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

REST = "rest"  # the kind of what no word covers
SPACE = "space"
_LISTING = frozenset("、/|&")
_SENTENCE_END = re.compile(r"[。;!\n\r\f\v]+")
_CLAUSE_END = re.compile(r",+")


@dataclass(frozen=True, slots=True)
class Word:
    """A known word; ``keys`` are what it stands for."""

    text: str
    kind: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: a word, a space, a mark between names (kind ``list``), or the rest."""

    text: str
    kind: str
    keys: tuple[str, ...] = ()


def evened(text: str) -> str:
    """One way of writing: half width, capitals (“ｃｏｐｄ（？）” → ``COPD(?)``)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())


def sentences(text: str) -> list[list[str]]:
    """The clauses of each sentence of a text, evened, none empty."""
    return [
        clauses
        for sentence in _SENTENCE_END.split(evened(text))
        if (clauses := [clause.strip() for clause in _CLAUSE_END.split(sentence) if clause.strip()])
    ]


def parts_of(clause: str, vocabulary: Sequence[Word]) -> list[Part]:
    """The clause cut by ``vocabulary`` (longest first): what one covers is not looked at again. A word of Latin letters is
    none inside a longer Latin word."""
    taken = [False] * len(clause)
    places: dict[int, Word] = {}
    for word in vocabulary:
        start = clause.find(word.text)
        while start >= 0:
            end = start + len(word.text)
            if not any(taken[start:end]) and _stands_alone(clause, start, end):
                taken[start:end] = [True] * (end - start)
                places[start] = word
            start = clause.find(word.text, start + 1)
    return _in_order(clause, places)


def _stands_alone(clause: str, start: int, end: int) -> bool:
    return not (
        (_latin(clause[start]) and start > 0 and _latin(clause[start - 1]))
        or (_latin(clause[end - 1]) and end < len(clause) and _latin(clause[end]))
    )


def _latin(character: str) -> bool:
    return "A" <= character <= "Z"


def _in_order(clause: str, places: dict[int, Word]) -> list[Part]:
    parts: list[Part] = []
    rest, at = "", 0
    while at < len(clause):
        word, character = places.get(at), clause[at]
        kind = "list" if character in _LISTING else SPACE if character.isspace() else ""
        if word is None and not kind:
            rest += character
            at += 1
            continue
        if rest:
            parts.append(Part(rest, REST))
            rest = ""
        if word is None:
            parts.append(Part(character, kind))
            at += 1
        else:
            parts.append(Part(word.text, word.kind, word.keys))
            at += len(word.text)
    return [*parts, Part(rest, REST)] if rest else parts
