"""Allergy: the drug itself is closed, its group wants a reason, a faint likeness is only shown."""

from vclinic.domain.prescription import Check, Severity
from vclinic.rules.caution_table import CautionRow
from vclinic.rules.checking.case import Case, names_of, not_compared, of_one
from vclinic.rules.checking.cautions import rows_that_hold, words_of
from vclinic.rules.checking.conditions import has_allergy
from vclinic.rules.taken import Medicine

_RECORD = "药物过敏史"


def allergy_checks(case: Case) -> list[Check]:
    """Trade name, generic name, group; and skin tests, which are asked for before every use."""
    checks: list[Check] = []
    itself: set[str] = set()
    for medicine in case.medicines:
        if culprit := _allergic_to(medicine, case):
            itself.add(medicine.written)
            text = f"居民对{culprit}过敏，不能用。"
            checks.append(
                of_one(
                    "allergy",
                    "forbid",
                    f"{culprit}/allergy",
                    text=text,
                    medicine=medicine,
                    mark="verified",
                    source=_RECORD,
                )
            )
    for medicine, row in rows_that_hold(case, "allergy:", "skin_test:"):
        if row.condition.startswith("skin_test:") or medicine.written not in itself:
            checks.append(_of_group(medicine, row, case))
    groups = {row.condition for medicine in case.medicines for row in case.catalog.cautions_for(medicine.name)}
    for group, members in case.rules.allergy_classes.items():
        if group in case.person.allergies and f"allergy:{group}" not in groups:
            checks += [
                of_one(
                    "allergy",
                    "warn",
                    f"{medicine.called[0]}/allergy:{group}",
                    "居民对同类的药过敏，换别类的药。",
                    medicine=medicine,
                    mark="memory",
                )
                for medicine in case.medicines
                if members in medicine.name.classes and medicine.written not in itself
            ]
    if case.medicines and not (case.person.allergies_asked or has_allergy(case.person)):
        text = f"没有问过药物过敏，{names_of(case.medicines)}没有比对过敏。"
        checks.append(not_compared("allergy", "not_asked", text))
    return checks


def _allergic_to(medicine: Medicine, case: Case) -> str:
    """The ingredient this person is allergic to; empty for none."""
    person = case.person
    return next((name for name in medicine.name.items if name in person.allergic_to or name in person.allergy_text), "")


def _of_group(medicine: Medicine, row: CautionRow, case: Case) -> Check:
    return of_one(
        "allergy",
        _severity(row, case),
        f"{row.ingredient}/{row.condition}",
        words_of(row),
        medicine=medicine,
        mark=row.mark,
    )


def _severity(row: CautionRow, case: Case) -> Severity:
    """To the group as a whole, or one that is one allergy, closes; to another drug of the group wants a reason."""
    if row.condition.startswith("skin_test:"):
        return "note"
    if row.severity == "minor":
        return "note"
    group = row.condition.removeprefix("allergy:")
    if row.severity == "contraindicated" and (group in case.rules.one_allergy or not _only_another(row, case)):
        return "forbid"
    return "warn"


def _only_another(row: CautionRow, case: Case) -> bool:
    """Whether one drug of the group was named, so that the others are only likely."""
    named = (case.catalog.named(generic) for generic in case.person.allergic_to)
    return any(
        other.condition == row.condition and other.severity == "contraindicated"
        for name in named
        for other in case.catalog.cautions_for(name)
    )
