"""The one place where what was said and written of a person becomes the facts that rules are asked with."""

from dataclasses import dataclass
from datetime import date

from vclinic.domain.dates import age_on
from vclinic.rules.advice_words import conditions_in
from vclinic.rules.drinking import alcohol_grams
from vclinic.rules.labs import SaidLab, labs_on
from vclinic.rules.person import PersonFacts
from vclinic.rules.plain_words import allergy_groups, diseases_named
from vclinic.rules.veto_table import veto_table


@dataclass(frozen=True, slots=True)
class SaidReaction:
    """An adverse reaction as it was told, e.g. ``依那普利 干咳``."""

    text: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWords:
    """A person as the record, the roster or a command says, before anything is read.

    Attributes:
        disease_keys, allergy_groups: known without reading, from registers and the codes of the form.
        diseases, surgeries, allergies: texts, one or several diseases or drugs in each.
        allergies_asked: somebody asked, whatever the answer.
        planning_pregnancy: the answer given on ``planning_asked_on``.
        drugs: names of all drugs taken. hospital_started: those of them a hospital began, as said.
        drink_liang: liquor a day in 两, as the follow-up form asks; None when nobody asked.
    """

    sex_code: str
    birth_date: date
    disease_keys: frozenset[str] = frozenset()
    diseases: tuple[str, ...] = ()
    surgeries: tuple[str, ...] = ()
    allergy_groups: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    allergies_asked: bool = False
    reactions: tuple[SaidReaction, ...] = ()
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


def person_from(words: PersonWords, day: date) -> PersonFacts:
    """The person on ``day``."""
    age = age_on(words.birth_date, day)
    texts = (*words.diseases, *words.surgeries)
    diseases = words.disease_keys.union(
        *(diseases_named(text) for text in texts), *(conditions_in(text, veto_table(), day) for text in texts)
    )
    groups = [*words.allergy_groups, *(group for text in words.allergies for group in allergy_groups(text))]
    labs = labs_on(words.labs, day, age=age, sex_code=words.sex_code, figures_apply=not words.pregnant)
    return PersonFacts(
        age=age,
        sex_code=words.sex_code,
        pregnant=words.pregnant,
        allergies=tuple(dict.fromkeys(groups)),
        allergy_text="；".join(filter(None, words.allergies)),
        allergies_asked=words.allergies_asked or bool(groups),
        diseases=diseases,
        labs=labs,
        egfr=labs.egfr.value if labs.egfr else None,
        height_cm=words.height_cm,
        household_size=words.household_size,
        drugs=words.drugs,
        drinks=bool(words.drink_liang),
        alcohol_g_day=None if words.drink_liang is None else alcohol_grams(words.drink_liang),
        sbp=words.sbp,
        dbp=words.dbp,
        heart_rate=words.heart_rate,
    )
