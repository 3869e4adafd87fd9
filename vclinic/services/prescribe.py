"""The three prescriptions of a visit: drafted from it, checked at every edit, stored as the next version."""

from dataclasses import dataclass, replace
from datetime import datetime

from vclinic.domain.follow_up import Assessment, HypertensionFollowUp
from vclinic.domain.prescription import Check, MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.domain.stock import Drug
from vclinic.forms.document import from_json, to_json
from vclinic.rules.advice_library import load_advice
from vclinic.rules.diet import low_sodium_salt
from vclinic.rules.exercise import effort_after
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescribing import check_medication
from vclinic.rules.quantities import base_units
from vclinic.rules.routes import route_of
from vclinic.rules.three_prescriptions import draft_three
from vclinic.services.desk import Desk
from vclinic.services.person import person_of
from vclinic.services.regimen import active_orders
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.settings import read as read_settings
from vclinic.storage import drafts, follow_ups, prescriptions, shelf
from vclinic.storage.prescriptions import Prescription
from vclinic.storage.unit_of_work import UnitOfWork

DRAFT = "prescription"


@dataclass(frozen=True, slots=True)
class PrescriptionSheet:
    """What the three-prescriptions page starts from. ``other_drugs`` are drugs the form names and we do not prescribe."""

    resident: ResidentRecord
    visit: HypertensionFollowUp
    assessment: Assessment
    three: ThreePrescriptions
    previous: ThreePrescriptions | None
    checks: tuple[Check, ...]
    other_drugs: tuple[str, ...]
    person: PersonFacts
    known_id: str = ""
    known_revision: int = 0
    draft_saved_at: datetime | None = None


def draft(desk: Desk, follow_up_id: str) -> PrescriptionSheet:
    """The prescriptions as the rules would write them, or as they were stored when the visit has some already."""
    with desk.store.read() as session:
        visit = follow_ups.get(session, follow_up_id)
        stored = prescriptions.of_follow_up(session, follow_up_id)
        versions = prescriptions.of_resident(session, visit.resident_id)
        kept = drafts.load(session, DRAFT, follow_up_id)
    record = resident_record(desk, visit.resident_id, with_timeline=False)
    if stored is None:
        sheet = compose(desk, record, visit.record, visit.assessment, follow_up_id, versions)
    else:
        earlier = [each for each in versions if each.three.version < stored.three.version]
        sheet = compose(desk, record, visit.record, visit.assessment, follow_up_id, earlier)
        sheet = replace(sheet, three=stored.three, known_id=stored.id, known_revision=stored.revision)
    if kept is not None and kept[0]["base"] == [sheet.three.supersedes, sheet.known_revision]:
        three = from_json(ThreePrescriptions, kept[0]["three"])
        sheet = replace(sheet, three=replace(three, issued_on=sheet.three.issued_on), draft_saved_at=kept[1])
    return replace(sheet, checks=recheck(desk, sheet, sheet.three))


def keep_draft(desk: Desk, sheet: PrescriptionSheet, three: ThreePrescriptions) -> None:
    """Keep what was edited so far, on this machine only; it is offered again as long as nothing newer was stored."""
    content = {"base": [sheet.three.supersedes, sheet.known_revision], "three": to_json(three)}
    with desk.store.local() as session:
        drafts.keep(session, DRAFT, three.follow_up_id, content, desk.clock.now())


def compose(
    desk: Desk,
    record: ResidentRecord,
    visit: HypertensionFollowUp,
    assessment: Assessment,
    follow_up_id: str,
    versions: list[Prescription],
) -> PrescriptionSheet:
    """A fresh draft for a visit; ``versions`` are the resident's earlier prescriptions, newest first."""
    earlier = versions[0] if versions else None
    regimen = active_orders(earlier)
    person = person_of(desk, record, visit)
    person = replace(person, drugs=person.drugs + tuple(order.drug_name for order in regimen))
    three = draft_three(
        visit,
        person,
        regimen,
        assessment,
        earlier.three if earlier else None,
        desk.catalog,
        read_settings(desk).days_default,
        desk.rules.hypertension_on(visit.visit_date),
    )
    three = replace(
        three,
        resident_id=record.id,
        follow_up_id=follow_up_id,
        issued_on=desk.clock.today(),
        version=(earlier.three.version if earlier else 0) + 1,
        supersedes=earlier.id if earlier else "",
    )
    others = _other_drugs(visit, regimen)
    previous = earlier.three if earlier else None
    sheet = PrescriptionSheet(record, visit, assessment, three, previous, (), others, person)
    return replace(sheet, checks=recheck(desk, sheet, three))


def recheck(desk: Desk, sheet: PrescriptionSheet, three: ThreePrescriptions) -> tuple[Check, ...]:
    """All checks of the medication after an edit; pure and quick."""
    return tuple(check_medication(three.medication, sheet.person, sheet.other_drugs, desk.catalog))


def follow_drugs(desk: Desk, sheet: PrescriptionSheet, three: ThreePrescriptions) -> ThreePrescriptions:
    """What depends on the drugs, asked again after an edit: low-sodium salt, and heart rate or felt effort. The doctor's
    own wording is left alone."""
    taken = tuple(order.drug_name for order in three.medication if order.change != "stopped")
    stopped = {
        generic
        for order in three.medication
        if order.change == "stopped"
        for generic in desk.catalog.generics_of(order.drug_name)
    }
    named = tuple(
        drug.name
        for drug in sheet.visit.drugs
        if not (found := desk.catalog.generics_of(drug.name)) or not stopped.issuperset(found)
    )
    person = replace(sheet.person, drugs=taken + named)
    fresh = low_sodium_salt(person, desk.catalog)
    diet = tuple(fresh if item.item_code == fresh.item_code and item.origin == "auto" else item for item in three.diet)
    return replace(three, diet=diet, exercise=effort_after(three.exercise, person, load_advice(), desk.catalog))


def find_drug(desk: Desk, text: str, limit: int = 20) -> list[Drug]:
    """Drugs of the catalogue by name, pinyin or initials; those on the shelf first."""
    with desk.store.read() as session:
        stocked = set(shelf.drug_names(session))
    found = desk.catalog.search(text, 3 * limit)
    return sorted(found, key=lambda drug: drug.id not in stocked)[:limit]


def new_line(desk: Desk, three: ThreePrescriptions, drug: Drug) -> MedicationOrder:
    """A line for a drug just chosen. The dose is the doctor's to write: it starts at nothing."""
    return MedicationOrder(
        line_no=max((order.line_no for order in three.medication), default=0) + 1,
        drug_id=drug.id,
        drug_name=drug.name,
        strength=drug.strength,
        dose_value=0.0,
        dose_unit=drug.strength_unit or drug.base_unit,
        frequency="qd",
        days=min(read_settings(desk).days_default, max(1, (three.review_on - three.issued_on).days)),
        quantity=0,
        base_unit=drug.base_unit,
        route=route_of(drug.form, drug.name),
        change="new",
    )


def quantity_for(desk: Desk, order: MedicationOrder) -> int:
    """Whole base units an order needs; 0 while the dose is not written or cannot be turned into units."""
    drug = desk.catalog.drug(order.drug_id) if order.drug_id else None
    if drug is None or order.dose_value <= 0 or order.change == "stopped":
        return 0
    return base_units(order.dose_value, order.dose_unit, order.frequency, order.days, drug)


def problems_of(three: ThreePrescriptions, checks: tuple[Check, ...]) -> list[Problem]:
    """What keeps the prescriptions from being stored: a dose not written, a check that forbids, a warning without
    a reason."""
    found: list[Problem] = []
    for order in three.medication:
        if order.change != "stopped" and order.drug_id and (order.dose_value <= 0 or order.quantity <= 0):
            text = f"{order.drug_name}还没有写好每次用量和数量。"
            found.append(Problem(f"medication.{order.line_no}", "dose_missing", text))
    reasons = dict(three.overrules)
    by_line = {order.line_no: order.overrule.strip() for order in three.medication}
    for check in checks:
        field = f"medication.{check.lines[0]}" if check.lines else check.kind
        if check.severity == "forbid":
            found.append(Problem(field, check.code, check.text))
        elif check.severity == "warn":
            given = reasons.get(check.code, "").strip() or any(by_line.get(line) for line in check.lines)
            if not given:
                found.append(Problem(field, check.code, f"{check.text}如仍要这样用，请写明理由。"))
    if not three.diet:
        found.append(Problem("diet", "required", "饮食处方至少要有一条。"))
    return found


def save(desk: Desk, sheet: PrescriptionSheet, three: ThreePrescriptions) -> str | list[Problem]:
    """Store the three prescriptions with the visit; returns their id, or what is in the way."""
    problems = problems_of(three, recheck(desk, sheet, three))
    if problems:
        return problems
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        return store(desk, work, three, sheet.known_id, sheet.known_revision)


def store(desk: Desk, work: UnitOfWork, three: ThreePrescriptions, known_id: str = "", base: int = 0) -> str:
    """Store within an act; the draft goes with it."""
    drafts.drop(work.session, DRAFT, three.follow_up_id)
    return prescriptions.save(work, three, *desk.signature, known_id=known_id, base=base)


def _other_drugs(visit: HypertensionFollowUp, ours: tuple[MedicationOrder, ...]) -> tuple[str, ...]:
    names = [order.drug_name for order in ours]
    return tuple(drug.name for drug in visit.drugs if not any(drug.name in name or name in drug.name for name in names))
