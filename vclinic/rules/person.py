"""What rules need to know of a person before advice or drugs are written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """One person, as known today.

    Attributes:
        age: full years. sex_code: GB/T 2261.1.
        allergies: groups of `drug_cautions` such as ``penicillin``; allergy_text: what was written by hand.
        diseases: keys such as htn, t2dm, copd, chd, stroke, gout, asthma, ckd, hepatitis.
        egfr: mL/min/1.73 m², None when not known.
        household_size: people who eat from the same pot.
        drugs: names of all drugs taken, other institutions' included.
        drinks: takes alcohol now, as the follow-up form says.
        sbp, heart_rate: of the visit the drugs are written for; None when not known.
    """

    age: int
    sex_code: str
    pregnant: bool = False
    allergies: tuple[str, ...] = ()
    allergy_text: str = ""
    diseases: frozenset[str] = frozenset()
    egfr: float | None = None
    height_cm: float | None = None
    household_size: int = 1
    drugs: tuple[str, ...] = ()
    drinks: bool = False
    sbp: int | None = None
    heart_rate: int | None = None
