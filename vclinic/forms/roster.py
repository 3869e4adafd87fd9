"""A roster's rows become residents, or are refused with a reason; nothing is guessed that the row does not say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from vclinic.domain.names import normal_name
from vclinic.domain.problem import Problem, Refused
from vclinic.domain.resident import Resident
from vclinic.forms.draft import parse
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.reading import half_width
from vclinic.forms.roster_file import Sheet
from vclinic.forms.roster_header import doubled, find_header, is_header
from vclinic.forms.roster_words import (
    name_problem,
    read_birth,
    read_diseases,
    read_ethnic,
    read_group,
    read_id_no,
    read_relation,
)
from vclinic.forms.spec import Context
from vclinic.forms.tabular import write_table

_SEXES = {"男": "1", "女": "2", "1": "1", "2": "2", "男性": "1", "女性": "2"}
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
    about columns that were not read."""

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
    return Roster(header, tuple(reading.rows), tuple(reading.refused), reading.repeated, doubled(header))


def _take(reading: _Reading, number: int, cells: tuple[str, ...], row: Mapping[str, str], today: date) -> None:
    reading.enter(row)
    made = _resident(row, today)
    if isinstance(made, list):
        reading.refused.append(RefusedRow(number, cells, tuple(made)))
        return
    head = reading.head
    made = replace(made, household_head=head, relation_code=made.relation_code or (_HEAD if head == made.name else ""))
    diseases, unread = read_diseases(row.get("diseases", ""))
    if unread:
        made = replace(made, extra=(*made.extra, ("roster_diseases", unread)))
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


def _resident(row: Mapping[str, str], today: date) -> Resident | list[Problem]:
    problems: list[Problem] = []
    values: dict[str, Any] = {"name": normal_name(row.get("name", ""))}
    problems += filter(None, [name_problem(values["name"])])
    id_no = read_id_no(row.get("id_no", ""))
    if isinstance(id_no, Problem):
        problems.append(id_no)
    elif id_no is not None:
        values |= {"id_no": id_no.number, "birth_date": id_no.birth_date, "sex_code": id_no.sex_code}
    else:
        values |= {"id_no": "", "id_type": "99", "id_missing_reason": "花名册没有填身份证号"}
    bad_number = isinstance(id_no, Problem)
    _sex(row.get("sex", ""), values, problems, bad_number=bad_number)
    _born(row.get("birth_date", ""), values, problems, bad_number=bad_number)
    for name in ("contact_name", "address", "employer"):
        if row.get(name):
            values[name] = half_width(row[name])
    for name in ("phone", "contact_phone"):
        if row.get(name):
            values[name] = half_width(row[name]).replace(" ", "").replace("-", "")
    _coded(row, values, problems)
    if problems:
        return problems
    parsed = parse(PERSONAL_INFORMATION, Resident, values, Context(today, {}))
    return _once(parsed) if isinstance(parsed, list) else parsed


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list({(problem.field, problem.code): problem for problem in problems}.values())


def _sex(cell: str, values: dict[str, Any], problems: list[Problem], *, bad_number: bool) -> None:
    word = half_width(cell)
    if not word:
        if "sex_code" not in values and not bad_number:
            problems.append(Problem("sex_code", "required", "没有性别，也没有身份证号可以推出。"))
        return
    code = _SEXES.get(word)
    if code is None:
        problems.append(Problem("sex_code", "unknown_code", f"性别“{word}”看不懂，应是男或女。"))
    elif values.setdefault("sex_code", code) != code:
        sex = "男" if values["sex_code"] == "1" else "女"
        problems.append(Problem("sex_code", "differs_from_id", f"性别写的是“{word}”，身份证是{sex}，请核对。"))


def _born(cell: str, values: dict[str, Any], problems: list[Problem], *, bad_number: bool) -> None:
    if not cell:
        if "birth_date" not in values and not bad_number:
            problems.append(Problem("birth_date", "required", "没有出生日期，也没有身份证号可以推出。"))
        return
    born = read_birth(cell, values.get("birth_date"))
    if not isinstance(born, Problem):
        values["birth_date"] = born
    elif not (bad_number and born.code == "day_missing"):
        problems.append(born)


def _coded(row: Mapping[str, str], values: dict[str, Any], problems: list[Problem]) -> None:
    values["relation_code"], unread = read_relation(row.get("relation", ""))
    if unread:
        values["roster_relation"] = unread
    if row.get("ethnic"):
        ethnic = read_ethnic(row["ethnic"])
        if isinstance(ethnic, Problem):
            problems.append(ethnic)
        else:
            values["ethnic_code"] = ethnic
    if row.get("village_group"):
        values["village_group"] = read_group(row["village_group"])


def refused_file(refused: Sequence[RefusedRow], path: Path, header: Sequence[str]) -> None:
    """The refused rows as they were, each with its row number and reasons, as .xlsx or .csv."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise Refused("unknown_ending", "退回的行请存成 .xlsx 或 .csv。")
    width = max(len(header), *(len(row.cells) for row in refused), 0)
    columns = ["原表行号", *header, *[""] * (width - len(header)), "退回原因"]
    rows = [
        [
            row.number,
            *row.cells,
            *[""] * (width - len(row.cells)),
            " ".join(problem.text for problem in row.problems),
        ]
        for row in refused
    ]
    write_table(path, columns, rows)
