"""Allergies as people write them: trade name, old name or part of a name → generic names → groups.

A drug that made somebody cough or gave them diarrhoea is no allergy and is handed back as a reaction. A doubt (头孢？)
counts as an allergy and is handed back to be asked about; so is everything that is not understood.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from vclinic.rules.catalog import Catalog, load_catalog
from vclinic.rules.said import REST, SPACE, Part, parts_of, sentences
from vclinic.rules.word_tables import allergy_words, disease_words, groups_of_classes, reaction_words

# drugs that are feared for allergy itself: whatever they did is one
_ALLERGENS = frozenset(
    (
        "penicillin", "cephalosporin", "sulfonamide", "quinolone", "macrolide", "aminoglycoside", "streptomycin", "tetracycline",
        "nitrofuran", "iodine", "iodinated_contrast", "amide_local_anaesthetic", "ester_local_anaesthetic", "antitoxin", "vaccine",
        "tcm_injection", "angioedema",
    )
)  # fmt: skip
_NEVER_ALLERGY = frozenset(("metformin", "acei"))  # 拉肚子, 干咳: no allergy even where somebody wrote 过敏
_UNWELL = frozenset(("cough", "low_sugar", "other"))
_SAYS_NOTHING = re.compile(
    r"[\d.~\-+×:()\[\]{}<>\"'“”‘’《》【】*#=%!·…—_^]+|[年月日前次]|^[钠钾]$|的|了|也|都|均|有|对"
)
_TELLS = re.compile("[说诉述代讲]|反映")
_ANSWERED_NO = re.compile(r":\s*(?:无|没有|否)$")  # 青霉素：无, a form's line that was filled in
_NAMES = ("word", "stem", REST)


@dataclass(frozen=True, slots=True)
class HeardAllergies:
    """What a text says of allergies.

    Attributes:
        generics: the drugs named and what they are made of. groups: of `drug_cautions`, in the order they were named.
        denied: somebody said that there is none, and named none.
        reactions: pieces that tell of an adverse reaction which is no allergy.
        unread: pieces nobody could read or that are to be asked about, as written.
    """

    generics: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()
    denied: bool = False
    reactions: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Heard:
    generics: list[str] = field(default_factory=lambda: [])
    groups: list[str] = field(default_factory=lambda: [])
    denied: bool = False
    reactions: list[str] = field(default_factory=lambda: [])
    unread: list[str] = field(default_factory=lambda: [])


def read_allergies(text: str, catalog: Catalog | None = None) -> HeardAllergies:
    """What ``text`` says; nothing is raised, whatever it is."""
    return _read(text, catalog or load_catalog())


@lru_cache(maxsize=2048)
def _read(text: str, catalog: Catalog) -> HeardAllergies:
    heard = _Heard()
    for clauses in sentences(text):
        for clause in clauses:
            _read_clause(clause, heard, catalog)
    groups = tuple(dict.fromkeys(heard.groups))
    generics = frozenset(heard.generics)
    denied = heard.denied and not groups and not generics
    unread = tuple(dict.fromkeys(piece for piece in heard.unread if piece))
    return HeardAllergies(generics, groups, denied, tuple(dict.fromkeys(heard.reactions)), unread)


def _read_clause(clause: str, heard: _Heard, catalog: Catalog) -> None:
    """Each name of a list on its own; a denial holds to the end of the clause, or until 但 or 有."""
    denied = False
    if _of_another(clause):
        heard.unread.append(clause)
        return
    parts = parts_of(clause, allergy_words()[0])
    for listed, segment in groupby(parts, key=lambda part: part.kind == "list"):
        if not listed:
            denied = _read_segment(list(segment), heard, catalog, denied=denied)


def _of_another(clause: str) -> bool:
    """What a relative is allergic to (母亲青霉素过敏); what a relative tells (母亲说青霉素过敏) is this person's."""
    relative = next(
        (word for word in disease_words() if word.kind == "other_person" and clause.startswith(word.text)), None
    )
    return relative is not None and not _TELLS.match(clause, len(relative.text)) and "本人" not in clause


def _read_segment(parts: Sequence[Part], heard: _Heard, catalog: Catalog, *, denied: bool) -> bool:
    """Read what one segment says; whether its denial goes on in the next.

    An unread rest beside a denial is handed back all the same.
    """
    text = "".join(part.text for part in parts).strip()
    named: list[_Named] = []
    left: list[str] = []
    met = False  # the denial has met a name
    for kind, run in groupby(parts, key=_run_kind):
        pieces = list(run)
        if kind == "name":
            name = _named("".join(piece.text for piece in pieces), pieces, catalog)
            left += name.left
            if denied:
                met = met or bool(name.groups or name.generics)
            elif name.groups or name.generics:
                named.append(name)
        elif kind == "negation_after":
            heard.denied = True
            del named[-1:]
        elif kind == "unknown":
            left.append(text)
        elif kind in ("negation", "affirm"):
            denied, met = kind == "negation", False
            heard.denied = heard.denied or denied
    if len(named) == 1 and _ANSWERED_NO.search(text):
        named.clear()
    _take(text, named, left, heard)
    if named and any(part.kind == "suspect" for part in parts):
        heard.unread.append(text)
    return denied and (met or text.startswith("否认"))  # 无、青霉素 does not deny the second


def _take(text: str, named: Sequence["_Named"], left: list[str], heard: _Heard) -> None:
    kinds, unexplained = _unwell(text, left)
    groups = {group for name in named for group in name.groups}
    if named and _no_allergy(text, kinds, groups):
        heard.reactions.append(text)
        return
    for name in named:
        heard.generics += name.generics
        heard.groups += name.groups
    if named and kinds & {"swelling", "anaphylaxis"}:
        heard.reactions.append(text)
    heard.unread += unexplained if named or not kinds else [text]


def _unwell(text: str, left: Sequence[str]) -> tuple[set[str], list[str]]:
    """(kinds of reaction told of, what is left unread without their words)."""
    kinds = {part.kind for part in parts_of(text, reaction_words())} - {REST, SPACE, "list"}
    unexplained: list[str] = []
    for piece in left:
        rest = "".join(part.text for part in parts_of(piece, reaction_words()) if part.kind == REST)
        if _SAYS_NOTHING.sub("", rest):
            unexplained.append(piece)
    return kinds, unexplained


def _no_allergy(text: str, kinds: set[str], groups: set[str]) -> bool:
    """An adverse reaction that is none: of a drug not feared for allergy, and nothing but feeling unwell."""
    if not kinds or kinds - _UNWELL or groups & _ALLERGENS:
        return False
    return "过敏" not in text or (bool(groups) and groups <= _NEVER_ALLERGY)


def _run_kind(part: Part) -> str:
    return "name" if part.kind in _NAMES else part.kind


@dataclass(frozen=True, slots=True)
class _Named:
    generics: tuple[str, ...]
    groups: tuple[str, ...]
    left: tuple[str, ...]


def _named(text: str, pieces: Sequence[Part], catalog: Catalog) -> _Named:
    """The drug or group a run of characters names: the whole as the catalogue knows it, else word by word."""
    names = allergy_words()[1]
    groups = [group for piece in pieces if piece.kind != REST for group in names[piece.text].groups]
    generics = [names[piece.text].generic for piece in pieces if piece.kind == "word" and names[piece.text].generic]
    whole = catalog.named(text)
    if whole.known:
        classes = groups_of_classes()
        groups += [group for code in sorted(whole.classes) for group in classes.get(code, ())]
        return _Named((*generics, *whole.items), tuple(groups), ())
    left: list[str] = []
    for piece in pieces:
        if piece.kind == "word":
            generics += catalog.named(piece.text).items
        elif piece.kind == REST and _SAYS_NOTHING.sub("", piece.text):
            left.append(text if any(other.kind == "stem" for other in pieces) else piece.text)
    return _Named(tuple(generics), tuple(groups), tuple(left))
