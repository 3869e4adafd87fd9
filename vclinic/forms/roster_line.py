"""What one row of a roster says of its household, and what an earlier import remembered of a row it sent back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vclinic.domain.identity import nearly_same
from vclinic.domain.names import normal_name
from vclinic.domain.typed import plain
from vclinic.forms.roster_numerals import read_group
from vclinic.forms.roster_words import read_birth, read_relation

HEAD = "02"
_NOBODY = frozenset(("无", "不详", "未知", "空", "暂无", "没有", "0", "/", "\\", "-", "—", "同上"))
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")


@dataclass(frozen=True, slots=True)
class Household:
    """A household of a file. ``key`` is the same for its rows; ``home`` is its id where an earlier import kept it."""

    key: str
    no: str = ""
    head: str = ""
    group: str = ""
    address: str = ""
    home: str = ""


NOT_KNOWN = Household("")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A row that an earlier import sent back: where it stood, who it was, and the household it belonged to."""

    row: int
    name: str
    id_no: str
    household: Household

    def is_of(self, line: "Line") -> bool:
        """Whether a line given back with this row number is this row: a number that is the same or nearly so, or the
        name where one side has none. A namesake with another number, or of another group, had the same row number in
        another file."""
        elsewhere = bool(line.group and self.household.group) and line.group != self.household.group
        if self.row != line.sent_back_as or elsewhere:
            return False
        if self.id_no and line.id_no and self.id_no[:17] != line.id_no[:17]:
            return nearly_same(self.id_no, line.id_no)
        return bool(self.id_no and line.id_no) or self.name == line.name


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says of its household. ``sent_back_as`` is its 原表行号 in a file of refused rows, else 0."""

    number: int
    name: str
    id_no: str
    person: str
    no: str
    head: str
    group: str
    address: str
    relation: str
    sent_back_as: int = 0

    @property
    def own(self) -> bool:
        """Whether the row is its household's head."""
        from_relation, _ = read_relation(self.relation)
        return from_relation == HEAD or bool(self.name and self.head == self.name)


def line_of(number: int, row: Mapping[str, str], *, sent_back_as: str = "") -> Line:
    """The words of a row that say something of its household; the columns 原户… of a refused row say what it lacks."""

    def said(name: str) -> str:
        return _said(row.get(name, "")) or _said(row.get(f"was_{name}", ""))

    name, id_no = normal_name(row.get("name", "")), re.sub(r"\W", "", plain(row.get("id_no", ""))).upper()
    return Line(
        number=number,
        name=name,
        id_no=id_no,
        person=id_no or _day(row.get("birth_date", "")),
        no=re.sub(r"\s", "", said("household_no")),
        head=normal_name(said("household_head")),
        group=read_group(said("village_group")) if said("village_group") else "",
        address=even_address(said("address")),
        relation=_said(row.get("relation", "")),
        sent_back_as=int(sent_back_as) if sent_back_as.isascii() and sent_back_as.isdecimal() else 0,
    )


def _day(cell: str) -> str:
    """A birth date as an ID number holds it, so that a row without its number is seen to be of the same person."""
    born = read_birth(cell, None) if cell else None
    return f"{born:%Y%m%d}" if isinstance(born, date) else plain(cell)


def even_address(text: str) -> str:
    """An address as it is compared: gaps make no difference."""
    return re.sub(r"\s", "", plain(text))


def _said(cell: str) -> str:
    text = plain(cell).strip()
    return "" if text in _NOBODY or _ERROR.fullmatch(text.upper()) else text
