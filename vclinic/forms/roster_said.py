"""What a roster said of diseases and allergies in words, kept on the record as it was written.

The words are read anew whenever they are needed: a better reader understands more of them, and none is lost.
"""

from dataclasses import dataclass, replace

from vclinic.domain.resident import Resident

_DISEASES, _ALLERGIES = "roster_diseases", "roster_allergies"


@dataclass(frozen=True, slots=True)
class RosterWords:
    """The text of a disease column and of an allergy column; empty when there was none."""

    diseases: str = ""
    allergies: str = ""


def said_in_roster(resident: Resident) -> RosterWords:
    """What the record keeps of a roster's words."""
    kept = dict(resident.extra)
    diseases, allergies = kept.get(_DISEASES), kept.get(_ALLERGIES)
    return RosterWords(diseases if isinstance(diseases, str) else "", allergies if isinstance(allergies, str) else "")


def with_roster_words(resident: Resident, said: RosterWords) -> Resident:
    """The record with what a roster says added to what an earlier one said; what is known already is not said twice."""
    before = said_in_roster(resident)
    extra: dict[str, object] = dict(resident.extra)
    for name, old, new in (
        (_DISEASES, before.diseases, said.diseases),
        (_ALLERGIES, before.allergies, said.allergies),
    ):
        if new and new not in old.split("；"):
            extra[name] = f"{old}；{new}" if old else new
    return resident if extra == dict(resident.extra) else replace(resident, extra=tuple(extra.items()))
