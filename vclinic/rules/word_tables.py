"""The words people use for diseases, allergies and what drugs did to them, as shipped.

Kinds of word, in both tables: ``negation`` speaks of what follows, ``negation_after`` of what stands before;
``suspect`` and ``suspect_after`` likewise; ``unknown`` says that nobody knows; ``list`` stands between two names;
``affirm`` ends a denial; ``noise`` says nothing. Of diseases: ``disease``, ``suspect_disease`` (a symptom or a vague
name: to be confirmed), ``not_disease`` (looks like one), ``other_person``, ``self``, ``ended``, ``eased`` (under control:
an acute state is over, a disease is not), ``past``. Of allergies:
``word``, and ``stem``, a part of many drugs' names.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vclinic.resources import resource
from vclinic.rules.said import Word, evened


@dataclass(frozen=True, slots=True)
class AllergyName:
    """What an allergy's name stands for: a generic name, "" when it names none, and groups of `drug_cautions`."""

    generic: str
    groups: tuple[str, ...]


@lru_cache(maxsize=1)
def disease_words() -> tuple[Word, ...]:
    """All words of diseases, longest first."""
    rows = [*_shipped("catalog", "disease_words.json"), *_more()["diseases"]]
    return _longest_first(Word(evened(text), kind, tuple(keys)) for text, kind, keys in rows)


def disease_name(key: str) -> str:
    """A disease key in words, the commonest name for it; the key itself when nobody names it."""
    return _disease_names().get(key, key)


@lru_cache(maxsize=1)
def _disease_names() -> dict[str, str]:
    """The first word that stands for a key alone, else the first that stands for it at all."""
    rows = [*_shipped("catalog", "disease_words.json"), *_more()["diseases"]]
    names: dict[str, str] = {}
    for alone in (True, False):
        for text, _, keys in rows:
            for key in keys:
                if not alone or len(keys) == 1:
                    names.setdefault(key, text)
    return names


@lru_cache(maxsize=1)
def allergy_words() -> tuple[tuple[Word, ...], dict[str, AllergyName]]:
    """All words of allergies, longest first, and what the names among them stand for."""
    rows = [*_shipped("catalog", "allergy_words.json"), *_more()["allergies"]]
    names = {evened(row[0]): AllergyName(row[2], tuple(row[3])) for row in rows}
    return _longest_first(Word(evened(text), kind, ()) for text, kind, _, _ in rows), names


@lru_cache(maxsize=1)
def reaction_words() -> tuple[Word, ...]:
    """All words of adverse reactions, longest first; a word's kind is the kind of reaction."""
    rows = _more()["reactions"]
    return _longest_first(Word(evened(text), kind, ()) for kind, texts in rows.items() for text in texts)


@lru_cache(maxsize=1)
def groups_of_classes() -> dict[str, tuple[str, ...]]:
    """The groups of allergies a class of drugs belongs to, by the class's code."""
    return {code: tuple(groups) for code, groups in _more()["classes"].items()}


def classes_of_group(group: str) -> tuple[str, ...]:
    """The codes of the classes whose drugs belong to a group of allergies."""
    return tuple(code for code, groups in groups_of_classes().items() if groups[0] == group)


@lru_cache(maxsize=1)
def _more() -> dict[str, Any]:
    return _shipped("names", "more_words.json")


def _shipped(*parts: str) -> Any:
    return json.loads(resource(*parts).read_text(encoding="utf-8"))


def _longest_first(vocabulary: Iterable[Word]) -> tuple[Word, ...]:
    """Each text once; what is said later of it holds, so that our own words may correct the compiled ones."""
    return tuple(
        sorted({word.text: word for word in vocabulary}.values(), key=lambda word: (-len(word.text), word.text))
    )
