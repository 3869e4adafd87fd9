"""The three prescriptions stored with their visits, unless something is in the way."""

from vclinic.domain.prescription import Check, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.services.draft_prescription import DRAFT
from vclinic.services.edit_prescription import recheck
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, prescriptions
from vclinic.storage.unit_of_work import UnitOfWork


def problems_of(three: ThreePrescriptions, checks: tuple[Check, ...]) -> list[Problem]:
    """What keeps the prescriptions from being stored: a dose not written, a check that forbids, a warning without
    a reason."""
    problems: list[Problem] = []
    for order in three.medication:
        if order.change != "stopped" and order.drug_id and (order.dose_value <= 0 or order.quantity <= 0):
            text = f"{order.drug_name}还没有写好每次用量和数量。"
            problems.append(Problem(f"medication.{order.line_no}", "dose_missing", text))
    reasons = dict(three.overrules)
    by_line = {order.line_no: order.overrule.strip() for order in three.medication}
    for check in checks:
        field = f"medication.{check.lines[0]}" if check.lines else check.kind
        if check.severity == "forbid":
            problems.append(Problem(field, check.code, check.text))
        elif check.severity == "warn":
            given = reasons.get(check.code, "").strip() or any(by_line.get(line) for line in check.lines)
            if not given:
                problems.append(Problem(field, check.code, f"{check.text}如仍要这样用，请写明理由。"))
    if not three.diet:
        problems.append(Problem("diet", "required", "饮食处方至少要有一条。"))
    return problems


def save(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions) -> str | list[Problem]:
    """Store the three prescriptions with the visit; returns their id, or what is in the way."""
    problems = problems_of(three, recheck(station, sheet, three))
    if problems:
        return problems
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return store(station, work, three, sheet.known_id, sheet.known_revision)


def store(station: Workstation, work: UnitOfWork, three: ThreePrescriptions, known_id: str = "", base: int = 0) -> str:
    """Store within an act; the draft goes with it."""
    drafts.drop(work.session, DRAFT, three.follow_up_id)
    return prescriptions.save(work, three, *station.signature, known_id=known_id, base=base)
