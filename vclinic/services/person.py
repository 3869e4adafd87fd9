"""What the rules need to know of a person before anything is prescribed, gathered from record and registers."""

from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import HypertensionFollowUp
from vclinic.domain.resident import Resident
from vclinic.rules.person import PersonFacts
from vclinic.rules.plain_words import allergy_groups, diseases_named
from vclinic.services.desk import Desk
from vclinic.services.resident_record import ResidentRecord
from vclinic.storage import residents

_PAST = {"2": "htn", "3": "t2dm", "4": "chd", "5": "copd", "7": "stroke", "9": "tb", "10": "hepatitis"}
_ALLERGY = {"2": ("penicillin",), "3": ("sulfonamide",), "4": ("streptomycin", "aminoglycoside")}


def person_of(desk: Desk, record: ResidentRecord, visit: HypertensionFollowUp) -> PersonFacts:
    """The person on the day of the visit."""
    resident = record.resident
    with desk.store.read() as session:
        size = residents.household_sizes(session, resident.household_id)
    return PersonFacts(
        age=age_on(resident.birth_date, visit.visit_date),
        sex_code=resident.sex_code,
        pregnant=visit.pregnant,
        allergies=_allergies(resident),
        allergy_text=resident.drug_allergy_other,
        diseases=_diseases(record),
        height_cm=visit.height_cm or record.height_cm,
        household_size=size,
        drugs=tuple(drug.name for drug in visit.drugs),
        drinks=bool(visit.drink_now),
        sbp=visit.sbp,
        heart_rate=visit.heart_rate,
    )


def _allergies(resident: Resident) -> tuple[str, ...]:
    found = [group for code in resident.drug_allergy_codes for group in _ALLERGY.get(code, ())]
    return tuple(dict.fromkeys([*found, *allergy_groups(resident.drug_allergy_other)]))


def _diseases(record: ResidentRecord) -> frozenset[str]:
    found = set(record.diseases)
    for past in record.resident.past_diseases:
        if past.code in _PAST:
            found.add(_PAST[past.code])
        found.update(diseases_named(past.text))
    found.update(diseases_named(record.resident.genetic_disease))
    return frozenset(found)
