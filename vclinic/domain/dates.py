"""Calendar arithmetic of the forms: full years of age, months with end-of-month fallback, the day a moment belongs to."""

import calendar
from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))  # China has one civil time and no summer time


_YEAR = 365  # days, after which month and day come round again
CLOCKS_APART = timedelta(days=1)  # of two machines' calendars around midnight: the one tolerance for "in the future"


def latest_day(today: date) -> date:
    """The latest day that what another machine wrote may bear; what lies beyond lies in the future."""
    return today + CLOCKS_APART


def beijing_day(moment: datetime) -> date:
    """The civil day of an aware moment, whatever zone a machine is set to: what is judged by days is judged by this."""
    return moment.astimezone(BEIJING).date()


def age_on(born: date, day: date) -> int:
    """Full years on ``day``; the birthday itself counts. Born on 29 February: in common years full on 1 March."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (0 if had_birthday else 1)


def months_on(born: date, day: date) -> int:
    """Full months of age on ``day``; a month is full on the day of birth's number, or else on the next month's first."""
    return (day.year - born.year) * 12 + day.month - born.month - (0 if day.day >= born.day else 1)


def short_day(day: date, today: date) -> str:
    """A day in a list: 11-24 within the year around ``today``, else with its year, 2024-11-24."""
    return f"{day:%m-%d}" if abs((today - day).days) < _YEAR else str(day)


def narrow_day(day: date, today: date) -> str:
    """A day where ten characters have no room: 11-24 within the year around ``today``, else its month, 2024-11."""
    return f"{day:%m-%d}" if abs((today - day).days) < _YEAR else f"{day:%Y-%m}"


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or that month's last day where it has none (11-30 + 3 → 02-28 or 29)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def weekday(day: date) -> str:
    """Chinese weekday, e.g. 星期二."""
    return WEEKDAYS[day.weekday()]
