"""An expiry as boxes print it: a whole date, or a year and month whose last day it is."""

import calendar
import re
from datetime import date

from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.reading import half_width, read_value

_PRINTED = re.compile(r"^(?:EXP(?:IRY)?|有效期至?|失效期)[.:\s]*", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(20\d{2})\s*[-/.年 ]?\s*(\d{1,2})月?")
_MONTH_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*(20\d{2})")


def read_expiry(name: str, meaning: Meaning, typed: str) -> date | Problem | None:
    """The last day a batch may be given: of a month alone, its last day. None for nothing typed."""
    text = _PRINTED.sub("", half_width(typed))
    if (match := _YEAR_FIRST.fullmatch(text)) is not None:
        year, month = int(match[1]), int(match[2])
    elif (match := _MONTH_FIRST.fullmatch(text)) is not None:
        year, month = int(match[2]), int(match[1])
    else:
        return read_value(name, meaning, text)
    if not 1 <= month <= 12:
        return Problem(name, "no_such_date", f"没有 {year} 年 {month} 月。", "没有这月")
    return date(year, month, calendar.monthrange(year, month)[1])
