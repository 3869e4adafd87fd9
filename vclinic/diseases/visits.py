"""A visit as a disease judges it: whom it is about, what came before, and what was made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import Assessment


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a judgement is about. ``age`` in full years serves where the birth date is not known; ``taking``: names of
    drugs taken beside those on the form, whoever prescribed them; ``potassium``: in mmol/L, measured lately; ``diabetic``: known to
    have diabetes, whatever the visit is for; ``onset_age``: full years when high blood pressure was found;
    ``urine_protein``: plus signs of the strip (0.5 for ±), measured lately; ``hba1c``: in per cent, measured lately."""

    birth_date: date | None
    sex_code: str = ""
    height_cm: float | None = None
    age: int | None = None
    taking: tuple[str, ...] = ()
    potassium: float | None = None
    diabetic: bool = False
    onset_age: int | None = None
    urine_protein: float | None = None
    hba1c: float | None = None

    def age_on(self, day: date) -> int | None:
        """Full years on a day; None when neither birth date nor age is known."""
        return age_on(self.birth_date, day) if self.birth_date is not None else self.age


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier valid visit of the same disease (失访 and void ones left out)."""

    visited_on: date
    values: Mapping[str, Any]
    visit_class: str = ""
    satisfied: bool | None = None


@dataclass(frozen=True, slots=True)
class JudgedVisit:
    """A visit with its judgement, as the prescriptions are drafted from it."""

    disease: str
    follow_up_id: str
    values: Mapping[str, Any]
    assessment: Assessment


def before(history: Sequence[Earlier], day: date) -> Earlier | None:
    """The last visit before a day: two visits on one day are one step of what counts in a row."""
    return next((visit for visit in history if visit.visited_on < day), None)
