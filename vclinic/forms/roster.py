"""A roster's rows become residents, or are refused with a reason; nothing is guessed that the row does not say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from vclinic.domain.names import normal_name
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms.reading import half_width
from vclinic.forms.roster_file import Sheet
from vclinic.forms.roster_header import doubled, find_header, is_header
from vclinic.forms.roster_person import read_person
from vclinic.forms.roster_said import RosterWords, with_roster_words
from vclinic.forms.roster_words import read_diseases, read_relation

_HEAD = "02"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A good row. ``household_key`` is the same for people of one household; ``number`` is the row in the file."""

    number: int
    cells: tuple[str, ...]
    resident: Resident
    diseases: tuple[str, ...]
    household_key: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken, with its cells as they were."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster holds; ``repeated`` counts rows that say again what an earlier row said, ``notes`` are sentences
    about what in the file was not read, or not read whole."""

    header: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    refused: tuple[RefusedRow, ...]
    repeated: int
    notes: tuple[str, ...]


@dataclass
class _Reading:
    """What the rows so far have said; ``head`` and ``key`` are of the household the last row belongs to."""

    rows: list[RosterRow] = field(default_factory=lambda: [])
    refused: list[RefusedRow] = field(default_factory=lambda: [])
    repeated: int = 0
    by_number: dict[str, RosterRow] = field(default_factory=lambda: {})
    by_name: dict[tuple[str, date], RosterRow] = field(default_factory=lambda: {})
    head: str = ""
    key: str = ""

    def enter(self, row: Mapping[str, str]) -> None:
        """Find the household of a row, refused or not: the head it names, itself, or the block it stands in."""
        named = normal_name(row.get("household_head", ""))
        relation, _ = read_relation(row.get("relation", ""))
        own = relation == _HEAD
        head = named or (normal_name(row.get("name", "")) if own else self.head if row.get("relation") else "")
        address = half_width(row.get("address", ""))
        in_block = head == self.head and (not address or not (named or own))
        if not in_block:
            self.key = f"{head}|{address}" if head else ""
        self.head = head

    def earlier(self, resident: Resident) -> RosterRow | None:
        """The row that spoke of this person before: by ID number, or by name and birth date where one has none."""
        same = self.by_name.get((resident.name, resident.birth_date))
        if resident.id_no:
            return self.by_number.get(resident.id_no) or (same if same and not same.resident.id_no else None)
        return same


def read_rows(sheet: Sheet, today: date) -> Roster:
    """Every row of a sheet.

    Raises:
        Refused: ``not_a_roster`` when no header with names and ID numbers or birth dates is found.
    """
    place, columns = find_header(sheet.rows)
    reading = _Reading()
    for number, cells in zip(sheet.numbers[place + 1 :], sheet.rows[place + 1 :], strict=True):
        row = {name: cells[column].strip() for name, column in columns.items() if column < len(cells)}
        if any(row.values()) and not is_header(cells):  # pasted pages repeat the header
            _take(reading, number, cells, row, today)
    header = sheet.rows[place]
    return Roster(
        header, tuple(reading.rows), tuple(reading.refused), reading.repeated, (*sheet.notes, *doubled(header))
    )


def _take(reading: _Reading, number: int, cells: tuple[str, ...], row: Mapping[str, str], today: date) -> None:
    reading.enter(row)
    made = read_person(row, today)
    if isinstance(made, list):
        reading.refused.append(RefusedRow(number, cells, tuple(made)))
        return
    head = reading.head
    made = replace(made, household_head=head, relation_code=made.relation_code or (_HEAD if head == made.name else ""))
    diseases, unread = read_diseases(row.get("diseases", ""))
    said = RosterWords(half_width(row.get("diseases", "")) if unread else "", half_width(row.get("allergies", "")))
    made = with_roster_words(made, said)
    good = RosterRow(number, cells, made, diseases, reading.key)
    earlier = reading.earlier(made)
    if earlier is None:
        if made.id_no:
            reading.by_number[made.id_no] = good
        reading.by_name.setdefault((made.name, made.birth_date), good)
        reading.rows.append(good)
    elif (earlier.resident, earlier.diseases) == (made, diseases):
        reading.repeated += 1
    else:
        what = (
            f"身份证号 {made.id_no}" if made.id_no == earlier.resident.id_no != "" else f"{made.name} {made.birth_date}"
        )
        text = f"{what} 和第 {earlier.number} 行重复，但内容不一样，请核对后只留一行。"
        reading.refused.append(RefusedRow(number, cells, (Problem("id_no", "duplicate_in_file", text),)))
