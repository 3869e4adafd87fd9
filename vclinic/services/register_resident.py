"""A resident gets a health record, a register entry or a correction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from vclinic.domain.problem import Problem
from vclinic.domain.resident import Enrolment, Resident
from vclinic.forms import draft
from vclinic.forms.document import plain
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.roster_same import alike
from vclinic.forms.spec import Context
from vclinic.services import corrections
from vclinic.services.returned import to_mend
from vclinic.services.workstation import Workstation
from vclinic.storage import residents
from vclinic.storage.residents import Kept
from vclinic.storage.unit_of_work import UnitOfWork


def register(
    station: Workstation,
    values: Mapping[str, Any],
    diseases: Mapping[str, date] | None = None,
    height_cm: float | None = None,
    *,
    somebody_else: bool = False,
) -> str | list[Problem]:
    """A new record, with entries in disease registers (code → day of enrolment). Returns the resident's id.

    ``somebody_else``: the doctor saw the records that may be of the same person and says that this is another.
    """
    parsed = draft.parse(PERSONAL_INFORMATION, Resident, values, Context(station.clock.today(), {}))
    if isinstance(parsed, list):
        return parsed
    with station.store.read() as session:
        taken = residents.by_id_no(session, [parsed.id_no])
    if taken:
        other = taken[parsed.id_no].resident
        return [Problem("id_no", "id_no_taken", f"这个身份证号已有档案：{other.name}，{other.address or '住址未填'}。")]
    if not somebody_else and (same := alike_records(station, parsed)):
        kept = same[0].resident
        text = f"可能已有档案：{kept.name}，{kept.birth_date}，{kept.address or '住址未填'}。请先看是不是同一个人。"
        return [Problem("name", alike(kept, parsed), text)]
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        resident_id = save_new(work, parsed)
        for disease, day in (diseases or {}).items():
            entry = Enrolment(resident_id=resident_id, disease=disease, enrolled_on=day, height_cm=height_cm)
            residents.save_enrolment(work, entry)
        return resident_id


def alike_records(station: Workstation, resident: Resident) -> list[Kept]:
    """Records that may be of the same person: of this name and birth date where one has no number, or a digit apart."""
    with station.store.read() as session:
        same = residents.by_name(session, [resident.name]).get(resident.name, [])
    return [kept for kept in same if alike(kept.resident, resident)]


def save_new(work: UnitOfWork, resident: Resident) -> str:
    """Store a resident under a provisional archive number: the 17 digits are given by the township, once."""
    resident_id = work.new_id()
    return residents.save(work, as_new(resident, resident_id), resident_id)


def as_new(resident: Resident, resident_id: str) -> Resident:
    """A record as it begins: with its provisional archive number, and a household of its own where it has none."""
    if not resident.archive_no:
        resident = replace(resident, archive_no=f"T{resident_id.replace('-', '')}")
    if not resident.household_id:
        resident = replace(resident, household_id=resident_id, household_head=resident.household_head or resident.name)
    return resident


@dataclass(frozen=True, slots=True)
class Registers:
    """What a correction says of the registers: entries to be made (code → day), and the height of all of them; None is a
    height that was taken out."""

    new: Mapping[str, date]
    height_cm: float | None


def change_resident(
    station: Workstation,
    resident_id: str,
    values: Mapping[str, Any],
    expected_revision: int,
    registers: Registers | None = None,
    reason: str = "",
) -> str | list[Problem]:
    """Correct or complete a record, in one commit with its registers; fields not given stay as they are, and so do the
    registers without ``registers``. Returns the resident's id.

    Who says that somebody is called, numbered or born otherwise, or is of the other sex, gives a ``reason``; what the
    township wrote when it returned the record stands where nothing is said. What changes nothing writes nothing.

    Raises:
        Refused: ``stale`` when the record was changed meanwhile.
    """
    with station.store.read() as session:
        kept = residents.get(session, resident_id)
    current = {name: getattr(kept.resident, name) for name in PERSONAL_INFORMATION.meanings}
    parsed = draft.parse(
        PERSONAL_INFORMATION, Resident, _as_typed(current) | dict(values), Context(station.clock.today(), {})
    )
    if isinstance(parsed, list):
        return parsed
    parsed = replace(parsed, extra=kept.resident.extra)
    with station.store.read() as session:
        other = residents.by_id_no(session, [parsed.id_no]).get(parsed.id_no)
    if other is not None and other.id != resident_id:
        return [Problem("id_no", "id_no_taken", f"这个身份证号已有档案：{other.resident.name}。")]
    changed = corrections.identity_changes(kept.resident, parsed)
    why = reason.strip() or _returned_because(station, resident_id) if changed else ""
    if changed and not why:
        meanings = PERSONAL_INFORMATION.meanings
        return [corrections.wanted("、".join(meanings[name].label for name in changed))]
    if too_long := corrections.too_long(why):
        return too_long
    same = parsed == kept.resident and kept.revision == expected_revision
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        if registers is not None:
            _change_registers(work, resident_id, registers)
        return resident_id if same else residents.save(work, parsed, resident_id, expected_revision, why)


def _returned_because(station: Workstation, resident_id: str) -> str:
    mend = to_mend(station, resident_id)
    return "；".join((*mend.remarks.values(), mend.general)).strip("；")[: corrections.MOST] if mend is not None else ""


def _change_registers(work: UnitOfWork, resident_id: str, wanted: Registers) -> None:
    """Open what is to be opened; a height that was changed goes to every entry, for any of them may be the one shown."""
    entries = residents.enrolments(work.session, resident_id)
    shown = next((entry.height_cm for _, entry, _ in entries if entry.height_cm), None)
    for entry_id, entry, revision in entries:
        changed = entry
        if entry.disease in wanted.new:
            changed = replace(changed, ended_on=None, ended_reason="")
        if wanted.height_cm != shown:
            changed = replace(changed, height_cm=wanted.height_cm)
        if changed != entry:
            residents.save_enrolment(work, changed, entry_id, revision)
    for disease in wanted.new.keys() - {entry.disease for _, entry, _ in entries}:
        entry = Enrolment(
            resident_id=resident_id, disease=disease, enrolled_on=wanted.new[disease], height_cm=wanted.height_cm
        )
        residents.save_enrolment(work, entry)


def _as_typed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items()}


def enrol_register(
    station: Workstation,
    resident_id: str,
    disease: str,
    on: date,
    confirmed_on: date | None = None,
    height_cm: float | None = None,
) -> str:
    """Enter a resident in a disease register, or complete the entry that is there. Returns its id."""
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        for entry_id, entry, revision in residents.enrolments(work.session, resident_id):
            if entry.disease == disease:
                renewed = replace(
                    entry,
                    ended_on=None,
                    ended_reason="",
                    confirmed_on=confirmed_on or entry.confirmed_on,
                    height_cm=height_cm or entry.height_cm,
                )
                return residents.save_enrolment(work, renewed, entry_id, revision)
        fresh = Enrolment(
            resident_id=resident_id, disease=disease, enrolled_on=on, confirmed_on=confirmed_on, height_cm=height_cm
        )
        return residents.save_enrolment(work, fresh)
