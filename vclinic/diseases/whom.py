"""Whom a visit is about, from what is kept of the person: built in one place, so that the same facts give the same alerts at
the clinic and at the township."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from vclinic.diseases.shared import part_of
from vclinic.diseases.visits import Subject
from vclinic.domain.dates import age_on
from vclinic.domain.medication_profile import URINE_PROTEIN, MedicationProfile
from vclinic.rules.known_limits import known_limits
from vclinic.rules.labs import HBA1C
from vclinic.rules.vital_limits import vital_limits_on

_POTASSIUM = "potassium_mmol_l"
_DIABETES = "t2dm"
_DIABETES_CODE, _HYPERTENSION_CODE = "3", "2"  # of a resident's past diseases


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
    entries = person.get("past_diseases") or ()
    past = [str(part_of(entry, "code")) for entry in entries]
    born = person.get("birth_date")
    return Subject(
        person.get("birth_date"),
        str(person.get("sex_code") or ""),
        height_cm,
        taking=() if profile is None else _taking(profile, day),
        potassium=None if profile is None else _lately(profile, day),
        diabetic=_DIABETES in enrolled or _DIABETES_CODE in past,
        onset_age=_onset_age(entries, born) if isinstance(born, date) else None,
        urine_protein=_fresh(profile, URINE_PROTEIN, day),
        hba1c=_fresh(profile, HBA1C, day),
    )


def _fresh(profile: MedicationProfile | None, code: str, day: date) -> float | None:
    """The newest result of a kind, where it still counts on a day."""
    result = None if profile is None else profile.lab(code, day)
    return result.value if result is not None and known_limits().lab_counts(result.on, day) else None


def _onset_age(entries: Iterable[Any], born: date) -> int | None:
    """Full years in the month high blood pressure was found; None where nobody wrote the month."""
    months = [
        str(part_of(entry, "confirm_month") or "")
        for entry in entries
        if str(part_of(entry, "code")) == _HYPERTENSION_CODE
    ]
    found_in = min(filter(None, months), default="")
    return age_on(born, date(int(found_in[:4]), int(found_in[5:7]), 1)) if found_in else None


def _taking(profile: MedicationProfile, day: date) -> tuple[str, ...]:
    """Names of what others gave; an unknown name by what it was said to be."""
    told = [medicine for medicine in profile.medicines if medicine.told_on <= day]
    return tuple(dict.fromkeys(medicine.means or profile.means(medicine.name) or medicine.name for medicine in told))


def _lately(profile: MedicationProfile, day: date) -> float | None:
    """The newest potassium that still counts on a day, in mmol/L."""
    result = profile.lab(_POTASSIUM, day)
    fresh = day - timedelta(days=vital_limits_on(day).potassium_fresh_days)
    return result.value if result is not None and result.on >= fresh else None
