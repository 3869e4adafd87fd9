"""The three prescriptions of a visit: drafted from it, checked at every edit, stored as the next version."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from vclinic import diseases
from vclinic.diseases.disease import Disease
from vclinic.diseases.shared import drugs_of
from vclinic.diseases.visits import JudgedVisit
from vclinic.domain.prescription import Check, MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.domain.stock import Drug
from vclinic.forms.document import to_json
from vclinic.rules.contribution import Contribution
from vclinic.rules.exercise import effort_after, exercise_checks
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.medication import renewal_days
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescribing import check_medication
from vclinic.rules.quantities import base_units
from vclinic.rules.routes import route_of
from vclinic.rules.three_prescriptions import (
    CONFLICT,
    begins_exercise,
    diet_checks,
    draft_three,
    merge_diet,
    merge_warnings,
)
from vclinic.services.person import person_of
from vclinic.services.regimen import active_orders
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.settings import read as read_settings
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, follow_ups, prescriptions, stock_ledger
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.prescriptions import Prescription
from vclinic.storage.unit_of_work import UnitOfWork

DRAFT = "prescription"
_OURS = ("auto", "standard", CONFLICT)  # origins of diet lines nobody has rewritten


@dataclass(frozen=True, slots=True)
class PrescriptionSheet:
    """What the three-prescriptions page starts from.

    Attributes:
        visits: the visits of the day it is drawn up at, one for each disease.
        contributions: what each of them brings.
        other_drugs: drugs the forms name and we do not prescribe.
    """

    resident: ResidentRecord
    visits: tuple[JudgedVisit, ...]
    contributions: tuple[Contribution, ...]
    three: ThreePrescriptions
    previous: ThreePrescriptions | None
    checks: tuple[Check, ...]
    other_drugs: tuple[str, ...]
    person: PersonFacts
    known_id: str = ""
    known_revision: int = 0
    draft_saved_at: datetime | None = None

    @property
    def figures(self) -> str:
        """Every measure of the visits once, with its figures."""
        words: dict[str, str] = {}
        for visit in self.visits:
            for measure in disease_of(visit).measures:
                if text := measure.text(visit.values):
                    words.setdefault(measure.key, f"{measure.label} {text}")
        return "　".join(words.values())

    @property
    def to_measure(self) -> str:
        """What the resident is to come back for, in words: what each disease is judged by."""
        labels = dict.fromkeys(disease_of(visit).measures[0].label for visit in self.visits)
        return f"量{'、'.join(labels)}" if labels else ""

    @property
    def visit_class(self) -> str:
        """The most serious class of the visits."""
        return max(str(visit.values["visit_class"]) for visit in self.visits)

    def value(self, name: str) -> Any:
        """What the forms say of a field, the first one that says something."""
        return next((found for visit in self.visits if (found := visit.values.get(name)) not in (None, "", ())), None)

    @property
    def title(self) -> str:
        """The visits it belongs to, by their diseases."""
        return "、".join(disease_of(visit).label for visit in self.visits) + "随访"

    @property
    def referral_org(self) -> str:
        """Where the resident is referred to; empty for nowhere."""
        return str(self.value("referral_org_dept") or "")


def disease_of(visit: JudgedVisit) -> Disease[Any]:
    """The disease of a visit that was judged here.

    Raises:
        LookupError: no such disease.
    """
    found = diseases.by_key(visit.disease)
    if found is None:
        raise LookupError(visit.disease)
    return found


def draft(station: Workstation, follow_up_id: str) -> PrescriptionSheet:
    """The prescriptions of a visit's day as the rules would write them, or as they were stored when it has some already.
    Visits of the same day for other diseases belong to the same prescription.

    Raises:
        Refused: ``newer_record``, the visit was written by a newer program.
    """
    with station.store.read() as session:
        visit = follow_ups.get_to_write(session, follow_up_id)
        same_day = _together(visit, follow_ups.on_day_of_resident(session, visit.resident_id, visit.record.visit_date))
        stored = next(
            (found for one in same_day if (found := prescriptions.of_follow_up(session, one.id)) is not None), None
        )
        versions = prescriptions.of_resident(session, visit.resident_id)
    record = resident_record(station, visit.resident_id, with_timeline=False)
    visits = tuple(judged(one) for one in same_day)
    if stored is None:
        sheet = compose(station, record, visits, versions)
    else:
        earlier = [other for other in versions if other.three.version < stored.three.version]
        sheet = compose(station, record, visits, earlier)
        sheet = replace(sheet, three=stored.three, known_id=stored.id, known_revision=stored.revision)
    with station.store.read() as session:
        kept = drafts.load(session, DRAFT, sheet.three.follow_up_id)
    if kept is not None and kept[0]["base"] == [sheet.three.supersedes, sheet.known_revision]:
        three = prescriptions.three_from(kept[0]["three"])
        sheet = replace(sheet, three=replace(three, issued_on=sheet.three.issued_on), draft_saved_at=kept[1])
    return replace(sheet, checks=recheck(station, sheet, sheet.three))


def _together(visit: FollowUp, same_day: list[FollowUp]) -> list[FollowUp]:
    """The visit and the last one of the day for each other disease, in the order they were recorded."""
    newest = {one.disease: one.id for one in same_day} | {visit.disease: visit.id}
    return [one for one in same_day if newest[one.disease] == one.id and one.readable]


def judged(visit: FollowUp) -> JudgedVisit:
    """A stored visit as prescriptions are drafted from it."""
    return JudgedVisit(visit.disease, visit.id, follow_ups.values_of(visit), visit.assessment)


def keep_draft(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions) -> None:
    """Keep what was edited so far, on this machine only; it is offered again as long as nothing newer was stored."""
    content = {"base": [sheet.three.supersedes, sheet.known_revision], "three": to_json(three)}
    with station.store.local() as session:
        drafts.keep(session, DRAFT, three.follow_up_id, content, station.clock.now())


def compose(
    station: Workstation, record: ResidentRecord, visits: tuple[JudgedVisit, ...], versions: list[Prescription]
) -> PrescriptionSheet:
    """A fresh draft for the visits of one day; ``versions`` are the resident's earlier prescriptions, newest first."""
    earlier = versions[0] if versions else None
    regimen = active_orders(earlier)
    known: dict[str, Any] = {}
    for visit in reversed(visits):  # what the first disease's form says is said last
        known |= {name: value for name, value in visit.values.items() if value not in (None, "", ())}
    person = person_of(station, record, known)
    person = replace(person, drugs=person.drugs + tuple(order.drug_name for order in regimen))
    contributions = tuple(_contribution(station, visit, person) for visit in visits)
    days = renewal_days(
        [visit.assessment.action for visit in visits],
        read_settings(station).days_default,
        min(_revisit_days(station, visit) for visit in visits),
    )
    three = draft_three(
        contributions,
        lifestyle=lifestyle_of(known),
        person=person,
        regimen=regimen,
        previous=earlier.three if earlier else None,
        catalog=station.catalog,
        days=days,
        issued_on=station.clock.today(),
        review_on=min(visit.values["next_visit_date"] for visit in visits),
    )
    three = replace(
        three,
        resident_id=record.id,
        reasons=tuple(("follow_up", visit.follow_up_id) for visit in visits),
        version=(earlier.three.version if earlier else 0) + 1,
        supersedes=earlier.id if earlier else "",
    )
    sheet = PrescriptionSheet(
        resident=record,
        visits=visits,
        contributions=contributions,
        three=three,
        previous=earlier.three if earlier else None,
        checks=(),
        other_drugs=_other_drugs(drugs_of(known), regimen),
        person=person,
    )
    return replace(sheet, checks=recheck(station, sheet, three))


def _contribution(station: Workstation, visit: JudgedVisit, person: PersonFacts) -> Contribution:
    disease = disease_of(visit)
    return disease.contribute(
        visit, person, disease.rules_on(station.rules, visit.values["visit_date"]), station.catalog
    )


def _revisit_days(station: Workstation, visit: JudgedVisit) -> int:
    return disease_of(visit).rules_on(station.rules, visit.values["visit_date"]).revisit_days


def recheck(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions) -> tuple[Check, ...]:
    """All checks of medication and diet after an edit; pure and quick."""
    medication = check_medication(three.medication, sheet.person, sheet.other_drugs, station.catalog)
    return (*diet_checks(three.diet, merge_diet(sheet.contributions)), *medication)


def follow_drugs(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions) -> ThreePrescriptions:
    """What depends on the drugs, asked again after an edit: low-sodium salt, drink, staple food, red flags, and heart rate
    or felt effort. The doctor's own wording is left alone."""
    taken = tuple(order.drug_name for order in three.medication if order.change != "stopped")
    stopped = {
        generic
        for order in three.medication
        if order.change == "stopped"
        for generic in station.catalog.generics_of(order.drug_name)
    }
    on_forms = dict.fromkeys(name for visit in sheet.visits for name in drugs_of(visit.values))
    named = tuple(
        name
        for name in on_forms
        if not (generics := station.catalog.generics_of(name)) or not stopped.issuperset(generics)
    )
    person = replace(sheet.person, drugs=taken + named)
    contributions = tuple(_contribution(station, visit, person) for visit in sheet.visits)
    fresh = {item.item_code: item for item in merge_diet(contributions)}
    diet = tuple(fresh.get(item.item_code, item) if item.origin in _OURS else item for item in three.diet)
    exercise = effort_after(three.exercise, contributions, person, station.catalog)
    return replace(three, diet=diet, exercise=exercise, warnings=merge_warnings(contributions))


def regimen_advice(sheet: PrescriptionSheet) -> tuple[str, ...]:
    """What stands above the lines of the medication column, a sentence a disease."""
    return tuple(dict.fromkeys(part.on_regimen for part in sheet.contributions if part.on_regimen))


def exercise_checks_of(sheet: PrescriptionSheet) -> list[Check]:
    """What the exercise column checks."""
    return exercise_checks(sheet.contributions, sheet.person, first=begins_exercise(sheet.previous))


def find_drug(station: Workstation, text: str, limit: int = 20) -> list[Drug]:
    """Drugs of the catalogue by name, pinyin or initials; those in stock first."""
    with station.store.read() as session:
        stocked = set(stock_ledger.drug_names(session))
    found = station.catalog.search(text, 3 * limit)
    return sorted(found, key=lambda drug: drug.id not in stocked)[:limit]


def new_line(station: Workstation, three: ThreePrescriptions, drug: Drug) -> MedicationOrder:
    """A line for a drug just chosen. The dose is the doctor's to write: it starts at nothing."""
    return MedicationOrder(
        line_no=max((order.line_no for order in three.medication), default=0) + 1,
        drug_id=drug.id,
        drug_name=drug.name,
        strength=drug.strength,
        dose_value=0.0,
        dose_unit=drug.strength_unit or drug.base_unit,
        frequency="qd",
        days=min(read_settings(station).days_default, max(1, (three.review_on - three.issued_on).days)),
        quantity=0,
        base_unit=drug.base_unit,
        route=route_of(drug.form, drug.name),
        change="new",
    )


def quantity_for(station: Workstation, order: MedicationOrder) -> int:
    """Whole base units an order needs; 0 while the dose is not written or cannot be turned into units."""
    drug = station.catalog.drug(order.drug_id) if order.drug_id else None
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


def _other_drugs(names: tuple[str, ...], ours: tuple[MedicationOrder, ...]) -> tuple[str, ...]:
    prescribed = [order.drug_name for order in ours]
    return tuple(name for name in names if not any(name in known or known in name for known in prescribed))
