"""What the corner of the screen says about reporting, computed from the changes themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vclinic.domain import entities
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, notices, residents, revisions, rounds
from vclinic.storage.change_states import ChangeState
from vclinic.storage.notices import Unread
from vclinic.storage.rounds import DEVICE, LAST_SUCCESS, PACKAGE_BACK, REST, REVOKED, TAKEN_OVER, UNKNOWN

STATES = {"pending": "待上报", "stored": "已收到", "refused": "未接收", "returned": "退回", "accepted": "已通过"}
_STOPPED = {
    REVOKED: "卫生院已停用本机",
    UNKNOWN: "卫生院不认识本机，请重新接入",
    TAKEN_OVER: "资料已在另一台电脑上用，本机停止上报",
}


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Changes by state; ``needs_action`` are refused or returned ones nobody has answered yet; ``unread`` are notices
    of the township that only a later program can read; ``last_success`` is of rounds, ``stick_at`` when receipts were
    last read from a stick; ``stopped`` why the township takes nothing from this machine (see `rounds.stopped`)."""

    pending: int
    stored: int
    refused: int
    returned: int
    accepted: int
    needs_action: int
    oldest_pending_at: datetime | None
    last_success: datetime | None
    paired: bool
    township: str
    unread: int = 0
    stick_at: datetime | None = None
    stopped: str = ""


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


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A notice nobody can read yet, as the sync centre lists it."""

    seq: int
    title: str
    received_at: datetime


def status(station: Workstation) -> SyncStatus:
    """How reporting stands."""
    with station.store.read() as session:
        counted = change_states.counts(session)
        oldest = changes.oldest_pending(session)
        for state, done in change_states.answered(session).items():
            counted[state] -= done  # put right since: the tab counts what is still to do
        waiting = change_states.needing_action(session)
        unread = notices.count_unread(session)
        stopped = rounds.stopped(session)
    facts = station.store.meta(LAST_SUCCESS, PACKAGE_BACK, DEVICE, "township_name")
    last, back = facts.get(LAST_SUCCESS), facts.get(PACKAGE_BACK)
    return SyncStatus(
        **counted,
        needs_action=waiting,
        oldest_pending_at=oldest,
        last_success=datetime.fromisoformat(last) if last else None,
        paired=DEVICE in facts,
        township=facts.get("township_name", ""),
        unread=unread,
        stick_at=datetime.fromisoformat(back) if back else None,
        stopped=stopped,
    )


def resting(station: Workstation) -> bool:
    """Whether the township asked to be left alone and that time is not over; what is started by hand need not ask.

    Counted by the monotonic clock, so that setting the wall clock does not shorten it. After a restart of the machine
    it begins anew.
    """
    noted = station.store.meta(REST).get(REST, "")
    if not noted:
        return False
    since, seconds = (float(part) for part in noted.split())
    now = station.clock.monotonic()
    if since > now:  # that clock starts with the machine
        since = now
        station.store.set_meta({REST: f"{since} {seconds}"})
    return now < since + seconds


def describe(now_status: SyncStatus, now: datetime) -> PillText:
    """The text about reporting in the corner of the window: in the order of the sync centre, what needs a person first.
    That nothing is taken any more is never left out: what is put right would not arrive."""
    todo = f"需处理 {now_status.needs_action} 条" if now_status.needs_action else ""
    if now_status.stopped:
        waiting = f"{now_status.pending} 条待上报" if now_status.pending else ""
        said = (todo, _STOPPED[now_status.stopped], "" if todo else waiting)
        return PillText(" · ".join(text for text in said if text), "warn")
    if todo:
        return PillText(todo, "warn")
    last = _last(now_status, now)
    if not now_status.pending:
        return PillText(f"已全部上报 {last}".rstrip(), "normal")
    text = f"{now_status.pending} 条待上报"
    if not now_status.paired:
        return PillText(f"{text} · 未接入卫生院", "normal")
    text += f" · 上次 {last}" if last else ""
    age = now - now_status.oldest_pending_at if now_status.oldest_pending_at else timedelta()
    level = "warn" if age > timedelta(days=3) else "bold" if age > timedelta(days=1) else "normal"
    return PillText(text, level)


def _last(now_status: SyncStatus, now: datetime) -> str:
    """When reporting last went through, and how where that was not by a round."""
    by_round, by_stick = now_status.last_success, now_status.stick_at
    if by_stick is not None and (by_round is None or by_stick > by_round):
        return f"U盘回执 {_moment(by_stick, now)}"
    return _moment(by_round, now)


def _moment(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%m-%d %H:%M}"


def list_changes(station: Workstation, states: tuple[str, ...], limit: int = 200) -> tuple[ChangeLine, ...]:
    """Changes in some states, newest first, with the person or the drug they are about."""
    with station.store.read() as session:
        listed = change_states.listed(session, states, limit)
        said = revisions.data_of(session, [change.id for change in listed])
        lines: list[ChangeLine] = []
        names: dict[str, str] = {}
        for change in listed:
            entity = entities.by_name(change.entity)
            resident_id = entity.resident_of(change.entity_id, said[change.id]) if entity else ""
            if resident_id and resident_id not in names:
                names[resident_id] = residents.get(session, resident_id).resident.name
            whose = names[resident_id] if resident_id else revisions.named(session, change.entity, said[change.id])
            lines.append(_line(change, resident_id, whose))
    return tuple(lines)


def list_unread(station: Workstation, limit: int = 200) -> tuple[UnreadLine, ...]:
    """Notices that only a later program can read, newest first."""
    with station.store.read() as session:
        unread = notices.unread(session, limit)
    return tuple(UnreadLine(notice.seq, _kind(notice), notice.received_at) for notice in unread)


def _kind(notice: Unread) -> str:
    """What an unread notice is, as far as this program knows a word for it."""
    known = entities.label(notice.entity) if notice.entity else notice.kind
    return f"卫生院的通知（{known}）"


def _line(change: ChangeState, resident_id: str, whose: str) -> ChangeLine:
    label = entities.label(change.entity)
    return ChangeLine(
        change_id=change.id,
        entity=change.entity,
        entity_label=label,
        entity_id=change.entity_id,
        resident_id=resident_id,
        title=f"{whose} {label}".strip(),
        revision=change.revision,
        recorded_at=change.recorded_at,
        state=change.state,
        code=change.code,
        field=change.field,
        text=change.text,
        latest=change.latest,
    )
