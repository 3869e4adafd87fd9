"""What the rules need to know of a person before anything is prescribed, gathered from the record, the registers, what
was told of medicines and answers, and the visit of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vclinic.diseases.guarded import with_alerts
from vclinic.diseases.shared import drugs_of
from vclinic.diseases.visits import Subject
from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.resident import Resident
from vclinic.forms.roster_said import said_in_roster
from vclinic.rules.labs import SaidLab
from vclinic.rules.person import PersonFacts
from vclinic.rules.person_from import PersonWords, SaidReaction, person_from
from vclinic.rules.word_tables import disease_name
from vclinic.services import medication_profile
from vclinic.services.resident_record import ResidentRecord
from vclinic.services.workstation import Workstation
from vclinic.storage import residents

_DISEASES = {
    "2": "htn", "3": "t2dm", "4": "chd", "5": "copd", "6": "cancer", "7": "stroke", "8": "psychosis", "9": "tb", "10": "hepatitis",
}  # fmt: skip
_IN_WORDS = frozenset(("11", "13"))  # past diseases known by their text alone; beside another code it is a detail
_ALLERGY = {"2": ("penicillin",), "3": ("sulfonamide",), "4": ("streptomycin", "aminoglycoside")}


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """What somebody must look at on a record: texts nobody could read, and diseases to be confirmed, by name."""

    unread: tuple[str, ...]
    suspected: tuple[str, ...]
    said_cured: tuple[str, ...]


def person_of(station: Workstation, record: ResidentRecord, values: Mapping[str, Any]) -> PersonFacts:
    """The person on the day of a visit with these values."""
    profile = medication_profile.read(station, record.id)
    with station.store.read() as session:
        size = residents.household_sizes(session, record.resident.household_id)
    person = person_from(_told(record, profile, values, size), values["visit_date"])
    return with_alerts(person, values, Subject(record.resident.birth_date, record.resident.sex_code))


def to_look_at(station: Workstation, record: ResidentRecord) -> ToLookAt:
    """What is open on a record today."""
    return look_at(person_of(station, record, {"visit_date": station.clock.today()}))


def look_at(person: PersonFacts) -> ToLookAt:
    """What is open of what is known of a person."""
    suspected, cured = (
        tuple(disease_name(key) for key in sorted(keys)) for keys in (person.suspected, person.said_cured)
    )
    return ToLookAt(person.unread, suspected, cured)


def _told(
    record: ResidentRecord, profile: MedicationProfile, values: Mapping[str, Any], household_size: int
) -> PersonWords:
    resident, roster = record.resident, said_in_roster(record.resident)
    past = resident.past_diseases
    in_words = [entry.text for entry in past if entry.code in _IN_WORDS]
    medicines = {
        medicine.means or profile.means(medicine.name) or medicine.name: medicine for medicine in profile.medicines
    }
    return PersonWords(
        sex_code=resident.sex_code,
        birth_date=resident.birth_date,
        pregnant=bool(values.get("pregnant")),
        planning_pregnancy=profile.planning_pregnancy,
        planning_asked_on=profile.planning_asked_on,
        allergy_groups=tuple(group for code in resident.drug_allergy_codes for group in _ALLERGY.get(code, ())),
        allergies=_texts(resident.drug_allergy_other, roster.allergies),
        diseases_asked=profile.diseases_asked_on is not None,
        allergies_asked=bool(resident.drug_allergy_codes) or profile.allergies_asked_on is not None,
        disease_keys=frozenset(record.diseases) | {_DISEASES[entry.code] for entry in past if entry.code in _DISEASES},
        family_keys=_family(resident),
        diseases=_texts(*in_words, resident.genetic_disease, roster.diseases),
        details=_texts(*(entry.text for entry in past if entry.code not in _IN_WORDS)),
        surgeries=_texts(*(event.name for event in resident.surgeries)),
        reactions=tuple(
            SaidReaction(f"{reaction.drug} {reaction.text}".strip(), reaction.on, reaction.kind)
            for reaction in profile.reactions
        ),
        read_as=profile.read_as,
        labs=tuple(SaidLab(result.code, result.value, result.on) for result in profile.labs),
        height_cm=values.get("height_cm") or record.height_cm,
        household_size=profile.eat_together or household_size,
        drugs=tuple(dict.fromkeys((*drugs_of(values), *medicines))),
        hospital_started=tuple(name for name, medicine in medicines.items() if medicine.hospital_started),
        drink_liang=values.get("drink_now"),
        sbp=values.get("sbp"),
        dbp=values.get("dbp"),
        heart_rate=values.get("heart_rate"),
    )


def _texts(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _family(resident: Resident) -> frozenset[str]:
    relatives = (resident.family_father, resident.family_mother, resident.family_sibling, resident.family_child)
    return frozenset(_DISEASES[code] for codes in relatives for code in codes if code in _DISEASES)
