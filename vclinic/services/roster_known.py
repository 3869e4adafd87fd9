"""What the records know of the people and households of a roster, read once before anything is decided."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from vclinic.domain.resident import Resident
from vclinic.forms.roster_file import Sheet
from vclinic.forms.roster_line import Household, Remembered, even_address
from vclinic.forms.roster_people import people_named
from vclinic.services.workstation import Workstation
from vclinic.storage import residents
from vclinic.storage.residents import Kept, Member

_MEMORY = "roster_sent_back"
_WORDS = "roster_household"  # what a roster said of the household: its number, group and address
_MOST_REMEMBERED = 5_000


@dataclass
class Home:
    """A household of the records: all that its members say of it. ``heads_of`` are (name, ID number) of its heads."""

    id: str
    heads: set[str] = field(default_factory=set[str])
    groups: set[str] = field(default_factory=set[str])
    addresses: set[str] = field(default_factory=set[str])
    numbers: set[str] = field(default_factory=set[str])
    heads_of: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    members: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class Known:
    """People by ID number and by name, their registers (ended ones too) and the day they were last written; households."""

    by_number: dict[str, Kept]
    by_name: dict[str, list[Kept]]
    registers: dict[str, frozenset[str]]
    written: dict[str, str]
    homes: dict[str, Home]


def known_of(station: Workstation, sheet: Sheet, told: Mapping[str, str]) -> Known:
    """What is known of anybody the sheet names."""
    numbers, names = people_named(sheet, told)
    with station.store.read() as session:
        people = residents.by_number_or_name(session, numbers, names)
        ids = [kept.id for kept in people]
        by_name: dict[str, list[Kept]] = {}
        for kept in people:
            by_name.setdefault(kept.resident.name, []).append(kept)
        return Known(
            {kept.resident.id_no: kept for kept in people if kept.resident.id_no},
            by_name,
            residents.registers(session, ids),
            residents.written_on(session, ids),
            _homes(residents.members(session)),
        )


def _homes(members: list[Member]) -> dict[str, Home]:
    homes: dict[str, Home] = {}
    for member in members:
        home = homes.setdefault(member.household_id or member.id, Home(member.household_id or member.id))
        number, group, address = words_of_household(member.extra)
        home.members.add(member.id)
        if member.relation == "02" or member.head != member.name:  # who names nobody is written as their own head
            home.heads |= {member.head} - {""}
        home.groups |= {member.group, group} - {""}
        home.addresses |= {even_address(member.address), address} - {""}
        home.numbers |= {number} - {""}
        if member.relation == "02":
            home.heads_of.add((member.name, member.id_no))
    return homes


def words_of_household(extra: dict[str, object]) -> tuple[str, str, str]:
    """(number, group, address) as a roster said them of a record's household."""
    kept = extra.get(_WORDS)
    parts = kept.split("|") if isinstance(kept, str) else []
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def with_household_words(resident: Resident, home: Household) -> Resident:
    """The record of somebody new with what the roster said of the household and the record has no field for."""
    if (
        not home.no
        and home.group in ("", resident.village_group)
        and home.address in ("", even_address(resident.address))
    ):
        return resident
    said = "|".join(part.replace("|", "") for part in (home.no, home.group, home.address))
    return replace(resident, extra=(*resident.extra, (_WORDS, said)))


def remembered(station: Workstation) -> tuple[Remembered, ...]:
    """The rows that earlier imports sent back, the newest last."""
    kept = json.loads(station.store.meta(_MEMORY).get(_MEMORY, "[]"))
    return tuple(Remembered(row, name, id_no, Household(*home)) for row, name, id_no, home in kept)


def remember(station: Workstation, rows: list[Remembered]) -> None:
    """Keep which household the rows sent back belong to, on this machine only."""
    if not rows:
        return
    kept = [*remembered(station), *rows][-_MOST_REMEMBERED:]
    said = [
        (
            row.row,
            row.name,
            row.id_no,
            (
                row.household.key,
                row.household.no,
                row.household.head,
                row.household.group,
                row.household.address,
                row.household.home,
            ),
        )
        for row in dict.fromkeys(kept)
    ]
    station.store.set_meta({_MEMORY: json.dumps(said, ensure_ascii=False)})
