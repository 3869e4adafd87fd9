"""One person shall have one record: whoever may be known already is shown before a second one is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

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
    """A record that may be of the same person; ``sides`` are (label, in the record, as typed), ``code`` is same_person or
    digit_apart."""

    id: str
    code: str
    name: str
    closed: bool
    sides: tuple[tuple[str, str, str], ...]


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
    """Records that a registration may speak of; none while it cannot be saved anyway."""
    parsed = _parsed(station, values)
    if isinstance(parsed, list):
        return []
    return [
        Alike(
            kept.id,
            alike(kept.resident, parsed),
            kept.resident.name,
            kept.resident.status != "0",
            sides(kept.resident, parsed),
        )
        for kept in alike_records(station, parsed)
    ]


def fill_known(
    station: Workstation,
    resident_id: str,
    values: Mapping[str, Any],
    diseases: Mapping[str, date],
    height_cm: float | None = None,
) -> Filled | list[Problem]:
    """It is the person of this record: fill in what the record lacks, the ID number too, and say what differs."""
    parsed = _parsed(station, values)
    if isinstance(parsed, list):
        return parsed
    with station.store.read() as session:
        kept = residents.get(session, resident_id)
        entered = {entry.disease for _, entry, _ in residents.enrolments(session, resident_id)}
    if kept.resident.status != "0":
        text = f"{kept.resident.name}的那份档案已经注销，不能再补。请先核对。"
        return [Problem("name", "record_closed", text)]
    merged, differences = fill(kept.resident, parsed)
    if merged != kept.resident:
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            residents.save(work, merged, kept.id, kept.revision)
    for disease, day in diseases.items():
        if disease not in entered:
            enrol_register(station, resident_id, disease, day, height_cm=height_cm)
    return Filled(resident_id, differences)


def possible_doubles(station: Workstation) -> list[Double]:
    """Open records in pairs that may be of one person, by name; merging them comes with the health record."""
    with station.store.read() as session:
        by_name = residents.by_name(session, residents.shared_names(session))
    return [
        Double(first, second, code)
        for _, same in sorted(by_name.items())
        for first, second in combinations([kept for kept in same if kept.resident.status == "0"], 2)
        if (code := alike(first.resident, second.resident))
    ]


def _parsed(station: Workstation, values: Mapping[str, Any]) -> Resident | list[Problem]:
    return draft.parse(PERSONAL_INFORMATION, Resident, values, Context(station.clock.today(), {}))
