"""Who somebody is on paper: citizen ID numbers (GB 11643-1999) and archive numbers of 17 digits."""

import re
from dataclasses import dataclass
from datetime import date

from vclinic.domain.problem import Problem
from vclinic.domain.typed import plain

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_GAPS = re.compile(r"[\s\-‐‑‒–—−·_]+")


@dataclass(frozen=True, slots=True)
class IdNo:
    """A sound ID number. ``upgraded`` when it was written with 15 digits."""

    number: str
    birth_date: date
    sex_code: str
    upgraded: bool = False


def normal_id_no(text: str) -> str:
    """An ID number as typed or pasted: full-width digits, gaps and a lower-case x made even, with no marks nobody sees."""
    return _GAPS.sub("", plain(text)).upper()


def check_character(first17: str) -> str:
    """The 18th character of an ID number."""
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]


def parse_id_no(text: str, field: str = "id_no") -> IdNo | Problem:
    """The number behind ``text``, or why it cannot be one: ``length``, ``characters``, ``no_such_date``, ``check_digit``."""
    number = normal_id_no(text)
    if len(number) not in (15, 18):
        return Problem(field, "length", f"身份证号应是 18 位（老证 15 位），现在是 {len(number)} 位。")
    if not (number[:-1].isdecimal() and number[:-1].isascii()) or number[-1] not in "0123456789X":
        return Problem(field, "characters", "身份证号只能有数字，最后一位可以是 X。")
    if len(number) == 15:
        if number[-1] == "X":
            return Problem(field, "characters", "15 位身份证号只能有数字。")
        return _read(field, _upgrade(number), upgraded=True)
    return _read(field, number, upgraded=False)


def _upgrade(old: str) -> str:
    longer = f"{old[:6]}19{old[6:]}"
    return longer + check_character(longer)


def _read(field: str, number: str, *, upgraded: bool) -> IdNo | Problem:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        born = date(year, month, day)
    except ValueError:
        return Problem(
            field, "no_such_date", f"身份证号里的出生日期 {number[6:10]}-{number[10:12]}-{number[12:14]} 不存在。"
        )
    if check_character(number[:17]) != number[17]:
        return Problem(
            field, "check_digit", f"身份证号校验位不对：按前 17 位算，最后一位应是 {check_character(number[:17])}。"
        )
    return IdNo(number, born, "1" if int(number[16]) % 2 else "2", upgraded)


def make_id_no(region: str, born: date, serial: int) -> str:
    """A number of the given region (6 digits), birth date and serial 1–999; odd serials are men's."""
    first17 = f"{region}{born:%Y%m%d}{serial:03d}"
    return first17 + check_character(first17)


@dataclass(frozen=True, slots=True)
class ArchiveNo:
    """A 17-digit archive number: county 6, township 3, village 3, serial 5."""

    county: str
    township: str
    village: str
    serial: int

    @property
    def tail(self) -> str:
        """The last eight digits as the form's head prints them."""
        return f"{self.village}-{self.serial:05d}"

    def __str__(self) -> str:
        return f"{self.county}{self.township}{self.village}{self.serial:05d}"


def parse_archive_no(text: str, field: str = "archive_no") -> ArchiveNo | Problem:
    """An archive number, or why it is none."""
    if len(text) != 17 or not (text.isascii() and text.isdecimal()):
        return Problem(field, "archive_no", "档案编号是 17 位数字。")
    if text[12:] == "00000":
        return Problem(field, "archive_no", "档案编号的最后 5 位从 00001 开始。")
    return ArchiveNo(text[:6], text[6:9], text[9:12], int(text[12:]))


def mistyped(typed: str, number: str) -> bool:
    """Whether a number that cannot be one is probably ``number``: its last character alone is wrong, or a digit is."""
    return typed != number and len(typed) == 18 and (typed[:17] == number[:17] or nearly_same(typed, number))


def nearly_same(one: str, other: str) -> bool:
    """Whether two ID numbers may be one mistyped: a digit apart, or two neighbours exchanged. The check character follows
    from the rest and is not counted."""
    first, second = one[:17], other[:17]
    if len(first) != 17 or len(second) != 17:
        return False
    apart = [place for place in range(17) if first[place] != second[place]]
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        return first[apart[0]] == second[apart[1]] and first[apart[1]] == second[apart[0]]
    return len(apart) == 1
