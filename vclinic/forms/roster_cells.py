"""What a spreadsheet's cell says as text, so that a day, a code and a number arrive as people see them."""

import math
import re
from datetime import date, datetime, timedelta

LOST_DIGITS = "（科学计数，后几位已丢失）"  # stands for a number a spreadsheet has rounded, in the refused file too
CellValue = str | bool | int | float | date | None

_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|#{2,})", re.IGNORECASE)
_QUOTED = re.compile(
    r"^\s*['’‘](\d+[Xx]?)\s*$"
)  # a number kept from being rounded by somebody who saw the mark elsewhere
_NOT_DISPLAYED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|g/通用格式')
_YEAR = re.compile(r"y|e(?![+-])")  # e is the year of Far-East formats, unless it stands for an exponent
_DECIMALS = re.compile(r"[#,0]*\.(0+)")
_EXACT_DIGITS = 15  # spreadsheets round longer numbers
_LAST_DAY = 2_958_465  # 9999-12-31
_SERIAL = re.compile(r"[0-9]{4,5}")
_FIRST_SERIAL = 2191  # 1909-12-31: nobody alive is older, and smaller numbers are years
_ISO = "yyyy-mm-dd"

# Far-East formats a file may name without spelling them out (ECMA-376 part 1, 18.8.30, zh-cn).
FAR_EAST_FORMATS = (
    dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"')
    | dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"')
    | {30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"'}
)


def without_error(text: str) -> str:
    """Nothing where a formula has failed: #N/A says nothing about anybody."""
    return "" if _ERROR.fullmatch(text.strip()) else text


def cell_text(value: CellValue, number_format: str = "", *, epoch_1904: bool = False) -> str:
    """A cell as text; a number shown as a day is ISO text, one shown as a month or year alone is 1958-03 or 1958.

    A month keeps its day only where it is not the first: the first is what a spreadsheet adds by itself. Decimals and
    zeros in front are kept as far as the format shows them (1958.1 as 0.00 is 1958.10).
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return without_error(_QUOTED.sub(r"\1", value))
    shown = _NOT_DISPLAYED.sub("", number_format.lower()).split(";")[0].strip()
    if isinstance(value, int | float):
        day = _day(value, epoch_1904=epoch_1904) if _shows_day(shown) else None
        return _number(value, shown) if day is None else _day_text(day, shown)
    return _day_text(value.date() if isinstance(value, datetime) else value, shown)


def serial_of_1904(text: str) -> str:
    """A bare number meant as a day, of a workbook that counts from 1904, as ISO text; a year and all else as it is."""
    number = int(text) if _SERIAL.fullmatch(text) else 0
    return text if number < _FIRST_SERIAL else cell_text(number, _ISO, epoch_1904=True)


def _shows_day(shown: str) -> bool:
    return bool(_YEAR.search(shown)) or "d" in shown or ("m" in shown and not re.search("[hs]", shown))


def _day(serial: float, *, epoch_1904: bool) -> date | None:
    """The day of a serial; None where there is none. 1900 is no leap year, though spreadsheets count it as one."""
    if not 1 <= serial <= _LAST_DAY:
        return None
    start = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30 if serial >= 61 else 31)
    try:
        return start + timedelta(days=int(serial))
    except OverflowError:
        return None


def _day_text(day: date, shown: str) -> str:
    if _YEAR.search(shown) and "d" not in shown and day.day == 1:
        if "m" in shown:
            return f"{day.year:04}-{day.month:02}"
        if day.month == 1:
            return f"{day.year:04}"
    return day.isoformat()


def _number(value: float, shown: str) -> str:
    if not math.isfinite(value):
        return repr(value)
    if value == int(value):
        whole = str(int(value))
        if len(whole) > _EXACT_DIGITS:
            return LOST_DIGITS
        return whole.zfill(len(shown)) if set(shown) == {"0"} else whole
    text = f"{value:.15g}"
    decimals = _DECIMALS.fullmatch(shown)
    padded = f"{value:.{min(len(decimals[1]), _EXACT_DIGITS)}f}" if decimals else text
    return padded if float(padded) == float(text) else text
