"""The sync centre: every change in one of four groups, what needs a person first, each with its reason and its field."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vclinic.domain import entities
from vclinic.domain.dates import short_day
from vclinic.services.returned import remarks_in_words
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, rounds, standing
from vclinic.storage.rounds import DEVICE
from vclinic.storage.standing import Standing

GROUPS = {"needs": "需处理", "pending": "待上报", "stored": "已收到", "accepted": "已通过"}
OLD, VERY_OLD = timedelta(days=1), timedelta(days=3)
_LINE = {
    "not_enrolled": "还没有接入卫生院",
    "revoked": "卫生院停用了这台电脑，可以用U盘上报",
    "unknown_device": "卫生院不认识这台电脑，请向卫生院要一份新的接入单",
    "taken_over": "另一台电脑在用这份资料上报，本机已停止上报",
    "clock_in_doubt": "电脑的日期要先核对",
    "disk_full": "电脑的磁盘满了",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreLine:
    """A change as the sync centre lists it.

    Attributes:
        whose, what: the person or the drug, and the kind of record with its clinical day.
        recorded_at: when it was saved; what waits has waited since then.
        age: how long that is, in words; ``level``: "", ``warn`` over a day, ``danger`` over three, of what waits only.
        reason: what it waits for, why it was not taken, or what was asked.
        field: the field that is meant, "" for the whole record; ``mend`` whether its form is to be opened.
    """

    change_id: str
    entity: str
    entity_id: str
    resident_id: str
    whose: str
    what: str
    revision: int
    recorded_at: datetime
    state: str
    age: str
    level: str
    reason: str
    field: str
    mend: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One of the four: how many are in it, and the first of them (those that wait longest, else the newest)."""

    total: int
    lines: tuple[CentreLine, ...]


def group(station: Workstation, name: str, limit: int = 200) -> Group:
    """What is in a group of `GROUPS`."""
    with station.store.read() as session:
        total, standings = standing.of_group(session, name, limit)
        code = rounds.stopped(session) or rounds.last_code(session)
    now = station.clock.now()
    waits = _why_pending(paired=DEVICE in station.store.meta(DEVICE), code=code)
    return Group(total, tuple(_line(one, now, waits) for one in standings))


def totals(station: Workstation) -> dict[str, int]:
    """How many are in each group."""
    with station.store.read() as session:
        return {name: change_states.grouped(session, name, 0)[0] for name in GROUPS}


def age_of(since: datetime, now: datetime) -> tuple[str, str]:
    """How long something has waited, in words, and how loud that is said: "", ``warn`` over a day, ``danger`` over three."""
    waited = max(now - since, timedelta())
    level = "danger" if waited > VERY_OLD else "warn" if waited > OLD else ""
    if waited >= OLD:
        return f"{waited.days} 天", level
    hours = int(waited.total_seconds()) // 3600
    return (f"{hours} 小时" if hours else "1 小时内"), level


def _why_pending(*, paired: bool, code: str) -> str:
    if not paired:
        return _LINE["not_enrolled"]
    return _LINE.get(code, "上次没报出去，会自动再报") if code else "等下一次上报"


def _line(one: Standing, now: datetime, waits: str) -> CentreLine:
    change, kind = one.change, entities.by_name(one.change.entity)
    day = kind.day_of(one.data) if kind is not None else None
    told = kind.told(one.data)[0] if kind is not None and kind.told is not None else entities.label(change.entity)
    waiting = change.state == "pending" or (
        change.state in ("refused", "returned") and change.latest and one.reply is None
    )
    age, level = age_of(change.recorded_at, now) if waiting else ("", "")
    field, reason = _why(one, waits)
    return CentreLine(
        change_id=change.id,
        entity=change.entity,
        entity_id=change.entity_id,
        resident_id=one.resident_id,
        whose=one.whose,
        what=f"{told} {short_day(day, now.date())}" if day is not None else told,
        revision=change.revision,
        recorded_at=change.recorded_at,
        state=change.state,
        age=age,
        level=level,
        reason=reason,
        field=field,
        mend=change.state in ("refused", "returned") and change.latest,
    )


def _why(one: Standing, waits: str) -> tuple[str, str]:
    """The field that is meant, and the reason in words."""
    change = one.change
    if change.state == "pending":
        return "", waits
    if change.state == "refused":
        return change.field, change.text if change.latest else f"没收下，已有新版（{change.text}）"
    if change.state == "returned":
        return _returned(one)
    return "", "" if change.latest else "已有新版"


def _returned(one: Standing) -> tuple[str, str]:
    """The first field with a remark, and what was asked or answered."""
    verdict, kind = one.verdict, entities.by_name(one.change.entity)
    if verdict is None or kind is None:
        return "", ""
    asked = remarks_in_words(verdict, kind, one.data)
    field = verdict.remarks[0][0] if verdict.remarks else ""
    if not one.change.latest:
        return field, f"退回过，已有新版（{asked}）"
    if one.reply is not None:
        return field, f"已答复，等卫生院看：“{one.reply.text}”（{asked}）"
    until = f"，{verdict.deadline:%m-%d} 前改好" if verdict.deadline is not None else ""
    return field, f"卫生院退回{until}：{asked}"
