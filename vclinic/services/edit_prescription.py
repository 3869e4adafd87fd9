"""What an edit of the three prescriptions changes: the checks, what hangs on the drugs, a new line and its quantity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from vclinic.diseases.shared import drugs_of
from vclinic.domain.prescription import Check, DietItem, MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.domain.stock import Drug
from vclinic.rules.advice_library import load_advice
from vclinic.rules.carried_out import dose_checks, stock_checks, supply_checks
from vclinic.rules.contribution import Contribution
from vclinic.rules.diet import eaten_by
from vclinic.rules.exercise import effort_after, exercise_checks
from vclinic.rules.overrules import remembered
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescribing import check_medication
from vclinic.rules.prescription_rules import prescription_rules_on
from vclinic.rules.quantities import base_units
from vclinic.rules.routes import route_of
from vclinic.rules.three_prescriptions import (
    CONFLICT,
    begins_exercise,
    diet_checks,
    merge_diet,
    merge_warnings,
    vetoes_of,
)
from vclinic.rules.vetoes import Veto, bind_effort, diet_after, said
from vclinic.services import medication_profile
from vclinic.services.prescription_sheet import PrescriptionSheet, brought, known_values
from vclinic.services.settings import read as read_settings
from vclinic.services.workstation import Workstation

_OURS = ("auto", "standard", CONFLICT)  # origins of diet lines nobody has rewritten


def recheck(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions) -> tuple[Check, ...]:
    """All checks of medication and diet after an edit; pure and quick."""
    rules = prescription_rules_on(three.issued_on)
    others = tuple(sheet.meanings.get(name, name) for name in sheet.other_drugs)
    report = check_medication(three.medication, sheet.person, others, station.catalog, rules)
    countable = dose_checks(three.medication, station.catalog, sheet.stocked)
    short = stock_checks(three.medication, station.catalog, sheet.stocked)
    checks = remembered((*report.checks, *countable, *short), sheet.person, sheet.overrules)
    supply = supply_checks(three.medication, three.issued_on, three.review_on)
    return (*diet_checks(three.diet, merge_diet(sheet.contributions)), *checks, *supply)


def follow_drugs(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions) -> ThreePrescriptions:
    """What depends on the drugs, asked again after an edit: low-sodium salt, drink, staple food, red flags, and heart rate
    or felt effort. Lines that the edit brings or takes away come and go with it; the doctor's own wording is left alone."""
    now = _advised(station, sheet, three)
    exercise = three.exercise
    if not bind_effort(now.vetoed):
        exercise = effort_after(exercise, now.contributions, now.person, station.catalog)
    return replace(
        three,
        diet=_diet_followed(three.diet, now, lambda: _advised(station, sheet, sheet.three)),
        exercise=exercise,
        warnings=merge_warnings(now.contributions),
        not_advised=said(now.vetoed),
    )


def eat_together(
    station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions, count: str
) -> tuple[PrescriptionSheet, ThreePrescriptions] | list[Problem]:
    """How many eat from one pot, kept with the person, and the salt that is right for so many."""
    told = medication_profile.tell_eat_together(station, sheet.resident.id, count)
    if isinstance(told, list):
        return told
    people = told.eat_together or sheet.person.household_size
    library = load_advice(sheet.visits[0].disease)
    here = replace(sheet, person=replace(sheet.person, household_size=people), eat_together=people)
    return here, replace(three, diet=eaten_by(three.diet, people, library))


@dataclass(frozen=True, slots=True)
class _Advised:
    """What the rules say to a person with the drugs of a prescription; ``diet`` by item code."""

    person: PersonFacts
    contributions: tuple[Contribution, ...]
    vetoed: tuple[Veto, ...]
    diet: Mapping[str, DietItem]


def _advised(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions) -> _Advised:
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
    contributions = brought(station, sheet.visits, person, known_values(sheet.visits))
    vetoed = vetoes_of(contributions, person, sheet.signs, station.catalog)
    diet = {item.item_code: item for item in diet_after(merge_diet(contributions), vetoed)}
    return _Advised(person, contributions, vetoed, diet)


def _diet_followed(diet: Sequence[DietItem], now: _Advised, before: Callable[[], _Advised]) -> tuple[DietItem, ...]:
    """The lines as the drugs are now. A line the rules did not write for the drugs ``before`` the edit is new; one they
    wrote then and no longer write goes; a line that was there all along and is not on the page was taken out by hand."""
    written = {item.item_code for item in diet}
    ours = {item.item_code for item in diet if item.origin in _OURS}
    came, went = now.diet.keys() - written, ours - now.diet.keys()
    known: Mapping[str, DietItem] = before().diet if came or went else {}
    kept = [item for item in diet if item.item_code not in went or item.item_code not in known]
    followed = [now.diet.get(item.item_code, item) if item.origin in _OURS else item for item in kept]
    return (*followed, *(item for code, item in now.diet.items() if code in came and code not in known))


def regimen_advice(sheet: PrescriptionSheet) -> tuple[str, ...]:
    """What stands above the lines of the medication column, a sentence a disease."""
    return tuple(dict.fromkeys(part.on_regimen for part in sheet.contributions if part.on_regimen))


def exercise_checks_of(sheet: PrescriptionSheet) -> list[Check]:
    """What the exercise column checks."""
    return exercise_checks(sheet.contributions, sheet.person, first=begins_exercise(sheet.previous))


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
