"""What one disease brings to the three prescriptions of a visit; `three_prescriptions` puts several together."""

from dataclasses import dataclass

from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_library import ExerciseFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One disease's part.

    Attributes:
        disease: its key. library_id: the library the lines were drafted from.
        diet: its lines, each with its figures, so that the stricter of two can be found.
        instead: item codes whose line of this disease replaces any other disease's (a veto).
        exercise: FITT of the disease. blocked: why there is no exercise today, empty when there may be.
        careful: why only the milder kinds today. goals: (name, value) pairs. warnings: red flags of the card.
        on_regimen: what the medication column says above its lines, empty for nothing.
        beside: the disease is known, and has no visit of this day.
    """

    disease: str
    library_id: str
    diet: tuple[DietItem, ...]
    exercise: ExerciseFigures
    instead: frozenset[str] = frozenset()
    blocked: str = ""
    careful: str = ""
    goals: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    on_regimen: str = ""
    beside: bool = False
