"""What the corner of the screen says about reporting, computed from the changes themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vclinic.services.desk import Desk
from vclinic.storage import changes, residents
from vclinic.storage.changes import ChangeState

LAST_SUCCESS = "last_sync_success"
DEVICE = "device"
REST = "sync_rest"

_ENTITIES = {
    "resident": "居民档案",
    "enrolment": "病种专档",
    "follow_up": "随访",
    "prescription": "三处方",
    "dispensing": "发药",
    "batch": "药品批次",
    "stock_entry": "出入库",
    "doctor": "医生",
}


STATES = {"pending": "待上报", "stored": "已收到", "refused": "未接收", "returned": "退回", "accepted": "已通过"}


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Changes by state; ``needs_action`` are refused or returned ones nobody has answered yet."""

    pending: int
    stored: int
    refused: int
    returned: int
    accepted: int
    needs_action: int
    oldest_pending_at: datetime | None
    last_success: datetime | None
    enrolled: bool
    township: str


@dataclass(frozen=True, slots=True)
class PillText:
    """``level``: normal, bold (waiting over a day) or warn (over three days, or something to do)."""

    text: str
    level: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change as the sync centre lists it."""

    change_id: str
    entity: str
    entity_label: str
    entity_id: str
    resident_id: str
    title: str
    revision: int
    recorded_at: datetime
    state: str
    code: str
    field: str
    text: str
    latest: bool


def status(desk: Desk) -> SyncStatus:
    """How reporting stands."""
    with desk.store.read() as session:
        counted = changes.counts(session)
        oldest = changes.oldest_pending(session)
        waiting = changes.needing_action(session)
    facts = desk.store.meta(LAST_SUCCESS, DEVICE, "township_name")
    last = facts.get(LAST_SUCCESS)
    return SyncStatus(
        **counted,
        needs_action=waiting,
        oldest_pending_at=oldest,
        last_success=datetime.fromisoformat(last) if last else None,
        enrolled=DEVICE in facts,
        township=facts.get("township_name", ""),
    )


def resting(desk: Desk) -> bool:
    """Whether the township asked to be left alone and that time is not over; what is started by hand need not ask.

    Counted by the monotonic clock, so that setting the wall clock does not shorten it. After a restart of the machine
    it begins anew.
    """
    noted = desk.store.meta(REST).get(REST, "")
    if not noted:
        return False
    since, seconds = (float(part) for part in noted.split())
    now = desk.clock.monotonic()
    if since > now:  # that clock starts with the machine
        since = now
        desk.store.set_meta({REST: f"{since} {seconds}"})
    return now < since + seconds


def describe(now_status: SyncStatus, now: datetime) -> PillText:
    """The corner's words."""
    if now_status.needs_action:
        return PillText(f"需处理 {now_status.needs_action} 条", "warn")
    last = _moment(now_status.last_success, now)
    if not now_status.pending:
        return PillText(f"已全部上报 {last}".rstrip(), "normal")
    words = f"{now_status.pending} 条待上报"
    if not now_status.enrolled:
        return PillText(f"{words} · 未接入卫生院", "normal")
    words += f" · 上次 {last}" if last else ""
    age = now - now_status.oldest_pending_at if now_status.oldest_pending_at else timedelta()
    level = "warn" if age > timedelta(days=3) else "bold" if age > timedelta(days=1) else "normal"
    return PillText(words, level)


def _moment(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%m-%d %H:%M}"


def list_changes(desk: Desk, states: tuple[str, ...], limit: int = 200) -> tuple[ChangeLine, ...]:
    """Changes in some states, newest first, with the person or the drug they are about."""
    with desk.store.read() as session:
        found = changes.listed(session, states, limit)
        about = {each.entity_id: changes.about(session, each.entity, each.entity_id) for each in found}
        names = {
            resident_id: residents.get(session, resident_id).resident.name
            for resident_id in set(about.values())
            if resident_id
        }
        things = {each.entity_id: changes.thing(session, each.entity, each.entity_id) for each in found}
    return tuple(
        _line(each, about[each.entity_id], names.get(about[each.entity_id]) or things[each.entity_id]) for each in found
    )


def _line(change: ChangeState, resident_id: str, whose: str) -> ChangeLine:
    label = _ENTITIES.get(change.entity, change.entity)
    title = f"{whose} {label}".strip()
    return ChangeLine(
        change.id,
        change.entity,
        label,
        change.entity_id,
        resident_id,
        title,
        change.revision,
        change.recorded_at,
        change.state,
        change.code,
        change.field,
        change.text,
        change.latest,
    )
