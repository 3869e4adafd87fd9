"""What a window shows of everything a person takes and of what was asked: with its source, its day and whether it is to
be asked again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vclinic.domain.medication_profile import LABS, SOURCE, AdverseReaction, LabResult, MedicationProfile
from vclinic.domain.prescription import ONE_BOX
from vclinic.rules.checking.conditions import can_become_pregnant
from vclinic.rules.known_limits import KnownLimits, known_limits
from vclinic.rules.labs import EGFR, SaidLab, labs_on
from vclinic.rules.person import PersonFacts
from vclinic.rules.planning import planning_drugs
from vclinic.rules.prescription_rules import prescription_rules_on
from vclinic.services import medication_profile
from vclinic.services.medication_profile import lab_text
from vclinic.services.person import ToLookAt, look_at, person_of
from vclinic.services.regimen import active_orders
from vclinic.services.resident_record import ResidentRecord, allergies, resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import prescriptions

ENTERED_LABS = tuple(code for code in LABS if code != EGFR)  # which is computed from the creatinine
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
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Planning:
    """The answer to 备孕吗, which is asked where ``drugs`` are taken that would harm a child. ``planned``: the answer that
    still counts."""

    answer: Answer
    planned: bool | None
    drugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mistakable:
    """A laboratory value or a reaction told outside a form, which can be taken back as a typing error.

    Attributes:
        kind: lab or reaction. key: code and day of a value, drug and text of a reaction. text: as it is shown.
    """

    kind: Literal["lab", "reaction"]
    key: tuple[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class SameBox:
    """Two names that were said to be one box; ``code`` is the check's."""

    code: str
    names: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class KnownOfPerson:
    """All of it. ``allergies`` and ``diseases`` in words, empty for none known.

    Attributes:
        planning: None where nobody has to be asked and nobody was.
        mistakable: newest first. look: what is open on the record.
    """

    resident_id: str
    medicines: tuple[KnownMedicine, ...]
    medicines_asked: Answer
    allergies: str
    allergies_asked: Answer
    diseases: str
    diseases_asked: Answer
    labs: tuple[KnownLab, ...]
    reactions: tuple[str, ...]
    planning: Planning | None
    mistakable: tuple[Mistakable, ...]
    boxes: tuple[SameBox, ...]
    look: ToLookAt


def known_of(station: Workstation, resident_id: str, record: ResidentRecord | None = None) -> KnownOfPerson:
    """What is known of a resident today."""
    record = record or resident_record(station, resident_id, with_timeline=False)
    profile = medication_profile.read(station, resident_id)
    day, limits, resident = station.clock.today(), known_limits(), record.resident
    person = person_of(station, record, {"visit_date": day})
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
        reactions=reactions_of(profile),
        planning=_planning(station, profile, person, limits),
        mistakable=_mistakable(profile),
        boxes=tuple(
            SameBox(kept.code, tuple(fact for fact in kept.facts if fact != kept.code and "=" not in fact), kept.on)
            for kept in profile.overrules
            if kept.reason == ONE_BOX
        ),
        look=look_at(person),
    )


def reactions_of(profile: MedicationProfile) -> tuple[str, ...]:
    """What drugs did to somebody, each with its day where that is known."""
    return tuple(f"{_reacted(one)}（{one.on}）" if one.on else _reacted(one) for one in profile.reactions)


def red_line(station: Workstation, record: ResidentRecord) -> str:
    """Allergies and adverse reactions in one line, for every page that orders or hands out drugs; empty for none."""
    known, reacted = allergies(record.resident), reactions_of(medication_profile.read(station, record.id))
    parts = [f"过敏：{known}"] if known else []
    parts += [f"不良反应：{'、'.join(reacted)}"] if reacted else []
    return "　".join(parts)


def suggestions(station: Workstation, text: str) -> tuple[str, ...]:
    """Names of medicines that begin with, or hold, what is typed: catalogue names, trade names, initials."""
    return station.catalog.names_like(text, _SHOWN)


def _medicines_asked(profile: MedicationProfile, limits: KnownLimits, day: date) -> Answer:
    on = profile.medicines_asked_on
    if on is None:
        return Answer("never")
    return Answer("current" if limits.medicines_count(on, day) else "old", on)


def _planning(
    station: Workstation, profile: MedicationProfile, person: PersonFacts, limits: KnownLimits
) -> Planning | None:
    day, on = station.clock.today(), profile.planning_asked_on
    rules = prescription_rules_on(day)
    if not can_become_pregnant(person, rules):
        return None
    with station.store.read() as session:
        versions = prescriptions.of_resident(session, profile.resident_id)
    ours = [order.drug_name for order in active_orders(versions[0] if versions else None)]
    drugs = planning_drugs(person, (*ours, *person.drugs), station.catalog, rules)
    if on is None:
        answer = Answer("never" if person.planning_pregnancy is None else "undated")
    else:
        answer = Answer("current" if limits.planning_counts(on, day) else "old", on)
    return Planning(answer, person.planning_pregnancy, drugs) if drugs or answer.state != "never" else None


def _mistakable(profile: MedicationProfile) -> tuple[Mistakable, ...]:
    values = [
        Mistakable("lab", (result.code, result.on.isoformat()), f"{lab_text(result.code, result.value)}（{result.on}）")
        for result in reversed(profile.labs)
        if result.code in LABS
    ]
    told = [one for one in reversed(profile.reactions) if not one.follow_up_id]
    reactions = [Mistakable("reaction", (one.drug, one.text), f"不良反应 {_reacted(one)}") for one in told]
    return (*reactions, *values)


def _reacted(reaction: AdverseReaction) -> str:
    return f"{reaction.drug} {reaction.text}".strip()


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
        shown.append(
            KnownLab(
                EGFR,
                LABS[EGFR].label,
                f"{rate.value:.0f}",
                rate.on,
                counts=True,
                computed=computed,
                unit=LABS[EGFR].unit,
            )
        )
    order: Mapping[str, int] = {code: place for place, code in enumerate(LABS)}
    return tuple(sorted(shown, key=lambda lab: order[lab.code]))


def _shown(result: LabResult, limits: KnownLimits, day: date) -> KnownLab:
    meaning = LABS[result.code]
    text = f"{result.value:.{meaning.decimals}f}"
    return KnownLab(
        result.code, meaning.label, text, result.on, counts=limits.lab_counts(result.on, day), unit=meaning.unit
    )
