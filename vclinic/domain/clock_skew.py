"""How far a computer's clock may stand from the township's before people are told. Nothing is decided by a clock and
nothing is lost by a wrong one; what it wrote is kept with the doubt."""

from datetime import datetime

LIMIT_S = 600  # issue 8: beyond ten minutes, on both sides
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def between(here: datetime, there: datetime) -> int:
    """Seconds by which the clock here is ahead of the one there."""
    return round((here - there).total_seconds())


def is_off(seconds: int) -> bool:
    """Whether people are to be told."""
    return abs(seconds) > LIMIT_S


def in_words(seconds: int) -> str:
    """``快 12 分钟``, ``慢 366 天``; whole units, rounded down."""
    size = abs(seconds)
    for unit, name in ((_DAY, "天"), (_HOUR, "小时"), (_MINUTE, "分钟")):
        if size >= 2 * unit or (unit == _MINUTE and size >= unit):
            return f"{'快' if seconds > 0 else '慢'} {size // unit} {name}"
    return "准"
