"""One resident's record on one timeline: visits, prescriptions, dispensings, each with what the township said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic import diseases
from vclinic.diseases.disease import Disease
from vclinic.domain import codes
from vclinic.domain.dates import age_on
from vclinic.domain.resident import Enrolment, Resident
from vclinic.domain.stock import yuan
from vclinic.services.desk import Desk
from vclinic.storage import changes, dispensings, follow_ups, prescriptions, residents, roll
from vclinic.storage.dispensings import Dispensing
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.unread import WORDS


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. ``kind``: follow_up, prescription, dispensing or reversal; ``state``: the change's state;
    ``undone``: it was taken back later, and stays to be seen."""

    on: date
    kind: str
    ref_id: str
    title: str
    detail: str
    state: str
    undone: bool = False


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


def resident_record(desk: Desk, resident_id: str, with_timeline: bool = True) -> ResidentRecord:
    """The record, noted as opened now."""
    with desk.store.local() as session:
        roll.note_seen(session, resident_id, desk.clock.now())
    with desk.store.read() as session:
        kept = residents.get(session, resident_id)
        entries = tuple(entry for _, entry, _ in residents.enrolments(session, resident_id))
        timeline: list[TimelineEntry] = []
        if with_timeline:
            states = changes.states_about(session, resident_id)
            for visit in follow_ups.of_resident(session, resident_id):
                title, detail = visit_words(visit)
                timeline.append(
                    TimelineEntry(visit.record.visit_date, "follow_up", visit.id, title, detail, states[visit.id])
                )
            for each in prescriptions.of_resident(session, resident_id):
                three = each.three
                names = "、".join(order.drug_name for order in three.medication) or "没有开药"
                title = f"三处方第 {three.version} 版"
                timeline.append(TimelineEntry(three.issued_on, "prescription", each.id, title, names, states[each.id]))
            timeline += _handed_out(dispensings.history(session, resident_id, 50), states)
    rank = {"reversal": 0, "dispensing": 1, "prescription": 2, "follow_up": 3}
    timeline.sort(key=lambda entry: (-entry.on.toordinal(), rank[entry.kind]))
    age = age_on(kept.resident.birth_date, desk.clock.today())
    return ResidentRecord(resident_id, kept.resident, kept.revision, age, entries, tuple(timeline))


def visit_words(visit: FollowUp) -> tuple[str, str]:
    """(what a visit is called, its figures and class in words)."""
    disease = diseases.by_key(visit.disease)
    judged = f"{visit.record.visit_class} {codes.VISIT_CLASS.label(visit.record.visit_class)}"
    if disease is None or not visit.readable:
        title = disease.follow_up_label if disease is not None else f"{codes.DISEASE.label(visit.disease)}随访"
        return title, f"{WORDS}，{judged}"
    values = follow_ups.values_of(visit)
    figures = [f"{measure.text(values)} {measure.unit}" for measure in disease.measures if measure.text(values)]
    return disease.follow_up_label, "，".join([*figures, judged])


def _handed_out(found: list[Dispensing], states: Mapping[str, str]) -> list[TimelineEntry]:
    """What was handed out, and what was taken back beside it with its reason: nothing vanishes."""
    taken_back = {each.reverses for each in found if each.reverses}
    entries: list[TimelineEntry] = []
    for each in found:
        names = "、".join(f"{line.drug_name} {line.quantity} {line.base_unit}" for line in each.record.lines)
        undone = each.id in taken_back
        if each.kind == "reversal":
            kind, title, detail = "reversal", "冲销发药", f"{each.record.reason}：退回 {names}"
        else:
            kind, title, detail = "dispensing", f"发药 {yuan(each.total)} 元", f"已冲销　{names}" if undone else names
        entries.append(TimelineEntry(each.dispensed_on, kind, each.id, title, detail, states[each.id], undone))
    return entries


def allergies(resident: Resident) -> str:
    """Drug allergies in words; empty when none is known."""
    words = [codes.DRUG_ALLERGY.label(code) for code in resident.drug_allergy_codes if code not in ("1", "5")]
    if resident.drug_allergy_other:
        words.append(resident.drug_allergy_other)
    return "、".join(words)
