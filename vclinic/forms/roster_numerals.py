"""Numbers a roster writes in Chinese numerals: a day of birth, the number of a village group."""

import re

from vclinic.forms.reading import half_width

_DIGITS = "〇一二三四五六七八九"
_DAY = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?"
)
_NUMERAL = re.compile("[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_TO_TEN = "〇一二三四五六七八九十"
_GROUP = re.compile(r"第?(.*?)(?:(?:村民|居民|生产)?小?(组|队))?")


def in_figures(text: str) -> str:
    """一九五八年三月十二日 as 1958-3-12; anything else as it is."""
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    year = "".join(str(_DIGITS.index("〇" if digit in "零○" else digit)) for digit in match[1])
    return f"{year}-{_figure(match[2])}-{_figure(match[3])}"


def _figure(numeral: str) -> int:
    """Numerals below a hundred: 十二, 二十, 三十一."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.find(tens) if tens else 1) * 10 * bool(ten) + (_DIGITS.find(ones) if ones else 0)


def read_group(cell: str) -> str:
    """A village group in one spelling: 3, 第三组 and 三村民小组 are all 三组, 十一组 and 11 are 11组, 12队 stays a 队."""
    match = _GROUP.fullmatch(half_width(cell))
    name, kind = (match[1].removesuffix(".0"), match[2]) if match else ("", "")
    if not name:
        return ""
    if _NUMERAL.fullmatch(name):
        name = str(_figure(name))
    if name.isdecimal() and 1 <= int(name) < len(_TO_TEN):
        name = _TO_TEN[int(name)]
    return f"{name}{kind or ('' if re.search('[组队]', name) else '组')}"
