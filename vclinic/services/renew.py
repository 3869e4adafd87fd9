"""A stable visit with one key: its visits saved, the three prescriptions renewed, the drugs dispensed as last time,
in one commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vclinic.diseases.visits import JudgedVisit
from vclinic.domain.problem import Problem, Refused
from vclinic.rules import guard
from vclinic.rules.overrules import with_remembered
from vclinic.services import counter_sheet, dispense, draft_prescription, prescribe
from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.judge_visit import Judgement
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.record_follow_up import (
    ReadyVisit,
    SavedVisit,
    VisitEntry,
    prepare,
    prepare_all,
    store as store_visit,
)
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, prescriptions


@dataclass(frozen=True, slots=True)
class VisitPart:
    """One disease's part of a visit as it stands on the page."""

    sheet: VisitSheet
    judgement: Judgement
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StableVisit:
    """What one stroke stored, a visit for each disease; ``dispensing_id`` is empty for a resident without drugs from
    here; ``to_pay`` in thousandths of a yuan."""

    saved: tuple[SavedVisit, ...]
    prescription_id: str
    dispensing_id: str
    to_pay: int = 0


def can_renew(station: Workstation, parts: Sequence[VisitPart]) -> str:
    """Empty when the one stroke is offered, else why not: each visit of class 1 with no alert, nothing to correct, no
    warning, drugs unchanged, enough stock."""
    for part in parts:
        why = _not_stable(part)
        if why:
            return why
    if not all(part.sheet.last for part in parts):
        return "第一次随访，没有可以照旧的"
    ready: list[ReadyVisit] = []
    for part in parts:
        prepared = prepare(station, part.sheet, VisitEntry(part.values))
        if isinstance(prepared, list):
            return "还有要改的地方"
        ready.append(prepared)
    plan = _plan(station, [part.sheet for part in parts], ready)
    if any(check.severity in ("forbid", "warn") for check in plan.checks):
        return "用药检查有提醒"
    if _handed_today(station, plan):
        return "今天已经发过药"
    shortage = _shortage(station, plan)
    return f"{shortage}库存不够" if shortage else ""


def still_at_home(parts: Sequence[VisitPart]) -> str:
    """What was handed out before and lasts for days yet, in a sentence; empty where nothing does. To hand out the same
    again is then a question, not a habit."""
    lines = dict.fromkeys(
        f"{line.drug_name}{line.left_text}"
        for part in parts
        for line in part.sheet.regimen
        if line.lasts and line.order is not None and line.order.quantity
    )
    return "、".join(lines)


def _not_stable(part: VisitPart) -> str:
    judgement, sheet = part.judgement, part.sheet
    if judgement.problems:
        return f"还有 {len(judgement.problems)} 项要改"
    assessment = judgement.assessment
    if assessment is not None and not guard.renewable(assessment.alerts):
        return f"{assessment.alerts[0].name}，先处理"
    if judgement.implausible:
        return "有要核对的数值"
    if assessment is None or assessment.visit_class != "1" or assessment.action != "ROUTINE":
        return "不是满意的常规随访"
    if judgement.emergency_question and not part.values.get("emergency_signs"):
        return "有症状要先确认是不是危急"
    if sheet.follow_up_id:
        return "这是改已存的随访"
    if sheet.last and tuple(part.values.get("drugs") or ()) != sheet.drugs:
        return "用药有变化"
    return ""


def renew_stable(
    station: Workstation, sheets: Sequence[VisitSheet], entries: Sequence[VisitEntry]
) -> StableVisit | list[tuple[str, Problem]]:
    """Save, renew and dispense together, or nothing.

    Returns:
        What was stored, or (key of the disease, problem) pairs.

    Raises:
        Refused: an alert, a warning, a shortage, an expired batch or drugs already handed out today stand in the way; go page by page.
    """
    ready, problems = prepare_all(station, sheets, entries)
    if problems:
        return problems
    alerts = [alert for visit in ready for alert in visit.assessment.alerts]
    if not guard.renewable(alerts):
        raise Refused("alert_first", f"{alerts[0].name}，请用 Ctrl+S 一页一页来。")
    plan = _plan(station, sheets, ready)
    if prescribe.problems_of(plan.three, plan.checks):
        raise Refused("check_first", "用药检查有提醒，请用 Ctrl+S 一页一页来。")
    if _handed_today(station, plan):
        raise Refused("handed_today", "今天的处方已经发过药，请用 Ctrl+S 一页一页来，发药时决定要不要扣除。")
    counter = _counter(station, plan)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        saved = tuple(
            store_visit(station, work, sheet, entry, visit)
            for sheet, entry, visit in zip(sheets, entries, ready, strict=True)
        )
        three = replace(
            plan.three,
            reasons=tuple(("follow_up", visit.follow_up_id) for visit in saved),
            overrules=with_remembered(plan.three.overrules, plan.checks),
        )
        prescription_id = prescribe.store(station, work, three)
        dispensing_id = ""
        if counter.lines:
            counter = replace(counter, prescription_id=prescription_id)
            dispensing_id = dispense.store(station, work, counter, True, {})
        return StableVisit(saved, prescription_id, dispensing_id, counter.total if dispensing_id else 0)


def _plan(station: Workstation, sheets: Sequence[VisitSheet], ready: Sequence[ReadyVisit]) -> PrescriptionSheet:
    resident = sheets[0].resident
    with station.store.read() as session:
        versions = prescriptions.of_resident(session, resident.id)
    visits = tuple(
        JudgedVisit(sheet.disease.key, "", sheet.disease.values_of(visit.record), visit.assessment)
        for sheet, visit in zip(sheets, ready, strict=True)
    )
    return draft_prescription.compose(station, resident, visits, versions)


def _handed_today(station: Workstation, plan: PrescriptionSheet) -> bool:
    with station.store.read() as session:
        today = prescriptions.versions_of_day(session, plan.three.supersedes, plan.three.issued_on)
        return bool(dispensings.of_prescriptions(session, today))


def _shortage(station: Workstation, plan: PrescriptionSheet) -> str:
    counter = _counter(station, plan)
    return next((line.drug.name for line in counter.lines if line.allocation.short), "")


def _counter(station: Workstation, plan: PrescriptionSheet) -> CounterSheet:
    return counter_sheet.compose(
        station,
        plan.resident,
        plan.three,
        prescription_id="",
        doctor_name=station.doctor.name,
        issued_at=station.clock.now(),
    )
