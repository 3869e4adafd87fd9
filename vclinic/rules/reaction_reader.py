"""What a drug once did to somebody, as it was told: which drug, and what kind of reaction (“卡托普利 脸肿”)."""

from datetime import date
from typing import cast

from vclinic.rules.catalog import Catalog
from vclinic.rules.person import PastReaction, ReactionKind
from vclinic.rules.said import REST, Part, evened, parts_of
from vclinic.rules.word_tables import allergy_words, classes_of_group, reaction_words

_HEAVIEST_FIRST = ("anaphylaxis", "swelling", "low_sugar", "cough")
_NAMES = ("word", "stem", REST)


def read_reaction(text: str, catalog: Catalog, on: date | None = None) -> PastReaction:
    """The heaviest kind of reaction told of, and every drug that may have done it; nothing is raised, whatever it is."""
    told = parts_of(evened(text), reaction_words())
    kinds = {part.kind for part in told}
    kind = next((heavy for heavy in _HEAVIEST_FIRST if heavy in kinds), "other")
    rest = " ".join(part.text for part in told if part.kind == REST)
    ingredients: list[str] = []
    classes: set[str] = set()
    for run in _runs(rest):
        drug = catalog.named("".join(part.text for part in run))
        ingredients += drug.items
        classes |= drug.classes
        for part in run:
            ingredients += _by_word(part, catalog)
            classes |= _classes(part, catalog)
    return PastReaction(tuple(dict.fromkeys(ingredients)), frozenset(classes), cast("ReactionKind", kind), text, on)


def _runs(rest: str) -> list[list[Part]]:
    """The names in what is left, each as the parts it is written of."""
    runs: list[list[Part]] = [[]]
    for part in parts_of(rest, allergy_words()[0]):
        if part.kind in _NAMES:
            runs[-1].append(part)
        else:
            runs.append([])
    return [run for run in runs if run]


def _by_word(part: Part, catalog: Catalog) -> tuple[str, ...]:
    if part.kind != "word":
        return ()
    generic = allergy_words()[1][part.text].generic
    return (*catalog.named(part.text).items, *([generic] if generic else []))


def _classes(part: Part, catalog: Catalog) -> frozenset[str]:
    """The classes behind a word such as 普利 or 去痛片."""
    if part.kind == REST:
        return frozenset()
    by_group = {code for group in allergy_words()[1][part.text].groups for code in classes_of_group(group)}
    return catalog.named(part.text).classes | by_group
