"""Whom a roster names, before any row is judged: enough to look them up among the records, at a small part of the cost."""

import re
from collections.abc import Mapping

from vclinic.domain.names import normal_name
from vclinic.domain.problem import Problem
from vclinic.forms.roster_aside import with_asides
from vclinic.forms.roster_file import Sheet
from vclinic.forms.roster_header import find_header
from vclinic.forms.roster_words import read_id_no

_FIGURES = re.compile(r"\d{4}")


def people_named(sheet: Sheet, told: Mapping[str, str] | None = None) -> tuple[list[str], list[str]]:
    """(sound ID numbers, names) of all rows, refused ones too, each once and in the order of the sheet.

    Raises:
        Refused: ``not_a_roster``.
    """
    place, columns = find_header(sheet.rows, told)
    numbers: dict[str, None] = {}
    names: dict[str, None] = {}
    for cells in sheet.rows[place + 1 :]:
        row = with_asides({name: cells[column].strip() for name, column in columns.items() if column < len(cells)})
        number = read_id_no(row.get("id_no", ""))
        if number is not None and not isinstance(number, Problem):
            numbers.setdefault(number.number)
        names.setdefault(normal_name(row.get("name", "")))
    names.pop("", None)
    return list(numbers), list(names)


def says_who(row: Mapping[str, str]) -> bool:
    """Whether a row holds the figures of an ID number or a birth date, which no heading does."""
    return any(_FIGURES.search(row.get(name, "")) for name in ("id_no", "birth_date"))
