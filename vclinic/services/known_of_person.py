"""What a window shows of everything a person takes and of what was asked: with its source, its day and whether it is to
be asked again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vclinic.domain.medication_profile import LABS, SOURCE, LabResult, MedicationProfile
from vclinic.rules.known_limits import KnownLimits, known_limits
from vclinic.rules.labs import EGFR, SaidLab, labs_on
from vclinic.services import medication_profile
from vclinic.services.resident_record import ResidentRecord, allergies, resident_record
from vclinic.services.workstation import Workstation

_SHOWN = 8  # suggestions below a name being typed


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its day. ``never``: nobody asked; ``old``: to be asked again; ``undated``: it stands on the record
    without a day."""

    state: Literal["never", "old", "current", "undated"]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class KnownMedicine:
    """A medicine others gave. ``known``: the tables know the name, or what it was said to be."""

    name: str
    source: str
    on: date
    means: str
    known: bool


@dataclass(frozen=True, slots=True)
class KnownLab:
    """The newest value of a kind; ``counts``: new enough to judge by; ``computed``: from another one."""

    code: str
    label: str
    text: str
    on: date
    counts: bool
    computed: bool = False


@dataclass(frozen=True, slots=True)
class KnownOfPerson:
    """All of it. ``allergies`` and ``diseases`` in words, empty for none known."""

    resident_id: str
    medicines: tuple[KnownMedicine, ...]
    medicines_asked: Answer
    allergies: str
    allergies_asked: Answer
    diseases: str
    diseases_asked: Answer
    labs: tuple[KnownLab, ...]
    reactions: tuple[str, ...]


def known_of(station: Workstation, resident_id: str, record: ResidentRecord | None = None) -> KnownOfPerson:
    """What is known of a resident today."""
    record = record or resident_record(station, resident_id, with_timeline=False)
    profile = medication_profile.read(station, resident_id)
    day, limits, resident = station.clock.today(), known_limits(), record.resident
    past = [entry.text or entry.code for entry in resident.past_diseases if entry.code != "1"]
    return KnownOfPerson(
        resident_id=resident_id,
        medicines=tuple(
            KnownMedicine(
                medicine.name,
                source=SOURCE.label(medicine.source),
                on=medicine.told_on,
                means=medicine.means,
                known=station.catalog.named(medicine.means or medicine.name).known,
            )
            for medicine in profile.medicines
        ),
        medicines_asked=_medicines_asked(profile, limits, day),
        allergies=allergies(resident),
        allergies_asked=_asked(profile.allergies_asked_on, on_record=bool(resident.drug_allergy_codes)),
        diseases="、".join(past),
        diseases_asked=_asked(profile.diseases_asked_on, on_record=bool(resident.past_diseases or record.enrolments)),
        labs=_labs(profile, record, limits, day),
        reactions=tuple(
            f"{reaction.drug} {reaction.text}".strip() + (f"（{reaction.on}）" if reaction.on else "")
            for reaction in profile.reactions
        ),
    )


def suggestions(station: Workstation, text: str) -> tuple[str, ...]:
    """Names of medicines that begin with, or hold, what is typed: catalogue names, trade names, initials."""
    return station.catalog.names_like(text, _SHOWN)


def _medicines_asked(profile: MedicationProfile, limits: KnownLimits, day: date) -> Answer:
    on = profile.medicines_asked_on
    if on is None:
        return Answer("never")
    return Answer("current" if limits.medicines_count(on, day) else "old", on)


def _asked(on: date | None, *, on_record: bool) -> Answer:
    if on is not None:
        return Answer("current", on)
    return Answer("undated") if on_record else Answer("never")


def _labs(profile: MedicationProfile, record: ResidentRecord, limits: KnownLimits, day: date) -> tuple[KnownLab, ...]:
    newest: dict[str, LabResult] = {code: result for code in LABS if (result := profile.lab(code, day)) is not None}
    said = [SaidLab(result.code, result.value, result.on) for result in newest.values()]
    rate = labs_on(said, day, age=record.age, sex_code=record.resident.sex_code).egfr
    shown = [_shown(result, limits, day) for code, result in newest.items() if code != EGFR or rate is None]
    if rate is not None:
        reported = newest.get(EGFR)
        computed = reported is None or (reported.value, reported.on) != (rate.value, rate.on)
        shown.append(KnownLab(EGFR, LABS[EGFR].label, f"{rate.value:.0f}", rate.on, counts=True, computed=computed))
    order: Mapping[str, int] = {code: place for place, code in enumerate(LABS)}
    return tuple(sorted(shown, key=lambda lab: order[lab.code]))


def _shown(result: LabResult, limits: KnownLimits, day: date) -> KnownLab:
    meaning = LABS[result.code]
    text = f"{result.value:.{meaning.decimals}f}"
    return KnownLab(result.code, meaning.label, text, result.on, counts=limits.lab_counts(result.on, day))
