"""One row of a roster as a resident, or with the reasons why it cannot be one."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from vclinic.domain.names import normal_name
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms.draft import parse
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.reading import half_width
from vclinic.forms.roster_numerals import read_group
from vclinic.forms.roster_phone import read_phone
from vclinic.forms.roster_words import name_problem, read_birth, read_ethnic, read_id_no, read_relation
from vclinic.forms.spec import Context

_SEXES = {
    "男": "1", "女": "2", "1": "1", "2": "2", "男性": "1", "女性": "2", "M": "1", "F": "2", "MALE": "1", "FEMALE": "2", "♂": "1", "♀": "2",
    "男孩": "1", "女孩": "2", "男童": "1", "女童": "2", "先生": "1", "女士": "2",
}  # fmt: skip
_SEX_NUMBERED = re.compile(r"[12][-.、:]?\s*(男|女)性?|(男|女)性?[(][12][)]|([12])\.0")
_SEX_NOT_SAID = frozenset("0 9 - / ? 不详 未知 未说明 未知的性别 未说明的性别".split())
_LINES = re.compile(r"\s*[\r\n]+\s*")


def read_person(row: Mapping[str, str], today: date, *, epoch_1904: bool = False) -> Resident | list[Problem]:
    """The resident a row says, or everything that is wrong with it; nothing is guessed that the row does not say.

    A telephone cell never sends a person back. ``epoch_1904``: day numbers count from 1904.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {"name": normal_name(row.get("name", ""))}
    problems += filter(None, [name_problem(values["name"], half_width(row.get("name", "")))])
    id_no = read_id_no(row.get("id_no", ""))
    if isinstance(id_no, Problem):
        problems.append(id_no)
    elif id_no is not None:
        values |= {"id_no": id_no.number, "birth_date": id_no.birth_date, "sex_code": id_no.sex_code}
    else:
        values |= {"id_no": "", "id_type": "99", "id_missing_reason": "花名册没有填身份证号"}
    bad_number = isinstance(id_no, Problem)
    _sex(row.get("sex", ""), values, problems, bad_number=bad_number)
    _born(row.get("birth_date", ""), values, problems, bad_number=bad_number, epoch_1904=epoch_1904)
    for name in ("contact_name", "address", "employer"):
        if row.get(name):
            values[name] = _LINES.sub(" ", half_width(row[name]))
    for name in ("phone", "contact_phone"):
        values[name] = read_phone(row.get(name, ""))[0]
    _coded(row, values)
    if problems:
        return problems
    parsed = parse(PERSONAL_INFORMATION, Resident, values, Context(today, {}))
    return _once(parsed) if isinstance(parsed, list) else parsed


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list({(problem.field, problem.code): problem for problem in problems}.values())


def _sex(cell: str, values: dict[str, Any], problems: list[Problem], *, bad_number: bool) -> None:
    word = half_width(cell)
    numbered = _SEX_NUMBERED.fullmatch(word)
    word = next(filter(None, numbered.groups())) if numbered else "" if word in _SEX_NOT_SAID else word
    if not word:
        if "sex_code" not in values and not bad_number:
            problems.append(Problem("sex_code", "required", "没有性别，也没有身份证号可以推出。"))
        return
    code = _SEXES.get(word.upper())
    if code is None:
        problems.append(Problem("sex_code", "unknown_code", f"性别“{word}”看不懂，应是男或女。"))
    elif values.setdefault("sex_code", code) != code:
        sex = "男" if values["sex_code"] == "1" else "女"
        problems.append(Problem("sex_code", "differs_from_id", f"性别写的是“{word}”，身份证是{sex}，请核对。"))


def _born(cell: str, values: dict[str, Any], problems: list[Problem], *, bad_number: bool, epoch_1904: bool) -> None:
    if not cell:
        if "birth_date" not in values and not bad_number:
            problems.append(Problem("birth_date", "required", "没有出生日期，也没有身份证号可以推出。"))
        return
    born = read_birth(cell, values.get("birth_date"), epoch_1904=epoch_1904)
    if not isinstance(born, Problem):
        values["birth_date"] = born
    elif not (bad_number and born.code == "day_missing"):
        problems.append(born)


def ethnic_note(row: Mapping[str, str]) -> list[str]:
    """What to say of an ethnic group nobody can read; like a telephone it sends nobody back."""
    ethnic = read_ethnic(row["ethnic"]) if row.get("ethnic") else ""
    return [f"{ethnic.text.removesuffix('。')}，没有记。"] if isinstance(ethnic, Problem) else []


def _coded(row: Mapping[str, str], values: dict[str, Any]) -> None:
    values["relation_code"], unread = read_relation(row.get("relation", ""))
    if unread:
        values["roster_relation"] = unread
    if row.get("ethnic"):
        ethnic = read_ethnic(row["ethnic"])
        if not isinstance(ethnic, Problem):
            values["ethnic_code"] = ethnic
    if row.get("village_group"):
        values["village_group"] = read_group(row["village_group"])
