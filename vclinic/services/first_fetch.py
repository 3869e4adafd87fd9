"""What the doctor sees while this clinic's own records come back from the township: how far it is, how long it takes, what
is not there yet, and what could not be taken in."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from vclinic.domain import entities
from vclinic.services.workstation import Workstation
from vclinic.storage import own_progress, own_records, rounds

_MEANWHILE = "可以照常接诊、录入；没取回来的居民暂时查不到，先不要重复建档。"


@dataclass(frozen=True, slots=True)
class FirstFetch:
    """Changes and residents that came, of how many; 0 residents where it is not known how many there are.

    Attributes:
        seconds: how long the rest takes at this pace; None when nobody can tell.
        stopped: the round ended before everything was here; the next one goes on.
    """

    done: int
    total: int
    residents: int
    residents_total: int
    seconds: int | None
    stopped: bool


def is_wanted(station: Workstation) -> bool:
    """Whether this computer does not have everything yet."""
    return bool(own_progress.wanted(station.store))


def fetching(station: Workstation) -> FirstFetch | None:
    """How far it is; None when everything is here, or nothing came yet."""
    coming = own_progress.coming(station.store)
    if coming is None or not coming.left or not is_wanted(station):
        return None
    with station.store.read() as session:
        here = own_progress.people_here(session)
        ended = rounds.last_at(session)
    total = coming.kinds.get("resident", 0)
    at, began = datetime.fromisoformat(coming.at), datetime.fromisoformat(coming.began)
    came, took = coming.done - coming.start, (at - began).total_seconds()
    return FirstFetch(
        done=coming.done,
        total=coming.done + coming.left,
        residents=min(here, total),
        residents_total=total,
        seconds=round(coming.left * took / came) if came and took > 0 else None,
        stopped=bool(ended) and datetime.fromisoformat(ended) >= at.replace(microsecond=0),
    )


def say(now: FirstFetch) -> tuple[str, str]:
    """The bold words and the plain ones beside the bar."""
    counted = f"{_counted(now)}，共 {now.done:,} / {now.total:,} 条" if now.residents_total else _counted(now)
    if now.stopped:
        return "取回本室资料断了，会自动接着取", f"{counted}。有网络后从这里接着取，不会重复。{_MEANWHILE}"
    rest = "" if now.seconds is None else f"，大约还要 {_span(now.seconds)}"
    return "正在从卫生院取回本室的资料", f"{counted}{rest}。{_MEANWHILE}"


def in_short(station: Workstation) -> str:
    """The words in the corner of the window; empty when nothing is coming."""
    now = fetching(station)
    return f"正在取回 {_counted(now)}" if now is not None else ""


def goes_on(station: Workstation) -> str:
    """What is added to the words about a line that broke: how far it came; empty when nothing was coming."""
    now = fetching(station)
    return f"本室资料已取回 {_counted(now)}，会自动接着取。" if now is not None else ""


def end(station: Workstation) -> str:
    """The words when everything is here; empty when nothing came, or not all."""
    coming = own_progress.coming(station.store)
    if coming is None or not coming.done or is_wanted(station):
        return ""
    people = f"居民 {coming.kinds['resident']:,} 位，" if "resident" in coming.kinds else ""
    return f"本室在卫生院的资料都取回来了：{people}共 {coming.done:,} 条。"


def not_taken(station: Workstation) -> tuple[str, str]:
    """Changes of this clinic's that could not be taken in here, counted, and what becomes of them; empty for none."""
    aside = own_records.untold(station.store)
    if not aside:
        return "", ""
    counted = Counter(entities.label(change.entity) for change in aside)
    named = "、".join(f"{label} {count}" for label, count in counted.items())
    return (
        f"卫生院有本室的 {len(aside)} 条没有取进本机",
        f"{named}。和本机写的对不上的，打开那一份核对后再存；本程序读不懂的，升级程序后自动取进来。卫生院那里都在。",
    )


def _counted(now: FirstFetch) -> str:
    if now.residents_total:
        return f"居民 {now.residents:,} / {now.residents_total:,}"
    return f"{now.done:,} / {now.total:,} 条"


def _span(seconds: int) -> str:
    return f"{max(1, seconds)} 秒" if seconds < 60 else f"{round(seconds / 60)} 分钟"
