"""Today's worklist: who is due and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vclinic import diseases
from vclinic.domain import codes
from vclinic.domain.dates import add_months
from vclinic.domain.problem import Refused
from vclinic.rules.schedule import SOON_DAYS, Standing, dated_ahead, standing
from vclinic.services import emergencies
from vclinic.services.returned import ReturnedRecord, to_do
from vclinic.services.today_tiles import TileCount, tiles_of
from vclinic.services.visit_draft import DRAFT
from vclinic.services.work_row import DANGER, NO_CARE, Care, WorkRow, by_household, row_of, to_mend
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, resident_lists, worklist as register
from vclinic.storage.worklist import Managed

_NOT_SAVED = Standing("drafts", "none", "没写完", "none", "随访写了一半，没有存档")
_FIRST_DAY, _MONTHS_AHEAD = date(2000, 1, 1), 120


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
        lines = register.due(session, followed, day + timedelta(days=SOON_DAYS), today)
        seconds = register.entry_seconds_on(session, day)
        open_drafts = drafts.visits(session, DRAFT)
    sent_back = {record.resident_id: record for record in reversed(to_do(station))}  # the earliest deadline counts
    urgent = emergencies.waiting(station, day)
    begun = {resident_id: follow_up_id for resident_id, follow_up_id in open_drafts if resident_id not in sent_back}
    care = _by_person(lines)
    due = {
        resident_id: judged
        for resident_id, known in care.items()
        if (judged := _due(station, known.followed, day)) is not None
    }
    with station.store.read() as session:
        care |= _by_person(register.of_residents(session, {*sent_back, *begun, *urgent} - set(care)))
        people = resident_lists.cards(session, {*due, *sent_back, *begun, *urgent})
    standings = dict.fromkeys(begun, _NOT_SAVED) | due | {key: _returned(visit) for key, visit in sent_back.items()}
    standings |= {key: _beside(emergency.standing, due.get(key)) for key, emergency in urgent.items()}
    opens = {key: begun[key] for key in begun.keys() - due}
    opens |= {key: emergency.complete for key, emergency in urgent.items()}
    rows = [
        row_of(people[key], care.get(key, NO_CARE), judged, day, opens.get(key, ""))
        for key, judged in standings.items()
    ]
    rows = [to_mend(row, sent_back[row.resident_id]) if row.resident_id in sent_back else row for row in rows]
    rows = [
        replace(row, ask_about=urgent[row.resident_id].ask_about) if row.resident_id in urgent else row for row in rows
    ]
    ordered = by_household(rows)
    counted = Counter(code for row in ordered for code in row.diseases)
    return Worklist(
        day,
        ordered,
        tiles=tiles_of(station, ordered, day, len(open_drafts), sent_back.values()),
        diseases=tuple((code, counted[code]) for code, _ in codes.DISEASE.options if counted[code]),
        groups=tuple(resident_lists.in_order({row.village_group for row in ordered if row.village_group})),
        done_today=len(seconds),
        median_seconds=seconds[len(seconds) // 2] if seconds else None,
        drafts=frozenset(resident_id for resident_id, _ in open_drafts),
    )


def _by_person(lines: Iterable[Managed]) -> dict[str, Care]:
    place = {disease.key: number for number, disease in enumerate(diseases.DISEASES)}
    known: dict[str, list[Managed]] = {}
    for line in lines:
        known.setdefault(line.resident_id, []).append(line)
    return {
        resident_id: Care(
            resident_lists.registers(line.disease for line in own),
            sorted((line for line in own if line.disease in place), key=lambda line: place[line.disease]),
        )
        for resident_id, own in known.items()
    }


def _due(station: Workstation, known: list[Managed], day: date) -> Standing | None:
    """One standing for a person's diseases: due by the earliest, in danger by the worst; None when due for none."""
    due: list[tuple[Managed, Standing]] = []
    today = station.clock.today()
    for line in known:
        disease = diseases.by_key(line.disease)
        facts = (line.enrolled_on, line.visited_on, line.next_visit_on, line.satisfied, line.action)
        judged = disease and standing(facts, day, disease.rules_on(station.rules, day))
        if disease and line.visited_on is not None and line.visited_on > today:
            judged = dated_ahead(line.visited_on)
        if judged:
            due.append((line, judged))
    if not due:
        return None
    first = min(due, key=lambda one: one[0].next_visit_on or day)[1]
    worst = min((judged.danger for _, judged in due), key=DANGER.__getitem__)
    if len(known) == 1:
        return first
    reasons = {judged.why for _, judged in due}
    if len(due) == len(known) and len(reasons) == 1:
        return replace(first, danger=worst)  # the same for all: said once
    why = "；".join(f"{codes.DISEASE.label(line.disease)}：{judged.why}" for line, judged in due)
    return replace(first, danger=worst, why=why)


def _beside(emergency: Standing, due: Standing | None) -> Standing:
    """An emergency of somebody who is due as well: both are said, the days of the one that is due."""
    if due is None:
        return emergency
    return replace(emergency, due_text=due.due_text, why=f"{emergency.why}；{due.why}")


def _returned(visit: ReturnedRecord) -> Standing:
    remark = visit.remarks[0][1] if visit.remarks else visit.general
    due = f"{visit.deadline:%m-%d} 前改" if visit.deadline else "待修改"
    return Standing("returned", "info", due, "danger" if visit.overdue else "info", f"卫生院退回：{remark}")
