"""What the rules need to know of a person before anything is prescribed, gathered from record and registers."""

from collections.abc import Mapping
from typing import Any

from vclinic.diseases.shared import drugs_of
from vclinic.domain.resident import Resident
from vclinic.rules.person import PersonFacts
from vclinic.rules.person_from import PersonWords, person_from
from vclinic.services.resident_record import ResidentRecord
from vclinic.services.workstation import Workstation
from vclinic.storage import residents

_PAST = {"2": "htn", "3": "t2dm", "4": "chd", "5": "copd", "6": "cancer", "7": "stroke", "9": "tb", "10": "hepatitis"}
_ALLERGY = {"2": ("penicillin",), "3": ("sulfonamide",), "4": ("streptomycin", "aminoglycoside")}


def person_of(station: Workstation, record: ResidentRecord, values: Mapping[str, Any]) -> PersonFacts:
    """The person on the day of a visit with these values."""
    resident = record.resident
    with station.store.read() as session:
        size = residents.household_sizes(session, resident.household_id)
    told = PersonWords(
        sex_code=resident.sex_code,
        birth_date=resident.birth_date,
        pregnant=bool(values.get("pregnant")),
        allergy_groups=_allergies(resident),
        allergies=_texts(resident.drug_allergy_other),
        allergies_asked=bool(resident.drug_allergy_codes),
        disease_keys=_diseases(record),
        diseases=_texts(*(past.text for past in resident.past_diseases), resident.genetic_disease),
        surgeries=_texts(*(event.name for event in resident.surgeries)),
        height_cm=values.get("height_cm") or record.height_cm,
        household_size=size,
        drugs=drugs_of(values),
        drink_liang=values.get("drink_now"),
        sbp=values.get("sbp"),
        dbp=values.get("dbp"),
        heart_rate=values.get("heart_rate"),
    )
    return person_from(told, values["visit_date"])


def _texts(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _allergies(resident: Resident) -> tuple[str, ...]:
    return tuple(group for code in resident.drug_allergy_codes for group in _ALLERGY.get(code, ()))


def _diseases(record: ResidentRecord) -> frozenset[str]:
    past = {_PAST[entry.code] for entry in record.resident.past_diseases if entry.code in _PAST}
    return frozenset({*record.diseases, *past})
