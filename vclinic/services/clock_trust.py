"""Whether the machine's clock can be believed. Expiry, next dates and what is recorded rest on it; where it contradicts what
is already known, nothing dated is written until a person has said what day it is.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from vclinic import BUILT_ON
from vclinic.domain.dates import beijing_day
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.reading import read_value
from vclinic.services.workstation import Clock, Workstation
from vclinic.storage import changes, worklist
from vclinic.storage.rounds import LAST_SUCCESS, TOWNSHIP_TIME
from vclinic.storage.store import Store

SLACK = timedelta(hours=1)  # clocks are set right by minutes; nobody needs to be asked for that
FAR = timedelta(days=60)  # design: no clinic rests so long
HOLDS = timedelta(hours=24)  # for so long a day somebody confirmed counts, by the machine's own clock
_TRUST = "clock_trust"


class TrustedClock:
    """The machine's clock, put right by as many days as a person has said.

    Attributes:
        base: the machine's clock. ahead: what is added to it.
    """

    def __init__(self, base: Clock) -> None:
        self.base = base
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Wall time, +08:00."""
        return self.base.now() + self.ahead

    def today(self) -> date:
        """The clinical day."""
        return beijing_day(self.now())

    def monotonic(self) -> float:
        """Seconds nobody can set."""
        return self.base.monotonic()


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """Why the clock is not believed.

    Attributes:
        kind: ``behind``, an entry is newer than now; ``before_build``, the program is; ``far_ahead`` of everything known.
        says: the day the clock shows. known: the day that contradicts it. township: the township's time at the last
            round, None where there was none.
    """

    kind: str
    says: date
    known: date
    township: datetime | None = None

    @property
    def sentence(self) -> str:
        """What is odd, for the doctor."""
        match self.kind:
            case "behind" if self.known == self.says:
                return f"电脑的钟慢了：{self.says} 已经有比现在还晚的记录。"
            case "behind":
                why = f"可是最近一次记录是 {self.known} 写的"
            case "before_build":
                why = f"可是本程序是 {self.known} 才做出来的"
            case _:
                why = f"离最近一次记录或上报（{self.known}）已经很久"
        return f"电脑的日期是 {self.says}，{why}。"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A day somebody said, while it holds.

    Attributes:
        day: that day. at: when, by the machine's own clock. by: who. why: what was odd about the clock.
    """

    day: date
    at: datetime
    by: str
    why: str

    @property
    def sentence(self) -> str:
        """Who said so, for the doctor."""
        return f"今天按 {self.day} 算，是 {self.by} 确认的。{self.why}"


def same_day(before: tuple[datetime, float], now: tuple[datetime, float]) -> bool:
    """Whether the day is the same and the clock went as time goes; each is (wall time, monotonic seconds)."""
    passed = (now[0] - before[0]).total_seconds() - (now[1] - before[1])
    return beijing_day(before[0]) == beijing_day(now[0]) and abs(passed) <= SLACK.total_seconds()


def look(station: Workstation) -> ClockDoubt | None:
    """Whether the clock is to be believed now; from here on nothing dated is written while it is not."""
    doubt = _doubt(station.store, station.clock)
    stopped = "" if doubt is None else f"{doubt.sentence}请先确认今天是哪一天（电脑时间不对的，请调对），再记录。"
    station.store.stopped = stopped
    return doubt


def confirm_today(station: Workstation, day: date | str) -> list[Problem]:
    """Somebody says what day it is: that day is worked with until tomorrow, or until the clock is put right.

    Args:
        day: a day, or how one is typed (2026-11-28).
    """
    clock = _trusted(station)
    said = _read(day)
    if said is None:
        return [Problem("day", "not_a_date", f"“{day}”看不懂，请写成 2026-11-28 这样。")]
    if said < BUILT_ON:
        return [Problem("day", "before_build", f"本程序是 {BUILT_ON} 做的，今天不会比它早。")]
    now = clock.base.now()
    doubt = _contradiction(station.store, now)
    if doubt is None and said != beijing_day(now):
        text = f"电脑的日期是 {beijing_day(now)}，和已有的记录不矛盾，不能改成 {said}。电脑时间不对的，请调对。"
        return [Problem("day", "not_in_doubt", text)]
    clock.ahead = timedelta(days=(said - beijing_day(now)).days)
    if doubt is None:
        station.store.stopped = ""
        return []
    trust = {
        "day": said.isoformat(),
        "ahead_days": clock.ahead.days,
        "at": now.isoformat(timespec="seconds"),
        "by": station.doctor.id,
        "name": station.doctor.name,
        "why": doubt.sentence,
    }
    station.store.set_meta({_TRUST: json.dumps(trust)})
    station.store.stopped = ""
    return []


def confirmation(station: Workstation) -> Confirmation | None:
    """The day somebody said, where one holds now and the clock is still odd."""
    clock = station.clock
    trust = _held(station.store, clock.base.now() if isinstance(clock, TrustedClock) else clock.now())
    if trust is None or not trust.get("why"):  # an older program kept no reason
        return None
    return Confirmation(
        date.fromisoformat(trust["day"]), datetime.fromisoformat(trust["at"]), trust["name"], trust["why"]
    )


def _doubt(store: Store, clock: Clock) -> ClockDoubt | None:
    trusted = clock if isinstance(clock, TrustedClock) else None
    base = trusted.base.now() if trusted else clock.now()
    trust = _held(store, base)
    if trusted is not None:
        trusted.ahead = timedelta(days=trust["ahead_days"] if trust else 0)
    return None if trust is not None else _contradiction(store, base)


def _contradiction(store: Store, base: datetime) -> ClockDoubt | None:
    """What contradicts the machine's own clock, whatever somebody has said."""
    newest, township = _newest(store), _contact(store)
    if newest is not None and base + SLACK < newest:
        return ClockDoubt("behind", beijing_day(base), beijing_day(newest), township)
    if beijing_day(base) < BUILT_ON:
        return ClockDoubt("before_build", beijing_day(base), BUILT_ON, township)
    heard = [beijing_day(moment) for moment in (newest, township) if moment is not None]
    if heard and beijing_day(base) - FAR > max(heard):  # entries may have come in any order: the visits know better
        heard.append(_latest_visit(store) or heard[0])
    if heard and beijing_day(base) - FAR > max(heard):
        return ClockDoubt("far_ahead", beijing_day(base), max(heard), township)
    return None


def _held(store: Store, base: datetime) -> dict[str, Any] | None:
    """The confirmation that holds at ``base`` by the machine's clock, as it is kept."""
    kept = store.meta(_TRUST).get(_TRUST)
    if kept is None:
        return None
    trust: dict[str, Any] = json.loads(kept)
    since = datetime.fromisoformat(trust["at"])
    return trust if since - SLACK <= base <= since + HOLDS else None


def _newest(store: Store) -> datetime | None:
    with store.read() as session:
        return changes.newest_moment(session)


def _latest_visit(store: Store) -> date | None:
    with store.read() as session:
        return worklist.latest_visit(session)


def _contact(store: Store) -> datetime | None:
    """The township's time at the last round; an older program kept only this machine's."""
    facts = store.meta(TOWNSHIP_TIME, LAST_SUCCESS)
    kept = facts.get(TOWNSHIP_TIME) or facts.get(LAST_SUCCESS)
    moment = datetime.fromisoformat(kept) if kept else None
    return moment if moment is None or moment.tzinfo is not None else None


def _trusted(station: Workstation) -> TrustedClock:
    if not isinstance(station.clock, TrustedClock):
        station.clock = TrustedClock(station.clock)
    return station.clock


def _read(day: date | str) -> date | None:
    if isinstance(day, date):
        return day
    value = read_value("day", Meaning("今天的日期", "date"), day)
    return value if isinstance(value, date) else None
