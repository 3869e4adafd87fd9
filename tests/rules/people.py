"""A person, a visit and a rule book that rule tests start from; each test changes what it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from vclinic.diseases import rule_book
from vclinic.diseases.hypertension.assess import VisitFacts
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.diseases.hypertension.reasons import PreviousVisit
from vclinic.diseases.hypertension.record import HypertensionFollowUp
from vclinic.diseases.visits import JudgedVisit
from vclinic.domain.follow_up import Assessment
from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.catalog import load_catalog
from vclinic.rules.guard import guard
from vclinic.rules.guarding.signs import VitalSigns
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescribing import CheckReport, check_medication
from vclinic.rules.prescription_rules import prescription_rules_on
from vclinic.rules.vital_limits import vital_limits_on

BOOK = rule_book()
RULES = HYPERTENSION.rules_on(BOOK, date(2026, 11, 24))
CATALOG = load_catalog()
DAY = date(2026, 11, 24)
PRESCRIPTION = prescription_rules_on(DAY)

ORDINARY = PersonFacts(
    age=58, sex_code="2", diseases=frozenset(("htn",)), height_cm=156.0, household_size=2, allergies_asked=True
)

ALIKE: dict[str, Any] = {
    "visit_date": DAY, "visit_way": "1", "symptom_codes": ("1",), "smoke_now": 0, "smoke_target": 0, "drink_now": 0,
    "drink_target": 0, "ex_times": 3, "ex_minutes": 20, "ex_times_target": 5, "ex_minutes_target": 30,
    "psych_adjust": "1", "compliance_behavior": "1", "med_adherence": "1", "adr": "1", "visit_class": "1",
    "next_visit_date": date(2027, 2, 24), "doctor": "周国平",
}  # fmt: skip
VISIT = HypertensionFollowUp(
    sbp=136,
    dbp=84,
    weight_kg=64.5,
    height_cm=156.0,
    heart_rate=72,
    salt_now="2",
    salt_target="1",
    **ALIKE,
)


def facts(age: int, pressure: str, **changes: Any) -> VisitFacts:
    """What the judgement needs; ``pressure`` as people write it: ``136/84``."""
    sbp, dbp = map(int, pressure.split("/"))
    return VisitFacts(visit_date=DAY, age=age, sbp=sbp, dbp=dbp, **({"adr": "1"} | changes))


def before(pressure: str = "", on: date = date(2026, 8, 24), **known: Any) -> PreviousVisit:
    """The last visit."""
    sbp, dbp = map(int, pressure.split("/")) if pressure else (None, None)
    return PreviousVisit(on, sbp, dbp, **known)


def person(**changes: Any) -> PersonFacts:
    """Somebody with what the guard says of the figures given."""
    who = replace(ORDINARY, **changes)
    potassium = who.labs.potassium_mmol_l
    signs = VitalSigns(
        sbp=who.sbp, dbp=who.dbp, heart_rate=who.heart_rate, potassium=potassium.value if potassium else None
    )
    return who if who.alerts else replace(who, alerts=guard(signs, vital_limits_on(DAY)))


def visit(**changes: Any) -> HypertensionFollowUp:
    return replace(VISIT, **changes)


def order(name: str, dose: float = 1, unit: str = "", frequency: str = "qd", **changes: Any) -> MedicationOrder:
    """An order of the catalogue's drug of that product name, or of somebody else's drug when the name is not in it."""
    drug = next((drug for drug in CATALOG.search(name, 200) if drug.name == name), None)
    known: dict[str, Any] = {
        "line_no": 1,
        "drug_id": drug.id if drug else "",
        "drug_name": name,
        "strength": drug.strength if drug else "",
        "dose_value": dose,
        "dose_unit": unit or (drug.base_unit if drug else "片"),
        "frequency": frequency,
        "days": 28,
        "quantity": 28,
        "base_unit": drug.base_unit if drug else "片",
    }
    return MedicationOrder(**(known | changes))


def report(
    orders: Sequence[MedicationOrder], who: PersonFacts | None = None, others: tuple[str, ...] = ()
) -> CheckReport:
    """Everything checked of these orders, numbered in their order where they are not."""
    lines = [replace(line, line_no=place) if line.line_no == 1 else line for place, line in enumerate(orders, 1)]
    return check_medication(lines, who or person(), others, CATALOG, PRESCRIPTION)


def judged(action: str = "ROUTINE") -> Assessment:
    return Assessment("1", True, action, date(2027, 2, 24), "none", (), RULES.id)


def values(**changes: Any) -> dict[str, Any]:
    """The visit's fields by name."""
    return HYPERTENSION.values_of(visit(**changes))


def judged_visit(action: str = "ROUTINE", **changes: Any) -> JudgedVisit:
    """The visit with its judgement, as prescriptions are drafted from it."""
    return JudgedVisit(HYPERTENSION.key, "f", values(**changes), judged(action))
