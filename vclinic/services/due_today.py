"""Today's worklist: who is due and why, the most dangerous household first, households together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vclinic import diseases
from vclinic.domain import codes
from vclinic.domain.dates import add_months, age_on
from vclinic.domain.problem import Refused
from vclinic.rules.schedule import SOON_DAYS, Standing, standing
from vclinic.services.returned import ReturnedRecord, returned
from vclinic.services.stock_room import stock_rows
from vclinic.services.visit_sheet import DRAFT
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, resident_lists, worklist as register
from vclinic.storage.resident_lists import Card
from vclinic.storage.worklist import Managed

_DANGER = {"danger": 0, "warn": 1, "info": 2, "none": 3}
_LOW_DAYS = 7
_NOT_SAVED = Standing("drafts", "none", "没写完", "none", "随访写了一半，没有存档")
_FIRST_DAY, _MONTHS_AHEAD = date(2000, 1, 1), 120


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One person to see. ``tile``: overdue, soon, never or returned; ``why`` is a sentence, not a tool tip;
    ``returned`` the (kind, id) of the record to mend."""

    resident_id: str
    household_id: str
    household_head: str
    address: str
    village_group: str
    name: str
    sex_code: str
    age: int
    diseases: tuple[str, ...]
    danger: str
    last_text: str
    last_high: bool
    lasts: tuple[tuple[str, bool], ...]
    last_on: date | None
    tile: str
    due_text: str
    due_level: str
    due_on: date | None
    why: str
    follow_up_id: str = ""
    returned: tuple[str, str] = ("", "")
    companions: int = 1


@dataclass(frozen=True, slots=True)
class TileCount:
    """One tile: how many, and a caption that says something more."""

    key: str
    label: str
    count: int
    caption: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """Today. ``diseases`` and ``groups`` feed the filters; ``median_seconds`` is the median entry time of today."""

    on: date
    rows: tuple[WorkRow, ...]
    tiles: tuple[TileCount, ...]
    diseases: tuple[tuple[str, int], ...]
    groups: tuple[str, ...]
    done_today: int
    median_seconds: int | None
    drafts: frozenset[str] = frozenset()


def worklist(station: Workstation, on: date | None = None) -> Worklist:
    """The worklist of today, or of another day.

    Raises:
        Refused: ``out_of_bounds``, a day no plan reaches.
    """
    today = station.clock.today()
    day, last = on or today, add_months(today, _MONTHS_AHEAD)
    if on is not None and not _FIRST_DAY <= day <= last:
        raise Refused("out_of_bounds", f"日期 {day} 不在 {_FIRST_DAY} 到 {last} 之间，请核对。")
    followed = [disease.key for disease in diseases.DISEASES]
    with station.store.read() as session:
        lines = register.due(session, followed, day + timedelta(days=SOON_DAYS))
        seconds = register.entry_seconds_on(session, day)
        open_drafts = drafts.visits(session, DRAFT)
    sent_back = {record.resident_id: record for record in reversed(returned(station))}  # the earliest deadline counts
    begun = {resident_id: follow_up_id for resident_id, follow_up_id in open_drafts if resident_id not in sent_back}
    care = _by_person(lines)
    due = {
        resident_id: judged
        for resident_id, known in care.items()
        if (judged := _due(station, known.followed, day)) is not None
    }
    with station.store.read() as session:
        care |= _by_person(register.of_residents(session, {*sent_back, *begun} - set(care)))
        people = resident_lists.cards(session, {*due, *sent_back, *begun})
    standings = dict.fromkeys(begun, _NOT_SAVED) | due | {key: _returned(visit) for key, visit in sent_back.items()}
    opens = {key: begun[key] for key in begun.keys() - due}
    rows = [
        _row(people[key], care.get(key, _NO_CARE), judged, day, opens.get(key, "")) for key, judged in standings.items()
    ]
    rows = [_to_mend(row, sent_back[row.resident_id]) if row.resident_id in sent_back else row for row in rows]
    ordered = _by_household(rows)
    counted = Counter(code for row in ordered for code in row.diseases)
    return Worklist(
        day,
        ordered,
        tiles=_tiles(station, ordered, day, len(open_drafts), sent_back.values()),
        diseases=tuple((code, counted[code]) for code, _ in codes.DISEASE.options if counted[code]),
        groups=tuple(resident_lists.in_order({row.village_group for row in ordered if row.village_group})),
        done_today=len(seconds),
        median_seconds=seconds[len(seconds) // 2] if seconds else None,
        drafts=frozenset(resident_id for resident_id, _ in open_drafts),
    )


@dataclass(frozen=True, slots=True)
class _Care:
    """What one person is under management for: ``followed`` with a follow-up, in the order of the diseases."""

    registers: tuple[str, ...]
    followed: list[Managed]


_NO_CARE = _Care((), [])


def _by_person(lines: Iterable[Managed]) -> dict[str, _Care]:
    place = {disease.key: number for number, disease in enumerate(diseases.DISEASES)}
    known: dict[str, list[Managed]] = {}
    for line in lines:
        known.setdefault(line.resident_id, []).append(line)
    return {
        resident_id: _Care(
            resident_lists.registers(line.disease for line in own),
            sorted((line for line in own if line.disease in place), key=lambda line: place[line.disease]),
        )
        for resident_id, own in known.items()
    }


def _due(station: Workstation, known: list[Managed], day: date) -> Standing | None:
    """One standing for a person's diseases: due by the earliest, in danger by the worst; None when due for none."""
    due: list[tuple[Managed, Standing]] = []
    for line in known:
        disease = diseases.by_key(line.disease)
        facts = (line.enrolled_on, line.visited_on, line.next_visit_on, line.satisfied, line.action)
        judged = disease and standing(facts, day, disease.rules_on(station.rules, day))
        if judged:
            due.append((line, judged))
    if not due:
        return None
    first = min(due, key=lambda one: one[0].next_visit_on or day)[1]
    worst = min((judged.danger for _, judged in due), key=_DANGER.__getitem__)
    if len(known) == 1:
        return first
    why = "；".join(f"{codes.DISEASE.label(line.disease)}：{judged.why}" for line, judged in due)
    return replace(first, danger=worst, why=why)


def _returned(visit: ReturnedRecord) -> Standing:
    remark = visit.remarks[0][1] if visit.remarks else visit.general
    due = f"{visit.deadline:%m-%d} 前改" if visit.deadline else "待修改"
    return Standing("returned", "info", due, "danger" if visit.overdue else "info", f"卫生院退回：{remark}")


def _to_mend(row: WorkRow, record: ReturnedRecord) -> WorkRow:
    return replace(row, returned=(record.entity, record.entity_id))


def _row(person: Card, care: _Care, judged: Standing, day: date, follow_up_id: str) -> WorkRow:
    known = care.followed
    return WorkRow(
        resident_id=person.id,
        household_id=person.household_id,
        household_head=person.household_head,
        address=person.address,
        village_group=person.village_group,
        name=person.name,
        sex_code=person.sex_code,
        age=age_on(person.birth_date, day),
        diseases=care.registers,
        danger=judged.danger,
        last_text="，".join(line.summary for line in known if line.summary),
        last_high=any(line.satisfied is False for line in known),
        lasts=tuple((line.summary, line.satisfied is False) for line in known if line.summary),
        last_on=max((line.visited_on for line in known if line.visited_on), default=None),
        tile=judged.tile,
        due_text=judged.due_text,
        due_level=judged.due_level,
        due_on=min((line.next_visit_on for line in known if line.next_visit_on), default=None),
        why=judged.why,
        follow_up_id=follow_up_id,
    )


def _by_household(rows: Iterable[WorkRow]) -> tuple[WorkRow, ...]:
    homes: dict[str, list[WorkRow]] = {}
    for row in rows:
        homes.setdefault(row.household_id or row.resident_id, []).append(row)

    def urgency(row: WorkRow) -> tuple[int, int, str]:
        due = row.due_on.toordinal() if row.due_on else 0
        return _DANGER[row.danger], due, row.resident_id

    ordered = sorted(homes.values(), key=lambda home: min(urgency(row) for row in home))
    return tuple(
        row if len(home) == 1 else replace(row, companions=len(home))
        for home in ordered
        for row in sorted(home, key=urgency)
    )


def _tiles(
    station: Workstation, rows: tuple[WorkRow, ...], day: date, open_drafts: int, sent_back: Iterable[ReturnedRecord]
) -> tuple[TileCount, ...]:
    by_tile = Counter(row.tile for row in rows)
    households = len({row.household_id for row in rows})
    long_overdue = sum(1 for row in rows if row.tile == "overdue" and row.due_on and (day - row.due_on).days > 10)
    due_today = sum(1 for row in rows if row.due_on == day)
    deadlines = [visit.deadline for visit in sent_back if visit.deadline]
    stock = stock_rows(station)
    near = sum(1 for row in stock if row.near_expiry)
    low = sum(1 for row in stock if row.days_left is not None and row.days_left <= _LOW_DAYS)
    expired = sum(1 for row in stock if row.expired)
    return (
        TileCount("all", "全部", len(rows), f"{households} 户"),
        TileCount("overdue", "逾期", by_tile["overdue"], f"超 10 天 {long_overdue}" if long_overdue else ""),
        TileCount("soon", "10 天内", by_tile["soon"], f"今天 {due_today}" if due_today else ""),
        TileCount("never", "从未随访", by_tile["never"], ""),
        TileCount("returned", "退回", by_tile["returned"], f"{min(deadlines):%m-%d} 前改" if deadlines else ""),
        TileCount("drugs", "药品", near + low + expired, _drug_caption(near, low, expired)),
        TileCount("drafts", "没写完", open_drafts, "草稿" if open_drafts else ""),
    )


def _drug_caption(near: int, low: int, expired: int) -> str:
    if expired:
        return f"过期 {expired}"
    if near:
        return f"近效期 {near}"
    return f"快用完 {low}" if low else ""
