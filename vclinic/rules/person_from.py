"""The one place where what was said and written of a person becomes the facts that rules are asked with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from vclinic.domain.dates import age_on, months_on
from vclinic.rules.advice_words import conditions_in
from vclinic.rules.catalog import Catalog, load_catalog
from vclinic.rules.drinking import alcohol_grams
from vclinic.rules.known_limits import known_limits
from vclinic.rules.labs import SaidLab, labs_on
from vclinic.rules.person import PastReaction, PersonFacts, ReactionKind
from vclinic.rules.reading_words import HeardAllergies, HeardDiseases, read_allergies, read_diseases, read_reaction
from vclinic.rules.veto_table import veto_table

_ALLERGIC = re.compile("过敏|疹|痒|疱|剥脱")  # a reaction told with these words is an allergy as well
_CLAUSE = re.compile("[，,。；;\n]")
_SWELLS = frozenset(("ACEI", "ARB", "ARNI"))  # drugs whose swelling is angio-oedema, which forbids their kin as well


@dataclass(frozen=True, slots=True)
class SaidReaction:
    """An adverse reaction as it was told, e.g. ``依那普利 干咳``; ``kind``: as somebody chose it, empty to read it."""

    text: str
    on: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWords:
    """A person as the record, the roster or a command says, before anything is read.

    Attributes:
        disease_keys, family_keys, allergy_groups: known without reading, from registers and the codes of the form.
        diseases, surgeries, allergies: texts, one or several diseases or drugs in each. details: texts beside a disease
            that is known by its code, where what cannot be read hides nothing.
        allergies_asked, diseases_asked: somebody asked, whatever the answer.
        planning_pregnancy: the answer given on ``planning_asked_on``.
        drugs: names of all drugs taken. hospital_started: those of them a hospital began, as said.
        drink_liang: liquor a day in 两, as the follow-up form asks; None when nobody asked.
        read_as: what the doctor said that words nobody could read mean, as (words, what they mean).
    """

    sex_code: str
    birth_date: date
    disease_keys: frozenset[str] = frozenset()
    family_keys: frozenset[str] = frozenset()
    diseases: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    surgeries: tuple[str, ...] = ()
    allergy_groups: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    allergies_asked: bool = False
    diseases_asked: bool = False
    reactions: tuple[SaidReaction, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    pregnant: bool = False
    planning_pregnancy: bool | None = None
    planning_asked_on: date | None = None
    labs: tuple[SaidLab, ...] = ()
    height_cm: float | None = None
    household_size: int = 1
    drugs: tuple[str, ...] = ()
    hospital_started: tuple[str, ...] = ()
    drink_liang: float | None = None
    sbp: int | None = None
    dbp: int | None = None
    heart_rate: int | None = None


def person_from(person: PersonWords, day: date) -> PersonFacts:
    """The person on ``day``."""
    catalog = load_catalog()
    age = age_on(person.birth_date, day)
    diseases = _diseases(person, day)
    allergies, unread = _allergies(person, diseases)
    reactions = _reactions(person, allergies, catalog)
    current = diseases.current | person.disease_keys
    pregnant = person.pregnant or ("pregnancy" in current and person.sex_code != "1")
    labs = labs_on(
        person.labs,
        day,
        age=age,
        sex_code=person.sex_code,
        figures_apply=not pregnant and "dialysis" not in current,
    )
    groups = [*person.allergy_groups, *(group for heard in allergies for group in heard.groups), *_swollen(reactions)]
    return PersonFacts(
        age=age,
        sex_code=person.sex_code,
        age_months=months_on(person.birth_date, day),
        age_days=(day - person.birth_date).days,
        pregnant=pregnant,
        planning_pregnancy=_planning(person, current, day),
        allergies=tuple(dict.fromkeys(groups)),
        allergic_to=frozenset[str]().union(*(heard.generics for heard in allergies)),
        allergy_text="；".join(filter(None, map(_without_reactions, person.allergies))),
        diseases_asked=person.diseases_asked,
        allergies_asked=person.allergies_asked or bool(groups) or _told_of(allergies) or _said_none(person),
        reactions=reactions,
        diseases=current,
        suspected=diseases.suspected - current,
        said_cured=diseases.ended,
        family=diseases.family | person.family_keys,
        unread=unread,
        labs=labs,
        egfr=labs.egfr.value if labs.egfr else None,
        height_cm=person.height_cm,
        household_size=person.household_size,
        drugs=person.drugs,
        hospital_started=frozenset(name for drug in person.hospital_started for name in catalog.named(drug).items),
        drinks=bool(person.drink_liang),
        alcohol_g_day=None if person.drink_liang is None else alcohol_grams(person.drink_liang),
        sbp=person.sbp,
        dbp=person.dbp,
        heart_rate=person.heart_rate,
    )


def _diseases(person: PersonWords, day: date) -> HeardDiseases:
    """All texts together. Of an operation's text and a coded disease's detail the rest nobody could read is let be: the
    operation or the code says what matters."""
    meanings = _meant(person)
    told = [read_diseases(text) for text in (*person.diseases, *meanings)]
    beside = [read_diseases(text) for text in (*person.details, *person.surgeries)]
    heard = [*told, *beside]
    suspected = frozenset[str]().union(*(one.suspected for one in heard))
    texts = (*person.diseases, *meanings, *person.details, *person.surgeries)
    asked_for_advice = frozenset[str]().union(*(conditions_in(text, veto_table(), day) for text in texts))
    current = frozenset[str]().union(asked_for_advice - suspected, *(one.current for one in heard))
    return HeardDiseases(
        current=current,
        past=frozenset[str]().union(*(one.past for one in heard)),
        suspected=suspected - current,
        family=frozenset[str]().union(*(one.family for one in heard)),
        ended=frozenset[str]().union(*(one.ended for one in heard)),
        unread=tuple(
            dict.fromkeys(piece for one in told for piece in one.unread if not conditions_in(piece, veto_table(), day))
        ),
    )


def _allergies(person: PersonWords, diseases: HeardDiseases) -> tuple[tuple[HeardAllergies, ...], tuple[str, ...]]:
    """(allergies heard, pieces of all texts nobody could read): an allergy written among the diseases is heard too."""
    reactions = [said.text for said in person.reactions if _ALLERGIC.search(said.text)]
    heard = [read_allergies(text) for text in (*person.allergies, *_meant(person), *reactions)]
    unread: list[str] = []
    for piece in diseases.unread:
        allergy = read_allergies(piece) if "过敏" in piece else HeardAllergies()
        if allergy.groups or allergy.generics or allergy.denied:
            heard.append(allergy)
        else:
            unread.append(piece)
    for text in person.allergies:
        unread += read_allergies(text).unread
    known = {said for said, _ in person.read_as}
    return tuple(heard), tuple(dict.fromkeys(piece for piece in unread if piece not in known))


def _told_of(allergies: Iterable[HeardAllergies]) -> bool:
    """Whether an adverse reaction was the answer to the question about allergies."""
    return any(heard.reactions for heard in allergies)


def _without_reactions(text: str) -> str:
    """An allergy's text without the pieces that tell of an adverse reaction, which have their own check."""
    for piece in read_allergies(text).reactions:
        text = text.replace(piece, "")
    return text.strip("，,。；;、 \n")


def _said_none(person: PersonWords) -> bool:
    """Somebody wrote that there is no allergy, in its own column or among the diseases (体健，无药物过敏史)."""
    beside = [clause for text in person.diseases for clause in _CLAUSE.split(text) if "过敏" in clause]
    return any(read_allergies(text).denied for text in (*person.allergies, *beside))


def _meant(person: PersonWords) -> tuple[str, ...]:
    """What was said of texts on the record; what a medicine's name means is no allergy."""
    written = "\n".join((*person.diseases, *person.details, *person.surgeries, *person.allergies))
    return tuple(meaning for said, meaning in person.read_as if said in written)


def _reactions(person: PersonWords, allergies: Iterable[HeardAllergies], catalog: Catalog) -> tuple[PastReaction, ...]:
    told = [*person.reactions, *(SaidReaction(text) for heard in allergies for text in heard.reactions)]
    read = [
        (said.kind, read_reaction(said.text, catalog, said.on))
        for said in dict.fromkeys(told)
        if not read_allergies(said.text).denied
    ]
    return tuple(replace(one, kind=cast("ReactionKind", kind)) if kind else one for kind, one in read)


def _swollen(reactions: Iterable[PastReaction]) -> tuple[str, ...]:
    swelled = any(one.kind == "swelling" and one.classes & _SWELLS for one in reactions)
    return ("angioedema",) if swelled else ()


def _planning(person: PersonWords, current: frozenset[str], day: date) -> bool | None:
    if "planning_pregnancy" in current:
        return True
    asked = person.planning_asked_on
    return person.planning_pregnancy if asked is not None and known_limits().planning_counts(asked, day) else None
