"""The sample village's roster as it really arrives: columns in any order, five date spellings, and rows that are wrong."""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vclinic.domain import codes
from vclinic.sample.people import Person

_HEADS = [
    "姓名",
    "性别",
    "身份证号码",
    "出生日期",
    "联系电话",
    "家庭住址",
    "户主姓名",
    "与户主关系",
    "慢性病",
    "村民小组",
]
_FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_RELATION = {"02": "户主", "10": "配偶", "20": "之子", "30": "之女", "38": "儿媳", "40": "孙子"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What importing the roster must say."""

    accepted: int
    refused: int
    unchanged: int


def write_roster(path: Path, people: Sequence[Person], seed: int, faults: int = 7) -> Expected:
    """Write the roster as .xlsx, or as GBK text for any other ending."""
    rng = random.Random(seed)
    heads = list(_HEADS)
    rng.shuffle(heads)
    rows = [_cells(person, rng) for person in people]
    bad = [_broken(place, dict(rng.choice(rows))) for place in range(faults)]
    twice = [dict(row) for row in rows[:3]]
    table = [heads, *([row[head] for head in heads] for row in [*rows, *bad, *twice])]
    if path.suffix == ".xlsx":
        _xlsx(path, table)
    else:
        text = io.StringIO()
        csv.writer(text).writerows(table)
        path.write_bytes(text.getvalue().encode("gb18030"))
    return Expected(len(rows), len(bad), len(twice))


def _cells(person: Person, rng: random.Random) -> dict[str, str]:
    resident = person.resident
    born = resident.birth_date
    spellings = (
        born.isoformat(),
        f"{born.year}/{born.month}/{born.day}",
        f"{born.year}.{born.month}.{born.day}",
        f"{born.year}年{born.month}月{born.day}日",
        f"{born:%Y%m%d}",
    )
    number = resident.id_no
    look = rng.random()
    if look < 0.1:
        number = number.translate(_FULL)
    elif look < 0.16:
        number = f"{number[:6]} {number[6:14]} {number[14:]}"
    elif look < 0.2 and number[6:8] == "19":
        number = number[:6] + number[8:17]
    diseases = "、".join(codes.DISEASE.label(code) for code in person.registers) or rng.choice(("无", ""))
    return {
        "姓名": resident.name if rng.random() > 0.05 else " ".join(resident.name),
        "性别": "男" if resident.sex_code == "1" else "女",
        "身份证号码": number,
        "出生日期": rng.choice(spellings),
        "联系电话": resident.phone,
        "家庭住址": resident.address,
        "户主姓名": resident.household_head,
        "与户主关系": _RELATION.get(resident.relation_code, "其他"),
        "慢性病": diseases,
        "村民小组": resident.village_group,
    }


def _broken(place: int, row: dict[str, str]) -> dict[str, str]:
    """One kind of fault each: check digit, length, no such date, rounded by a spreadsheet, no name, wrong sex, two dates."""
    row = row | {
        "身份证号码": "340123195803121019",
        "出生日期": "1958-03-12",
        "性别": "男",
        "姓名": f"错行{'甲乙丙丁戊己庚'[place % 7]}",
    }
    kinds = (
        {"身份证号码": "340123195803121010"},
        {"身份证号码": "34012319580312101"},
        {"身份证号码": "340123196202291025", "出生日期": "", "性别": "女"},
        {"身份证号码": "3.40123E+17"},
        {"姓名": "", "身份证号码": "340123198906150035", "出生日期": "1989-06-15"},
        {"性别": "女"},
        {"出生日期": "1959-03-12"},
    )
    return row | kinds[place % len(kinds)]


def _xlsx(path: Path, table: list[list[str]]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("no sheet")
    sheet.append(["清溪镇柳河村居民花名册"])
    for row in table:
        sheet.append(row)
    book.save(path)
