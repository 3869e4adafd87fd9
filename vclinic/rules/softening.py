"""When a row of the tables need only be noted: each premise must hold and be known, else the row stays as heavy as it is.

What is contraindicated, pregnancy, allergy and asthma have no premises: `premises` takes them away when tables are read.
"""

from collections.abc import Callable, Mapping, Sequence

from vclinic.rules.known_limits import known_limits
from vclinic.rules.named_drug import NamedDrug
from vclinic.rules.person import PersonFacts

Premise = Callable[[Sequence[NamedDrug], PersonFacts], bool]
_NEVER = ("pregnancy:", "allergy:", "lactation", "disease:asthma")
_AT_ONCE = frozenset(("舌下", "舌下含服", "喷吸"))  # ways of a nitrate kept for an attack
_STEADY, _WORSE = "copd", "copd_exacerbation"


def premises(written: str, severity: str, condition: str = "") -> frozenset[str]:
    """The premises of a row as its table writes them (``hospital_started+k_ok``); none where nothing may soften it."""
    if severity == "contraindicated" or condition.startswith(_NEVER):
        return frozenset()
    return frozenset(filter(None, written.split("+")))


def softened(soften_when: frozenset[str], drugs: Sequence[NamedDrug], person: PersonFacts) -> bool:
    """Whether a row with these premises need only be noted for this person.

    Args:
        soften_when: premises of the row; a row without any is never softened, nor is one with a premise unknown here.
        drugs: the medicines the row speaks of, one or two.
    """
    return bool(soften_when) and all(
        (holds := _PREMISES.get(premise)) is not None and holds(drugs, person) for premise in soften_when
    )


def _hospital_started(drugs: Sequence[NamedDrug], person: PersonFacts) -> bool:
    """A hospital began every one of them."""
    return bool(drugs) and all(
        drug.ingredients and person.hospital_started.issuperset(drug.ingredients) for drug in drugs
    )


def _potassium_ok(_: Sequence[NamedDrug], person: PersonFacts) -> bool:
    """A potassium that still counts is not above the limit."""
    potassium = person.labs.potassium_mmol_l
    return potassium is not None and potassium.value <= known_limits().potassium_ok_mmol_l


def _pulse_ok(_: Sequence[NamedDrug], person: PersonFacts) -> bool:
    return person.heart_rate is not None and person.heart_rate >= known_limits().pulse_ok


def _kept_for_an_attack(drugs: Sequence[NamedDrug], _: PersonFacts) -> bool:
    """One of two nitrates works at once and is kept for an attack, the other is the long one."""
    return sum(drug.route in _AT_ONCE for drug in drugs) == 1


def _asked_this_year(_: Sequence[NamedDrug], person: PersonFacts) -> bool:
    """She was asked within a year and wants no child; a yes softens nothing."""
    return person.planning_pregnancy is False


def _steady_copd(_: Sequence[NamedDrug], person: PersonFacts) -> bool:
    return _STEADY in person.diseases and _WORSE not in person.diseases


_PREMISES: Mapping[str, Premise] = {
    "hospital_started": _hospital_started,
    "k_ok": _potassium_ok,
    "hr_ok": _pulse_ok,
    "prn_only": _kept_for_an_attack,
    "asked_this_year": _asked_this_year,
    "stable_copd": _steady_copd,
}
