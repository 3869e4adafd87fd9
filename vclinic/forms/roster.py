"""A roster's rows become residents, or are refused with a reason; nothing is guessed that the row does not say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from vclinic.domain import codes
from vclinic.domain.identity import IdNo, normal_id_no, parse_id_no
from vclinic.domain.names import normal_name
from vclinic.domain.problem import Problem, Refused
from vclinic.domain.resident import Resident
from vclinic.forms.draft import half_width, parse
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.roster_file import LOST_DIGITS, Sheet
from vclinic.forms.roster_header import COLUMNS, find_header
from vclinic.forms.spec import Context
from vclinic.forms.tabular import write_table

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{4,5}")
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet dates
_DISEASES = (
    ("高血压", "htn"),
    ("糖尿病", "t2dm"),
    ("慢阻肺", "copd"),
    ("慢性阻塞性肺", "copd"),
    ("脑卒中", "stroke"),
    ("中风", "stroke"),
    ("脑梗", "stroke"),
    ("脑出血", "stroke"),
    ("冠心病", "chd"),
)
_SEXES = {"男": "1", "女": "2", "1": "1", "2": "2", "男性": "1", "女性": "2"}
_RELATIONS = {label: code for code, label in codes.RELATION.options} | {
    "本人": "02", "户主本人": "02", "妻子": "12", "丈夫": "11", "儿子": "20", "女儿": "30", "儿媳妇": "38", "媳妇": "38",
    "孙子": "40", "孙女": "40", "外孙": "40", "外孙女": "40", "父亲": "51", "母亲": "52", "爷爷": "60", "奶奶": "60",
    "次子": "20", "三子": "20", "长女": "30", "次女": "30", "兄": "70", "弟": "70", "姐": "70", "妹": "70", "之子": "20",
    "之女": "30", "之妻": "12", "之夫": "11", "子": "20",
}  # fmt: skip


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
    """What a roster holds; ``repeated`` counts rows that say again what an earlier row said."""

    header: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    refused: tuple[RefusedRow, ...]
    repeated: int


@dataclass
class _Reading:
    rows: list[RosterRow] = field(default_factory=lambda: [])
    refused: list[RefusedRow] = field(default_factory=lambda: [])
    repeated: int = 0
    by_person: dict[str, RosterRow] = field(default_factory=lambda: {})
    head: str = ""


def read_rows(sheet: Sheet, today: date) -> Roster:
    """Every row of a sheet.

    Raises:
        Refused: ``not_a_roster`` when no header with names and ID numbers or birth dates is found.
    """
    place, columns = find_header(sheet.rows)
    reading = _Reading()
    for number, cells in zip(sheet.numbers[place + 1 :], sheet.rows[place + 1 :], strict=True):
        row = {name: cells[column].strip() for name, column in columns.items() if column < len(cells)}
        again = all(cell.strip() in COLUMNS for cell in cells if cell.strip())  # pasted pages repeat the header
        if any(row.values()) and not again:
            _take(reading, number, cells, row, today)
    return Roster(sheet.rows[place], tuple(reading.rows), tuple(reading.refused), reading.repeated)


def _take(reading: _Reading, number: int, cells: tuple[str, ...], row: Mapping[str, str], today: date) -> None:
    made = _resident(row, today)
    if isinstance(made, list):
        reading.refused.append(RefusedRow(number, cells, tuple(made)))
        return
    head = normal_name(row.get("household_head", ""))
    if not head and made.relation_code == "02":
        head = made.name
    reading.head = head or (reading.head if made.relation_code not in ("", "02") else "")
    head = head or reading.head
    made = replace(made, household_head=head, relation_code=made.relation_code or ("02" if head == made.name else ""))
    diseases, unknown = _diseases(row.get("diseases", ""))
    if unknown:
        made = replace(made, extra=(("roster_diseases", unknown),))
    key = f"{head}|{made.address}" if head else ""
    good = RosterRow(number, cells, made, diseases, key)
    person = made.id_no or f"{made.name}|{made.birth_date}"
    earlier = reading.by_person.get(person)
    if earlier is None:
        reading.by_person[person] = good
        reading.rows.append(good)
    elif (earlier.resident, earlier.diseases) == (made, diseases):
        reading.repeated += 1
    else:
        what = f"身份证号 {made.id_no}" if made.id_no else f"{made.name} {made.birth_date}"
        text = f"{what}和第 {earlier.number} 行重复，但内容不一样，请核对后只留一行。"
        reading.refused.append(RefusedRow(number, cells, (Problem("id_no", "duplicate_in_file", text),)))


def _resident(row: Mapping[str, str], today: date) -> Resident | list[Problem]:
    problems: list[Problem] = []
    values: dict[str, Any] = {"name": normal_name(row.get("name", ""))}
    if not values["name"]:
        problems.append(Problem("name", "required", "没有姓名。"))
    elif any(character.isdecimal() for character in values["name"]):
        problems.append(Problem("name", "not_a_name", f"姓名“{values['name']}”里有数字，请核对。"))
    found = _id_no(row.get("id_no", ""))
    if isinstance(found, Problem):
        problems.append(found)
    elif found is not None:
        values |= {"id_no": found.number, "birth_date": found.birth_date, "sex_code": found.sex_code}
    else:
        values |= {"id_no": "", "id_type": "99", "id_missing_reason": "花名册没有填身份证号"}
    _sex(row.get("sex", ""), values, problems)
    _born(row.get("birth_date", ""), values, problems, known=found is not None)
    for name in ("phone", "contact_name", "contact_phone", "address", "employer"):
        if row.get(name):
            values[name] = half_width(row[name])
    for name in ("phone", "contact_phone"):
        if name in values:
            values[name] = values[name].replace(" ", "").replace("-", "")
    _coded(row, values, problems)
    if row.get("village_group"):
        values["village_group"] = _group(row["village_group"])
    if problems:
        return problems
    parsed = parse(PERSONAL_INFORMATION, Resident, values, Context(today, {}))
    return _without_repeats(parsed) if isinstance(parsed, list) else parsed


def _without_repeats(problems: Iterable[Problem]) -> list[Problem]:
    return list({(each.field, each.code): each for each in problems}.values())


def _id_no(cell: str) -> IdNo | Problem | None:
    if cell == LOST_DIGITS or re.fullmatch(r"\d(\.\d+)?[eE]\+\d+", half_width(cell)):
        text = "Excel 把身份证号变成了科学计数，后几位已丢失。请把这一列设成文本，重新填写。"
        return Problem("id_no", "digits_lost", text)
    number = normal_id_no(cell)
    if not number or number in ("无", "不详", "0"):
        return None
    return parse_id_no(number)


def _sex(cell: str, values: dict[str, Any], problems: list[Problem]) -> None:
    word = half_width(cell)
    if not word:
        if "sex_code" not in values and not any(each.field == "id_no" for each in problems):
            problems.append(Problem("sex_code", "required", "没有性别，也没有身份证号可以推出。"))
        return
    code = _SEXES.get(word)
    if code is None:
        problems.append(Problem("sex_code", "unknown_code", f"性别“{word}”看不懂，应是男或女。"))
    elif values.setdefault("sex_code", code) != code:
        sex = "男" if values["sex_code"] == "1" else "女"
        problems.append(Problem("sex_code", "differs_from_id", f"性别写的是“{word}”，身份证是{sex}，请核对。"))


def _born(cell: str, values: dict[str, Any], problems: list[Problem], *, known: bool) -> None:
    word = half_width(cell)
    if not word:
        if "birth_date" not in values and not any(each.field == "id_no" for each in problems):
            problems.append(Problem("birth_date", "required", "没有出生日期，也没有身份证号可以推出。"))
        return
    found = read_date(word)
    if found is None:
        if known and re.fullmatch(r"\d{4}\s*[-/.年]?\s*\d{1,2}\s*月?", word):
            return  # year and month only: the ID number says the day
        problems.append(Problem("birth_date", "not_a_date", f"出生日期“{word}”看不懂，请写成 1958-03-12。"))
    elif isinstance(found, Problem):
        problems.append(found)
    elif values.setdefault("birth_date", found) != found:
        text = f"出生日期写的是 {found}，身份证是 {values['birth_date']}，请核对。"
        problems.append(Problem("birth_date", "differs_from_id", text))


def read_date(word: str) -> date | Problem | None:
    """A date in any of the ways a roster spells it, a spreadsheet's day number included; None when it is none."""
    if _SERIAL.fullmatch(word) and 1 <= int(word) <= 73_050:
        return _EPOCH + timedelta(days=int(word))
    found = _DATE.fullmatch(word.split(" ", maxsplit=1)[0] if ":" in word else word)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return Problem("birth_date", "no_such_date", f"没有 {year} 年 {month} 月 {day} 日这一天。")


def _coded(row: Mapping[str, str], values: dict[str, Any], problems: list[Problem]) -> None:
    relation = half_width(row.get("relation", "")).removeprefix("户主之").removeprefix("户主的")
    if relation:
        code = _RELATIONS.get(relation, relation if relation in codes.RELATION else "")
        values["relation_code"] = code or "97"
    ethnic = half_width(row.get("ethnic", ""))
    if ethnic:
        short = ethnic.removesuffix("族")
        known = {label: code for code, label in codes.ETHNIC.options}
        code = known.get(short) or (ethnic if ethnic in codes.ETHNIC else "")
        if code:
            values["ethnic_code"] = code
        else:
            problems.append(Problem("ethnic_code", "unknown_code", f"民族“{ethnic}”看不懂。"))


def _group(cell: str) -> str:
    word = half_width(cell).removesuffix("村民小组").removesuffix("小组").removesuffix("组").removeprefix("第")
    numerals = "一二三四五六七八九十"
    if word.isdecimal() and 1 <= int(word) <= 10:
        word = numerals[int(word) - 1]
    return f"{word}组" if word else ""


def _diseases(cell: str) -> tuple[tuple[str, ...], str]:
    """(register codes, what could not be read); 无 is nothing."""
    word = half_width(cell)
    rest = word
    found: list[str] = []
    for name, code in _DISEASES:
        if name in rest:
            rest = rest.replace(name, "")
            found.append(code)
    rest = re.sub(r"[、,，;；/\s和及+]|[12]型|原发性|病?无|没有|是|有|否|疾?病$", "", rest)
    return tuple(dict.fromkeys(found)), rest


def refused_file(refused: Sequence[RefusedRow], path: Path, header: Sequence[str]) -> None:
    """The refused rows as they were, each with its row number and reasons, as .xlsx or .csv."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise Refused("unknown_ending", "退回的行请存成 .xlsx 或 .csv。")
    width = max([len(header), *(len(row.cells) for row in refused)], default=len(header))
    columns = ["原表行号", *header, *[""] * (width - len(header)), "退回原因"]
    rows = [
        [
            row.number,
            *("" if cell == LOST_DIGITS else cell for cell in row.cells),
            *[""] * (width - len(row.cells)),
            " ".join(problem.text for problem in row.problems),
        ]
        for row in refused
    ]
    write_table(path, columns, rows)
