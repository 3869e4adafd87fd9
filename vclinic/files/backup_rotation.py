"""Which of the automatic backups are kept: the newest of each of the last days, weeks and months that have one."""

from collections.abc import Iterable
from datetime import datetime

STAMP = "%Y%m%d-%H%M%S"


def superfluous(made: Iterable[datetime], days: int, weeks: int, months: int) -> set[datetime]:
    """The moments whose backups may go.

    Counted are periods that have a backup, not days of the calendar: a clinic that was shut for a month loses none by it,
    and a clock that ran ahead for a day costs one place. The newest of all stays whatever is asked for.
    """
    newest_first = sorted(made, reverse=True)
    keep = set(newest_first[:1])
    for how_many, shape in ((days, "%Y-%m-%d"), (weeks, "%G-%V"), (months, "%Y-%m")):
        newest_of: dict[str, datetime] = {}
        for moment in newest_first:
            newest_of.setdefault(moment.strftime(shape), moment)
        keep.update(list(newest_of.values())[:how_many])
    return set(newest_first) - keep
