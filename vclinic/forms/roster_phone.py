"""A telephone cell of a roster: whatever stands in it, the person comes in; what was not kept is said."""

import re

from vclinic.domain.typed import plain

_NONE = re.compile(
    r"[-—–－/\\、.0]*|(无|没有?|不详|不清楚?|未知|未提供|暂无|空|缺|不知道?|未填|拒绝|拒填)(电话|手机)?(号码?)?|#?N/?A|NULL|NONE|NAN|NIL|#[A-Z0-9/]+[!?]?",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_SPREADSHEET_DECIMALS = re.compile(r"(?<=\d)\.0+(?!\d)")
_SPLIT_MOBILE = re.compile(r"1[3-9](?:[.,·\s]?\d){9}")  # 13,800,001,111 and 138.0000.1111 are one number
_DASH = re.compile(r"(?<=\d)一(?=\d)")  # typed for a dash
_BETWEEN = re.compile(r"[、,，;；/／\\|｜&\n\r]+|或|和|及")
_RUN = re.compile(r"[+(]*\d[\d\s()—–－−‐‑-]*")
_NOT_DIGIT = re.compile(r"\D+")
_COUNTRY = re.compile(r"(00)?86(?=1[3-9]\d{9}$|0\d{9,11}$|[1-9]\d{8,10}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0(10|2\d|[3-9]\d{2}))?[2-8]\d{6,7}")
_SERVICE = re.compile(r"[48]00\d{7}")
_ZERO_LOST = re.compile(r"(10|2[0-9])[2-8]\d{7}|[3-9]\d{2}[2-8]\d{6,7}")
_EMPTY_WORDS = re.compile(r"转|座机|固话|本人|电话|手机|联系|号码?|[tT][eE][lL]|[:：()（）.。+\s—–－−‐‑-]+")


def read_phone(cell: str) -> tuple[str, str]:
    """(telephone number, what has to be said about the cell); both empty where the cell says there is none.

    Of several numbers the first mobile is kept, else the first; a number is kept without dashes, blanks and +86.
    """
    text = _even(cell)
    if _NONE.fullmatch(text):
        return "", ""
    if _SCIENTIFIC.fullmatch(text):
        return "", f"电话“{text}”是科学计数，后几位已丢失，没有记，请补填。"
    numbers, rest = _numbers(text)
    if not numbers:
        if lost_zero(cell):
            return "", f"电话“{text}”像是丢了最前面的 0（{lost_zero(cell)}），没有记，请核对。"
        return "", f"电话“{text}”不是电话号码，没有记，请核对。"
    kept = next((number for number in numbers if _MOBILE.fullmatch(number)), numbers[0])
    others = [number for number in dict.fromkeys(numbers) if number != kept]
    more = "、".join([*others, *rest])
    return kept, f"电话“{text}”里记的是 {kept}，另有“{more}”没有记。" if more else ""


def lost_zero(cell: str) -> str:
    """The landline a spreadsheet has taken the first 0 of an area code from; empty where it is none."""
    digits = _bare(_even(cell))
    if not re.fullmatch(r"[\d\s()—–－−‐‑-]+", _even(cell)) or not _ZERO_LOST.fullmatch(digits):
        return ""
    return "" if _is_number(digits) else f"0{digits}"


def _even(cell: str) -> str:
    text = _DASH.sub("-", plain(cell)).strip().strip("'`*")
    return _NOT_DIGIT.sub("", text) if _SPLIT_MOBILE.fullmatch(text) else _SPREADSHEET_DECIMALS.sub("", text)


def _bare(text: str) -> str:
    return _COUNTRY.sub("", _NOT_DIGIT.sub("", text))


def _is_number(digits: str) -> bool:
    return any(shape.fullmatch(digits) for shape in (_MOBILE, _LANDLINE, _SERVICE))


def _numbers(text: str) -> tuple[list[str], list[str]]:
    """(numbers in their order, what stands beside them and says something)."""
    numbers: list[str] = []
    rest: list[str] = []
    for part in _BETWEEN.split(text):
        for run in _RUN.findall(part):
            told = _of_run(run)
            numbers += told
            rest += [] if told else [run.strip()]
        word = _EMPTY_WORDS.sub("", _RUN.sub(" ", part))
        rest += [word] if word and not _NONE.fullmatch(word) else []
    return numbers, rest


def _of_run(run: str) -> list[str]:
    """A run of digits, blanks and dashes is one number, or several of them beside one another."""
    whole = _bare(run)
    if _is_number(whole):
        return [whole]
    abroad = re.match(r"\W*(00|\+)\W*86", run)
    if abroad and _ZERO_LOST.fullmatch(whole):  # written as one dials from abroad: without the 0
        return [f"0{whole}"]
    parts = [_bare(part) for part in run.split()]
    if len(parts) > 1 and all(_is_number(part) for part in parts):
        return parts
    both = re.fullmatch(r"(1[3-9]\d{9})(1[3-9]\d{9})", whole)
    return [both[1], both[2]] if both else []
