"""The three prescriptions of one visit drafted together, so that drugs, diet and exercise know of each other."""

from dataclasses import replace

from vclinic.domain.follow_up import Assessment, HypertensionFollowUp
from vclinic.domain.prescription import MedicationOrder, ThreePrescriptions
from vclinic.rules.advice_library import AdviceLibrary, load_advice
from vclinic.rules.catalog import Catalog
from vclinic.rules.diet import draft_diet
from vclinic.rules.exercise import draft_exercise
from vclinic.rules.hypertension import treatment_goal
from vclinic.rules.medication import draft_medication
from vclinic.rules.person import PersonFacts
from vclinic.rules.rule_set import HypertensionRules


def draft_three(
    visit: HypertensionFollowUp,
    person: PersonFacts,
    regimen: tuple[MedicationOrder, ...],
    assessment: Assessment,
    previous: ThreePrescriptions | None,
    catalog: Catalog,
    days: int,
    rules: HypertensionRules,
    library: AdviceLibrary | None = None,
) -> ThreePrescriptions:
    """Draft from the visit; the doctor's own diet and exercise lines of last time are carried on.

    Args:
        regimen: the orders in force before the visit.
        days: how long an unchanged regimen is renewed for.
    """
    library = library or load_advice()
    diet = draft_diet(visit, person, library, catalog)
    exercise = draft_exercise(visit, person, library, rules, catalog)
    if previous is not None:
        known = {item.item_code for item in diet}
        diet += tuple(
            replace(item, origin="carried")
            for item in previous.diet
            if item.origin in ("doctor", "carried") and item.item_code not in known
        )
        exercise = replace(exercise, doctor_notes=previous.exercise.doctor_notes)
    return ThreePrescriptions(
        resident_id="",
        follow_up_id="",
        diseases=(library.disease,),
        issued_on=visit.visit_date,
        review_on=visit.next_visit_date,
        medication=draft_medication(regimen, assessment, catalog, days, rules.revisit_days),
        diet=diet,
        exercise=exercise,
        goals=_goals(visit, person, library, rules),
        warnings=library.warnings,
        rule_set_id=library.id,
    )


def _goals(
    visit: HypertensionFollowUp, person: PersonFacts, library: AdviceLibrary, rules: HypertensionRules
) -> tuple[tuple[str, str], ...]:
    goals = [("salt_g", f"<{library.salt_g:g}"), ("bp", treatment_goal(person.age, rules))]
    if visit.weight_target is not None:
        goals.append(("weight_kg", f"{visit.weight_target:.1f}"))
    return tuple(goals)
