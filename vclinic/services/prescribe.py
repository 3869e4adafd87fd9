"""The three prescriptions stored with their visits, unless something is in the way."""

from dataclasses import replace

from vclinic.domain.prescription import Check, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.rules.overrules import facts_of, lines_that_ask, reasons_given, with_remembered
from vclinic.services import corrections, form_medicines, medication_profile
from vclinic.services.draft_prescription import DRAFT
from vclinic.services.edit_prescription import recheck
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, prescriptions
from vclinic.storage.unit_of_work import UnitOfWork


def problems_of(three: ThreePrescriptions, checks: tuple[Check, ...]) -> list[Problem]:
    """What keeps the prescriptions from being stored: a dose not written, a check that forbids, a warning without
    a reason of its own that says something."""
    problems: list[Problem] = []
    for order in three.medication:
        if order.change != "stopped" and order.drug_id and (order.dose_value <= 0 or order.quantity <= 0):
            text = f"{order.drug_name}还没有写好每次用量和数量。"
            problems.append(Problem(f"medication.{order.line_no}", "dose_missing", text))
    reasons = reasons_given(three.medication, three.overrules, checks)
    asked_at = {id(check): line for line, check in lines_that_ask(checks).items()}
    for check in checks:
        line = asked_at.get(id(check), check.lines[0] if check.lines else 0)
        field = f"medication.{line}" if line else check.kind
        if check.severity == "forbid":
            problems.append(Problem(field, check.code, check.text))
        elif check.severity == "warn" and check.code not in reasons:
            problems.append(Problem(field, check.code, f"{check.text}如仍要这样用，请写明理由。"))
    if not three.diet:
        problems.append(Problem("diet", "required", "饮食处方至少要有一条。"))
    return problems


def corrects(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions) -> bool:
    """Whether prescriptions that are stored already would say something else. What the person could say back is heard
    after they were written, and corrects nothing."""
    if not sheet.known_id:
        return False
    with station.store.read() as session:
        stored = prescriptions.get(session, sheet.known_id).three
    return replace(three, teach_back=stored.teach_back) != stored


def save(
    station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions, reason: str = ""
) -> str | list[Problem]:
    """Store the three prescriptions with the visit, whose form then names what was prescribed; returns their id, or what is
    in the way. New ones are of the day they are stored on, whenever they were begun: they can be dispensed on that day
    only. Stored ones are corrected with a
    ``reason``; what says the same as they do is not written again."""
    if not sheet.known_id:
        three = replace(three, issued_on=station.clock.today())
    checks = recheck(station, sheet, three)
    written = replace(three, overrules=with_remembered(three.overrules, checks))
    corrected = corrects(station, sheet, written)
    if sheet.known_id and not corrected and three.teach_back == sheet.stored_teach_back:
        with station.store.local() as session:
            drafts.drop(session, DRAFT, three.follow_up_id)
        return sheet.known_id
    problems = problems_of(three, checks) + corrections.too_long(reason)
    if corrected and not reason.strip():
        problems.append(corrections.wanted("已存的三处方"))
    if problems:
        return problems
    reasons = reasons_given(three.medication, three.overrules, checks)
    overruled = [
        (check.code, facts_of(check, sheet.person), reasons[check.code]) for check in checks if check.severity == "warn"
    ]
    followed = form_medicines.following(station, three)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        medication_profile.keep_overrules(station, work, sheet.resident.id, overruled)
        why = reason.strip() if corrected else ""
        made = store(station, work, written, known_id=sheet.known_id, base=sheet.known_revision, reason=why)
        form_medicines.store(work, followed)
        return made


def store(
    station: Workstation,
    work: UnitOfWork,
    three: ThreePrescriptions,
    *,
    known_id: str = "",
    base: int = 0,
    reason: str = "",
) -> str:
    """Store within an act; the draft goes with it."""
    drafts.drop(work.session, DRAFT, three.follow_up_id)
    return prescriptions.save(work, three, *station.signature, known_id=known_id, base=base, reason=reason)
