"""One person shall have one record: whoever may be known already is shown before a second one is made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

from vclinic.domain.identity import mistyped, normal_id_no
from vclinic.domain.names import normal_name
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms import draft
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.roster_merge import Difference, fill
from vclinic.forms.roster_same import alike, sides
from vclinic.forms.spec import Context
from vclinic.services.register_resident import alike_records, enrol_register
from vclinic.services.workstation import Workstation
from vclinic.storage import residents
from vclinic.storage.residents import Kept


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be of the same person; ``sides`` are (label, in the record, as typed), ``code`` is same_person,
    digit_apart, or mistyped: the number typed cannot be one and is nearly the record's. ``number`` is the record's."""

    id: str
    code: str
    name: str
    closed: bool
    sides: tuple[tuple[str, str, str], ...]
    number: str


@dataclass(frozen=True, slots=True)
class Double:
    """Two open records that may be of one person."""

    first: Kept
    second: Kept
    code: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A record that was filled in; ``left`` is what was typed and differs from what the record keeps saying."""

    id: str
    left: tuple[Difference, ...]


def who_may_it_be(station: Workstation, values: Mapping[str, Any]) -> list[Alike]:
    """Records that a registration may speak of; none while it cannot be saved anyway, but for a mistyped number."""
    parsed = _parsed(station, values)
    if isinstance(parsed, list):
        return _mistyped(station, values) if any(problem.code == "check_digit" for problem in parsed) else []
    return [_shown(kept, alike(kept.resident, parsed), parsed) for kept in alike_records(station, parsed)]


def _mistyped(station: Workstation, values: Mapping[str, Any]) -> list[Alike]:
    typed, name = normal_id_no(str(values.get("id_no", ""))), normal_name(str(values.get("name", "")))
    with station.store.read() as session:
        namesakes = residents.by_name(session, [name]).get(name, [])
    records: list[Alike] = []
    for kept in namesakes:
        parsed = _parsed(station, _with_number_of(kept.resident, values))
        if mistyped(typed, kept.resident.id_no) and isinstance(parsed, Resident):
            records.append(_shown(kept, "mistyped", replace(parsed, id_no=typed)))
    return records


def _with_number_of(kept: Resident, values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(values) | {"id_no": kept.id_no, "birth_date": kept.birth_date, "sex_code": kept.sex_code}


def _shown(kept: Kept, code: str, typed: Resident) -> Alike:
    resident = kept.resident
    return Alike(
        id=kept.id,
        code=code,
        name=resident.name,
        closed=resident.status != "0",
        sides=sides(resident, typed),
        number=resident.id_no,
    )


def fill_known(
    station: Workstation,
    resident_id: str,
    values: Mapping[str, Any],
    diseases: Mapping[str, date],
    height_cm: float | None = None,
    *,
    typed_number: bool = False,
) -> Filled | list[Problem]:
    """It is the person of this record: fill in what the record lacks, the ID number too, and say what differs.

    Of two numbers the record's stays, or with ``typed_number`` the one typed takes its place; the other one is kept as
    the reason of this revision.
    """
    with station.store.read() as session:
        kept = residents.get(session, resident_id)
        entered = {entry.disease for _, entry, _ in residents.enrolments(session, resident_id)}
    if kept.resident.status != "0":
        text = f"{kept.resident.name}的那份档案已经注销，不能再补。请先核对。"
        return [Problem("name", "record_closed", text)]
    before, typed = kept.resident.id_no, normal_id_no(str(values.get("id_no", "")))
    two = bool(before and typed and before != typed)
    parsed = _parsed(station, _with_number_of(kept.resident, values) if two and not typed_number else values)
    if isinstance(parsed, list):
        return parsed
    merged, differences = fill(kept.resident, parsed)
    if two and typed_number:
        with station.store.read() as session:
            if residents.by_id_no(session, [parsed.id_no]):
                return [Problem("id_no", "id_no_taken", "这个身份证号已有另一份档案，请先核对。")]
        merged = replace(merged, id_no=parsed.id_no, birth_date=parsed.birth_date, sex_code=parsed.sex_code)
        differences = tuple(said for said in differences if said.field not in ("id_no", "birth_date", "sex_code"))
    if merged != kept.resident or two:
        other = before if typed_number else typed
        why = f"核对是同一个人：身份证号用 {merged.id_no}，另写过 {other}。" if two else ""
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            residents.save(work, merged, kept.id, kept.revision, why)
    for disease, day in diseases.items():
        if disease not in entered:
            enrol_register(station, resident_id, disease, day, height_cm=height_cm)
    return Filled(resident_id, differences)


def possible_doubles(station: Workstation, group: str = "") -> list[Double]:
    """Open records in pairs that may be of one person, by name, of a village group where at least one of them lives
    there; merging them comes with the health record."""
    with station.store.read() as session:
        by_name = residents.by_name(session, residents.shared_names(session))
    return [
        Double(first, second, code)
        for _, same in sorted(by_name.items())
        for first, second in combinations([kept for kept in same if kept.resident.status == "0"], 2)
        if group in ("", first.resident.village_group, second.resident.village_group)
        and (code := alike(first.resident, second.resident))
    ]


def _parsed(station: Workstation, values: Mapping[str, Any]) -> Resident | list[Problem]:
    return draft.parse(PERSONAL_INFORMATION, Resident, values, Context(station.clock.today(), {}))
