"""A person to see as a row of the worklist, and rows in the order they are seen: an emergency without its outcome
first, then the most dangerous household, households together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from vclinic.domain.dates import age_on
from vclinic.rules.schedule import Standing
from vclinic.services.returned import ReturnedRecord
from vclinic.storage.resident_lists import Card
from vclinic.storage.worklist import Managed

DANGER = {"danger": 0, "warn": 1, "info": 2, "none": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One person to see. ``tile``: overdue, soon, never or returned; ``why`` is a sentence, not a tool tip;
    ``returned`` the (kind, id) of the record to mend; ``ask_about`` the emergency of which nobody knows the outcome."""

    resident_id: str
    household_id: str
    household_head: str
    address: str
    village_group: str
    name: str
    sex_code: str
    age: int
    diseases: tuple[str, ...]
    danger: str
    last_text: str
    last_high: bool
    lasts: tuple[tuple[str, bool], ...]
    last_on: date | None
    tile: str
    due_text: str
    due_level: str
    due_on: date | None
    why: str
    follow_up_id: str = ""
    returned: tuple[str, str] = ("", "")
    ask_about: str = ""
    companions: int = 1


@dataclass(frozen=True, slots=True)
class Care:
    """What one person is under management for: ``followed`` with a follow-up, in the order of the diseases."""

    registers: tuple[str, ...]
    followed: list[Managed]


NO_CARE = Care((), [])


def to_mend(row: WorkRow, record: ReturnedRecord) -> WorkRow:
    """The row with the record the township sent back."""
    return replace(row, returned=(record.entity, record.entity_id))


def row_of(person: Card, care: Care, judged: Standing, day: date, follow_up_id: str) -> WorkRow:
    """One person's row for a day; ``follow_up_id`` names the visit it opens, empty for a new one."""
    known = care.followed
    return WorkRow(
        resident_id=person.id,
        household_id=person.household_id,
        household_head=person.household_head,
        address=person.address,
        village_group=person.village_group,
        name=person.name,
        sex_code=person.sex_code,
        age=age_on(person.birth_date, day),
        diseases=care.registers,
        danger=judged.danger,
        last_text="，".join(line.summary for line in known if line.summary),
        last_high=any(line.satisfied is False for line in known),
        lasts=tuple((line.summary, line.satisfied is False) for line in known if line.summary),
        last_on=max((line.visited_on for line in known if line.visited_on), default=None),
        tile=judged.tile,
        due_text=judged.due_text,
        due_level=judged.due_level,
        due_on=min((line.next_visit_on for line in known if line.next_visit_on), default=None),
        why=judged.why,
        follow_up_id=follow_up_id,
    )


def by_household(rows: Iterable[WorkRow]) -> tuple[WorkRow, ...]:
    """Rows by the most urgent of each household, whose rows stay together."""
    homes: dict[str, list[WorkRow]] = {}
    for row in rows:
        homes.setdefault(row.household_id or row.resident_id, []).append(row)

    def urgency(row: WorkRow) -> tuple[bool, int, int, str]:
        due = row.due_on.toordinal() if row.due_on else 0
        return not row.ask_about, DANGER[row.danger], due, row.resident_id

    ordered = sorted(homes.values(), key=lambda home: min(urgency(row) for row in home))
    return tuple(
        row if len(home) == 1 else replace(row, companions=len(home))
        for home in ordered
        for row in sorted(home, key=urgency)
    )
