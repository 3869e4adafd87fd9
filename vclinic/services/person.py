"""What the rules need to know of a person before anything is prescribed, gathered from record and registers."""

from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import HypertensionFollowUp
from vclinic.domain.resident import Resident
from vclinic.rules.person import PersonFacts
from vclinic.services.desk import Desk
from vclinic.services.resident_record import ResidentRecord
from vclinic.storage import residents

_PAST = {"2": "htn", "3": "t2dm", "4": "chd", "5": "copd", "7": "stroke", "9": "tb", "10": "hepatitis"}
_NAMED = (
    ("痛风", "gout"),
    ("哮喘", "asthma"),
    ("慢性肾", "ckd"),
    ("肾功能不全", "ckd"),
    ("心衰", "heart_failure"),
    ("心力衰竭", "heart_failure"),
    ("溃疡", "peptic_ulcer"),
    ("青光眼", "glaucoma"),
    ("前列腺", "bph"),
    ("癫痫", "epilepsy"),
)
_ALLERGY = {"2": ("penicillin",), "3": ("sulfonamide",), "4": ("streptomycin", "aminoglycoside")}
_ALLERGY_NAMED = (
    ("青霉素", "penicillin"),
    ("阿莫西林", "penicillin"),
    ("头孢", "cephalosporin"),
    ("磺胺", "sulfonamide"),
    ("阿司匹林", "nsaid"),
    ("布洛芬", "nsaid"),
    ("喹诺酮", "quinolone"),
    ("沙星", "quinolone"),
    ("霉素", "macrolide"),
)


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
    )


def _allergies(resident: Resident) -> tuple[str, ...]:
    found = [group for code in resident.drug_allergy_codes for group in _ALLERGY.get(code, ())]
    text = resident.drug_allergy_other
    named = [group for name, group in _ALLERGY_NAMED if name in text]
    if "macrolide" in named and ("青霉素" in text or "链霉素" in text):
        named.remove("macrolide")
    return tuple(dict.fromkeys(found + named))


def _diseases(record: ResidentRecord) -> frozenset[str]:
    found = set(record.diseases)
    for past in record.resident.past_diseases:
        if past.code in _PAST:
            found.add(_PAST[past.code])
        found.update(key for name, key in _NAMED if name in past.text)
    return frozenset(found)
