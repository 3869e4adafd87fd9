"""A stable visit in one stroke: the visit saved, the three prescriptions renewed, the drugs dispensed as last time, in
one commit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vclinic.domain.follow_up import Assessment, HypertensionFollowUp
from vclinic.domain.problem import Problem, Refused
from vclinic.services import dispense, prescribe
from vclinic.services.desk import Desk
from vclinic.services.judge_visit import Judgement
from vclinic.services.record_follow_up import ReadyVisit, SavedVisit, VisitEntry, prepare, store as store_visit
from vclinic.services.visit_sheet import VisitSheet
from vclinic.storage import prescriptions


@dataclass(frozen=True, slots=True)
class StableVisit:
    """What one stroke stored; ``dispensing_id`` is empty for a resident without drugs from here."""

    saved: SavedVisit
    prescription_id: str
    dispensing_id: str


def can_renew(desk: Desk, sheet: VisitSheet, judgement: Judgement, values: Mapping[str, Any]) -> str:
    """Empty when the one stroke is offered, else why not: class 1, nothing to correct, no warning, unchanged drugs,
    enough stock."""
    if judgement.problems:
        return f"还有 {len(judgement.problems)} 项要改"
    if judgement.implausible:
        return "有要核对的数值"
    assessment = judgement.assessment
    if assessment is None or assessment.visit_class != "1" or assessment.action != "ROUTINE":
        return "不是满意的常规随访"
    if judgement.emergency_question and not values.get("emergency_signs"):
        return "有症状要先确认是不是危急"
    if sheet.follow_up_id:
        return "这是改已存的随访"
    if tuple(values.get("drugs") or ()) != tuple(sheet.last.get("drugs") or ()):
        return "用药有变化"
    ready = prepare(desk, sheet, VisitEntry(values))
    if isinstance(ready, list):
        return "还有要改的地方"
    plan = _plan(desk, sheet, ready.record, ready.assessment)
    if any(check.severity in ("forbid", "warn") for check in plan.checks):
        return "用药检查有提醒"
    shortage = _shortage(desk, plan)
    return f"{shortage}库存不够" if shortage else ""


def renew_stable(desk: Desk, sheet: VisitSheet, entry: VisitEntry) -> StableVisit | list[Problem]:
    """Save, renew and dispense together, or nothing.

    Raises:
        Refused: a warning, a shortage or an expired batch stands in the way; go page by page.
    """
    ready = prepare(desk, sheet, entry)
    if isinstance(ready, list):
        return ready
    plan = _plan(desk, sheet, ready.record, ready.assessment)
    if prescribe.problems_of(plan.three, plan.checks):
        raise Refused("check_first", "用药检查有提醒，请用 Ctrl+S 一页一页来。")
    return _store(desk, sheet, entry, ready, plan)


def _store(
    desk: Desk, sheet: VisitSheet, entry: VisitEntry, ready: ReadyVisit, plan: prescribe.PrescriptionSheet
) -> StableVisit:
    moment = desk.clock.now()
    counter = dispense.compose(desk, sheet.resident, plan.three, "", desk.doctor.name, moment)
    with desk.store.act(desk.doctor.id, moment) as work:
        saved = store_visit(desk, work, sheet, entry, ready)
        three = replace(plan.three, follow_up_id=saved.follow_up_id)
        prescription_id = prescribe.store(desk, work, three)
        dispensing_id = ""
        if counter.lines:
            counter = replace(counter, prescription_id=prescription_id)
            dispensing_id = dispense.store(desk, work, counter, True, {})
        return StableVisit(saved, prescription_id, dispensing_id)


def _plan(
    desk: Desk, sheet: VisitSheet, visit: HypertensionFollowUp, assessment: Assessment
) -> prescribe.PrescriptionSheet:
    with desk.store.read() as session:
        versions = prescriptions.of_resident(session, sheet.resident.id)
    return prescribe.compose(desk, sheet.resident, visit, assessment, "", versions)


def _shortage(desk: Desk, plan: prescribe.PrescriptionSheet) -> str:
    counter = dispense.compose(desk, plan.resident, plan.three, "", desk.doctor.name, desk.clock.now())
    return next((line.drug.name for line in counter.lines if line.allocation.short), "")
