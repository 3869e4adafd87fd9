"""Whom a visit is about, from what is kept of the person: built in one place, so that the same facts give the same alerts at
the clinic and at the township."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from vclinic.diseases.shared import part_of
from vclinic.diseases.visits import Subject
from vclinic.domain.medication_profile import MedicationProfile
from vclinic.rules.vital_limits import vital_limits_on

_POTASSIUM = "potassium_mmol_l"
_DIABETES = "t2dm"
_DIABETES_CODE = "3"  # of a resident's past diseases


def whom(
    person: Mapping[str, Any],
    enrolled: Iterable[str],
    profile: MedicationProfile | None,
    day: date,
    height_cm: float | None = None,
) -> Subject:
    """The subject of a visit on ``day``.

    Args:
        person: ``birth_date``, ``sex_code`` and ``past_diseases`` as the record has them.
        enrolled: keys of the registers the person is in.
        profile: what is kept of medicines and results; what was told later than ``day`` is left out.
    """
    past = [str(part_of(entry, "code")) for entry in person.get("past_diseases") or ()]
    return Subject(
        person.get("birth_date"),
        str(person.get("sex_code") or ""),
        height_cm,
        taking=() if profile is None else _taking(profile, day),
        potassium=None if profile is None else _lately(profile, day),
        diabetic=_DIABETES in enrolled or _DIABETES_CODE in past,
    )


def _taking(profile: MedicationProfile, day: date) -> tuple[str, ...]:
    """Names of what others gave; an unknown name by what it was said to be."""
    told = [medicine for medicine in profile.medicines if medicine.told_on <= day]
    return tuple(dict.fromkeys(medicine.means or profile.means(medicine.name) or medicine.name for medicine in told))


def _lately(profile: MedicationProfile, day: date) -> float | None:
    """The newest potassium that still counts on a day, in mmol/L."""
    result = profile.lab(_POTASSIUM, day)
    fresh = day - timedelta(days=vital_limits_on(day).potassium_fresh_days)
    return result.value if result is not None and result.on >= fresh else None
