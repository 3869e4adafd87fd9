"""What rules need to know of a person before advice or drugs are written."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from vclinic.domain.alert import Alert
from vclinic.rules.labs import Labs

ReactionKind = Literal["swelling", "anaphylaxis", "cough", "low_sugar", "other"]


@dataclass(frozen=True, slots=True)
class PastReaction:
    """What a drug once did to this person. ``ingredients`` and ``classes``: of the drug named in ``text``, empty when
    nobody can say which it was; ``on``: the day, where it is known."""

    ingredients: tuple[str, ...]
    classes: frozenset[str]
    kind: ReactionKind
    text: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """One person, as known today. A default means that nobody knows.

    Attributes:
        age: full years. sex_code: GB/T 2261.1. age_months, age_days: full months and days since birth.
        allergies: groups of `drug_cautions` such as ``penicillin``; allergy_text: what was written by hand.
        allergic_to: generic names. allergies_asked: False when nobody ever asked; asked, with nothing in the sets, is
            "none".
        reactions: adverse reactions to drugs that are not allergies, and those whose kind forbids the drug for good.
        diseases: keys such as htn, t2dm, copd, chd, stroke, gout, asthma, ckd, hepatitis.
        diseases_asked: somebody asked what diseases there are, whatever the answer.
        suspected: diseases to be confirmed: shown, never a contraindication. said_cured: chronic diseases said to have
            ended, which still are in ``diseases``. family: diseases of relatives only.
        unread: texts of diseases, operations and allergies nobody could read; what they might mean was not checked.
        labs: results with their days. egfr: mL/min/1.73 m², None when not known.
        planning_pregnancy: as answered within a year.
        household_size: people who eat from the same pot.
        drugs: names of all drugs taken, other institutions' included. hospital_started: ingredients a hospital began.
        drinks: takes alcohol now, as the follow-up form says. alcohol_g_day: grams of alcohol a day.
        sbp, dbp, heart_rate: of the visit the drugs are written for; None when not known.
        alerts: what the guard over vital signs says of that visit.
    """

    age: int
    sex_code: str
    pregnant: bool = False
    planning_pregnancy: bool | None = None
    allergies: tuple[str, ...] = ()
    allergic_to: frozenset[str] = frozenset()
    allergy_text: str = ""
    allergies_asked: bool = False
    reactions: tuple[PastReaction, ...] = ()
    diseases: frozenset[str] = frozenset()
    diseases_asked: bool = False
    suspected: frozenset[str] = frozenset()
    said_cured: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    labs: Labs = field(default_factory=Labs)
    egfr: float | None = None
    height_cm: float | None = None
    household_size: int = 1
    drugs: tuple[str, ...] = ()
    hospital_started: frozenset[str] = frozenset()
    age_months: int | None = None
    age_days: int | None = None
    drinks: bool = False
    alcohol_g_day: float | None = None
    sbp: int | None = None
    dbp: int | None = None
    heart_rate: int | None = None
    alerts: tuple[Alert, ...] = ()
