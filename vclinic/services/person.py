"""What the rules need to know of a person before anything is prescribed, gathered from record and registers."""

from collections.abc import Mapping
from typing import Any

from vclinic.diseases.shared import drugs_of
from vclinic.domain.dates import age_on
from vclinic.domain.resident import Resident
from vclinic.rules.person import PersonFacts
from vclinic.rules.plain_words import allergy_groups, diseases_named
from vclinic.services.resident_record import ResidentRecord
from vclinic.services.workstation import Workstation
from vclinic.storage import residents

_PAST = {"2": "htn", "3": "t2dm", "4": "chd", "5": "copd", "7": "stroke", "9": "tb", "10": "hepatitis"}
_ALLERGY = {"2": ("penicillin",), "3": ("sulfonamide",), "4": ("streptomycin", "aminoglycoside")}


def person_of(station: Workstation, record: ResidentRecord, values: Mapping[str, Any]) -> PersonFacts:
    """The person on the day of a visit with these values."""
    resident = record.resident
    with station.store.read() as session:
        size = residents.household_sizes(session, resident.household_id)
    return PersonFacts(
        age=age_on(resident.birth_date, values["visit_date"]),
        sex_code=resident.sex_code,
        pregnant=bool(values.get("pregnant")),
        allergies=_allergies(resident),
        allergy_text=resident.drug_allergy_other,
        diseases=_diseases(record),
        height_cm=values.get("height_cm") or record.height_cm,
        household_size=size,
        drugs=drugs_of(values),
        drinks=bool(values.get("drink_now")),
        sbp=values.get("sbp"),
        heart_rate=values.get("heart_rate"),
    )


def _allergies(resident: Resident) -> tuple[str, ...]:
    groups = [group for code in resident.drug_allergy_codes for group in _ALLERGY.get(code, ())]
    return tuple(dict.fromkeys([*groups, *allergy_groups(resident.drug_allergy_other)]))


def _diseases(record: ResidentRecord) -> frozenset[str]:
    diseases = set(record.diseases)
    for past in record.resident.past_diseases:
        if past.code in _PAST:
            diseases.add(_PAST[past.code])
        diseases.update(diseases_named(past.text))
    diseases.update(diseases_named(record.resident.genetic_disease))
    return frozenset(diseases)
