"""One resident's record on one timeline: visits, prescriptions, dispensings, each with what the township said of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic import diseases
from vclinic.diseases.disease import Disease
from vclinic.domain import codes, entities
from vclinic.domain.dates import age_on
from vclinic.domain.entity import Entity
from vclinic.domain.resident import Enrolment, Resident
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.roster_said import said_in_roster
from vclinic.rules.reading_words import read_allergies
from vclinic.services import corrections, set_aside
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, follow_ups, residents, revisions
from vclinic.storage.revisions import Corrected, Said
from vclinic.storage.unread import WORDS

OTHER_VERSION = "other_version"
_MOST = 200  # entries of one kind on a timeline


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. ``entity``: its kind as declared; ``state``: the change's state; ``takes_back``: it takes
    another of its kind back; ``undone``: it was taken back later, and stays to be seen. ``OTHER_VERSION`` as its kind: what
    another computer wrote of the record ``ref_id``; ``open_question``: nobody has said yet which counts."""

    on: date
    entity: str
    ref_id: str
    title: str
    detail: str
    state: str
    takes_back: bool = False
    undone: bool = False
    open_question: bool = False


@dataclass(frozen=True, slots=True)
class ResidentRecord:
    """A resident with registers and timeline, newest first. ``revision`` is what a change must be based on."""

    id: str
    resident: Resident
    revision: int
    age: int
    enrolments: tuple[Enrolment, ...]
    timeline: tuple[TimelineEntry, ...]

    @property
    def diseases(self) -> tuple[str, ...]:
        """Codes of the registers the resident is in."""
        return tuple(entry.disease for entry in self.enrolments if entry.ended_on is None)

    @property
    def followed(self) -> tuple[Disease[Any], ...]:
        """The diseases the resident is followed up for."""
        return diseases.followed(self.diseases)

    @property
    def height_cm(self) -> float | None:
        """Height as measured for a register."""
        return next((entry.height_cm for entry in self.enrolments if entry.height_cm), None)


def resident_record(station: Workstation, resident_id: str, with_timeline: bool = True) -> ResidentRecord:
    """The record; reading it writes nothing, see `note_opened`."""
    with station.store.read() as session:
        kept = residents.get(session, resident_id)
        entries = tuple(entry for _, entry, _ in residents.enrolments(session, resident_id))
    timeline = _timeline(station, resident_id) if with_timeline else ()
    age = age_on(kept.resident.birth_date, station.clock.today())
    return ResidentRecord(
        resident_id, kept.resident, revision=kept.revision, age=age, enrolments=entries, timeline=timeline
    )


def _timeline(station: Workstation, resident_id: str) -> tuple[TimelineEntry, ...]:
    """Everything of the kinds that stand on the timeline, newest first; on one day what came of another above it."""
    ranked: list[tuple[date, int, TimelineEntry]] = []
    with station.store.read() as session:
        for rank, entity in enumerate(entities.ENTITIES):
            if entity.told is not None and entity.about not in ("", "id"):
                records = revisions.about_resident(session, entity, resident_id, _MOST)
                states = change_states.states_of(session, [record.change_id for record in records])
                why = _reasons(revisions.corrected(session, entity.name, [record.id for record in records]))
                ranked += [(entry.on, rank, entry) for entry in _entries(entity, records, states, why)]
        made = revisions.corrected(session, "resident", [resident_id])
        states = change_states.states_of(session, [correction.change_id for correction in made])
        ranked += [(entry.on, -1, entry) for entry in _identity_changes(made, states)]
    ranked += [(entry.on, len(entities.ENTITIES), entry) for entry in _of_other_computers(station, resident_id)]
    ranked.sort(key=lambda one: (*one[:2], one[2].takes_back), reverse=True)
    return tuple(entry for _, _, entry in ranked)


def _of_other_computers(station: Workstation, resident_id: str) -> Iterator[TimelineEntry]:
    """What another computer wrote against ours, on the day it was written; the township has it."""
    for version in set_aside.of_resident(station, resident_id):
        yield TimelineEntry(
            on=version.at.date(),
            entity=OTHER_VERSION,
            ref_id=version.entity_id,
            title="另一台写的一版",
            detail=version.sentence,
            state="stored",
            open_question=not version.answered,
        )


def _reasons(made: list[Corrected]) -> dict[str, str]:
    """Why records were corrected, by id, every reason in its order."""
    reasons: dict[str, list[str]] = {}
    for correction in made:
        reasons.setdefault(correction.entity_id, []).append("，".join((correction.reason, *correction.answers)))
    return {key: f"更正：{'；'.join(texts)}" for key, texts in reasons.items()}


def _identity_changes(made: list[Corrected], states: Mapping[str, str]) -> Iterator[TimelineEntry]:
    """Where a record says of somebody another name, number, birth date or sex than before, and why."""
    meanings = PERSONAL_INFORMATION.meanings
    for correction in made:
        shown = [
            f"{meanings[name].label}{_shown(name, correction.before)} → {_shown(name, correction.data)}"
            for name in corrections.IDENTITY
            if correction.before.get(name) != correction.data.get(name)
        ]
        yield TimelineEntry(
            on=correction.recorded_on,
            entity="resident",
            ref_id=correction.entity_id,
            title="更正档案",
            detail=f"{'，'.join(shown)}；更正：{correction.reason}",
            state=states[correction.change_id],
        )


def _shown(name: str, data: Mapping[str, Any]) -> str:
    """An identity field in words; of a number only its two ends, as on the rest of the page."""
    text = str(data.get(name) or "")
    if name == "id_no" and len(text) > 10:
        return f"{text[:6]}…{text[-4:]}"
    return codes.SEX.label(text) if name == "sex_code" else text or "没有"


def _entries(
    entity: Entity, records: list[Said], states: Mapping[str, str], why: Mapping[str, str]
) -> Iterator[TimelineEntry]:
    """Records of one kind; what was taken back stays beside what took it back, with its reason; what was corrected says
    why."""
    taken_back = {entity.takes_back(record.data) for record in records}
    for record in records:
        if record.data.get("status") == "void":
            continue
        title, detail = _told(entity, record.data)
        detail = "；".join(text for text in (detail, why.get(record.id, "")) if text)
        undone = record.id in taken_back
        yield TimelineEntry(
            on=entity.day_of(record.data) or record.recorded_on,  # a newer program may keep the day elsewhere
            entity=entity.name,
            ref_id=record.id,
            title=title,
            detail=f"已冲销　{detail}" if undone else detail,
            state=states[record.change_id],
            takes_back=bool(entity.takes_back(record.data)),
            undone=undone,
        )


def _told(entity: Entity, data: Mapping[str, Any]) -> tuple[str, str]:
    """An entry's title and detail; of a visit, what its disease is followed by, and its class."""
    assert entity.told is not None
    title, detail = entity.told(data)
    disease, place = diseases.by_key(str(data.get("disease", ""))), entity.form_of(data)
    if place is None:
        return title, detail
    form_id, version, record = place
    if follow_ups.record_class(form_id, version) is None:
        figures = [WORDS]
    else:
        measures = disease.measures if disease else ()
        figures = [
            f"{measure.label} {text} {measure.unit}" if len(measures) > 1 else f"{text} {measure.unit}"
            for measure in measures
            if (text := measure.text(record))
        ]
    visit_class = str(record.get("visit_class", ""))
    judged = f"{visit_class} {codes.VISIT_CLASS.label(visit_class)}" if visit_class else detail
    return disease.follow_up_label if disease else title, "，".join([*figures, judged])


def allergies(resident: Resident) -> str:
    """Drug allergies in words, the roster's among them; empty when none is known."""
    allergens = [codes.DRUG_ALLERGY.label(code) for code in resident.drug_allergy_codes if code not in ("1", "5")]
    if resident.drug_allergy_other:
        allergens.append(resident.drug_allergy_other)
    told = said_in_roster(resident).allergies
    if told and not read_allergies(told).denied:
        allergens.append(told)
    return "、".join(allergens)
